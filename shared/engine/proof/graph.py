"""The nodes of a flow and the ways between them: what can be reached, what runs without waiting, how long and how much."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from shared.engine.compiler import Exit
from shared.engine.nodes.base import NodeModel

GAVE_UP = "gave_up"  # the way from a question to a person when too many answers were wrong


@dataclass(frozen=True, slots=True)
class Graph:
    """models: by id, in the order written. exits: by node. entries: ways in from outside (start, triggers, commands).

    stops: ids of `call` nodes whose sub-flow never comes back without having waited: for these a turn always stops.
    """

    models: Mapping[str, NodeModel]
    exits: Mapping[str, tuple[Exit, ...]]
    entries: tuple[Exit, ...]
    stops: frozenset[str] = frozenset()
    _at_once: dict[str, tuple[str, ...]] = field(init=False, default_factory=dict, repr=False, compare=False)

    def ways(self, node: str) -> list[str]:
        """Every node that may follow."""
        return [way.to for way in self.exits[node] if way.to in self.models]

    def at_once(self, node: str) -> Sequence[str]:
        """The nodes that may follow in the same turn without anything happening in between."""
        found = self._at_once.get(node)
        if found is None:
            kinds = self.models[node].at_once()
            ways = () if node in self.stops else self.exits[node]
            found = tuple(way.to for way in ways if way.to in self.models and (kinds is None or way.how in kinds))
            self._at_once[node] = found
        return found

    def after(self, node: str) -> list[str]:
        """The nodes that may follow when something happens at a node that waits."""
        kinds = self.models[node].at_once()
        if node in self.stops:
            return self.ways(node)
        return [
            way.to for way in self.exits[node] if way.to in self.models and kinds is not None and way.how not in kinds
        ]


def graph_of(
    models: Iterable[NodeModel],
    exits: Iterable[Exit],
    start: str,
    human: str | None,
    stops: frozenset[str] = frozenset(),
) -> Graph:
    by_id = {model.id: model for model in models}
    ways: dict[str, list[Exit]] = {node: [] for node in by_id}
    entries = [Exit(None, start, "start", "start", always=True)]
    for way in exits:
        if way.node is None:
            entries.append(way)
        elif way.node in ways:
            ways[way.node].append(way)
    if human is not None:
        for node, model in by_id.items():
            if node != human and gives_up(model):
                ways[node].append(Exit(node, human, "", GAVE_UP))
            if node != human and model.type in {"refine", "refinement_decision"}:
                ways[node].append(Exit(node, human, "", "rounds"))
        entries.append(Exit(None, human, "", "command:human"))
    return Graph(by_id, {node: tuple(found) for node, found in ways.items()}, tuple(entries), stops)


def gives_up(model: NodeModel) -> bool:
    """Say whether a node is a question that goes to a person after too many wrong answers."""
    retry = getattr(model, "retry", None)
    return retry is not None and retry.then is None


def reachable(graph: Graph) -> frozenset[str]:
    seen: set[str] = set()
    waiting = [way.to for way in graph.entries if way.to in graph.models]
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            waiting.extend(graph.ways(node))
    return frozenset(seen)


def loops(graph: Graph, *, every_way: bool = False) -> list[list[str]]:
    """Return every set of nodes that can run round without waiting, in the order written (Tarjan, without recursion).

    every_way: whatever the ways need.
    """
    ways: Callable[[str], Sequence[str]] = graph.ways if every_way else graph.at_once
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    found: list[list[str]] = []
    for root in graph.models:
        if root in order:
            continue
        work: list[tuple[str, list[str]]] = [(root, list(ways(root)))]
        order[root] = low[root] = len(order)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, following = work[-1]
            if following:
                after = following.pop()
                if after not in order:
                    order[after] = low[after] = len(order)
                    stack.append(after)
                    on_stack.add(after)
                    work.append((after, list(ways(after))))
                elif after in on_stack:
                    low[node] = min(low[node], order[after])
                continue
            work.pop()
            if work:
                low[work[-1][0]] = min(low[work[-1][0]], low[node])
            if low[node] == order[node]:
                found.extend(_component(graph, node, ways(node), stack, on_stack))
    return found


def _component(
    graph: Graph, node: str, following: Sequence[str], stack: list[str], on_stack: set[str]
) -> list[list[str]]:
    members: set[str] = set()
    while True:
        member = stack.pop()
        on_stack.discard(member)
        members.add(member)
        if member == node:
            break
    if len(members) == 1 and node not in following:
        return []
    return [[name for name in graph.models if name in members]]


def in_order(graph: Graph) -> list[str]:
    """Return the nodes so that each comes before those that may follow it at once. The graph must have no loops."""
    before = dict.fromkeys(graph.models, 0)
    for node in graph.models:
        for following in set(graph.at_once(node)):
            before[following] += 1
    ready = [node for node, count in before.items() if count == 0]
    ordered = []
    while ready:
        node = ready.pop()
        ordered.append(node)
        for following in set(graph.at_once(node)):
            before[following] -= 1
            if before[following] == 0:
                ready.append(following)
    return ordered


def longest(graph: Graph, weight: Callable[[str], int]) -> dict[str, int]:
    """Return, per node, the heaviest way that entering it can take without waiting. The graph must have no loops."""
    total: dict[str, int] = {}
    for node in reversed(in_order(graph)):
        total[node] = weight(node) + max((total[after] for after in graph.at_once(node)), default=0)
    return total
