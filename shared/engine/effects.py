"""What a turn wants done outside the engine; the host turns each into rows of the same transaction.

`Send` leaves through the outbox, in order. The others are applied in the transaction of the turn, or, where they have a
network behind them (`CallHttp`, `AskModel`), leave through the outbox and come back as `EffectAnswered`.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shared.domain.messages import Outgoing
from shared.engine.record import record


@record
class Send:
    """One WhatsApp message, already rendered within Meta's limits.

    node: the node that spoke. once: at-most-once class (costly templates, payment links, one-time codes): parked rather
    than resent when its outcome is unknown.
    """

    message: Outgoing
    node: str
    once: bool = False


@dataclass(frozen=True, slots=True)
class SaveLead:
    """Create or update the lead of this conversation.

    fields: JSON values by key. stage: a stage id of the flow's kanban, None = leave. summary: rendered lines
    (label, value) for people. value_cents: the money the lead is about. owner: a rule
    ("round_robin", "none") or a person's e-mail, None = leave. source: where the lead came from. Idempotent.
    """

    fields: dict[str, Any] = field(default_factory=dict)
    stage: str | None = None
    summary: tuple[tuple[str, str], ...] = ()
    tags: tuple[str, ...] = ()
    value_cents: int | None = None
    note: str | None = None
    owner: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class HandOff:
    """Give the conversation to people: the bot is silent until it is handed back."""

    team: str | None = None
    summary: str | None = None


@dataclass(frozen=True, slots=True)
class SetTimer:
    """Wake this conversation at `due` (aware UTC) with `TimerFired(key)`; the same key replaces."""

    key: str
    due: datetime


@dataclass(frozen=True, slots=True)
class CancelTimer:
    key: str


@dataclass(frozen=True, slots=True)
class CallHttp:
    """An HTTP request of an `http` node; the answer comes back as `EffectAnswered(key)`. Egress-guarded by the host."""

    key: str
    request: dict[str, Any]


@dataclass(frozen=True, slots=True)
class AskModel:
    """A language-model task (`extract`, `classify`, `answer`, `transcribe`); the answer comes as `EffectAnswered(key)`.

    node: the node that asks.
    """

    key: str
    task: str
    payload: dict[str, Any]
    node: str = ""


@dataclass(frozen=True, slots=True)
class Notify:
    """Tell people of the tenant something (in-app, e-mail, …)."""

    channel: str
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Track:
    """A named analytics event."""

    name: str
    props: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UpdateContact:
    """What the contact told about itself (name, e-mail, phone), to be kept on the contact."""

    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class OptOut:
    """The contact asked to be left alone: nothing may be sent until it writes again."""


@dataclass(frozen=True, slots=True)
class EndSession:
    """The flow came to its end; the next message starts anew."""

    outcome: str | None = None


Effect = (
    Send
    | SaveLead
    | HandOff
    | SetTimer
    | CancelTimer
    | CallHttp
    | AskModel
    | Notify
    | Track
    | UpdateContact
    | OptOut
    | EndSession
)
