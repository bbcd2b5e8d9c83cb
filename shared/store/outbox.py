"""The outbox: what a turn wants sent, in order, claimed before each attempt and marked with its outcome."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import TupleRow
from psycopg.types.json import Jsonb

from shared.domain.ids import AccountId, ConversationId, MessageId, OutboxId
from shared.domain.sending import Claim
from shared.domain.windows import WINDOW
from shared.store.database import Tx

Cursor = psycopg.Cursor[TupleRow]

AMBIGUOUS_AT_MOST = timedelta(minutes=15)  # then a person should look; the conversation goes on without it
PAIR_BURST = 44  # messages to one contact at once; Meta allows 45 in 6 s, and counts by its own clock (131056)
PAIR_DRIP = timedelta(seconds=6)  # after the burst, one message in this time (pair rate limit, read 2026-11)

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


def store_sends(
    tx: Tx, *, conversation: ConversationId, account: AccountId, sends: Sequence[NewSend], start_first: UUID | None
) -> None:
    """Queue the insert. start_first: token under which the first is claimed at once (its START is committed with the turn)."""
    if not sends:
        return
    tx.execute(
        "insert into outbox (tenant_id, conversation_id, account_id, id, message_id, turn, step, position, payload, once,"
        " state, attempt, claimed_by, lease_until)"
        " select current_tenant(), %(conversation)s, %(account)s, id, message, turn, step, position, payload, once,"
        "  case when starts then 'sending' else 'queued' end, case when starts then 1 else 0 end,"
        "  case when starts then %(token)s::uuid end, case when starts then now() + %(lease)s end"
        " from (select *, place = 1 and %(token)s::uuid is not null as starts"
        "  from unnest(%(ids)s::uuid[], %(messages)s::uuid[], %(turns)s::int[], %(steps)s::int[], %(positions)s::int[],"
        "   %(payloads)s::jsonb[], %(once)s::bool[]) with ordinality"
        "   as given (id, message, turn, step, position, payload, once, place)) as sends order by place",
        {
            "conversation": conversation,
            "account": account,
            "token": start_first,
            "lease": LEASE,
            "ids": [s.id for s in sends],
            "messages": [s.message for s in sends],
            "turns": [s.turn for s in sends],
            "steps": [s.step for s in sends],
            "positions": [s.position for s in sends],
            "payloads": [Jsonb(s.payload) for s in sends],
            "once": [s.once for s in sends],
        },
    )


# The head of the conversation's open sends, if it may move now: due, or already claimed under this very token (the answer to
# the commit was lost). The conversation stands beside each id, here and below: by the id and the state alone, Postgres goes
# through all that the tenant has open while that is little, and keeps the plan when it is much. A pair that would talk faster
# than Meta allows waits instead of being refused.
CLAIM = """
with head as (
  select o.id, o.state, c.send_to, c.send_to_kind,
    coalesce(k.opted_out_at <> o.created_at, false) as opted_out, -- equal: the goodbye of the very turn that opted out
    coalesce(c.last_incoming_at > now() - %(window)s, false) as window_open, a.id as account, a.phone_number_id, a.access_token,
    pair_level(c.pair_level, c.pair_at) as level
  from outbox o
  join conversations c on c.tenant_id = o.tenant_id and c.id = o.conversation_id
  join contacts k on k.tenant_id = c.tenant_id and k.id = c.contact_id
  join whatsapp_accounts a on a.tenant_id = o.tenant_id and a.id = o.account_id and a.status = 'connected'
  join tenants t on t.id = o.tenant_id and t.status = 'active'
  where o.tenant_id = current_tenant() and o.conversation_id = %(conversation)s and c.send_to is not null
    and o.id = (select h.id from outbox h where h.tenant_id = current_tenant() and h.conversation_id = %(conversation)s
      and h.state in ('queued', 'sending', 'ambiguous') order by h.position limit 1)
    and ((o.state = 'queued' and o.not_before <= now()) or (o.state = 'sending' and o.claimed_by = %(token)s))
), held as (
  update outbox o set not_before = now() + (h.level + 1 - %(burst)s) * %(drip)s::interval
  from head h where o.tenant_id = current_tenant() and o.conversation_id = %(conversation)s and o.id = h.id and o.state = 'queued'
    and h.level + 1 > %(burst)s
), claimed as (
  update outbox o set state = 'sending', attempt = o.attempt + (o.state = 'queued')::int, claimed_by = %(token)s,
    lease_until = now() + %(lease)s
  from head h where o.tenant_id = current_tenant() and o.conversation_id = %(conversation)s and o.id = h.id
    and ((o.state = 'queued' and h.level + 1 <= %(burst)s) or (o.state = 'sending' and o.claimed_by = %(token)s))
  returning o.id, o.conversation_id, o.message_id, o.attempt, o.payload, o.once
), counted as (
  update conversations c set pair_level = h.level + 1, pair_at = now()
  from head h, claimed d where c.tenant_id = current_tenant() and c.id = d.conversation_id and h.state = 'queued'
)
select d.id, d.conversation_id, d.message_id, d.attempt, d.payload, d.once, h.send_to, h.send_to_kind, h.window_open,
  h.opted_out, h.account, h.phone_number_id, h.access_token
