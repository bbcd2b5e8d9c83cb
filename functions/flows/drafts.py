"""Drafts: saved, renamed, copied, put away."""

from uuid import UUID

from fastapi import Response

from functions.asgi import group
from functions.callers import Admin, origin
from functions.deps import Parts
from functions.flows.etags import MayMatch, MustMatch, tagged
from functions.flows.wire import CloneFlow, Flow, Removed, SavedFlow, SaveDraft, SaveFlow
from shared.domain.ids import FlowId
from shared.services import edit_flows

router = group("flows", "/admin/chatbot-flows")


@router.post(
    "",
    status_code=201,
    responses={200: {"description": "A flow of this name existed: its draft is saved.", "model": SavedFlow}},
)
def save_flow(body: SaveFlow, caller: Admin, parts: Parts, if_match: MayMatch, response: Response) -> SavedFlow:
    """Make a flow, or save the draft of the one with this name; with `If-Match`, only if nobody else has."""
    saved = edit_flows.save_by_name(
        parts.core,
        tenant=caller.tenant_id,
        domain=body.domain,
        name=body.name,
        definition=body.flow_definition,
        by=origin(caller),
        author=caller.user_id,
        if_match=if_match,
    )
    response.status_code = 201 if saved.is_new else 200
    tagged(saved.draft, response)
    return SavedFlow.saved(saved)


@router.put("/{flow_id}")
def save_draft(
    *, flow_id: UUID, body: SaveDraft, caller: Admin, parts: Parts, if_match: MustMatch, response: Response
) -> SavedFlow:
    """Save a draft that nobody has changed since it was read; one with errors is kept, and told what they are."""
    saved = edit_flows.save_draft(
        parts.core,
        tenant=caller.tenant_id,
        flow=FlowId(flow_id),
        definition=body.flow_definition,
        name=body.name,
        by=origin(caller),
        author=caller.user_id,
        if_match=if_match,
    )
    tagged(saved.draft, response)
    return SavedFlow.saved(saved)


@router.post("/{flow_id}/clone", status_code=201)
def clone_flow(flow_id: UUID, body: CloneFlow, caller: Admin, parts: Parts, response: Response) -> SavedFlow:
    """Copy the draft under another name."""
    saved = edit_flows.clone(
        parts.core,
        tenant=caller.tenant_id,
        flow=FlowId(flow_id),
        name=body.name,
        by=origin(caller),
        author=caller.user_id,
    )
    tagged(saved.draft, response)
    return SavedFlow.saved(saved)


@router.post("/{flow_id}/archive")
def archive_flow(flow_id: UUID, caller: Admin, parts: Parts) -> Flow:
    """Put it away. Conversations on its versions go on; the one that answers now cannot be put away."""
    draft = edit_flows.archive(parts.core, tenant=caller.tenant_id, flow=FlowId(flow_id), by=origin(caller))
    return Flow.of(draft.summary)


@router.post("/{flow_id}/unarchive")
def unarchive_flow(flow_id: UUID, caller: Admin, parts: Parts) -> Flow:
    """Bring it back."""
    draft = edit_flows.unarchive(parts.core, tenant=caller.tenant_id, flow=FlowId(flow_id), by=origin(caller))
    return Flow.of(draft.summary)


@router.delete("/{flow_id}")
def delete_flow(flow_id: UUID, caller: Admin, parts: Parts) -> Removed:
    """Delete a flow that was never published; archive one that was. The one that answers now cannot be deleted."""
    gone = edit_flows.delete(parts.core, tenant=caller.tenant_id, flow=FlowId(flow_id), by=origin(caller))
    return Removed(result="deleted" if gone else "archived")
