"""Use case: send what a conversation has in its outbox, one message after the other, each claimed before and marked after."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, assert_never
from uuid import UUID, uuid4

from shared.domain.errors import SealBroken
from shared.domain.ids import ConversationId, TenantId
from shared.domain.messages import Outgoing, TemplateMessage
from shared.domain.sending import UNREACHABLE, AccountFault, Claim, Outcome, Refused, RetryLater, Sender, Sent, Unknown
from shared.engine import codec
from shared.observability import event, fault
from shared.ports import Cipher, Messenger
from shared.services.number_token import number_token
from shared.services.pace import Pace
from shared.store import outbox
from shared.store.database import Database, Tx
from shared.whatsapp.bodies import message_body
from shared.whatsapp.outcomes import pause_before_retry

WINDOW_CLOSED = 131047  # Meta's own code for it, so that reports read the same whoever noticed first
OPTED_OUT = 131050
NUMBER_TOO_FAST = 130429
OUR_FAULT = -1  # no code of Meta's: we never asked
SHORT_PAUSE = timedelta(seconds=0.5)  # worth waiting for with the send in hand
MAX_ATTEMPTS = 8  # of one message: the pauses add up to about half an hour; then it is parked for a person to see


@dataclass(frozen=True, slots=True)
class Delivery:
    """What sending needs of the service.

    default_token: of numbers without one of their own. settle, settle_after_gap: how long an unknown send waits for its
    status (WA_SETTLE_SECONDS, WA_SETTLE_AFTER_GAP_SECONDS).
    """

    messenger: Messenger
    cipher: Cipher
    pace: Pace
    default_token: str
    base_url: str
    settle: timedelta
    settle_after_gap: timedelta


@dataclass(frozen=True, slots=True)
class Started:
    """A conversation to deliver. claim: a send the caller has started already; token: under which it did, or may have."""

    conversation: ConversationId
    claim: Claim | None = None
    token: UUID = field(default_factory=uuid4)


@dataclass(frozen=True, slots=True)
class Delivered:
    """Counts for the log line, and when to come back (None = nothing waits)."""

    sent: int = 0
    failed: int = 0
    again: timedelta | None = None


@dataclass(frozen=True, slots=True)
class HeldBack:
    """We did not ask Graph: the number is at its rate, or its breaker is open. Not an attempt."""

    pause: timedelta


@dataclass(frozen=True, slots=True)
class TokenUnreadable:
    """The number's stored token does not open; we could not ask Graph. Not an attempt."""


Attempted = Outcome | HeldBack | TokenUnreadable


def deliver(
    database: Database,
    delivery: Delivery,
    *,
    tenant: TenantId,
    started: Started,
    is_stopping: Callable[[], bool] = bool,
) -> Delivered:
    """Send in order until nothing is due. Marking one send and claiming the next are one flight.

    Raises StoreUnavailable; an unmarked send is then settled later by its status webhook or its lease.
    """
    claim = started.claim
    if claim is None:
        claim = database.in_one_flight(
            tenant, lambda tx: _recover(tx, delivery, started), lambda cursor: outbox.as_claim(cursor.fetchone())
        )
    done = Delivered()
    while claim is not None:
        outcome = _attempt(delivery, tenant, claim)
        done = _counted(done, claim, outcome)
        claim = _mark(database, delivery, tenant, claim, outcome, claim_more=not is_stopping())
    return done


def _recover(tx: Tx, delivery: Delivery, started: Started) -> outbox.Cursor:
    """Settle what others left behind, then claim."""
    outbox.expire_leases(tx, conversation=started.conversation, settle=delivery.settle)
    outbox.settle_ambiguous(
        tx, conversation=started.conversation, after_gap=delivery.settle_after_gap, attempts=MAX_ATTEMPTS
    )
    return outbox.claim_next(tx, conversation=started.conversation, token=started.token)


