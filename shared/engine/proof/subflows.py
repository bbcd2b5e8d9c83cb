"""Sub-flows: that they are there, can be loaded, and never call themselves, however long the way round."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from shared.engine.flow import Parsed, compile_flow, parse_definition
from shared.engine.limits import MAX_CALLS
from shared.engine.nodes.call import Call
from shared.engine.problems import Problem
from shared.engine.proof.graph import Graph, graph_of


@dataclass(slots=True)
class Family:
    """The flows that one flow can call, each parsed once. parsed: None where it cannot be loaded."""

    definitions: Mapping[str, Mapping[str, Any]]
    parsed: dict[str, Parsed | None] = field(default_factory=dict)
    graphs: dict[str, Graph] = field(default_factory=dict)

    def member(self, key: str) -> Parsed | None:
        if key not in self.parsed:
            definition = self.definitions.get(key)
            self.parsed[key] = parse_definition(definition)[0] if definition is not None else None
        return self.parsed[key]

    def graph(self, key: str) -> Graph | None:
        """The graph of a sub-flow; its own calls count as ways through."""
        parsed = self.member(key)
        if parsed is None:
            return None
        if key not in self.graphs:
            flow, notebook = compile_flow(parsed)
            stops = frozenset(calls_that_stop(parsed, self, (key,)))
            self.graphs[key] = graph_of(parsed.nodes, notebook.exits, flow.start, flow.human_node, stops)
        return self.graphs[key]


def calls_of(parsed: Parsed) -> list[tuple[int, Call]]:
    return [(at, node) for at, node in enumerate(parsed.nodes) if isinstance(node, Call)]


def broken_calls(parsed: Parsed, family: Family, key: str | None) -> Iterator[Problem]:
    for at, call in calls_of(parsed):
        path = f"nodes[{at}].flow"
        if call.flow == key:
            yield Problem("error", "subflow_cycle", call.id, path, "A flow cannot call itself.")
        elif call.flow not in family.definitions:
            yield Problem("error", "subflow_missing", call.id, path, f"There is no flow {call.flow!r} to call.")
        elif family.member(call.flow) is None:
            yield Problem("error", "subflow_invalid", call.id, path, f"The flow {call.flow!r} cannot be loaded.")
        else:
            way = _way_round(call.flow, family, key)
            if way:
                message = f"The sub-flows call each other in a circle: {' → '.join(way)}."
                yield Problem("error", "subflow_cycle", call.id, path, message)
            elif depth(call.flow, family) > MAX_CALLS:
                message = f"Sub-flows are nested deeper than {MAX_CALLS}."
                yield Problem("error", "call_depth", call.id, path, message)


def _way_round(start: str, family: Family, key: str | None) -> list[str]:
    """Return a circle of calls that can be reached from here, or nothing."""
    work: list[tuple[str, tuple[str, ...]]] = [(start, (start,))]
    seen: set[str] = set()
    while work:
        name, way = work.pop()
        parsed = family.member(name)
        for _, call in calls_of(parsed) if parsed is not None else ():
            if call.flow in way or call.flow == key:
                return [*way, call.flow]
            if call.flow not in seen:
                work.append((call.flow, (*way, call.flow)))
        seen.add(name)
    return []


def depth(key: str, family: Family, way: tuple[str, ...] = ()) -> int:
    """How many calls deep a sub-flow goes, itself included; a circle counts as too deep."""
    parsed = family.member(key)
    if key in way or len(way) > MAX_CALLS:
        return MAX_CALLS + 1
    if parsed is None:
        return 1
    return 1 + max((depth(call.flow, family, (*way, key)) for _, call in calls_of(parsed)), default=0)


def calls_that_stop(parsed: Parsed, family: Family, way: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield the calls whose sub-flow cannot come back without having waited."""
    for _, call in calls_of(parsed):
        if call.flow in way or len(way) > MAX_CALLS:
            continue
        member = family.member(call.flow)
        if member is not None and not _comes_back_at_once(member, family, (*way, call.flow)):
            yield call.id


def _comes_back_at_once(parsed: Parsed, family: Family, way: tuple[str, ...]) -> bool:
    flow, notebook = compile_flow(parsed)
    stops = frozenset(calls_that_stop(parsed, family, way))
    graph = graph_of(parsed.nodes, notebook.exits, flow.start, flow.human_node, stops)
    seen: set[str] = set()
    waiting = [flow.start]
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        model = graph.models[node]
        at_once = graph.at_once(node)
        if model.type in {"end", "handoff"} or node in stops:
            continue
        if model.type == "return" or (model.at_once() is None and not any(w.always for w in graph.exits[node])):
            return True
        waiting.extend(at_once)
    return False
