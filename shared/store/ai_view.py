"""What AI was asked and what it cost, as people of the tenant read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, func, literal_column, select, tuple_

from shared.domain.ids import ConversationId, TenantId
from shared.store.core import Tx
from shared.store.pages import Page, Position
from shared.store.tables import AnyRow, ai_calls, ai_days, tenants

COLUMNS: tuple[Column[Any], ...] = (
    ai_calls.c.id, ai_calls.c.created_at, ai_calls.c.conversation_id, ai_calls.c.node, ai_calls.c.task, ai_calls.c.model,
    ai_calls.c.input_tokens, ai_calls.c.output_tokens, ai_calls.c.tokens, ai_calls.c.cost_micros, ai_calls.c.latency_ms,
    ai_calls.c.outcome,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CallView:
    """One call. tokens, cost_micros: what counts against the caps, the reserve until outcome is another than `asked`."""

    id: UUID
    created_at: datetime
    conversation_id: UUID | None
    node: str
    task: str
    model: str
    input_tokens: int | None
    output_tokens: int | None
    tokens: int
    cost_micros: int
    latency_ms: int | None
    outcome: str


@dataclass(frozen=True, slots=True)
class DaySpend:
    """The tenant's present day, in its own timezone, and what is set for it. Calls under way count with their reserve."""

    day: date
    timezone: str
    calls: int
    tokens: int
    cost_micros: int
    limits: Mapping[str, int]


def read_day(tx: Tx, *, tenant: TenantId) -> DaySpend:
    today = func.tenant_today()
    spent = select(ai_days).where(ai_days.c.tenant_id == tenant, ai_days.c.day == today).subquery()
    row = tx.execute(
        select(
            today.label("day"), tenants.c.timezone, tenants.c.limits, func.coalesce(spent.c.calls, 0).label("calls"),
            func.coalesce(spent.c.tokens, 0).label("tokens"), func.coalesce(spent.c.cost_micros, 0).label("cost_micros"),
        ).select_from(tenants.outerjoin(spent, literal_column("true"))).where(tenants.c.id == tenant)
    ).one()  # fmt: skip
    return DaySpend(row.day, row.timezone, row.calls, row.tokens, row.cost_micros, row.limits)


def list_calls(
    tx: Tx, *, tenant: TenantId, conversation: ConversationId | None, after: Position | None, limit: int
) -> Page[CallView]:
    """Newest first. conversation: of this one only."""
    found = select(*COLUMNS).where(ai_calls.c.tenant_id == tenant)
    if conversation:
        found = found.where(ai_calls.c.conversation_id == conversation)
    if after:
        found = found.where(tuple_(ai_calls.c.created_at, ai_calls.c.id) < tuple_(*after))
    rows = tx.execute(found.order_by(ai_calls.c.created_at.desc(), ai_calls.c.id.desc()).limit(limit + 1)).all()
    shown = tuple(_call(row) for row in rows[:limit])
    return Page(shown, (shown[-1].created_at, shown[-1].id) if len(rows) > limit else None)


def _call(row: AnyRow) -> CallView:
    return CallView(*row)
