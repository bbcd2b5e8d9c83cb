"""The bodies of leads: a list, a board, one with its history."""

from functions.paging import encode
from functions.views import Lead, lead_fields
from functions.wire import Answer, Json, UtcTime
from shared.services.read_leads import Column
from shared.store.lead_board import LeadEvent, LeadView
from shared.store.pages import Page


class Leads(Answer):
    items: list[Lead]
    next_cursor: str | None

    @staticmethod
    def of(page: Page[LeadView]) -> "Leads":
        return Leads(items=[Lead.of(view) for view in page.items], next_cursor=encode(page.after))


class Stage(Answer):
    id: str
    label: str
    count: int
    value_cents: int
    leads: list[Lead]
    next_cursor: str | None

    @staticmethod
    def of(column: Column) -> "Stage":
        return Stage(
            id=column.id,
            label=column.label,
            count=column.totals.count,
            value_cents=column.totals.value_cents,
            leads=[Lead.of(view) for view in column.leads.items],
            next_cursor=encode(column.leads.after),
        )


class Board(Answer):
    stages: list[Stage]


class HappenedToLead(Answer):
    id: int
    kind: str
    actor: str
    detail: Json
    at: UtcTime


class OneLead(Lead):
    events: list[HappenedToLead]

    @staticmethod
    def with_events(view: LeadView, events: list[LeadEvent]) -> "OneLead":
        happened = [HappenedToLead(id=e.id, kind=e.kind, actor=e.actor, detail=dict(e.detail), at=e.at) for e in events]
        return OneLead.model_validate({**lead_fields(view), "events": happened})
