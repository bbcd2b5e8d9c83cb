"""`end`: the session is over; the next message starts anew, or goes on at `reopen_to`."""

from dataclasses import replace
from typing import Annotated, ClassVar

from pydantic import StringConstraints

from shared.engine.compiler import Compiler
from shared.engine.definition import NodeId
from shared.engine.limits import MAX_TEXT
from shared.engine.node import Node
from shared.engine.nodes.base import NodeModel
from shared.engine.render.bubbles import Say
from shared.engine.turn import Turn


class End(NodeModel):
    """Says `prompt`, if any, and ends the session, sub-flows included. What was captured stays readable until the next one begins.

    {"id": "bye", "type": "end", "prompt": "Até logo!", "outcome": "visit_booked", "reopen_to": "anything_else"}
    """

    types: ClassVar = ("end",)
    ends: ClassVar = True

    outcome: Annotated[str, StringConstraints(max_length=64)] | None = None
    reopen_to: NodeId | None = None

    def build(self, compiler: Compiler) -> Node:
        told = compiler.text(self.prompt, "prompt")
        compiler.length(self.prompt, "prompt", MAX_TEXT, "text_too_long")
        compiler.transitions(self.transitions)
        reopen_to = compiler.goes(self.reopen_to, "reopen_to", "reopen") if self.reopen_to is not None else None

        def enter(turn: Turn) -> str | None:
            if told is not None:
                turn.bubbles.append(Say(self.id, told(turn)))
            turn.leave_subflows()
            turn.end(self.outcome)
            if turn.session.reopen_to != reopen_to:
                turn.session = replace(turn.session, reopen_to=reopen_to)
            return None

        return Node(self.id, self.type, enter)
