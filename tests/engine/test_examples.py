"""The examples in the docstrings of the nodes are the authors' documentation: each must load as it stands."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from shared.engine.flow import load_flow
from shared.engine.nodes.base import NodeModel
from shared.engine.nodes.registry import MODELS
from shared.engine.problems import FlowInvalid


def examples(model: type[NodeModel]) -> Iterator[dict[str, Any]]:
    """Yield the JSON objects of a docstring that begin with an id."""
    text = model.__doc__ or ""
    at = 0
    while (start := text.find('{"id"', at)) >= 0:
        value, length = json.JSONDecoder().raw_decode(
            text[start:].replace('"transitions": […]', '"transitions": []').replace(", …}", "}")
        )
        at = start + max(length - 20, 1)
        yield value


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.types[0])
def test_every_model_has_an_example_that_loads(model: type[NodeModel]) -> None:
    found = list(examples(model))

    assert found
    for example in found:
        assert example["type"] in model.types
        try:
            load_flow({"version": 1, "start": example["id"], "nodes": [example]})
        except FlowInvalid as invalid:
            pytest.fail(f"{example['id']}: {invalid.found}")


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.types[0])
def test_every_model_builds_and_says_what_it_is_for(model: type[NodeModel]) -> None:
    assert model.build is not NodeModel.build
    assert model.types
    assert (model.__doc__ or "").strip()
