"""The JSON Schema of a flow definition, made from the models of its parts and nodes."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from shared.engine.definition import Outline
from shared.engine.limits import MAX_NODES
from shared.engine.nodes.registry import HANDLER, MODELS

TITLE = "Prosa flow definition, version 1"
REF = "#/$defs/"


@cache
def flow_schema() -> dict[str, Any]:
    """Give the schema (draft 2020-12). It tells shape only: `validate` knows far more, and has the last word."""
    models: list[type[BaseModel]] = [Outline, *MODELS]
    _, whole = models_json_schema(
        [(model, "validation") for model in models], by_alias=True, ref_template=REF + "{model}"
    )
    definitions = _renamed(whole["$defs"])
    outline = definitions.pop("Outline")
    for model in MODELS:
        definitions[_node(model.types)]["properties"]["type"] = {"enum": list(model.types)}
    definitions["handler_node"] = _handler_node()
    nodes = [{"$ref": REF + _node(model.types)} for model in MODELS] + [{"$ref": f"{REF}handler_node"}]
    outline["properties"]["nodes"] = {"type": "array", "maxItems": MAX_NODES, "items": {"oneOf": nodes}}
    outline.pop("description", None)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **outline,
        "title": TITLE,
        "$defs": dict(sorted(definitions.items())),
    }


def _node(types: tuple[str, ...]) -> str:
    return f"{types[0]}_node"


def _renamed(definitions: Mapping[str, Any]) -> dict[str, Any]:
    """Call nodes by their type, and other parts by their class; where two share it, the module goes before."""
    names = {}
    for model in MODELS:
        for name in definitions:
            if name == model.__name__ or name == f"{model.__module__}.{model.__name__}".replace(".", "__"):
                names[name] = _node(model.types)
    for name in definitions:
        names.setdefault(name, re.sub(r"^shared__engine__(nodes__)?(definition__)?", "", name))
    return {names[name]: _with_refs(value, names) for name, value in definitions.items()}


def _with_refs(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {
            key: REF + names[inner.removeprefix(REF)] if key == "$ref" else _with_refs(inner, names)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [_with_refs(inner, names) for inner in value]
    return value


def _handler_node() -> dict[str, Any]:
    """The customer's own spelling: the handler's name is the kind, with that kind's fields."""
    return {
        "title": "Handler",
        "description": "A node named by its handler; `handler` is the name of a kind, and the other fields are that kind's.",
        "type": "object",
        "properties": {"id": {"type": "string"}, "type": {"const": HANDLER}, "handler": {"type": "string"}},
        "required": ["id", "type", "handler"],
    }
