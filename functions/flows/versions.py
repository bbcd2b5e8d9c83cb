"""Versions: published, listed, compared, published again. None is ever changed."""

from typing import Annotated, Literal, NoReturn
from uuid import UUID

from fastapi import Path, Query

from functions.asgi import group
from functions.callers import Admin, Viewer, origin
from functions.deps import After, Limit, Parts
from functions.flows.etags import MayMatch
from functions.flows.wire import Publish, PublishVersion, VersionDefinition, VersionNow, Versions
from functions.flows.wire_preview import FlowDiff
from shared.domain.errors import Conflict
from shared.domain.ids import FlowId
from shared.services import publish as publishing
from shared.services import read_flows

router = group("flows", "/admin/chatbot-flows")
Number = Annotated[int, Path(ge=1, lt=2**31)]
Side = Annotated[int, Query(ge=1, lt=2**31)] | Literal["draft"]


@router.post("/{flow_id}/publish")
def publish_flow(flow_id: UUID, body: Publish, caller: Admin, parts: Parts, if_match: MayMatch) -> VersionNow:
    """Freeze the draft as the next version and let it answer.

    422 `flow_has_errors` and `flow_tests_failed` say in `errors` what and where; the second can be forced with a reason.
    """
    published = publishing.publish(
        parts.core,
        tenant=caller.tenant_id,
        flow=FlowId(flow_id),
        how=body.as_publication(),
        by=origin(caller),
        author=caller.user_id,
        if_match=if_match,
    )
    return VersionNow.of(published)


@router.post("/publish-by-version")
def publish_version(body: PublishVersion, caller: Admin, parts: Parts) -> VersionNow:
    """Roll back: publish an old version as a new number. The draft stays as it is."""
    published = publishing.publish_again(
        parts.core,
        tenant=caller.tenant_id,
        flow=FlowId(body.flow_id),
        number=body.version,
        how=body.as_publication(),
        by=origin(caller),
        author=caller.user_id,
    )
    return VersionNow.of(published)


@router.get("/{flow_id}/versions")
def list_versions(flow_id: UUID, caller: Viewer, parts: Parts, after: After, limit: Limit = 50) -> Versions:
    """Versions, the newest first, each with the conversations that are still on it."""
    page = read_flows.list_versions(parts.core, tenant=caller.tenant_id, flow=FlowId(flow_id), after=after, limit=limit)
    return Versions.of(page)


@router.get("/{flow_id}/versions/{number}")
def read_version(flow_id: UUID, number: Number, caller: Viewer, parts: Parts) -> VersionDefinition:
    """Give what was published under this number."""
    definition = read_flows.read_definition(parts.core, tenant=caller.tenant_id, flow=FlowId(flow_id), number=number)
    return VersionDefinition(version=number, flow_definition=dict(definition))


@router.put("/{flow_id}/versions/{number}", response_model=None)
def change_version(flow_id: UUID, number: Number, caller: Admin, parts: Parts) -> NoReturn:
    """Say that a version is never changed: 409 `version_immutable`."""
    read_flows.read_definition(parts.core, tenant=caller.tenant_id, flow=FlowId(flow_id), number=number)
    raise Conflict("version_immutable", "A published version never changes. Save the draft and publish it.")


@router.get("/{flow_id}/diff")
def compare_versions(
    flow_id: UUID,
    caller: Viewer,
    parts: Parts,
    from_: Annotated[Side, Query(alias="from")],
    to: Annotated[Side, Query()] = "draft",
) -> FlowDiff:
    """Compare two versions, or one with the draft: nodes, parts of the flow, and every text in every language."""
    from shared.services.diff_flows import diff

    old, new = (
        read_flows.read_definition(
            parts.core,
            tenant=caller.tenant_id,
            flow=FlowId(flow_id),
            number=None if side == "draft" else side,
        )
        for side in (from_, to)
    )
    return FlowDiff.of(diff(old, new))
