"""What waits for somebody, across tenants: ids only, through the door. The sweeper turns it into wakes.

Each question says `> '-infinity'`, which is always so: it is what leads to the indexes by time, and nothing else there (0012).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.domain.ids import AccountId, ConversationId, TenantId
from shared.store.database import Tx

FRESH = timedelta(seconds=2)  # younger inbox items have their own wake under way
LIMIT = 200  # per kind and sweep; the rest waits for the next sweep


@dataclass(frozen=True, slots=True)
class Due:
    """next_at: when the earliest thing that is not yet due will be; None = nothing waits at all."""

    senders: tuple[tuple[TenantId, AccountId, str], ...]
    sends: tuple[tuple[TenantId, ConversationId], ...]
    timers: tuple[tuple[TenantId, ConversationId], ...]
    tasks: tuple[tuple[TenantId, ConversationId], ...]
    knowledge: tuple[TenantId, ...]
    next_at: datetime | None
    now: datetime


def find_due(tx: Tx, *, space: str = "") -> Due:
    """Everything due, oldest first. Needs the door; one flight.

    space: what the tenants' documents are to be embedded in, empty = none are.
    """
    senders = tx.execute(
        "select tenant_id, account_id, sender, min(id) from inbox where state = 'pending' and not_before <= now()"
        " and not_before > '-infinity'"
        " and received_at < now() - %s group by 1, 2, 3 order by 4 limit %s",
        (FRESH, LIMIT),
    )
    sends = tx.execute(
        "select o.tenant_id, o.conversation_id, min(coalesce(o.lease_until, o.not_before)) from outbox o"
        " join whatsapp_accounts a on a.tenant_id = o.tenant_id and a.id = o.account_id and a.status = 'connected'"
        " join tenants t on t.id = o.tenant_id and t.status = 'active'"
        " where o.state in ('queued', 'sending', 'ambiguous') and coalesce(o.lease_until, o.not_before) <= now()"
        " and coalesce(o.lease_until, o.not_before) > '-infinity'"
        " and not exists (select from outbox e where e.tenant_id = o.tenant_id and e.conversation_id = o.conversation_id"
        "   and e.position < o.position and e.state in ('queued', 'sending', 'ambiguous'))"
        " group by 1, 2 order by 3 limit %s",
        (LIMIT,),
    )
    timers = tx.execute(
        "select distinct t.tenant_id, t.conversation_id from timers t join tenants o on o.id = t.tenant_id and o.status = 'active'"
        " where t.due <= now() limit %s",
        (LIMIT,),
    )
    tasks = tx.execute(
        "select distinct t.tenant_id, t.conversation_id from tasks t join tenants o on o.id = t.tenant_id and o.status = 'active'"
        " where t.state <> 'done' and coalesce(t.lease_until, t.not_before) <= now() - %s limit %s",
        (FRESH, LIMIT),
    )
    knowledge = tx.execute(
        "select distinct d.tenant_id from knowledge_documents d join tenants o on o.id = d.tenant_id and o.status = 'active'"
        " where (d.embedded_in < %(space)s or d.embedded_in > %(space)s) and d.embed_after <= now() and %(space)s <> ''"
        "   and to_regtype('vector') is not null limit %(limit)s",
        {"space": space, "limit": LIMIT},
    )
    clock = tx.execute(
        "select now(), least((select min(due) from timers where due > now()), (select min(coalesce(lease_until, not_before)) from outbox"
        "  where state in ('queued', 'sending', 'ambiguous') and coalesce(lease_until, not_before) > now()"
        "   and coalesce(lease_until, not_before) > '-infinity'),"
        " (select min(not_before) from inbox where state = 'pending' and not_before > now() and not_before > '-infinity'),"
        " (select min(coalesce(lease_until, not_before)) from tasks where state <> 'done'),"
        " (select min(embed_after) from knowledge_documents where (embedded_in < %(space)s or embedded_in > %(space)s)"
        "   and embed_after > now() and %(space)s <> '' and to_regtype('vector') is not null))",
        {"space": space},
    )
    found = [cursor.fetchall() for cursor in (senders, sends, timers, tasks, knowledge, clock)]
    now, next_at = found[5][0]
    return Due(
        tuple((row[0], row[1], row[2]) for row in found[0]),
        tuple((row[0], row[1]) for row in found[1]),
        tuple((row[0], row[1]) for row in found[2]),
        tuple((row[0], row[1]) for row in found[3]),
        tuple(TenantId(row[0]) for row in found[4]),
        next_at,
        now,
    )
