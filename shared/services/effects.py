"""Turns the effects of one or more turns into rows of their transaction; what has a network waits in the outbox."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, assert_never
from uuid import uuid4

from shared.domain.ids import MessageId, OutboxId
from shared.engine import codec
from shared.engine.effects import (
    AskModel,
    CallHttp,
    CancelTimer,
    Effect,
    EndSession,
    HandOff,
    Notify,
    OptOut,
    SaveLead,
    Send,
    SetTimer,
    Track,
    UpdateContact,
)
from shared.services.preview import kind_of, text_of
from shared.store import conversations, leads, timers
from shared.store.conversations import Context
from shared.store.database import Tx
from shared.store.messages import NewMessage
from shared.store.outbox import NewSend
from shared.store.tasks import NewTask


@dataclass(slots=True)
class Written:
    """What the effects amount to, gathered over the turns of one transaction. asks_models: a model is configured."""

    owner: str
    sends: int
    asks_models: bool = False
    team: str | None = None
    messages: list[NewMessage] = field(default_factory=list)
    outbox: list[NewSend] = field(default_factory=list)
    tasks: list[NewTask] = field(default_factory=list)
    unanswered: list[AskModel] = field(default_factory=list)


def apply(
    tx: Tx, context: Context, effects: Sequence[Effect], written: Written, *, turn: int, stages: Sequence[str]
) -> None:
    """Queue the rows of one turn's effects. stages: of the flow's kanban, in order."""
    for step, effect in enumerate(effects):
        match effect:
            case Send():
                _send(effect, written, turn, step, context.now)
            case SaveLead():
                leads.save_lead(
                    tx, conversation=context.id, contact=context.contact_id, domain=context.domain, stage=effect.stage,
                    stages=stages, fields=effect.fields, summary=effect.summary, tags=effect.tags,
                    value_cents=effect.value_cents, note=effect.note,
                )  # fmt: skip
            case HandOff():
                written.owner, written.team = "human", effect.team
                leads.add_notification(
                    tx,
                    conversation=context.id,
                    channel="handoff",
                    payload=_filled(team=effect.team, summary=effect.summary),
                )
            case SetTimer():
                timers.set_timer(tx, conversation=context.id, key=effect.key, due=effect.due)
            case CancelTimer():
                timers.cancel_timer(tx, conversation=context.id, key=effect.key)
            case CallHttp():
                written.tasks.append(NewTask(effect.key, "http", effect.request))
            case AskModel() if written.asks_models:
                request = {"task": effect.task, "node": effect.node, **effect.payload}
                written.tasks.append(NewTask(effect.key, "model", request))
            case AskModel():
                written.unanswered.append(effect)
            case Notify():
                leads.add_notification(tx, conversation=context.id, channel=effect.channel, payload=effect.payload)
            case UpdateContact():
                _contact(tx, context, dict(effect.fields))
            case OptOut():
                conversations.opt_out(tx, contact=context.contact_id)
            case Track() | EndSession():
                pass  # the turn's record holds them; reports are folds over turns
            case _:
                assert_never(effect)


def _send(effect: Send, written: Written, turn: int, step: int, now: datetime) -> None:
    """One message for people to read and one send, with the next position of the conversation."""
    message, content = MessageId(uuid4()), codec.outgoing_to_json(effect.message)
    written.sends += 1
    written.messages.append(
        NewMessage(
            message,
            "out",
            "bot",
            kind_of(effect.message),
            text_of(effect.message),
            content,
            "queued",
            now,
            node=effect.node,
            turn=turn,
        )
    )
    written.outbox.append(NewSend(OutboxId(uuid4()), message, turn, step, written.sends, dict(content), effect.once))


def _contact(tx: Tx, context: Context, fields: dict[str, Any]) -> None:
    name, phone, email = (fields.pop(key, None) for key in ("name", "phone", "email"))
    conversations.change_contact(tx, contact=context.contact_id, name=name, phone=phone, email=email, fields=fields)


def _filled(**values: str | None) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value}
