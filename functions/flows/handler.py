"""Flows of the tenant in the token: which exist, which one answers, and for which trade. Gathers the whole group."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from functions.asgi import LambdaHandler, group
from functions.callers import Admin, Viewer, origin
from functions.deps import Parts
from functions.flows import ai, drafts, files, knowledge, trials, versions
from functions.flows.etags import tagged
from functions.flows.wire import ChangeDomain, Domain, DomainName, Flow, Flows, FlowWithDraft, Published
from shared.domain.ids import FlowId
from shared.services import choose_domain, read_flows

router = group("flows")


@router.get("/admin/chatbot-domain")
def read_domain(caller: Viewer, parts: Parts) -> Domain:
    """Say for which trade the bot speaks."""
    return Domain(domain=choose_domain.read_domain(parts.core, tenant=caller.tenant_id))


@router.put("/admin/chatbot-domain")
def change_domain(body: ChangeDomain, caller: Admin, parts: Parts) -> Domain:
    """Let the published flow of another trade answer from now on."""
    domain = choose_domain.change_domain(parts.core, tenant=caller.tenant_id, domain=body.domain, by=origin(caller))
    return Domain(domain=domain)


@router.get("/admin/chatbot-flows")
def list_flows(
    caller: Viewer,
    parts: Parts,
    domain: Annotated[DomainName | None, Query()] = None,
    *,
    include_archived: bool = False,
) -> Flows:
    """Flows by name; without `domain`, of every trade."""
    found = read_flows.list_flows(parts.core, tenant=caller.tenant_id, domain=domain, include_archived=include_archived)
    return Flows(items=[Flow.of(summary) for summary in found])


@router.get("/admin/chatbot-flows/published")
def read_published_flow(
    caller: Viewer, parts: Parts, domain: Annotated[DomainName | None, Query()] = None
) -> Published:
    """Give the version that answers now; without `domain`, for the tenant's own trade."""
    return Published.of(read_flows.read_published(parts.core, tenant=caller.tenant_id, domain=domain))


@router.get("/admin/chatbot-flows/by-id/{flow_id}")
def read_flow(flow_id: UUID, caller: Viewer, parts: Parts, response: Response) -> FlowWithDraft:
    """Give a flow with its draft; the ETag is the draft's revision."""
    found = read_flows.read_flow(parts.core, tenant=caller.tenant_id, flow=FlowId(flow_id))
    return FlowWithDraft.with_draft(tagged(found, response))


@router.get("/admin/chatbot-flows/by-key")
def read_flow_by_key(
    caller: Viewer,
    parts: Parts,
    response: Response,
    domain: Annotated[DomainName, Query()],
    name: Annotated[str, Query(min_length=1, max_length=200)],
) -> FlowWithDraft:
    """Do the same by trade and name."""
    found = read_flows.read_flow_by_name(parts.core, tenant=caller.tenant_id, domain=domain, name=name)
    return FlowWithDraft.with_draft(tagged(found, response))


for part in (drafts, versions, trials, files, knowledge, ai):
    router.routes.extend(part.router.routes)

handler = LambdaHandler(router)
