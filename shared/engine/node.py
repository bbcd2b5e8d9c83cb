"""A node as it runs: what the models of `shared.engine.nodes` compile to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from shared.domain.messages import Incoming

if TYPE_CHECKING:
    from shared.engine.turn import Turn

Goes = Callable[["Turn"], str | None]


class Visit(NamedTuple):
    """One line of a turn's trace, for funnels.

    A tuple, because a turn makes several and tuples cost a third of a frozen dataclass. outcome: entered, asked, answered,
    invalid, doubted, skipped, prefilled, silence, back, old_tap, command:<action>, left_over, fault:<code>, …
    """

    node: str | None
    outcome: str


# What a question made of messages: where to go (None = stay), and how many of them it used.
Heard = tuple[str | None, int]


@dataclass(frozen=True, slots=True)
class Node:
    """enter: do it, return where to go or None to stop here. The others are there only where the kind has a use for them.

    hear: read messages as the answer; None = not one of them is (only when the question was not yet seen).
    claims: the folded text is one of the question's own answers, so no command takes it.
    wake: a timer of this node came due. answered: its slow effect did. resumed: people gave the conversation back.
    returned: the sub-flow it called came back with these variables. hears_voice: voice notes are written down for it.
    """

    id: str
    kind: str
    enter: Goes
    hear: Callable[["Turn", Sequence[Incoming], bool], Heard | None] | None = None
    claims: Callable[["Turn", str], bool] | None = None
    wake: Callable[["Turn", str], str | None] | None = None
    answered: Callable[["Turn", dict[str, Any]], str | None] | None = None
    resumed: Goes | None = None
    returned: Callable[["Turn", dict[str, Any]], str | None] | None = None
    old_taps: Literal["ignore", "go_back"] = "go_back"
    answers_unseen: bool = False
    hears_voice: bool = True
