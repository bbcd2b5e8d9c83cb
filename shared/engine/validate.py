"""Everything that must be true before a version goes live: errors stop publishing, warnings are for the author to weigh."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shared.engine.compiler import Notebook
from shared.engine.flow import Flow, Parsed, compile_flow, parse_definition
from shared.engine.limits import MAX_STEPS
from shared.engine.problems import Problem
from shared.engine.proof import paths, people, texts, variables
from shared.engine.proof.bounds import Bounds, bounds_of
from shared.engine.proof.graph import Graph, graph_of
from shared.engine.proof.subflows import Family, broken_calls, calls_that_stop

_ORDER = {"error": 0, "warning": 1}


@dataclass(frozen=True, slots=True)
class Proof:
    """problems: errors first, each in the order of the definition. bounds: None where the flow may run for ever."""

    problems: tuple[Problem, ...]
    bounds: Bounds | None

    @property
    def is_publishable(self) -> bool:
        return all(problem.severity != "error" for problem in self.problems)


def validate(
    definition: Mapping[str, Any], *, subflows: Mapping[str, Mapping[str, Any]] | None = None
) -> tuple[Problem, ...]:
    """Return all that is wrong with a definition; never raises.

    subflows: the tenant's published definitions by key, as far as this one may call them.
    """
    return prove(definition, subflows=subflows).problems


def prove(definition: Mapping[str, Any], *, subflows: Mapping[str, Mapping[str, Any]] | None = None) -> Proof:
    """`validate`, with what one turn may do at most."""
    parsed, problems = parse_definition(definition)
    if parsed is None:
        return Proof(tuple(problems), None)
    flow, notebook = compile_flow(parsed)
    family = Family(subflows or {})
    stops = frozenset(calls_that_stop(parsed, family))
    graph = graph_of(parsed.nodes, notebook.exits, flow.start, flow.human_node, stops)
    found = list(_problems(parsed, flow, notebook, graph, family))
    bounds = None
    if not any(problem.code in {"flow_cycle", "subflow_cycle", "call_depth"} for problem in found):
        bounds = bounds_of(parsed, graph, family, flow.policy.max_messages_per_turn)
        found.extend(_too_much(bounds))
    found.sort(key=lambda problem: _ORDER[problem.severity])
    return Proof(tuple(found), bounds)


def _problems(parsed: Parsed, flow: Flow, notebook: Notebook, graph: Graph, family: Family) -> Iterator[Problem]:
    where = {node.id: f"nodes[{at}]" for at, node in enumerate(parsed.nodes)}
    outline = parsed.outline
    yield from notebook.problems
    yield from notebook.findings
    yield from paths.missing_targets(graph)
    yield from paths.endless_loops(graph, where)
    yield from paths.no_way_out(graph, where, flow.human_node)
    yield from broken_calls(parsed, family, flow.key)
    yield from variables.unknown_variables(outline, graph, notebook.reads)
    yield from variables.reserved_names(graph, where)
    yield from texts.too_long(notebook.lengths)
    yield from paths.unreachable_nodes(graph, where)
    yield from paths.dead_ends(graph, where)
    yield from paths.nagging_loops(graph, where)
    yield from variables.undeclared_variables(outline, graph, where)
    yield from variables.maybe_unset(outline, graph, notebook.reads)
    yield from texts.untranslated(notebook.told, flow.locales)
    yield from people.no_human(outline, graph)
    yield from people.no_silence(graph, where)
    yield from people.without_consent(outline, graph, where)


def _too_much(bounds: Bounds) -> Iterator[Problem]:
    if bounds.steps > MAX_STEPS:
        message = f"One turn may pass {bounds.steps} nodes; after {MAX_STEPS} it is stopped."
        yield Problem("error", "too_many_steps", bounds.steps_at, "nodes", message)
    if bounds.messages > bounds.most_messages:
        message = f"One turn may send {bounds.messages} messages; what goes beyond {bounds.most_messages} is left out."
        yield Problem("warning", "too_many_messages", bounds.messages_at, "nodes", message)
