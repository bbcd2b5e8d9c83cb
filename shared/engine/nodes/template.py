"""`template`: an approved template, the only message that may be sent outside the 24-hour window."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar

from pydantic import Field, StringConstraints

from shared.domain.messages import Incoming, TemplateMessage
from shared.engine.answers import tapped_option
from shared.engine.compiler import Compiler
from shared.engine.definition import NodeId, OptionId
from shared.engine.expressions.values import as_text
from shared.engine.limits import BODY
from shared.engine.node import Heard, Node
from shared.engine.nodes.adding import Added
from shared.engine.nodes.base import NodeModel
from shared.engine.render.bubbles import Prepared
from shared.engine.text.sizes import Sizes
from shared.engine.turn import Turn


class Template(NodeModel):
    """params: the values of {{1}}, {{2}}, … in the template, texts with `{{ … }}`. buttons: ids for its quick replies, in order.

    With on_reply the flow waits for an answer and goes there; `reply.id` is the tapped button, `reply.text` what was typed. With
    buttons and no on_reply the transitions decide. Without either it goes on at once.

    {"id": "remind", "type": "template", "name": "visit_reminder", "language": "pt_BR", "params": ["{{ name }}", "{{ visit_date | date }}"],
     "buttons": ["confirm", "cancel"], "transitions": [{"to": "see_you", "when": {"reply": "confirm"}}, {"to": "rebook"}]}
    """

    types: ClassVar = ("template",)

    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,512}$")]
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(_[A-Z]{2})?$")] = "pt_BR"
    params: Annotated[tuple[str, ...], Field(max_length=20)] = ()
    buttons: Annotated[tuple[OptionId, ...], Field(max_length=10)] = ()
    on_reply: NodeId | None = None

    @property
    def is_waiting(self) -> bool:
        return self.on_reply is not None or bool(self.buttons)

    def at_once(self) -> frozenset[str] | None:
        return frozenset() if self.is_waiting else None

    def adds(self, sizes: Sizes) -> Sequence[Added]:  # noqa: ARG002 - always one message
        return (Added("whole"),)

    def build(self, compiler: Compiler) -> Node:
        choose = compiler.transitions(self.transitions)
        on_reply = compiler.goes(self.on_reply, "on_reply", "reply") if self.on_reply is not None else None
        params = [compiler.text(param, f"params[{at}]") for at, param in enumerate(self.params)]
        node, waits = self.id, self.is_waiting

        def enter(turn: Turn) -> str | None:
            values = tuple(_plain(tell(turn)) if tell is not None else "-" for tell in params)
            payloads = tuple(turn.reply_id_for(node, button) for button in self.buttons)
            turn.bubbles.append(Prepared(node, TemplateMessage(self.name, self.language, values, payloads)))
            if not waits:
                return choose(turn)
            turn.wait(node)
            turn.note_question(node)
            return None

        def hear(turn: Turn, messages: Sequence[Incoming], _seen: bool) -> Heard:
            tapped = next((option for one in messages if (option := tapped_option(one, node)) is not None), None)
            text = "\n".join(message.text for message in messages if message.text)
            turn.hear(option=tapped, text=text, kind=str(messages[-1].kind))
            turn.visit(node, "answered")
            return (on_reply or turn.leave(choose), len(messages))

        return Node(node, self.type, enter, hear=hear if waits else None)


def _plain(value: Any) -> str:
    """A template's value: one line, never empty, at most four spaces in a row (Meta refuses others with 132000)."""
    return " ".join(as_text(value).split())[:BODY] or "-"
