"""Where a conversation goes when a node cannot go on: to a person, by the flow's own way if it has one."""

from typing import TYPE_CHECKING

from shared.engine.effects import HandOff

if TYPE_CHECKING:
    from shared.engine.turn import Turn


def to_a_person(turn: "Turn", node: str | None) -> str | None:
    """Return the flow's own hand-over node, or hand over here and now."""
    target = turn.flow.human_node
    if target is not None and target != node and turn.steps < turn.flow.steps_before_fallback:
        return target
    hand_over(turn, node, "calling_a_person")
    return None


def hand_over(turn: "Turn", node: str | None, words: str) -> None:
    """Say `words` (one of the engine's sentences) and give the conversation to people."""
    turn.say(node or "", turn.sentence(words))
    turn.effects.append(HandOff())
    turn.settle()
    turn.status = "human"
