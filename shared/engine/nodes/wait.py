"""`wait`: stops for a while; survives restarts, since the timer is the host's."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import ClassVar

from pydantic import Field, model_validator

from shared.domain.messages import Incoming
from shared.engine.compiler import Compiler
from shared.engine.definition import Source
from shared.engine.durations import Duration
from shared.engine.expressions import Run
from shared.engine.expressions.functions import moment_of
from shared.engine.localtime import zone
from shared.engine.node import Heard, Node
from shared.engine.nodes.base import NodeModel
from shared.engine.turn import Turn

WAIT = "wait:"  # prefix of timer keys
_CLOCK = re.compile(r"""(["'])([01]\d|2[0-3]):[0-5]\d\1""")


class Wait(NodeModel):
    """Goes on when the time is over.

    for: a length of time. until: an expression that gives a date, a date and time, or an hour ("09:00", the next one); past or null
    goes on at once. cancel_on_reply: a message ends the wait; otherwise messages are left for people to read, commands still
    work. `reply.id` afterwards: "timeout" or "replied".

    {"id": "later", "type": "wait", "for": "2h", "cancel_on_reply": true,
     "transitions": [{"to": "thanks", "when": {"reply": "replied"}}, {"to": "nudge"}]}
    {"id": "morning", "type": "wait", "until": "add(visit_date, -1)", "transitions": [{"to": "reminder"}]}
    """

    types: ClassVar = ("wait",)
    waits: ClassVar = True

    length: Duration | None = Field(default=None, alias="for")
    until: Source | None = None
    cancel_on_reply: bool = False

    @model_validator(mode="after")
    def _has_one(self) -> "Wait":
        if (self.length is None) == (self.until is None):
            raise ValueError("a wait has either for or until")
        return self

    def at_once(self) -> frozenset[str] | None:
        """A moment that an expression gives may be past; an hour that is written out never is."""
        if self.length is not None:
            return frozenset() if self.length > timedelta() else None
        return frozenset() if _CLOCK.fullmatch(self.until or "") else None

    def build(self, compiler: Compiler) -> Node:
        choose = compiler.transitions(self.transitions)
        prompt = compiler.text(self.prompt, "prompt")
        until = compiler.expression(self.until, "until") if self.until is not None else None
        node, length = self.id, self.length

        def enter(turn: Turn) -> str | None:
            if prompt is not None:
                turn.say(node, prompt(turn))
            due = turn.now + length if length is not None else _moment(turn, until)
            if due is None or due <= turn.now:
                turn.hear(option="timeout", text="", kind="")
                return choose(turn)
            turn.wait(node)
            turn.set_timer(f"{WAIT}{turn.number}:{node}", due)
            return None

        def wake(turn: Turn, key: str) -> str | None:
            if not key.startswith(WAIT):
                return None
            turn.hear(option="timeout", text="", kind="")
            return turn.leave(choose)

        def hear(turn: Turn, messages: Sequence[Incoming], _seen: bool) -> Heard | None:
            if not self.cancel_on_reply:
                return None
            turn.cancel_timers(WAIT)
            text = "\n".join(message.text for message in messages if message.text)
            turn.hear(option="replied", text=text, kind=str(messages[-1].kind))
            turn.visit(node, "replied")
            return (turn.leave(choose), len(messages))

        return Node(node, self.type, enter, hear=hear, wake=wake, hears_voice=self.cancel_on_reply)


def _moment(turn: Turn, until: Run | None) -> datetime | None:
    """Aware UTC; a date means nine in the morning there, an hour the next time it strikes."""
    value = until(turn) if until is not None else None
    here = zone(turn.timezone)
    found = moment_of(value)
    if isinstance(found, datetime):
        return (found if found.tzinfo is not None else found.replace(tzinfo=here)).astimezone(UTC)
    if found is not None:
        return datetime.combine(found, time(9), tzinfo=here).astimezone(UTC)
    if isinstance(value, str) and len(value) == 5:
        try:
            clock = time.fromisoformat(value)
        except ValueError:
            return None
        today = datetime.combine(turn.local_now.date(), clock, tzinfo=here)
        return (today if today > turn.now else today + timedelta(days=1)).astimezone(UTC)
    return None