from claimed d, head h
"""


def claim_next(tx: Tx, *, conversation: ConversationId, token: UUID) -> Cursor:
    """Queue: claim the conversation's oldest open send, if it is due; rows are for `as_claim`.

    Nothing overtakes: while the oldest is being sent, is ambiguous or waits, there is no row. Nothing leaves for a
    suspended tenant or an account that needs attention. token: made by the caller once per claim; asking again with the
    same token gives the same claim, so that a lost answer of the commit loses nothing.
    """
    params = {
        "conversation": conversation,
        "token": token,
        "lease": LEASE,
        "window": WINDOW,
        "burst": PAIR_BURST,
        "drip": PAIR_DRIP,
    }
    return tx.execute(CLAIM, params)


def as_claim(row: TupleRow | None) -> Claim | None:
    return Claim(*row) if row else None


def mark_sent(tx: Tx, *, claim: Claim, wamid: str) -> None:
    """Queue: Graph took it. A status webhook that was quicker has said more already, so its rank stays."""
    tx.execute(
        "update outbox set state = 'sent', wamid = %s, done_at = now(), lease_until = null"
        " where tenant_id = current_tenant() and conversation_id = %s and id = %s and attempt = %s and state in ('sending', 'ambiguous')",
        (wamid, claim.conversation, claim.id, claim.attempt),
    )
    tx.execute(
        "update messages m set wamid = coalesce(wamid, (select %s where not exists (select from messages o"
        "  where o.tenant_id = m.tenant_id and o.account_id = m.account_id and o.wamid = %s))), status_at = case when status_rank(status) < 3 then now() else status_at end,"
        " status = case when status_rank(status) < 3 then 'sent' else status end where tenant_id = current_tenant() and id = %s",
        (wamid, wamid, claim.message),
    )


def mark_failed(tx: Tx, *, claim: Claim, code: int, title: str, state: str = "failed") -> None:
    """Queue: it will not be sent; the next of the conversation may go. state: failed | parked | cancelled."""
    shown = "parked" if state == "parked" else "failed"
    tx.execute(
        "update outbox set state = %s, error_code = %s, error_title = %s, done_at = now(), lease_until = null"
        " where tenant_id = current_tenant() and conversation_id = %s and id = %s and attempt = %s and state in ('sending', 'ambiguous')",
        (state, code, title, claim.conversation, claim.id, claim.attempt),
    )
    tx.execute(
        "update messages set status = %s, status_at = now(), error_code = %s, error_title = %s"
        " where tenant_id = current_tenant() and id = %s and status_rank(status) < 3",
        (shown, code, title, claim.message),
    )


def put_back(tx: Tx, *, claim: Claim, code: int, title: str, pause: timedelta, counted: bool = True) -> None:
    """Queue: definitely not sent; the same message goes again after the pause, before anything behind it, unless withdrawn.

    counted: whether Graph was asked at all; an attempt that never left is not one.
    """
    tx.execute(
        "with back as (update outbox set state = case when withdrawn then 'cancelled' else 'queued' end,"
        "   done_at = case when withdrawn then now() end, not_before = now() + %s, lease_until = null, error_code = %s,"
        "   error_title = case when withdrawn then error_title else %s end, attempt = attempt - %s"
        "  where tenant_id = current_tenant() and conversation_id = %s and id = %s and attempt = %s and state = 'sending'"
        "  returning message_id, state, error_title)"
        " update messages m set status = 'failed', status_at = now(), error_title = b.error_title from back b"
        " where b.state = 'cancelled' and m.tenant_id = current_tenant() and m.id = b.message_id",
        (pause, code, title, 0 if counted else 1, claim.conversation, claim.id, claim.attempt),
    )


def mark_ambiguous(tx: Tx, *, claim: Claim, reason: str, settle: timedelta) -> None:
    """Queue: nobody knows whether it left; a status webhook settles it, or the settling time passes."""
    tx.execute(
        "update outbox set state = 'ambiguous', ambiguous_at = coalesce(ambiguous_at, now()), not_before = now() + %s,"
        " lease_until = null, error_title = %s where tenant_id = current_tenant() and conversation_id = %s and id = %s and attempt = %s and state = 'sending'",
        (settle, reason, claim.conversation, claim.id, claim.attempt),
    )


def find_claim(tx: Tx, *, token: UUID) -> ConversationId | None:
    """The conversation whose first send was started under this token by a commit whose answer was lost."""
    row = tx.execute(
        "select conversation_id from outbox where tenant_id = current_tenant() and claimed_by = %s and state = 'sending'",
        (token,),
    ).fetchone()
    return ConversationId(row[0]) if row else None


def expire_leases(tx: Tx, *, conversation: ConversationId, settle: timedelta) -> None:
    """Queue: whoever was sending is gone; what they were sending is ambiguous."""
    tx.execute(
        "update outbox set state = 'ambiguous', ambiguous_at = coalesce(ambiguous_at, now()), not_before = now() + %s,"
        " lease_until = null, error_title = 'lease_expired'"
        " where tenant_id = current_tenant() and conversation_id = %s and state = 'sending' and lease_until < now()",
        (settle, conversation),
    )


def settle_ambiguous(tx: Tx, *, conversation: ConversationId, after_gap: timedelta, attempts: int) -> None:
    """Queue: the settling time of a send has passed: send again what may be sent twice, park what may not.

    Never sent again: the at-most-once class, what was withdrawn because a person took over, and what was tried `attempts` times.

    Known statuses were applied when they came, so a row that is still ambiguous has none. But a status can only come while
    we receive: after a gap in our receiving (a start, a crash, an outage) it has `after_gap` from the gap on. After
    AMBIGUOUS_AT_MOST from its first unknown attempt a row is parked for a person to see.
    """
    tx.execute(
        "with gap as (select coalesce(last_receiving_gap() + %(after_gap)s, '-infinity') as over),"
        " settled as (update outbox o set"
        "   state = case when o.ambiguous_at < now() - %(most)s then 'parked' when gap.over > now() then 'ambiguous'"
        "     when o.once or o.withdrawn or o.attempt >= %(attempts)s then 'parked' else 'queued' end,"
        "   not_before = greatest(now(), gap.over)"
        "  from gap where o.tenant_id = current_tenant() and o.conversation_id = %(conversation)s and o.state = 'ambiguous'"
        "   and o.not_before <= now() returning o.id, o.message_id, o.state)"
        " update messages m set status = 'parked', status_at = now() from settled s"
        " where s.state = 'parked' and m.tenant_id = current_tenant() and m.id = s.message_id",
        {"conversation": conversation, "after_gap": after_gap, "most": AMBIGUOUS_AT_MOST, "attempts": attempts},
    )


def cancel_queued(tx: Tx, *, conversation: ConversationId, reason: str) -> None:
    """Queue: what the bot had still to say is not said; what is already leaving cannot be called back, but is not sent again."""
    tx.execute(
        "with gone as (update outbox set state = case when state = 'queued' then 'cancelled' else state end, withdrawn = true,"
        "   done_at = case when state = 'queued' then now() end, error_title = %(reason)s"
        "  where tenant_id = current_tenant() and conversation_id = %(conversation)s and turn is not null"
        "   and state in ('queued', 'sending', 'ambiguous') returning message_id, state)"
        " update messages m set status = 'failed', status_at = now(), error_title = %(reason)s from gone"
        " where gone.state = 'cancelled' and m.tenant_id = current_tenant() and m.id = gone.message_id",
        {"conversation": conversation, "reason": reason},
    )


def need_attention(tx: Tx, *, account: AccountId, reason: str, since: datetime | None = None) -> None:
    """Queue: stop the number until a person has acted; its outbox waits, its inbox goes on.

    since: when Meta found it out, for what comes late: a person who has acted after that is not stopped again.
    """
    tx.execute(
        "update whatsapp_accounts set status = 'needs_attention', attention_reason = %s, updated_at = now()"
        " where tenant_id = current_tenant() and id = %s and status = 'connected' and updated_at < coalesce(%s::timestamptz, 'infinity')",
        (reason, account, since),
    )
