"""`lead`: creates or updates the lead of this conversation."""

from typing import Annotated, Any, ClassVar

from pydantic import Field, StringConstraints

from shared.engine.compiler import Compiler
from shared.engine.definition import Source
from shared.engine.effects import SaveLead
from shared.engine.expressions.values import as_text, is_number
from shared.engine.node import Node
from shared.engine.nodes.base import NodeModel
from shared.engine.render.bubbles import Say
from shared.engine.text.localised import LocalText
from shared.engine.turn import Turn
from shared.engine.words import is_empty

Short = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class Lead(NodeModel):
    """Saves what is known; without `upsert` the fields of the flow's `lead_summary`. It may stand anywhere and more than once.

    upsert: values by field, JSON with `{{ … }}`; empty ones are left out. stage: a stage of `lead_kanban`. owner: a rule
    ("round_robin", "none") or a person's e-mail. value: an expression for the money it is about, in cents. source: where the lead came from.

    {"id": "save", "type": "lead", "stage": "visit_booked", "upsert": {"name": "{{ name }}", "phone": "{{ phone }}",
     "item": "{{ item.code }}", "visit": "{{ visit_date }}"}, "tags": ["{{ purpose }}"], "value": "item.price_cents",
     "owner": "round_robin", "source": "whatsapp", "note": "Quer visitar {{ item.title }}", "transitions": [{"to": "bye"}]}
    """

    types: ClassVar = ("lead",)

    upsert: dict[Short, Any] = Field(default={}, max_length=100)
    stage: Short | None = None
    owner: Short | None = None
    tags: Annotated[tuple[Short, ...], Field(max_length=20)] = ()
    value: Source | None = None
    source: Short | None = None
    note: LocalText | None = None

    def build(self, compiler: Compiler) -> Node:
        choose = compiler.transitions(self.transitions)
        prompt, note = compiler.text(self.prompt, "prompt"), compiler.text(self.note, "note")
        fields = [
            (name, compiler.value(value, f"upsert.{name}", may_be_empty=True)) for name, value in self.upsert.items()
        ]
        tags = [compiler.value(tag, f"tags[{at}]", may_be_empty=True) for at, tag in enumerate(self.tags)]
        worth = compiler.expression(self.value, "value") if self.value is not None else None
        source = compiler.value(self.source, "source") if self.source is not None else None

        def enter(turn: Turn) -> str | None:
            if prompt is not None:
                turn.bubbles.append(Say(self.id, prompt(turn)))
            lines = turn.root_flow.lead_lines
            values = ((name, run(turn)) for name, run in fields)
            found = {name: value for name, value in values if not is_empty(value)}
            if not fields and lines is not None:
                found = lines.fields(turn)
            cents = worth(turn) if worth is not None else None
            said = tuple(text for text in (as_text(run(turn)) for run in tags) if text)
            turn.effects.append(
                SaveLead(
                    fields=found,
                    stage=self.stage,
                    summary=lines.summary(turn) if lines is not None else (),
                    tags=tuple(dict.fromkeys(said)),
                    value_cents=round(cents) if isinstance(cents, int | float) and is_number(cents) else None,
                    note=note(turn) if note is not None else None,
                    owner=self.owner,
                    source=as_text(source(turn)) or None if source is not None else None,
                )
            )
            return choose(turn)

        return Node(self.id, self.type, enter)