def _attempt(delivery: Delivery, tenant: TenantId, claim: Claim) -> Attempted:
    """Ask Graph, unless we know already that it must not or cannot be asked."""
    try:
        message = codec.outgoing_from_json(claim.payload)
        body = _body(delivery, claim, message)
        token = number_token(
            delivery.cipher, delivery.default_token, tenant=tenant, account=claim.account, sealed=claim.access_token
        )
        sender = Sender(claim.number, token)
    except SealBroken:
        event("token_unreadable", level="error", account_id=str(claim.account))
        return TokenUnreadable()
    except Exception as error:  # noqa: BLE001 - one message that cannot be built must not hold up the conversation
        fault("message_unbuildable", error, tenant_id=str(tenant))
        return Refused(OUR_FAULT, "The message could not be built")
    if claim.opted_out:
        return Refused(OPTED_OUT, "The contact asked to be left alone")
    if not claim.free_form_open and not isinstance(message, TemplateMessage):
        return Refused(WINDOW_CLOSED, "The 24-hour window is closed")
    pause = delivery.pace.pause_before(claim.number)
    if timedelta() < pause <= SHORT_PAUSE:
        time.sleep(pause.total_seconds())
        pause = delivery.pace.pause_before(claim.number)
    if pause > timedelta():
        return HeldBack(pause)
    outcome = delivery.messenger.send(sender, body)
    _note(delivery.pace, claim, outcome)
    return outcome


def _body(delivery: Delivery, claim: Claim, message: Outgoing) -> dict[str, Any]:
    """The Graph body with its recipient and our own id, which statuses echo. Numbers always begin with `+`."""
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **({"to": "+" + claim.to.lstrip("+")} if claim.to_kind == "wa_id" else {"recipient": claim.to}),
        **message_body(message, base_url=delivery.base_url),
        "biz_opaque_callback_data": f"{claim.id}:{claim.attempt}",
    }


def _note(pace: Pace, claim: Claim, outcome: Outcome) -> None:
    if isinstance(outcome, Unknown) or (isinstance(outcome, RetryLater) and outcome.code == UNREACHABLE):
        if pace.note_unknown(claim.number):
            event("number_paused", level="warning", account_id=str(claim.account))
        return
    pace.note_answer(claim.number)
    if isinstance(outcome, RetryLater) and outcome.code == NUMBER_TOO_FAST:
        pace.note_too_fast(claim.number)


def _mark(
    database: Database,
    delivery: Delivery,
    tenant: TenantId,
    claim: Claim,
    outcome: Attempted,
    *,
    claim_more: bool,
) -> Claim | None:
    """Write the outcome down and claim the next send of the conversation, on the reserved connection."""
    token = uuid4()

    def queue(tx: Tx) -> outbox.Cursor | None:
        _write(tx, delivery, claim, outcome)
        return outbox.claim_next(tx, conversation=claim.conversation, token=token) if claim_more else None

    return database.mark(tenant, queue, lambda cursor: outbox.as_claim(cursor.fetchone()) if cursor else None)


def _write(tx: Tx, delivery: Delivery, claim: Claim, outcome: Attempted) -> None:
    match outcome:
        case Sent():
            outbox.mark_sent(tx, claim=claim, wamid=outcome.wamid)
        case Refused():
            outbox.mark_failed(tx, claim=claim, code=outcome.code, title=outcome.title)
        case RetryLater() if claim.attempt >= MAX_ATTEMPTS:
            outbox.mark_failed(tx, claim=claim, code=outcome.code, title=outcome.title, state="parked")
        case RetryLater():
            pause = pause_before_retry(outcome, claim.attempt)
            outbox.put_back(tx, claim=claim, code=outcome.code, title=outcome.title, pause=pause)
        case HeldBack():
            outbox.put_back(tx, claim=claim, code=0, title="held back", pause=outcome.pause, counted=False)
        case AccountFault():
            outbox.need_attention(tx, account=claim.account, reason=f"graph_{outcome.code}")
            outbox.put_back(tx, claim=claim, code=outcome.code, title=outcome.title, pause=timedelta())
        case TokenUnreadable():
            outbox.need_attention(tx, account=claim.account, reason="token_unreadable")
            outbox.put_back(tx, claim=claim, code=0, title="token unreadable", pause=timedelta(), counted=False)
        case Unknown():
            outbox.mark_ambiguous(tx, claim=claim, reason=outcome.reason, settle=delivery.settle)
        case _:
            assert_never(outcome)


def _counted(done: Delivered, claim: Claim, outcome: Attempted) -> Delivered:
    match outcome:
        case Sent():
            return replace(done, sent=done.sent + 1)
        case Refused():
            return replace(done, failed=done.failed + 1)
        case RetryLater():
            return replace(done, again=pause_before_retry(outcome, claim.attempt))
        case HeldBack():
            return replace(done, again=outcome.pause)
        case _:
            return done
