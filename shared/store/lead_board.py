"""Leads as people of the tenant read them: as a list, as a board, and one with its history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, select, true, tuple_

from shared.domain.ids import LeadId, TenantId
from shared.store.core import Tx
from shared.store.pages import Page, Position
from shared.store.tables import AnyRow, contacts, lead_events, leads

EVENTS = 200  # of one lead's history


@dataclass(frozen=True, slots=True)
class LeadView:
    """A lead with the person behind it. summary: labels and values in the order the flow's author chose."""

    id: LeadId
    contact_id: UUID
    contact_name: str
    contact_phone: str | None
    conversation_id: UUID
    stage: str
    fields: Mapping[str, Any]
    summary: Sequence[Mapping[str, Any]]
    tags: Sequence[str]
    value_cents: int | None
    owner_user_id: UUID | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class LeadEvent:
    id: int
    kind: str
    actor: str
    detail: Mapping[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True)
class StageTotals:
    """Of all leads of a stage, shown or not."""

    count: int
    value_cents: int


def list_leads(
    tx: Tx, *, tenant: TenantId, stage: str | None, owner: UUID | None, after: Position | None, limit: int
) -> Page[LeadView]:
    """Leads by their last change, newest first. owner: only those of this user."""
    found = _leads(tenant)
    if stage is not None:
        found = found.where(leads.c.stage == stage)
    if owner is not None:
        found = found.where(leads.c.owner_user_id == owner)
    if after:
        found = found.where(tuple_(leads.c.updated_at, leads.c.id) < tuple_(*after))
    rows = tx.execute(_newest(found).limit(limit + 1)).all()
    return as_page([_lead(row) for row in rows], limit)


def board(tx: Tx, *, tenant: TenantId, limit: int) -> dict[str, tuple[StageTotals, Page[LeadView]]]:
    """Every stage that has leads: its totals and its newest `limit` leads."""
    totals = tx.execute(
        select(leads.c.stage, func.count(), func.coalesce(func.sum(leads.c.value_cents), 0))
        .where(leads.c.tenant_id == tenant)
        .group_by(leads.c.stage)
    )
    stages = select(leads.c.stage).where(leads.c.tenant_id == tenant).distinct().subquery()
    newest = (
        _newest(select(leads.c.id).where(leads.c.tenant_id == tenant, leads.c.stage == stages.c.stage))
        .limit(limit + 1)
        .lateral()
    )
    shown = _leads(tenant).where(leads.c.id.in_(select(newest.c.id).select_from(stages.join(newest, true()))))
    by_stage: dict[str, list[LeadView]] = {}
    for row in tx.execute(_newest(shown)):
        by_stage.setdefault(row.stage, []).append(_lead(row))
    return {
        stage: (StageTotals(count, int(value)), as_page(by_stage.get(stage, []), limit))
        for stage, count, value in totals
    }


def find_lead(tx: Tx, *, tenant: TenantId, lead: LeadId) -> tuple[LeadView, list[LeadEvent]] | None:
    """A lead and its history, newest first; None = not this tenant's."""
    row = tx.execute(_leads(tenant).where(leads.c.id == lead)).one_or_none()
    if row is None:
        return None
    history = tx.execute(
        select(lead_events.c.id, lead_events.c.kind, lead_events.c.actor, lead_events.c.detail, lead_events.c.at)
        .where(lead_events.c.tenant_id == tenant, lead_events.c.lead_id == lead)
        .order_by(lead_events.c.id.desc())
        .limit(EVENTS)
    )
    return _lead(row), [LeadEvent(*event) for event in history]


def leads_since(tx: Tx, *, tenant: TenantId, since: datetime, limit: int) -> Sequence[LeadView]:
    """Leads changed after `since`, oldest change first."""
    changed = _leads(tenant).where(leads.c.updated_at > since)
    return [_lead(row) for row in tx.execute(changed.order_by(leads.c.updated_at, leads.c.id).limit(limit))]


def as_page(found: Sequence[LeadView], limit: int) -> Page[LeadView]:
    """Cut a list that was read one item too long."""
    shown = tuple(found[:limit])
    return Page(shown, (shown[-1].updated_at, shown[-1].id) if len(found) > limit else None)


def _leads(tenant: TenantId) -> Select[*tuple[Any, ...]]:
    return (
        select(
            leads.c.id,
            leads.c.contact_id,
            contacts.c.name.label("contact_name"),
            contacts.c.phone.label("contact_phone"),
            leads.c.conversation_id,
            leads.c.stage,
            leads.c.fields,
            leads.c.summary,
            leads.c.tags,
            leads.c.value_cents,
            leads.c.owner_user_id,
            leads.c.created_at,
            leads.c.updated_at,
        )
        .join(contacts, and_(contacts.c.tenant_id == tenant, contacts.c.id == leads.c.contact_id))
        .where(leads.c.tenant_id == tenant)
    )


def _newest(found: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return found.order_by(leads.c.updated_at.desc(), leads.c.id.desc())


def _lead(row: AnyRow) -> LeadView:
    return LeadView(*row)
