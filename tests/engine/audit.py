"""Which case tries what: every field and every way out of every kind of node, against the cases that use or take it.

`python -m tests.engine.audit` prints the table. A field counts when a node that has it was entered; a way out counts when the
trace of a turn went along it and no other way of that node leads to the same place. A field with a fixed set of words counts
word by word.
"""

import re
import types
import typing
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Union, get_args, get_origin

from shared.engine.definition import NodeId, Part
from shared.engine.flow import compile_flow, parse_definition
from shared.engine.nodes.base import NodeModel
from shared.engine.nodes.capture import CAPTURES
from shared.engine.nodes.registry import MODELS
from tests.engine.playing import all_cases, definition_of, play


@dataclass(frozen=True, slots=True, order=True)
class Point:
    """Something to be tried. owner: the class that declares it. what: `path`, `path=word` or `-> path` for a way out."""

    owner: str
    what: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A point, and the path in a node's JSON where it is found."""

    point: Point
    path: str
    word: str | None = None
    is_way: bool = False


def points() -> set[Point]:
    """Return everything that the models offer."""
    return {offer.point for model in MODELS for offer in _offers_of(model)}


def _offers_of(model: type[NodeModel]) -> Iterator[Offer]:
    """What a kind of node offers. The customer's own names for a question only give it other defaults."""
    for owner in model.__mro__:
        if isinstance(owner, type) and issubclass(owner, NodeModel) and owner is not NodeModel:
            names = [name for name in owner.__annotations__ if name in owner.model_fields]
            yield from _offers(owner, names) if owner not in CAPTURES else ()
    if not model.ends:
        way = "transitions[].to"
        yield Offer(Point(model.__name__, f"-> {way}"), way, is_way=True)


def _offers(model: type[Part], names: Iterable[str], prefix: str = "") -> Iterator[Offer]:
    hints = typing.get_type_hints(model, include_extras=True)
    for name in names:
        local = model.model_fields[name].alias or name
        yield from _inside(hints[name], model.__name__, local, prefix + local)


def _inside(hint: Any, owner: str, local: str, path: str) -> Iterator[Offer]:
    origin, inner = get_origin(hint), get_args(hint)
    if hint == NodeId and local != "id":  # an option has an id of the same shape
        yield Offer(Point(owner, f"-> {local}"), path, is_way=True)
    elif origin is typing.Annotated:
        yield from _inside(inner[0], owner, local, path)
    elif origin in {Union, types.UnionType}:
        for one in inner:
            yield from _inside(one, owner, local, path)
    elif origin is Literal:
        yield from (Offer(Point(owner, f"{local}={word}"), path, str(word)) for word in inner)
    elif origin in {tuple, list} and _part_of(inner[0]):
        yield from _inside(inner[0], owner, local, f"{path}[]")
    elif origin is dict and local == "on":
        yield from _inside(inner[1], owner, local, f"{path}.*")
    elif _part_of(hint):
        yield from _offers(hint, hint.model_fields, f"{path}.")
    elif hint is not type(None):
        yield Offer(Point(owner, local), path)


def _part_of(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, Part)


def tried() -> Mapping[Point, list[str]]:
    """Return the cases by what they try."""
    found: dict[Point, set[str]] = defaultdict(set)
    for name, case in all_cases():
        for point in _tries(case):
            found[point].add(name)
    return {point: sorted(names) for point, names in found.items()}


def _tries(case: Mapping[str, Any]) -> Iterator[Point]:
    parsed, _ = parse_definition(definition_of(case))
    assert parsed is not None
    _, notebook = compile_flow(parsed)
    models = {model.id: model for model in parsed.nodes}
    written = {node["id"]: node for node in case["nodes"]}
    moves = list(_moves(case))
    for node in {to for _, to in moves} & set(models):
        meant = models[node].model_dump(mode="json", by_alias=True)
        for offer in _offers_of(type(models[node])):
            found = _values(meant if offer.word else written[node], offer.path.split("."))
            if not offer.is_way and any(offer.word in {None, str(value)} for value in found):
                yield offer.point
    for before, to in moves:
        ways = {way.path for way in notebook.exits if way.node == before and way.to == to}
        if before in models and len(ways) == 1:
            path = _without_places(ways.pop())
            for offer in _offers_of(type(models[before])):
                if offer.is_way and path in {offer.path, f"{offer.path}.to"}:
                    yield offer.point


def _moves(case: Mapping[str, Any]) -> Iterator[tuple[str | None, str]]:
    """Every step from node to node that the case's turns made; what sub-flows did in between is theirs."""
    own = {node["id"] for node in case["nodes"]}
    simulator, _ = play(case)
    at: str | None = None
    for played in simulator.played:
        for visit in played.step.trace:
            if visit.node is None or visit.node not in own:
                continue
            if visit.outcome == "entered":
                yield at, visit.node
            at = visit.node


def _without_places(path: str) -> str:
    bare = re.sub(r"^nodes\[\d+\]\.", "", re.sub(r"(?<=\[)\d+(?=\])", "", path).replace("nodes[].", ""))
    return re.sub(r"^on\.[^.]+", "on.*", bare)


def _values(value: Any, path: list[str]) -> Iterator[Any]:
    """Yield what stands at a path, in every item of the lists on the way."""
    if not path:
        yield value
        return
    name, rest = path[0], path[1:]
    if not isinstance(value, Mapping):
        return
    if name == "*":
        for inner in value.values():
            yield from _values(inner, rest)
    elif name.removesuffix("[]") in value:
        inner = value[name.removesuffix("[]")]
        for one in inner if name.endswith("[]") and isinstance(inner, list) else [inner]:
            yield from _values(one, rest)


def main() -> None:
    done = tried()
    for point in sorted(points()):
        names = done.get(point, [])
        print(f"{point.owner:22s} {point.what:34s} {len(names):3d}  {names[0] if names else 'NOT TRIED'}")


if __name__ == "__main__":
    main()
