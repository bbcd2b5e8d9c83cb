"""`ai_extract`: lets the model find values in a text; what it says is held to the variables' types."""

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, StringConstraints

from shared.engine.compiler import Compiler
from shared.engine.definition import Part, VariableName, VariableType
from shared.engine.expressions.functions import moment_of
from shared.engine.expressions.values import is_number
from shared.engine.facts import ListValues
from shared.engine.limits import MAX_NUMBER
from shared.engine.node import Goes, Node
from shared.engine.nodes.base import Write
from shared.engine.nodes.model_task import ModelTask, is_confident, task_node
from shared.engine.turn import Turn

MAX_NAMES = 200  # places asked of the catalogue, as in ask_place
MAX_EXTRACTED = 500  # characters of one extracted text


class CatalogNames(Part):
    """The names that a field of a catalogue holds."""

    catalog: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    field: Annotated[str, StringConstraints(min_length=1, max_length=64)]


class Wanted(Part):
    """options: for an enum, the only values taken; for a place, the names it is matched to, as in ask_place.

    range: of money or a number, kept as {"min", "max"}. unit: what a number counts, as in ask_number. hint: what money pays for.
    """

    var: VariableName
    type: VariableType = "text"
    description: Annotated[str, StringConstraints(max_length=300)] | None = None
    options: CatalogNames | Annotated[tuple[str, ...], Field(max_length=50)] = ()
    range: bool = False
    unit: Annotated[str, StringConstraints(max_length=40)] | None = None
    hint: Literal["sale", "rent"] | None = None


class AiExtract(ModelTask):
    """Saves what was found and is of its type; with nothing found, or too little confidence, goes to `else`.

    {"id": "understand", "type": "ai_extract", "from": "reply.text", "min_confidence": 0.7, "else": "ask_city",
     "schema": [{"var": "city", "type": "place"}, {"var": "price_max", "type": "money", "description": "o máximo que quer pagar"},
                {"var": "purpose", "type": "enum", "options": ["buy", "rent"]}], "transitions": [{"to": "confirm"}]}
    """

    types: ClassVar = ("ai_extract",)

    wanted: Annotated[tuple[Wanted, ...], Field(min_length=1, max_length=20, alias="schema")]

    def writes(self) -> Iterator[Write]:
        for one in self.wanted:
            yield Write(one.var, one.type, always=False, units=2 * MAX_EXTRACTED if one.type != "list" else None)

    def build(self, compiler: Compiler) -> Node:
        choose = compiler.transitions(self.transitions)
        wanted = self.wanted

        def payload(turn: Turn) -> dict[str, Any]:
            return {"variables": [_described(one, turn) for one in wanted]}

        def settle(turn: Turn, result: dict[str, Any]) -> Goes | None:
            values = result.get("values")
            if not isinstance(values, dict) or not is_confident(result, self.min_confidence):
                return None
            found = {one.var: values[one.var] for one in self.wanted if is_of_type(values.get(one.var), one)}
            for name, value in found.items():
                turn.save(name, value)
            return choose if found else None

        return task_node(self, compiler, "extract", payload, settle)


def _described(wanted: Wanted, turn: Turn) -> dict[str, Any]:
    """What the host needs to ask for it and to read it; the names of places from the catalogue as it is now."""
    described: dict[str, Any] = {"name": wanted.var, "type": wanted.type, "description": wanted.description}
    if isinstance(wanted.options, CatalogNames):
        found = turn.fact(ListValues(wanted.options.catalog, wanted.options.field, (), MAX_NAMES))
        values = found.get("values") if isinstance(found, dict) else None
        listed = values if isinstance(values, list) else []
        described["names"] = [one["value"] for one in listed if isinstance(one, dict) and _is_text(one.get("value"))]
    else:
        described["options"] = list(wanted.options)
    more = {"range": wanted.range or None, "unit": wanted.unit, "hint": wanted.hint}
    return described | {name: value for name, value in more.items() if value is not None}


def is_of_type(value: Any, wanted: Wanted) -> bool:
    """Say whether a model's value may be kept as this variable."""
    if isinstance(wanted.options, tuple) and wanted.options:
        return isinstance(value, str) and value in wanted.options
    if wanted.range:
        return _is_span(value)
    match wanted.type:
        case "number":
            return is_number(value) and abs(value) <= MAX_NUMBER
        case "money":
            return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_NUMBER
        case "bool":
            return isinstance(value, bool)
        case "date" | "datetime":
            return moment_of(value) is not None
        case "time":
            return isinstance(value, str) and len(value) == 5 and value[2] == ":" and value[:2].isdigit()
        case "list":
            return isinstance(value, list) and 0 < len(value) <= 20 and all(_is_text(one) for one in value)
        case "item" | "file" | "enum":
            return False  # nothing a model may invent
        case "email":
            return _is_text(value) and value.count("@") == 1
        case "phone":
            return _is_text(value) and value.lstrip("+").isdigit() and 8 <= len(value) <= 16
        case _:
            return _is_text(value)


def _is_span(value: Any) -> bool:
    """A range as asking nodes keep it, with at least one end."""
    if not isinstance(value, dict) or set(value) != {"min", "max"}:
        return False
    ends = [end for end in value.values() if end is not None]
    return bool(ends) and all(is_number(end) and abs(end) <= MAX_NUMBER for end in ends)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= MAX_EXTRACTED
