"""Use case: send what a conversation has in its outbox, one message after the other, each claimed before and marked after."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import assert_never

from shared.domain.ids import ConversationId, TenantId
from shared.domain.messages import TemplateMessage
from shared.domain.sending import AccountFault, Outcome, Refused, RetryLater, Sender, Sent, Unknown
from shared.engine import codec
from shared.ports import Cipher, Messenger
from shared.store import outbox
from shared.store.database import Database, Tx
from shared.store.outbox import Claim
from shared.whatsapp.bodies import message_body
from shared.whatsapp.outcomes import pause_before_retry

WINDOW_CLOSED = 131047  # Meta's own code for it, so that reports read the same whoever noticed first
OPTED_OUT = 131050
MAX_ATTEMPTS = 8  # of one message: the pauses add up to about half an hour; then it is parked for a person to see


@dataclass(frozen=True, slots=True)
class Delivery:
    """What sending needs of the service. default_token: of numbers without one of their own. settle: see WA_SETTLE_SECONDS."""

    messenger: Messenger
    cipher: Cipher
    default_token: str
    base_url: str
    settle: timedelta


@dataclass(frozen=True, slots=True)
class Delivered:
    """Counts for the log line, and when to come back (None = nothing waits)."""

    sent: int = 0
    failed: int = 0
    again: timedelta | None = None


def deliver(
    database: Database,
    delivery: Delivery,
    *,
    tenant: TenantId,
    conversation: ConversationId,
    claim: Claim | None = None,
    is_stopping: Callable[[], bool] = bool,
) -> Delivered:
    """Send in order until nothing is due. claim: a send that the caller has already started.

    Marking one send and claiming the next are one flight. Raises StoreUnavailable; an unmarked send is then settled
    later by its status webhook or its lease.
    """
    if claim is None:
        claim = database.in_one_flight(
            tenant, lambda tx: _recover(tx, delivery, conversation), lambda cursor: outbox.as_claim(cursor.fetchone())
        )
    done = Delivered()
    while claim is not None:
        started, outcome = claim, _attempt(delivery, tenant, claim)
        done = _counted(done, started, outcome)
        claim = database.in_one_flight(
            tenant,
            lambda tx, started=started, outcome=outcome: _mark(
                tx, delivery, started, outcome, claim_more=not is_stopping()
            ),  # type: ignore[misc] # mypy cannot type lambda defaults
            lambda cursor: outbox.as_claim(cursor.fetchone()) if cursor else None,
        )
    return done


def _recover(tx: Tx, delivery: Delivery, conversation: ConversationId) -> outbox.Cursor:
    """Settle what others left behind, then claim."""
    outbox.expire_leases(tx, conversation=conversation, settle=delivery.settle)
    outbox.settle_ambiguous(tx, conversation=conversation)
    return outbox.claim_next(tx, conversation=conversation)


def _attempt(delivery: Delivery, tenant: TenantId, claim: Claim) -> Outcome:
    message = codec.outgoing_from_json(claim.payload)
    if claim.opted_out:
        return Refused(OPTED_OUT, "The contact asked to be left alone")
    if not claim.free_form_open and not isinstance(message, TemplateMessage):
        return Refused(WINDOW_CLOSED, "The 24-hour window is closed")
    token = delivery.default_token
    if claim.access_token is not None:
        token = delivery.cipher.open(claim.access_token, tenant=tenant, row=claim.account, column="access_token")
    body = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **({"to": "+" + claim.to.lstrip("+")} if claim.to_kind == "wa_id" else {"recipient": claim.to}),
        **message_body(message, base_url=delivery.base_url),
        "biz_opaque_callback_data": f"{claim.id}:{claim.attempt}",
    }
    return delivery.messenger.send(Sender(claim.number, token), body)


def _mark(tx: Tx, delivery: Delivery, claim: Claim, outcome: Outcome, *, claim_more: bool) -> outbox.Cursor | None:
    match outcome:
        case Sent():
            outbox.mark_sent(tx, claim=claim, wamid=outcome.wamid)
        case Refused():
            outbox.mark_failed(tx, claim=claim, code=outcome.code, title=outcome.title)
        case RetryLater() if claim.attempt >= MAX_ATTEMPTS:
            outbox.mark_failed(tx, claim=claim, code=outcome.code, title=outcome.title, state="parked")
        case RetryLater():
            outbox.put_back(
                tx,
                claim=claim,
                code=outcome.code,
                title=outcome.title,
                pause=pause_before_retry(outcome, claim.attempt),
            )
        case AccountFault():
            outbox.need_attention(tx, account=claim.account, reason=f"graph_{outcome.code}")
            outbox.put_back(tx, claim=claim, code=outcome.code, title=outcome.title, pause=timedelta())
        case Unknown():
            outbox.mark_ambiguous(tx, claim=claim, reason=outcome.reason, settle=delivery.settle)
        case _:
            assert_never(outcome)
    return outbox.claim_next(tx, conversation=claim.conversation) if claim_more else None


def _counted(done: Delivered, claim: Claim, outcome: Outcome) -> Delivered:
    match outcome:
        case Sent():
            return replace(done, sent=done.sent + 1)
        case Refused():
            return replace(done, failed=done.failed + 1)
        case RetryLater():
            return replace(done, again=pause_before_retry(outcome, claim.attempt))
        case _:
            return done
