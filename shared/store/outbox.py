"""The outbox: what a turn wants sent, in order, claimed before each attempt and marked with its outcome."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import psycopg
from psycopg.rows import TupleRow
from psycopg.types.json import Jsonb

from shared.domain.ids import AccountId, ConversationId, MessageId, OutboxId, PhoneNumberId
from shared.domain.windows import WINDOW
from shared.store.database import Tx

Cursor = psycopg.Cursor[TupleRow]

LEASE = timedelta(
    seconds=60
)  # longer than any send may take (Graph timeout 10 s, process pauses); then it is ambiguous


@dataclass(frozen=True, slots=True)
class NewSend:
    """One message to send. payload: the JSON of the outgoing message. step: place among the sends of its turn."""

    id: OutboxId
    message: MessageId
    turn: int | None
    step: int
    position: int
    payload: dict[str, Any]
    once: bool


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


def store_sends(
    tx: Tx, *, conversation: ConversationId, account: AccountId, sends: Sequence[NewSend], start_first: bool
) -> None:
    """Queue the insert. start_first: the first is claimed by the transaction that makes it (its START is committed with the turn)."""
    if not sends:
        return
    tx.execute(
        "insert into outbox (tenant_id, conversation_id, account_id, id, message_id, turn, step, position, payload, once,"
        " state, attempt, lease_until)"
        " select current_tenant(), %s, %s, id, message, turn, step, position, payload, once,"
        "  case when place = 1 and %s then 'sending' else 'queued' end, case when place = 1 and %s then 1 else 0 end,"
        "  case when place = 1 and %s then now() + %s end"
        " from unnest(%s::uuid[], %s::uuid[], %s::int[], %s::int[], %s::int[], %s::jsonb[], %s::bool[]) with ordinality"
        " as given (id, message, turn, step, position, payload, once, place) order by place",
        (
            conversation, account, start_first, start_first, start_first, LEASE, [s.id for s in sends], [s.message for s in sends],
            [s.turn for s in sends], [s.step for s in sends], [s.position for s in sends], [Jsonb(s.payload) for s in sends],
            [s.once for s in sends],
        ),
    )  # fmt: skip


CLAIM = """
update outbox o set state = 'sending', attempt = o.attempt + 1, lease_until = now() + %s
from conversations c, contacts k, whatsapp_accounts a, tenants t
where o.tenant_id = current_tenant() and o.state = 'queued' and o.not_before <= now() and o.kind = 'message'
  and o.id = (select h.id from outbox h where h.tenant_id = current_tenant() and h.conversation_id = %s
    and h.state in ('queued', 'sending', 'ambiguous') order by h.position limit 1)
  and c.tenant_id = o.tenant_id and c.id = o.conversation_id and k.tenant_id = c.tenant_id and k.id = c.contact_id
  and a.tenant_id = o.tenant_id and a.id = o.account_id and a.status = 'connected'
  and t.id = o.tenant_id and t.status = 'active' and c.send_to is not null
returning o.id, o.conversation_id, o.message_id, o.attempt, o.payload, o.once, c.send_to, c.send_to_kind,
  c.last_incoming_at is not null and c.last_incoming_at > now() - %s, k.opted_out_at is not null,
  a.id, a.phone_number_id, a.access_token
"""


def claim_next(tx: Tx, *, conversation: ConversationId) -> Cursor:
    """Queue: claim the conversation's oldest open send, if it is due; rows are for `as_claim`.

    Nothing overtakes: while the oldest is being sent, is ambiguous or waits, there is no row. Nothing leaves for a
    suspended tenant or an account that needs attention.
    """
    return tx.execute(CLAIM, (LEASE, conversation, WINDOW))


def as_claim(row: TupleRow | None) -> Claim | None:
    return Claim(*row) if row else None


def mark_sent(tx: Tx, *, claim: Claim, wamid: str) -> None:
    """Queue: Graph took it. A status webhook that was quicker has said more already, so its rank stays."""
    tx.execute(
        "update outbox set state = 'sent', wamid = %s, done_at = now(), lease_until = null"
        " where tenant_id = current_tenant() and id = %s and attempt = %s and state in ('sending', 'ambiguous')",
        (wamid, claim.id, claim.attempt),
    )
    tx.execute(
        "update messages set wamid = coalesce(wamid, %s), status_at = case when status_rank(status) < 3 then now() else status_at end,"
        " status = case when status_rank(status) < 3 then 'sent' else status end where tenant_id = current_tenant() and id = %s",
        (wamid, claim.message),
    )


def mark_failed(tx: Tx, *, claim: Claim, code: int, title: str, state: str = "failed") -> None:
    """Queue: it will not be sent; the next of the conversation may go. state: failed | parked | cancelled."""
    shown = "parked" if state == "parked" else "failed"
    tx.execute(
        "update outbox set state = %s, error_code = %s, error_title = %s, done_at = now(), lease_until = null"
        " where tenant_id = current_tenant() and id = %s and attempt = %s and state in ('sending', 'ambiguous')",
        (state, code, title, claim.id, claim.attempt),
    )
    tx.execute(
        "update messages set status = %s, status_at = now(), error_code = %s, error_title = %s"
        " where tenant_id = current_tenant() and id = %s and status_rank(status) < 3",
        (shown, code, title, claim.message),
    )


def put_back(tx: Tx, *, claim: Claim, code: int, title: str, pause: timedelta) -> None:
    """Queue: definitely not sent; the same message goes again after the pause, before anything behind it."""
    tx.execute(
        "update outbox set state = 'queued', not_before = now() + %s, lease_until = null, error_code = %s, error_title = %s"
        " where tenant_id = current_tenant() and id = %s and attempt = %s and state = 'sending'",
        (pause, code, title, claim.id, claim.attempt),
    )


def mark_ambiguous(tx: Tx, *, claim: Claim, reason: str, settle: timedelta) -> None:
    """Queue: nobody knows whether it left; a status webhook settles it, or the settling time passes."""
    tx.execute(
        "update outbox set state = 'ambiguous', ambiguous_at = now(), not_before = now() + %s, lease_until = null, error_title = %s"
        " where tenant_id = current_tenant() and id = %s and attempt = %s and state = 'sending'",
        (settle, reason, claim.id, claim.attempt),
    )


def expire_leases(tx: Tx, *, conversation: ConversationId, settle: timedelta) -> None:
    """Queue: whoever was sending is gone; what they were sending is ambiguous."""
    tx.execute(
        "update outbox set state = 'ambiguous', ambiguous_at = now(), not_before = now() + %s, lease_until = null,"
        " error_title = 'lease_expired'"
        " where tenant_id = current_tenant() and conversation_id = %s and state = 'sending' and lease_until < now()",
        (settle, conversation),
    )


def settle_ambiguous(tx: Tx, *, conversation: ConversationId) -> None:
    """Queue: no status came in the settling time: send again what may be sent twice, park what may not.

    Known statuses were applied when they came, so a row that is still ambiguous has none.
    """
    tx.execute(
        "update outbox set state = case when once then 'parked' else 'queued' end, not_before = now(),"
        " done_at = case when once then now() end"
        " where tenant_id = current_tenant() and conversation_id = %s and state = 'ambiguous' and not_before <= now()",
        (conversation,),
    )


def need_attention(tx: Tx, *, account: AccountId, reason: str) -> None:
    """Queue: stop the number until a person has acted; its outbox waits, its inbox goes on."""
    tx.execute(
        "update whatsapp_accounts set status = 'needs_attention', attention_reason = %s, updated_at = now()"
        " where tenant_id = current_tenant() and id = %s and status = 'connected'",
        (reason, account),
    )
