"""`event`: notes something for the reports."""

from typing import Annotated, Any, ClassVar

from pydantic import Field, StringConstraints

from shared.engine.compiler import Compiler
from shared.engine.effects import Track
from shared.engine.node import Node
from shared.engine.nodes.base import NodeModel
from shared.engine.turn import Turn


class Event(NodeModel):
    """Counts under its name, with `props`, and goes on.

    {"id": "seen", "type": "event", "name": "saw_listings", "props": {"count": "{{ result.count }}"}, "transitions": [{"to": "next"}]}
    """

    types: ClassVar = ("event",)

    name: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
    props: dict[str, Any] = Field(default={}, max_length=50)

    def build(self, compiler: Compiler) -> Node:
        choose = compiler.transitions(self.transitions)
        props = compiler.value(self.props, "props")

        def enter(turn: Turn) -> str | None:
            turn.effects.append(Track(self.name, dict(props(turn))))
            return choose(turn)

        return Node(self.id, self.type, enter)
