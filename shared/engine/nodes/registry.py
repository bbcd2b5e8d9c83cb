"""Every kind of node by its name; the one place that knows them all."""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import ValidationError

from shared.engine.nodes.ask_text import AskText
from shared.engine.nodes.assign import Set
from shared.engine.nodes.base import NodeModel
from shared.engine.nodes.branch import Branch
from shared.engine.nodes.choice import Choice
from shared.engine.nodes.end import End
from shared.engine.nodes.goto import Goto
from shared.engine.nodes.handoff import Handoff
from shared.engine.nodes.message import Message
from shared.engine.problems import Problem
from shared.engine.shape import path_of

MODELS: Final[tuple[type[NodeModel], ...]] = (
    Message,
    Choice,
    AskText,
    Branch,
    Set,
    Goto,
    Handoff,
    End,
)

KINDS: Final[Mapping[str, type[NodeModel]]] = {name: model for model in MODELS for name in model.types}


def read_node(value: object, path: str) -> NodeModel | list[Problem]:
    """Read one node of a definition by its `type`; what is wrong comes with the node's id and the path."""
    if not isinstance(value, Mapping):
        return [Problem("error", "shape_invalid", None, path, "A node is an object.")]
    given = value.get("id")
    node = given if isinstance(given, str) else None
    kind = value.get("type")
    model = KINDS.get(kind) if isinstance(kind, str) else None
    if model is None:
        message = f"There is no node type {str(kind)[:60]!r}."
        return [Problem("error", "unknown_type", node, f"{path}.type", message)]
    try:
        return model.model_validate(value)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        return [_problem(one, node, path) for one in found]


def _problem(found: Any, node: str | None, path: str) -> Problem:
    code = "unknown_key" if found["type"] == "extra_forbidden" else "shape_invalid"
    where = path_of(found["loc"])
    return Problem("error", code, node, f"{path}.{where}" if where else path, str(found["msg"]))
