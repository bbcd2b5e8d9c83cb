"""Leads: the list, the board, and one with its history."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query

from functions.asgi import LambdaHandler, group
from functions.callers import Viewer
from functions.deps import After, Limit, Parts
from functions.leads.wire import Board, Leads, OneLead, Stage
from shared.domain.ids import LeadId
from shared.services import read_leads

router = group("leads", "/admin/leads")


@router.get("")
def list_leads(
    *,
    caller: Viewer,
    parts: Parts,
    after: After,
    limit: Limit = 50,
    view: Annotated[Literal["all", "mine"], Query(description="`mine`: those I own.")] = "all",
    stage: Annotated[str | None, Query(max_length=100)] = None,
) -> Leads:
    """Leads, the latest change first."""
    owner = caller.user_id if view == "mine" else None
    page = read_leads.list_leads(
        parts.core, tenant=caller.tenant_id, stage=stage, owner=owner, after=after, limit=limit
    )
    return Leads.of(page)


@router.get("/board")
def read_board(caller: Viewer, parts: Parts) -> Board:
    """Every stage of the published flow with its newest leads; `next_cursor` goes on in the list of that stage."""
    return Board(stages=[Stage.of(column) for column in read_leads.read_board(parts.core, tenant=caller.tenant_id)])


@router.get("/{lead_id}")
def read_lead(lead_id: UUID, caller: Viewer, parts: Parts) -> OneLead:
    """One lead with what happened to it."""
    return OneLead.with_events(*read_leads.read_lead(parts.core, tenant=caller.tenant_id, lead=LeadId(lead_id)))


handler = LambdaHandler(router)
