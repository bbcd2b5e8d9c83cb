"""What AI calls cost: reserved before the call leaves, settled once when it is over, counted on the tenant's day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import TupleRow

from shared.domain.ids import ContactId, ConversationId
from shared.domain.models import Usage
from shared.domain.spending import Caps
from shared.store.database import Tx

Cursor = psycopg.Cursor[TupleRow]


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks and what the tenant allows. contact: None = nobody, the service itself; limits: its caps by name; timezone: of its days."""

    contact: ContactId | None
    limits: Mapping[str, int]
    timezone: str
    sees_personal_data: bool
    now: datetime


@dataclass(frozen=True, slots=True)
class NewCall:
    """A call about to leave. tokens and micros: the most that it can use."""

    id: UUID
    conversation: ConversationId | None
    task: UUID | None
    node: str
    kind: str
    model: str
    tokens: int
    micros: int


@dataclass(frozen=True, slots=True)
class Settled:
    """How a call ended. usage: None = the provider did not say; then the reserve stands for what it used."""

    outcome: str
    usage: Usage | None
    micros: int | None
    latency_ms: int


def read_asker(tx: Tx, *, conversation: ConversationId) -> Cursor:
    """Queue the question; rows are for `as_asker`."""
    return tx.execute(
        "select c.contact_id, t.limits, t.timezone, t.ai_sees_personal_data, now() from tenants t, conversations c"
        " where t.id = current_tenant() and c.tenant_id = current_tenant() and c.id = %s",
        (conversation,),
    )


def as_asker(row: TupleRow | None) -> Asker | None:
    return Asker(ContactId(row[0]), *row[1:]) if row else None


def reserve(tx: Tx, *, call: NewCall, caps: Caps) -> str | None:
    """Count the call and all that it can use against the tenant's day and the conversation; None = it may leave.

    Else the cap that it would break: day_calls | day_tokens | day_cost | conversation_tokens | conversation_cost, and
    nothing is counted. Exact on any number of instances: the row of the day is locked before anything is read. Safe to
    repeat with the same id.
    """
    tx.execute("insert into ai_days (tenant_id, day) values (current_tenant(), tenant_today()) on conflict do nothing")
    spent = tx.execute(
        "select calls, tokens, cost_micros from ai_days where tenant_id = current_tenant() and day = tenant_today() for update"
    )
    conversation = tx.execute(  # a statement of its own: it sees what was committed before the lock was ours
        "select coalesce(sum(tokens), 0), coalesce(sum(cost_micros), 0) from ai_calls where tenant_id = current_tenant()"
        " and conversation_id = %s and day = tenant_today()",
        (call.conversation,),
    )
    known = tx.execute("select 1 from ai_calls where tenant_id = current_tenant() and id = %s", (call.id,))
    calls, tokens, micros = spent.fetchone() or (0, 0, 0)
    own_tokens, own_micros = conversation.fetchone() or (0, 0)
    if known.fetchone() is not None:
        return None
    for name, would_be, most in (
        ("day_calls", calls + 1, caps.calls),
        ("day_tokens", tokens + call.tokens, caps.tokens),
        ("day_cost", micros + call.micros, caps.micros),
        ("conversation_tokens", own_tokens + call.tokens, caps.conversation_tokens),
        ("conversation_cost", own_micros + call.micros, caps.conversation_micros),
    ):
        if would_be > most and (call.conversation is not None or name.startswith("day")):
            return name
    tx.execute(
        "with made as (insert into ai_calls (tenant_id, id, conversation_id, task_id, day, node, task, model, reserved_tokens,"
        "   reserved_micros, tokens, cost_micros) values (current_tenant(), %(id)s, %(conversation)s, %(task)s, tenant_today(),"
        "   %(node)s, %(kind)s, %(model)s, %(tokens)s, %(micros)s, %(tokens)s, %(micros)s) returning day)"
        " update ai_days d set calls = calls + 1, tokens = tokens + %(tokens)s, cost_micros = cost_micros + %(micros)s"
        " from made where d.tenant_id = current_tenant() and d.day = made.day",
        {
            "id": call.id, "conversation": call.conversation, "task": call.task, "node": call.node, "kind": call.kind,
            "model": call.model, "tokens": call.tokens, "micros": call.micros,
        },
    )  # fmt: skip
    return None


def settle(tx: Tx, *, call: UUID, settled: Settled) -> Cursor:
    """Queue: put what was used in the place of the reserve. Changes nothing when the call is settled already."""
    usage = settled.usage
    params: dict[str, Any] = {
        "id": call, "outcome": settled.outcome, "latency": settled.latency_ms, "micros": settled.micros,
        "given": usage.input_tokens if usage else None, "made": usage.output_tokens if usage else None,
        "tokens": usage.tokens if usage else None,
    }  # fmt: skip
    return tx.execute(
        "with done as (update ai_calls set outcome = %(outcome)s, settled_at = now(), latency_ms = %(latency)s,"
        "   input_tokens = %(given)s, output_tokens = %(made)s, tokens = coalesce(%(tokens)s, reserved_tokens),"
        "   cost_micros = coalesce(%(micros)s, reserved_micros)"
        "   where tenant_id = current_tenant() and id = %(id)s and settled_at is null"
        "   returning day, tokens - reserved_tokens as more_tokens, cost_micros - reserved_micros as more_micros)"
        " update ai_days d set tokens = d.tokens + done.more_tokens, cost_micros = d.cost_micros + done.more_micros"
        " from done where d.tenant_id = current_tenant() and d.day = done.day",
        params,
    )


def settle_lost(tx: Tx, *, task: UUID) -> Cursor:
    """Queue: whoever made the calls of this task is gone; what they reserved counts as used. Its row says whether any was made."""
    tx.execute(
        "update ai_calls set outcome = 'lost', settled_at = now() where tenant_id = current_tenant() and task_id = %s"
        " and settled_at is null",
        (task,),
    )
    return tx.execute(
        "select exists (select from ai_calls where tenant_id = current_tenant() and task_id = %s)", (task,)
    )
