"""Messages of conversations, as people read them, and how far ours have come."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from psycopg.types.json import Jsonb

from shared.domain.ids import AccountId, ConversationId, MessageId
from shared.store.database import Tx
from shared.whatsapp.statuses import Status


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message to store. author: contact | bot | human | system. content: `shared.engine.codec` JSON."""

    id: MessageId
    direction: str
    author: str
    kind: str
    text: str
    content: dict[str, Any]
    status: str
    sent_at: datetime
    wamid: str | None = None
    node: str | None = None
    turn: int | None = None


def store_messages(tx: Tx, *, conversation: ConversationId, account: AccountId, messages: Sequence[NewMessage]) -> None:
    """Queue the insert, in order; a message already there (same wamid) is left alone."""
    if not messages:
        return
    tx.execute(
        "insert into messages (tenant_id, conversation_id, account_id, id, direction, author, kind, text, content, status, sent_at,"
        " wamid, node, turn, created_at)"
        " select current_tenant(), %s, %s, id, direction, author, kind, text, content, status, sent_at, wamid, node, turn,"
        " clock_timestamp() + place * interval '1 microsecond'"
        " from unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], %s::jsonb[], %s::text[], %s::timestamptz[], %s::text[],"
        " %s::text[], %s::int[]) with ordinality"
        " as given (id, direction, author, kind, text, content, status, sent_at, wamid, node, turn, place)"
        " order by place on conflict do nothing",
        (
            conversation, account, [m.id for m in messages], [m.direction for m in messages], [m.author for m in messages],
            [m.kind for m in messages], [m.text for m in messages], [Jsonb(m.content) for m in messages], [m.status for m in messages],
            [m.sent_at for m in messages], [m.wamid for m in messages], [m.node for m in messages], [m.turn for m in messages],
        ),
    )  # fmt: skip


def note_transcript(tx: Tx, *, conversation: ConversationId, wamid: str, text: str) -> None:
    """Queue: a voice note reads as what was said in it, and keeps its recording's id. status_at moves, so that pages see it."""
    tx.execute(
        "update messages set text = %(text)s, content = content || jsonb_build_object('transcript', %(text)s::text), status_at = now()"
        " where tenant_id = current_tenant() and conversation_id = %(conversation)s and wamid = %(wamid)s and direction = 'in'",
        {"text": text, "conversation": conversation, "wamid": wamid},
    )


# Both look every row up by its whole key, whatever the planner thinks of the size of a young table. First the sends, then
# the messages: whoever marks a send locks them in this order too.
SETTLE: LiteralString = """
update outbox o set state = case when g.status = 'failed' then 'failed' else 'sent' end, wamid = g.wamid, error_code = g.code,
  error_title = g.title, done_at = now(), lease_until = null
from (select distinct on (ours) * from unnest(%(accounts)s::uuid[], %(wamids)s::text[], %(statuses)s::text[], %(ranks)s::int[],
    %(codes)s::int[], %(titles)s::text[], %(ours)s::uuid[]) as given (account, wamid, status, rank, code, title, ours)
  order by ours, rank desc) as g
where o.tenant_id = current_tenant() and o.id = any(%(ours)s::uuid[]) and o.id = g.ours and o.account_id = g.account
  and o.state in ('queued', 'sending', 'ambiguous', 'parked')
"""
RAISE: LiteralString = """
with target as materialized (
  select distinct on (t.id) t.id, g.*
  from unnest(%(accounts)s::uuid[], %(wamids)s::text[], %(statuses)s::text[], %(ranks)s::int[], %(codes)s::int[], %(titles)s::text[],
      %(ours)s::uuid[], %(pricings)s::jsonb[]) as g (account, wamid, status, rank, code, title, ours, pricing),
    lateral (values
      ((select m.id from messages m where m.tenant_id = current_tenant() and m.account_id = g.account and m.wamid = g.wamid)),
      ((select o.message_id from outbox o where o.tenant_id = current_tenant() and o.id = g.ours and o.account_id = g.account))
    ) as t (id)
  where t.id is not null order by t.id, g.rank desc
)
update messages m set pricing = coalesce(m.pricing, t.pricing),
  wamid = coalesce(m.wamid, (select t.wamid where not exists (select from messages o
    where o.tenant_id = m.tenant_id and o.account_id = m.account_id and o.wamid = t.wamid))),
  status = case when t.rank + 1 > status_rank(m.status) then t.status else m.status end,
  status_at = case when t.rank + 1 > status_rank(m.status) then now() else m.status_at end,
  error_code = case when t.rank + 1 > status_rank(m.status) then t.code else m.error_code end,
  error_title = case when t.rank + 1 > status_rank(m.status) then t.title else m.error_title end
from target t
where m.tenant_id = current_tenant() and m.id = any(array(select id from target)) and m.id = t.id
"""


def apply_statuses(tx: Tx, *, statuses: Sequence[tuple[AccountId, Status]]) -> None:
    """Queue the effect of statuses: messages go up in rank, never down; sends whose answer was lost are settled.

    A status finds its message by wamid, or by our own id that Meta echoes, so that one that overtakes the answer of the
    send call is not lost. It counts only for the number that it came from.
    """
    best: dict[tuple[AccountId, str], Status] = {}
    for account, status in statuses:
        known = best.get((account, status.wamid))
        if known is None or status.rank > known.rank:
            best[account, status.wamid] = status
    if not best:
        return
    params = {
        "accounts": [account for account, _ in best],
        "wamids": [s.wamid for s in best.values()],
        "statuses": [s.status for s in best.values()],
        "ranks": [s.rank for s in best.values()],
        "codes": [s.error_code for s in best.values()],
        "titles": [s.error_title for s in best.values()],
        "ours": [_outbox_id(s.opaque) for s in best.values()],
        "pricings": [json.dumps(s.pricing) if s.pricing else None for s in best.values()],
    }
    tx.execute(SETTLE, params)
    tx.execute(RAISE, params)


def _outbox_id(opaque: str | None) -> UUID | None:
    """The id in our `<outbox id>:<attempt>`; None for what we did not write."""
    try:
        return UUID(opaque.split(":", 1)[0]) if opaque else None
    except ValueError:
        return None
