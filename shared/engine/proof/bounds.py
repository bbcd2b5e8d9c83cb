"""The most that one turn can do: nodes entered and messages sent, over every way the flow has, sub-flows included."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from shared.engine.flow import Parsed
from shared.engine.nodes.adding import NOTHING, Added, Draft, after
from shared.engine.nodes.asking import AskingModel
from shared.engine.nodes.base import NodeModel
from shared.engine.proof.graph import Graph, in_order, longest
from shared.engine.proof.subflows import Family, calls_of
from shared.engine.text.sizes import ENGINE_SENTENCE, Sizes
from shared.engine.variables import sizes_of

_SENTENCE = (Added("text", ENGINE_SENTENCE),)  # one of the engine's own: nothing to go back to, a person is called
STARTS = frozenset({"start", "trigger"})  # ways in by which a session begins
_KEPT = 3  # of the heaviest drafts at one node, those within so many messages of the heaviest can still win


@dataclass(frozen=True, slots=True)
class Bounds:
    """For a turn that one message, timer or answer begins.

    A burst of messages may take several ways one after the other; what it sends is held to `most_messages`, the flow's own
    bound, as everything is. steps_at, messages_at: the node where the heaviest way begins.
    """

    steps: int
    steps_at: str | None
    messages: int
    messages_at: str | None
    most_messages: int


def bounds_of(parsed: Parsed, graph: Graph, family: Family, most: int) -> Bounds:
    steps, steps_at = _most_steps(parsed, graph, family)
    messages, messages_at = _most_messages(parsed, graph, family, sizes_of(parsed.outline, parsed.nodes))
    return Bounds(steps, steps_at, messages, messages_at, most)


# --- steps


def _most_steps(parsed: Parsed, graph: Graph, family: Family) -> tuple[int, str | None]:
    inside = {call.id: _steps_inside(call.flow, family) for _, call in calls_of(parsed)}
    total = longest(graph, lambda node: 1 + inside.get(node, 0))
    begins = [(total[way.to], way.to) for way in graph.entries if way.to in total]
    begins.extend((total[node], node) for node, model in graph.models.items() if isinstance(model, AskingModel))
    from_start = _steps_from_start(graph, inside)
    for node in graph.models:
        following = max((total[way] for way in graph.after(node)), default=0)
        begins.append((following + from_start.get(node, 0), node))
        if node in inside:
            begins.append((inside[node] + max((total[way] for way in graph.ways(node)), default=0), node))
    return max(begins, key=lambda one: one[0], default=(0, None))


def _steps_from_start(graph: Graph, inside: dict[str, int]) -> dict[str, int]:
    """How far a session may have come, at most, when it meets a question that its first words may answer at once."""
    far = {way.to: 0 for way in graph.entries if way.how in STARTS and way.to in graph.models}
    for node in in_order(graph):
        if node in far:
            so_far = far[node] + 1 + inside.get(node, 0)
            far[node] = so_far
            for following in graph.at_once(node):
                far[following] = max(far.get(following, 0), so_far)
    return {node: steps for node, steps in far.items() if _may_be_answered(graph.models[node])}


def _may_be_answered(model: NodeModel) -> bool:
    return isinstance(model, AskingModel) and model.answers_unseen()


def _steps_inside(key: str, family: Family) -> int:
    """The longest turn inside a sub-flow, and the step back out of it."""
    parsed, graph = family.member(key), family.graph(key)
    return 1 + _most_steps(parsed, graph, family)[0] if parsed is not None and graph is not None else 0


# --- messages


def _most_messages(parsed: Parsed, graph: Graph, family: Family, sizes: Sizes) -> tuple[int, str | None]:
    """Follow every way forward from every place where a turn may begin, joining messages as the renderer does.

    The first words of a session may answer the question they lead to, so those ways are followed through one question.
    """
    inside = {call.id: _messages_inside(call.flow, family) for _, call in calls_of(parsed)}
    begins = list(_begins(graph, sizes, inside))
    stays = [(draft.total, begin) for node, draft, begin in begins if node is None]
    first, met = _follow(
        graph, sizes, inside, [(node, draft, begin) for node, draft, begin in begins if node is not None]
    )
    started = [
        (following, draft, node)
        for node, draft in met
        for following in graph.after(node)
        if _may_be_answered(graph.models[node])
    ]
    second, _ = _follow(graph, sizes, inside, started)
    return max([*stays, first, second], key=lambda one: one[0])


def _follow(
    graph: Graph, sizes: Sizes, inside: dict[str, int], begins: list[tuple[str, Draft, str]]
) -> tuple[tuple[int, str | None], list[tuple[str, Draft]]]:
    """Return the heaviest end of all ways, and what the ways from a session's start bring to each question."""
    drafts: dict[str, list[tuple[Draft, str]]] = {node: [] for node in graph.models}
    for node, draft, begin in begins:
        drafts[node].append((draft, begin))
    starts = {way.to for way in graph.entries if way.how in STARTS}
    met: list[tuple[str, Draft]] = []
    best: tuple[int, str | None] = (0, None)
    for node in in_order(graph):
        added = graph.models[node].adds(sizes)
        for draft, begin in _heaviest(drafts[node], starts):
            if begin in starts:
                met.append((node, draft))
            grown = after(draft, added)
            if node in inside:
                grown = Draft(grown.total + inside[node])
            best = max(best, (grown.total, begin), key=lambda one: one[0])
            for following in graph.at_once(node):
                drafts[following].append((grown, begin))
    return best, met


def _begins(graph: Graph, sizes: Sizes, inside: dict[str, int]) -> Iterator[tuple[str | None, Draft, str]]:
    """Where a turn may begin, with what was said before the first node; without a node, a turn that stays where it is."""
    for way in graph.entries:
        if way.to in graph.models:
            yield way.to, NOTHING, way.to
    for node, model in graph.models.items():
        said = NOTHING
        if isinstance(model, AskingModel):
            yield node, after(NOTHING, _SENTENCE), node  # back, or an old tap
            yield None, after(NOTHING, model.adds_again(sizes)), node
            if model.silence is not None:
                said = after(NOTHING, [Added("text", sizes.said(model.silence.say))])
        else:
            yield None, after(NOTHING, _SENTENCE), node
        yield None, said, node
        for following in graph.after(node):
            yield following, said, node
        if node in inside:
            for following in graph.ways(node):
                yield following, Draft(inside[node]), node


def _heaviest(drafts: list[tuple[Draft, str]], starts: Collection[str]) -> list[tuple[Draft, str]]:
    """Keep the drafts that can still become the heaviest: the longest of each kind for the highest counts, sessions' starts apart."""
    top = max((draft.total for draft, _ in drafts), default=0)
    kept: dict[tuple[int, bool, bool, bool], tuple[Draft, str]] = {}
    for draft, begin in drafts:
        if draft.total + _KEPT < top and begin not in starts:
            continue
        key = (draft.sent, draft.is_file, draft.units is None, begin in starts)
        if key not in kept or (draft.units or 0) > (kept[key][0].units or 0):
            kept[key] = (draft, begin)
    return list(kept.values())


def _messages_inside(key: str, family: Family) -> int:
    """The heaviest turn inside a sub-flow; what its variables hold may come from any caller."""
    parsed, graph = family.member(key), family.graph(key)
    return _most_messages(parsed, graph, family, Sizes())[0] if parsed is not None and graph is not None else 0
