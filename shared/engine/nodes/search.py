"""`search` (the customer's `execute_search`): looks into a catalogue, and gives filters up one by one when nothing is found."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Any, ClassVar

from pydantic import Field, StringConstraints

from shared.engine.compiler import Compiler
from shared.engine.definition import Part, VariableName
from shared.engine.facts import SearchItems
from shared.engine.filtering import FieldName, Filter, compile_filters
from shared.engine.node import Node
from shared.engine.nodes.base import NodeModel, Write
from shared.engine.turn import Turn

MAX_FILTERS = 20
MAX_RELAXATIONS = 6  # searches beside the first: all are asked of the host at once


class Sort(Part):
    """field: of the items. desc: the greatest first."""

    field: FieldName
    desc: bool = False


class Search(NodeModel):
    """Saves {"count", "items", "relaxed", "catalog"} under `save_as` ("search"); `result` means it from then on.

    filters: joined by AND, see Filter below; one whose value is empty is left out. When nothing is found, filters with a
    `relax` order are given up, 1 first, one after the other, until something is; `relaxed` lists their fields. exclude: an
    expression for the ids of items not wanted (those already shown).

    {"id": "search", "type": "search", "catalog": "properties", "limit": 9, "sort": [{"field": "price_cents"}],
     "filters": [{"field": "purpose", "value": "{{ purpose }}"}, {"field": "city", "value": "{{ city }}"},
                 {"field": "neighborhood", "value": "{{ neighborhood }}", "relax": 1},
                 {"field": "price_cents", "op": "between", "value": "{{ price }}", "relax": 3},
                 {"field": "bedrooms", "op": "ge", "value": {"expr": "bedrooms.min"}, "relax": 2}],
     "save_as": "found",
     "transitions": [{"to": "none", "when": "result.count == 0"}, {"to": "near", "when": "len(result.relaxed) > 0"}, {"to": "cards"}]}
    """

    types: ClassVar = ("search", "execute_search")

    catalog: Annotated[str, StringConstraints(min_length=1, max_length=64)] = "items"
    filters: Annotated[tuple[Filter, ...], Field(max_length=MAX_FILTERS)] = ()
    sort: Annotated[tuple[Sort, ...], Field(max_length=5)] = ()
    limit: Annotated[int, Field(ge=1, le=50)] = 10
    exclude: Annotated[str, StringConstraints(min_length=1)] | None = None
    save_as: VariableName = "search"

    def writes(self) -> Iterator[Write]:
        yield Write(self.save_as)

    def build(self, compiler: Compiler) -> Node:
        choose = compiler.transitions(self.transitions)
        filters = list(zip(self.filters, compile_filters(self.filters, compiler, "filters"), strict=True))
        exclude = compiler.expression(self.exclude, "exclude") if self.exclude is not None else None
        sort = tuple({"field": one.field, "desc": one.desc} for one in self.sort)
        prompt = compiler.text(self.prompt, "prompt")

        def enter(turn: Turn) -> str | None:
            if prompt is not None:
                turn.say(self.id, prompt(turn))
            made = [(one.relax, run(turn)) for one, run in filters]
            left_out = _ids(exclude(turn)) if exclude is not None else ()
            kept = [(relax, one) for relax, one in made if one is not None]
            first = SearchItems(self.catalog, tuple(one for _, one in kept), sort, self.limit, 0, left_out)
            found, relaxed = _found(turn, first, kept)
            turn.save(
                self.save_as,
                {"count": found["count"], "items": found["items"], "relaxed": relaxed, "catalog": self.catalog},
            )
            turn.result_is(self.save_as)
            return choose(turn)

        return Node(self.id, self.type, enter)


def _found(turn: Turn, first: SearchItems, kept: list[tuple[Any, dict[str, Any]]]) -> tuple[dict[str, Any], list[str]]:
    """Search as asked; if that finds nothing, ask for every relaxed search at once and take the first that finds something."""
    answer = _answer(turn.fact(first))
    if answer["count"]:
        return answer, []
    orders = sorted({relax for relax, _ in kept if isinstance(relax, int)})[:MAX_RELAXATIONS]
    if not orders:
        return answer, []
    requests, fields = [], []
    for order in orders:
        is_given_up = [isinstance(relax, int) and relax <= order for relax, _ in kept]
        filters = tuple(one for (_, one), gone in zip(kept, is_given_up, strict=True) if not gone)
        requests.append(replace(first, filters=filters))
        fields.append([str(one["field"]) for (_, one), gone in zip(kept, is_given_up, strict=True) if gone])
    for given, names in zip(turn.facts_for(tuple(requests)), fields, strict=True):
        relaxed = _answer(given)
        if relaxed["count"]:
            return relaxed, names
    return answer, []


def _answer(given: Any) -> dict[str, Any]:
    """What the host found, held to its shape."""
    items = given.get("items") if isinstance(given, dict) else None
    listed = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    count = given.get("count") if isinstance(given, dict) else None
    return {"count": count if isinstance(count, int) and not isinstance(count, bool) else len(listed), "items": listed}


def _ids(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        return ()
    return tuple(str(item.get("id") if isinstance(item, dict) else item) for item in value[:200])
