"""Filters of a catalogue search as a flow writes them, compiled to what `SearchItems` and `ListValues` carry."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, StringConstraints

from shared.engine.compiler import Compiler
from shared.engine.definition import Part
from shared.engine.words import is_empty

if TYPE_CHECKING:
    from shared.engine.turn import Turn

Operator = Literal["eq", "ne", "in", "lt", "le", "gt", "ge", "between", "contains"]
FieldName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_.]{0,63}$")]
MakesFilter = Callable[["Turn"], dict[str, Any] | None]


class Filter(Part):
    """value: JSON, where a text that is one `{{ name }}` alone keeps the variable's type, or {"expr": "…"}.

    A filter without a value (not asked, "tanto faz") is left out. A list with eq means one of them; a range {"min", "max"} with eq
    or between means inside it, open ends allowed. relax: never, or the order in which it is given up when nothing is found.
    """

    field: FieldName
    op: Operator = "eq"
    value: Any = None
    relax: Literal["never"] | Annotated[int, Field(ge=1, le=20)] = "never"


def compile_filters(filters: Sequence[Filter], compiler: Compiler, at: str) -> list[MakesFilter]:
    return [_compile(one, compiler, f"{at}[{index}].value") for index, one in enumerate(filters)]


def _compile(one: Filter, compiler: Compiler, at: str) -> MakesFilter:
    run, field, op = compiler.value(one.value, at, may_be_empty=True), one.field, one.op
    return lambda turn: made(field, op, run(turn))


def made(field: str, op: str, value: Any) -> dict[str, Any] | None:
    """Return a filter in its plainest form, or None where the value says nothing."""
    if is_empty(value):
        return None
    if isinstance(value, dict):
        return _inside(field, value)
    if isinstance(value, list):
        if op == "between":
            return _inside(field, {"min": value[0], "max": value[1]}) if len(value) == 2 else None
        kept = [item for item in value if not is_empty(item) and not isinstance(item, dict | list)]
        return {"field": field, "op": "in" if op in {"eq", "in"} else op, "value": kept} if kept else None
    if op == "in":
        return {"field": field, "op": "in", "value": [value]}
    if op == "between":
        return {"field": field, "op": "between", "value": [value, value]}
    return {"field": field, "op": op, "value": value}


def _inside(field: str, span: dict[str, Any]) -> dict[str, Any] | None:
    low, high = span.get("min"), span.get("max")
    if low is None and high is None:
        return None
    if low is None:
        return {"field": field, "op": "le", "value": high}
    if high is None:
        return {"field": field, "op": "ge", "value": low}
    return {"field": field, "op": "between", "value": [low, high]}
