"""`notify`: tells people of the tenant something."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar

from pydantic import Field, StringConstraints

from shared.engine.compiler import Compiler
from shared.engine.effects import Notify as NotifyEffect
from shared.engine.node import Node
from shared.engine.nodes.adding import Added
from shared.engine.nodes.base import NodeModel
from shared.engine.text.sizes import Sizes
from shared.engine.turn import Turn


class Notify(NodeModel):
    """channel: in_app, email or another that the tenant has. `prompt` is the text for those people; payload: JSON with `{{ … }}`.

    {"id": "ping", "type": "notify", "channel": "in_app", "prompt": "{{ name }} quer visitar {{ item.title }}",
     "payload": {"team": "vendas"}, "transitions": [{"to": "bye"}]}
    """

    types: ClassVar = ("notify",)

    channel: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,31}$")] = "in_app"
    payload: dict[str, Any] = Field(default={}, max_length=50)

    def adds(self, sizes: Sizes) -> Sequence[Added]:  # noqa: ARG002 - its words are for the tenant's people
        return ()

    def build(self, compiler: Compiler) -> Node:
        choose = compiler.transitions(self.transitions)
        text = compiler.text(self.prompt, "prompt")
        payload = compiler.value(self.payload, "payload")

        def enter(turn: Turn) -> str | None:
            values = dict(payload(turn))
            if text is not None:
                values["text"] = text(turn)
            turn.effects.append(NotifyEffect(self.channel, values))
            return choose(turn)

        return Node(self.id, self.type, enter)
