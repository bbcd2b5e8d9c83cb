"""A message on its way out: who sends it and what can become of the attempt."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from shared.domain.ids import AccountId, ConversationId, MessageId, OutboxId, PhoneNumberId

UNREACHABLE = 0  # our own pseudo code of RetryLater: the request never left


@dataclass(frozen=True, slots=True)
class Sender:
    """The number a message leaves from, with the token that may use it."""

    number: PhoneNumberId
    token: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A send that this process may attempt now. The result counts only for this attempt.

    free_form_open: whether the 24-hour window is open on the database's clock. to_kind: wa_id | bsuid.
    """

    id: OutboxId
    conversation: ConversationId
    message: MessageId | None
    attempt: int
    payload: dict[str, Any]
    once: bool
    to: str
    to_kind: str
    free_form_open: bool
    opted_out: bool
    account: AccountId
    number: PhoneNumberId
    access_token: bytes | None


@dataclass(frozen=True, slots=True)
class Sent:
    """Graph took the message (which is not yet delivery)."""

    wamid: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Graph will never take this message as it is."""

    code: int
    title: str


@dataclass(frozen=True, slots=True)
class RetryLater:
    """Definitely not sent; the same message may be sent again. after: least pause, None = by attempt."""

    code: int
    title: str
    after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class AccountFault:
    """Definitely not sent, and nothing else from this number will be until a person acts (token, policy, payment)."""

    code: int
    title: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may have been sent, or not: only a later status webhook tells."""

    reason: str


Outcome = Sent | Refused | RetryLater | AccountFault | Unknown
