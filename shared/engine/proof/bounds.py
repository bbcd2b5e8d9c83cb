"""The most that one turn can do: nodes entered and messages sent, over every way the flow has, sub-flows included."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from shared.engine.flow import Parsed
from shared.engine.nodes.asking import AskingModel
from shared.engine.nodes.base import asked, said
from shared.engine.nodes.call import Call
from shared.engine.proof.graph import Graph, longest
from shared.engine.proof.subflows import Family, calls_of


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
    steps, steps_at = _heaviest(parsed, graph, family, STEPS)
    messages, messages_at = _heaviest(parsed, graph, family, MESSAGES)
    return Bounds(steps, steps_at, messages, messages_at, most)


@dataclass(frozen=True, slots=True)
class Measure:
    """enter: what entering a node costs. stay: what a turn may cost that does not leave it. leave: what comes before leaving it.

    come_back: what a return from a sub-flow costs.
    """

    enter: Callable[[Graph, str], int]
    stay: Callable[[Graph, str], int]
    leave: Callable[[Graph, str], int]
    come_back: int


def _heaviest(parsed: Parsed, graph: Graph, family: Family, measure: Measure) -> tuple[int, str | None]:
    """Return the heaviest turn and where it begins: at an entry, or at a node that was waiting."""
    inside = {call.id: _inside(call, family, measure) for _, call in calls_of(parsed)}
    total = longest(graph, lambda node: measure.enter(graph, node) + inside.get(node, 0))
    begins = [(total[way.to], way.to) for way in graph.entries if way.to in total]
    for node in graph.models:
        after = max((total[way] for way in graph.after(node)), default=0)
        begins.append((max(measure.leave(graph, node) + after, measure.stay(graph, node)), node))
        if node in inside:
            following = max((total[way] for way in graph.ways(node)), default=0)
            begins.append((inside[node] + following, node))
    return max(begins, key=lambda one: one[0], default=(0, None))


def _inside(call: Call, family: Family, measure: Measure) -> int:
    """The heaviest turn inside a sub-flow."""
    parsed, graph = family.member(call.flow), family.graph(call.flow)
    if parsed is None or graph is None:
        return 0
    return _heaviest(parsed, graph, family, measure)[0] + measure.come_back


def _asked_again(graph: Graph, node: str) -> int:
    """What a question may send when the answer was wrong or ambiguous."""
    model = graph.models[node]
    if not isinstance(model, AskingModel):
        return 1
    retry = model.retry.text
    texts = list(retry) if isinstance(retry, tuple | list) else [retry]
    again = max((asked(text, model.prompt) for text in texts), default=1)
    return max(again, model.most_messages())


def _after_silence(graph: Graph, node: str) -> int:
    """What a question may say before the flow moves on."""
    model = graph.models[node]
    if not isinstance(model, AskingModel) or model.silence is None:
        return 0
    return said(model.silence.say)


STEPS: Final = Measure(
    enter=lambda _graph, _node: 1, stay=lambda _graph, _node: 0, leave=lambda _graph, _node: 0, come_back=1
)
MESSAGES: Final = Measure(
    enter=lambda graph, node: graph.models[node].most_messages(), stay=_asked_again, leave=_after_silence, come_back=0
)
