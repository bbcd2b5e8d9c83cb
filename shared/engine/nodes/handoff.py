"""`handoff`: people take over; the bot is silent until they give the conversation back."""

from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from shared.engine.compiler import Compiler
from shared.engine.definition import Part
from shared.engine.durations import Duration
from shared.engine.effects import HandOff
from shared.engine.limits import MAX_TEXT
from shared.engine.node import Node
from shared.engine.nodes.adding import Added
from shared.engine.nodes.base import NodeModel, as_texts
from shared.engine.render.bubbles import Say
from shared.engine.text.localised import LocalText
from shared.engine.text.sizes import Sizes
from shared.engine.turn import Turn

RETURN = "handoff:"


class After(Part):
    """The conversation comes back by itself after this long: "12h"."""

    after: Duration


class Handoff(NodeModel):
    """Says `prompt` (or, outside opening hours, `out_of_hours`) and `while_waiting`, and hands over.

    return: "manual" (a person gives it back) or {"after": "12h"} (it comes back by itself). Then the transitions are followed;
    without any the session ends, and the next message starts anew. summary: for the people, `{{ … }}` allowed.

    {"id": "human", "type": "handoff", "team": "vendas", "prompt": "Já chamo um corretor.",
     "summary": "{{ name }} procura {{ property_type }} em {{ city }}", "while_waiting": "Costumamos responder em 10 minutos.",
     "out_of_hours": "Nosso horário é das 8h às 18h. Respondemos logo cedo!", "return": {"after": "12h"},
     "transitions": [{"to": "anything_else"}]}
    """

    types: ClassVar = ("handoff",)
    waits: ClassVar = True
    ends: ClassVar = True

    team: Annotated[str, StringConstraints(max_length=64)] | None = None
    summary: LocalText | None = None
    while_waiting: LocalText | None = None
    out_of_hours: LocalText | None = None
    returns: Literal["manual"] | After = Field(default="manual", alias="return")

    def adds(self, sizes: Sizes) -> Sequence[Added]:
        first = max(sizes.of(self.prompt), sizes.said(self.out_of_hours))
        return as_texts(first, sizes.said(self.while_waiting))

    def build(self, compiler: Compiler) -> Node:
        choose = compiler.transitions(self.transitions)
        prompt, summary = compiler.text(self.prompt, "prompt"), compiler.text(self.summary, "summary")
        waiting = compiler.text(self.while_waiting, "while_waiting")
        closed = compiler.text(self.out_of_hours, "out_of_hours")
        for at in ("prompt", "while_waiting", "out_of_hours"):
            compiler.length(getattr(self, at), at, MAX_TEXT, "text_too_long")
        node, returns = self.id, self.returns

        def enter(turn: Turn) -> str | None:
            if closed is not None and not turn.root("business")["open"]:
                turn.bubbles.append(Say(node, closed(turn)))
            else:
                first = prompt(turn) if prompt is not None else turn.sentence("calling_a_person")
                turn.bubbles.append(Say(node, first))
                if waiting is not None:
                    turn.bubbles.append(Say(node, waiting(turn)))
            turn.settle()
            turn.status = "human"
            turn.effects.append(HandOff(self.team, summary(turn) if summary is not None else None))
            if isinstance(returns, After):
                turn.set_timer(f"{RETURN}{turn.number}:{node}", turn.now + returns.after, is_heard=False)
            return None

        def wake(turn: Turn, key: str) -> str | None:
            if turn.status != "human" or not key.startswith(RETURN):
                return None
            turn.visit(node, "handed_back")
            target = choose(turn)
            if target is None:
                turn.end("handed_back")
            return target

        return Node(node, self.type, enter, wake=wake, resumed=choose)
