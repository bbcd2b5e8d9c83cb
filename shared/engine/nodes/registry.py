"""Every kind of node by its name; the one place that knows them all."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic import ValidationError

from shared.engine.nodes.ai_answer import AiAnswer
from shared.engine.nodes.ai_classify import AiClassify
from shared.engine.nodes.ai_extract import AiExtract
from shared.engine.nodes.ask_consent import AskConsent
from shared.engine.nodes.ask_date import AskDate
from shared.engine.nodes.ask_email import AskEmail
from shared.engine.nodes.ask_file import AskFile
from shared.engine.nodes.ask_id import AskId
from shared.engine.nodes.ask_number import AskNumber
from shared.engine.nodes.ask_phone import AskPhone
from shared.engine.nodes.ask_place import AskPlace
from shared.engine.nodes.ask_rating import AskRating
from shared.engine.nodes.ask_text import AskText
from shared.engine.nodes.ask_time import AskTime
from shared.engine.nodes.assign import Set
from shared.engine.nodes.base import NodeModel
from shared.engine.nodes.branch import Branch
from shared.engine.nodes.call import Call, Return
from shared.engine.nodes.capture import CAPTURES
from shared.engine.nodes.choice import Choice
from shared.engine.nodes.end import End
from shared.engine.nodes.event import Event
from shared.engine.nodes.feedback import Feedback
from shared.engine.nodes.goto import Goto
from shared.engine.nodes.handoff import Handoff
from shared.engine.nodes.http import Http
from shared.engine.nodes.lead import Lead
from shared.engine.nodes.message import Message
from shared.engine.nodes.notify import Notify
from shared.engine.nodes.refine import Refine
from shared.engine.nodes.score import Score
from shared.engine.nodes.search import Search
from shared.engine.nodes.show_items import ShowItems
from shared.engine.nodes.split import Split
from shared.engine.nodes.template import Template
from shared.engine.nodes.wait import Wait
from shared.engine.problems import Problem
from shared.engine.shape import path_of
from shared.engine.suggesting import did_you_mean, quoted, sentence_of

MODELS: Final[tuple[type[NodeModel], ...]] = (
    Message,
    Choice,
    AskText,
    AskNumber,
    AskDate,
    AskTime,
    AskPhone,
    AskEmail,
    AskId,
    AskPlace,
    AskFile,
    AskRating,
    AskConsent,
    *CAPTURES,
    Branch,
    Set,
    Score,
    Split,
    Goto,
    Call,
    Return,
    Wait,
    Search,
    ShowItems,
    Feedback,
    Refine,
    Lead,
    Handoff,
    Template,
    Http,
    AiExtract,
    AiClassify,
    AiAnswer,
    Notify,
    Event,
    End,
)

HANDLER: Final = "handler"
KINDS: Final[Mapping[str, type[NodeModel]]] = {name: model for model in MODELS for name in model.types}


def read_node(value: object, path: str) -> NodeModel | list[Problem]:
    """Read one node of a definition by its `type`; what is wrong comes with the node's id and the path."""
    if not isinstance(value, Mapping):
        return [Problem("error", "shape_invalid", None, path, "A node is an object.")]
    given = value.get("id")
    node = given if isinstance(given, str) else None
    kind = value.get("type")
    if kind == HANDLER:
        return _read_handler(value, node, path)
    model = KINDS.get(kind) if isinstance(kind, str) else None
    if model is None:
        message = f"There is no node type {quoted(kind)}.{did_you_mean(kind, [*KINDS, HANDLER])}"
        return [Problem("error", "unknown_type", node, f"{path}.type", message)]
    return _validated(model, value, node, path)


def _read_handler(value: Mapping[str, Any], node: str | None, path: str) -> NodeModel | list[Problem]:
    """The customer's `handler` nodes: the handler's name is the kind, with that kind's own fields."""
    given = value.get("handler")
    name = given.removeprefix("handle_").removesuffix("_handler") if isinstance(given, str) else ""
    model = KINDS.get(name)
    if model is None:
        message = f"There is no handler {quoted(given)}.{did_you_mean(name, KINDS)}"
        return [Problem("error", "unknown_handler", node, f"{path}.handler", message)]
    return _validated(model, {**value, "type": name}, node, path)


def _validated(
    model: type[NodeModel], value: Mapping[str, Any], node: str | None, path: str
) -> NodeModel | list[Problem]:
    try:
        return model.model_validate(value)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        names = [field.alias or name for name, field in model.model_fields.items()]
        return [_problem(one, node, path, names) for one in found]


def _problem(found: Any, node: str | None, path: str, names: Sequence[str]) -> Problem:
    code = "unknown_key" if found["type"] == "extra_forbidden" else "shape_invalid"
    where = path_of(found["loc"])
    return Problem("error", code, node, f"{path}.{where}" if where else path, sentence_of(found, names))
