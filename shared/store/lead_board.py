"""Leads as people of the tenant read them: as a list, as a board, and one with its history."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Select, Uuid, and_, bindparam, func, select, true, tuple_

from shared.domain.ids import LeadId
from shared.store.pages import Page, Position
from shared.store.questions import TENANT, Ask, Question
from shared.store.tables import contacts, flow_versions, lead_events, leads, publications, tenants

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


@dataclass(frozen=True, slots=True)
class Board:
    """locale: the tenant's. stages: as the published flow of its trade defines them. filled: the newest leads by stage."""

    locale: str
    stages: Sequence[Mapping[str, Any]]
    filled: Mapping[str, tuple[StageTotals, Page[LeadView]]]


def ask_leads(
    ask: Ask, *, stage: str | None, owner: UUID | None, after: Position | None, limit: int
) -> Callable[[], Page[LeadView]]:
    """Leads by their last change, newest first. owner: only those of this user."""
    found = select_leads()
    if stage is not None:
        found = found.where(leads.c.stage == stage)
    if owner is not None:
        found = found.where(leads.c.owner_user_id == owner)
    if after:
        found = found.where(tuple_(leads.c.updated_at, leads.c.id) < tuple_(*after))
    answer = ask(Question(lambda: _newest(found).limit(limit + 1), as_lead))
    return lambda: as_page(answer.all(), limit)


def ask_board(ask: Ask, *, limit: int) -> Callable[[], Board]:
    """The newest `limit` leads of every stage that has any, with the stages of the published flow."""
    stages, newest = ask(STAGES), ask(NEWEST_BY_STAGE, limit=limit + 1)

    def board() -> Board:
        totals: dict[str, StageTotals] = {}
        by_stage: dict[str, list[LeadView]] = {}
        for lead, of_stage in newest.all():
            totals[lead.stage] = of_stage
            by_stage.setdefault(lead.stage, []).append(lead)
        locale, own = stages.first() or ("", [])
        return Board(locale, own, {stage: (totals[stage], as_page(found, limit)) for stage, found in by_stage.items()})

    return board


def ask_lead(ask: Ask, *, lead: LeadId) -> Callable[[], tuple[LeadView, list[LeadEvent]] | None]:
    """A lead and its history, newest first; None = not this tenant's."""
    found, history = ask(LEAD, lead=lead), ask(HISTORY, lead=lead)

    def view() -> tuple[LeadView, list[LeadEvent]] | None:
        shown = found.first()
        return (shown, history.all()) if shown else None

    return view


def as_page(found: Sequence[LeadView], limit: int) -> Page[LeadView]:
    """Cut a list that was read one item too long."""
    shown = tuple(found[:limit])
    return Page(shown, (shown[-1].updated_at, shown[-1].id) if len(found) > limit else None)


def select_leads() -> Select[*tuple[Any, ...]]:
    """Leads with the person behind each, for `as_lead`."""
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
        .join(contacts, and_(contacts.c.tenant_id == TENANT, contacts.c.id == leads.c.contact_id))
        .where(leads.c.tenant_id == TENANT)
    )


def _newest(found: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return found.order_by(leads.c.updated_at.desc(), leads.c.id.desc())


def as_lead(row: Sequence[Any]) -> LeadView:
    """Of a row of `select_leads`."""
    return LeadView(*row)


def _select_stages() -> Select[*tuple[Any, ...]]:
    answers = and_(publications.c.tenant_id == tenants.c.id, publications.c.domain == tenants.c.domain)
    version = and_(flow_versions.c.tenant_id == tenants.c.id, flow_versions.c.id == publications.c.flow_version_id)
    return (
        select(tenants.c.locale, flow_versions.c.definition["lead_kanban"]["stages"])
        .select_from(tenants.outerjoin(publications, answers).outerjoin(flow_versions, version))
        .where(tenants.c.id == TENANT)
    )


def _select_newest_by_stage() -> Select[*tuple[Any, ...]]:
    totals = (
        select(
            leads.c.stage, func.count().label("count"), func.coalesce(func.sum(leads.c.value_cents), 0).label("value")
        )
        .where(leads.c.tenant_id == TENANT)
        .group_by(leads.c.stage)
        .subquery()
    )
    newest = _newest(select_leads().where(leads.c.stage == totals.c.stage)).limit(bindparam("limit", type_=Integer))
    shown = newest.lateral()
    return (
        select(totals.c.count, totals.c.value, shown)
        .select_from(totals.join(shown, true()))
        .order_by(shown.c.updated_at.desc(), shown.c.id.desc())
    )


def _select_lead() -> Select[*tuple[Any, ...]]:
    return select_leads().where(leads.c.id == LEAD_ID)


def _select_history() -> Select[*tuple[Any, ...]]:
    return (
        select(lead_events.c.id, lead_events.c.kind, lead_events.c.actor, lead_events.c.detail, lead_events.c.at)
        .where(lead_events.c.tenant_id == TENANT, lead_events.c.lead_id == LEAD_ID)
        .order_by(lead_events.c.id.desc())
        .limit(EVENTS)
    )


LEAD_ID = bindparam("lead", type_=Uuid)
LEAD = Question(_select_lead, as_lead)
HISTORY = Question(_select_history, lambda row: LeadEvent(*row))
STAGES = Question(_select_stages, lambda row: (str(row[0]), row[1] or []))
NEWEST_BY_STAGE = Question(
    _select_newest_by_stage, lambda row: (as_lead(row[2:]), StageTotals(count=row[0], value_cents=int(row[1])))
)
