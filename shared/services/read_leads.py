"""Use cases of reading leads: a list, the board, one with its history; what is absent and what is another tenant's look the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from shared.domain.errors import NotFound
from shared.domain.ids import LeadId, TenantId
from shared.store import lead_board
from shared.store.core import Core
from shared.store.lead_board import LeadEvent, LeadView, StageTotals
from shared.store.pages import Page, Position
from shared.store.questions import together

COLUMN_LEADS = 50  # of each stage on the board; the rest by the list of that stage


@dataclass(frozen=True, slots=True)
class Column:
    """One stage of the board with its newest leads."""

    id: str
    label: str
    totals: StageTotals
    leads: Page[LeadView]


def list_leads(
    core: Core, *, tenant: TenantId, stage: str | None, owner: UUID | None, after: Position | None, limit: int
) -> Page[LeadView]:
    with together(core, tenant) as ask:
        page = lead_board.ask_leads(ask, stage=stage, owner=owner, after=after, limit=limit)
    return page()


def read_board(core: Core, *, tenant: TenantId) -> list[Column]:
    """The stages of the published flow in its order, then stages that leads are in and the flow no longer has."""
    with together(core, tenant) as ask:
        read = lead_board.ask_board(ask, limit=COLUMN_LEADS)
    board = read()
    labels = {str(stage["id"]): _label(stage.get("label"), board.locale) or str(stage["id"]) for stage in board.stages}
    labels |= {stage: stage for stage in sorted(board.filled) if stage not in labels}
    empty: tuple[StageTotals, Page[LeadView]] = (StageTotals(0, 0), Page((), None))
    return [Column(stage, label, *board.filled.get(stage, empty)) for stage, label in labels.items()]


def read_lead(core: Core, *, tenant: TenantId, lead: LeadId) -> tuple[LeadView, list[LeadEvent]]:
    """Raises NotFound `lead_not_found`."""
    with together(core, tenant) as ask:
        view = lead_board.ask_lead(ask, lead=lead)
    found = view()
    if found is None:
        raise NotFound("lead_not_found", "There is no such lead.")
    return found


def _label(label: str | Mapping[str, str] | None, locale: str) -> str:
    """A label is one text, or one per locale."""
    if isinstance(label, Mapping):
        return label.get(locale) or next(iter(label.values()), "")
    return label or ""
