"""What is wrong with a definition is said so that its author finds the slip of the pen."""

from typing import Any

import pytest

from shared.engine.validate import validate
from tests.engine.flows import flow_of

TEXT: dict[str, Any] = {"id": "hello", "type": "message", "prompt": "Oi", "transitions": [{"to": "bye"}]}
BYE: dict[str, Any] = {"id": "bye", "type": "end"}
PERSON: dict[str, Any] = {"id": "person", "type": "handoff"}

TOLD = [
    (TEXT | {"type": "messge"}, "There is no node type 'messge'. Did you mean 'message'?"),
    (TEXT | {"type": "xyz"}, "There is no node type 'xyz'."),
    (TEXT | {"promt": "x"}, "There is no field 'promt' here. Did you mean 'prompt'?"),
    (TEXT | {"transitions": [{"to": "byee"}]}, "There is no node 'byee'. Did you mean 'bye'?"),
    (TEXT | {"transitions": [{}]}, "This field is required."),
    (TEXT | {"type": "ask_date", "suggest": 11}, "This should be less than or equal to 10."),
    (
        TEXT | {"type": "choice", "options": [{"id": "a", "label": "A", "synonyms": ["x"] * 31}]},
        "At most 30 items may stand here, not 31.",
    ),
    (
        TEXT | {"transitions": [{"to": "bye", "when": "ana_mae == 1"}]},
        "Nothing in this flow sets the variable 'ana_mae', and it is not declared.",
    ),
]


@pytest.mark.parametrize(("node", "sentence"), TOLD, ids=[sentence for _, sentence in TOLD])
def test_an_author_is_told_what_may_have_been_meant(node: dict[str, Any], sentence: str) -> None:
    found = [one for one in validate(flow_of(node, BYE, PERSON)) if one.severity == "error"]

    assert [(one.node, one.message) for one in found] == [("hello", sentence)]


def test_a_variable_of_nearly_that_name_is_named() -> None:
    asks = {"id": "a", "type": "ask_text", "prompt": "?", "save_as": "name", "transitions": [{"to": "b"}]}
    branch = {"id": "b", "type": "branch", "transitions": [{"to": "bye", "when": "is_set nane"}, {"to": "person"}]}

    (found,) = [one for one in validate(flow_of(asks, branch, BYE, PERSON)) if one.severity == "error"]

    assert found.message.endswith("Did you mean 'name'?")


def test_a_start_that_is_no_node_is_told_with_the_nearest() -> None:
    (found,) = validate(flow_of(TEXT, BYE, PERSON) | {"start": "helo"})

    assert found.message == "The start, 'helo', is not one of the nodes. Did you mean 'hello'?"
