"""Trying a draft: what is wrong with it, what its tests say, and a talk with it. Nothing is stored."""

from uuid import UUID

from functions.asgi import group
from functions.callers import Viewer
from functions.deps import Now, Parts
from functions.flows.wire import Findings, MeantDefinition, TestOutcomes
from functions.flows.wire_preview import Preview, PreviewFlow
from shared.domain.ids import FlowId
from shared.services import read_flows

router = group("flows", "/admin/chatbot-flows")


@router.post("/{flow_id}/validate")
def validate_flow(flow_id: UUID, caller: Viewer, parts: Parts, body: MeantDefinition | None = None) -> Findings:
    """Say what is wrong with the draft, or with the definition in the body."""
    definition = body.flow_definition if body else None
    return Findings.of(
        read_flows.validate_flow(parts.core, tenant=caller.tenant_id, flow=FlowId(flow_id), definition=definition)
    )


@router.post("/{flow_id}/test")
def try_flow_tests(flow_id: UUID, caller: Viewer, parts: Parts, body: MeantDefinition | None = None) -> TestOutcomes:
    """Run the tests that the draft, or the definition in the body, carries."""
    definition = body.flow_definition if body else None
    return TestOutcomes.of(
        read_flows.run_tests(parts.core, tenant=caller.tenant_id, flow=FlowId(flow_id), definition=definition)
    )


@router.post("/{flow_id}/preview")
def preview_flow(flow_id: UUID, body: PreviewFlow, caller: Viewer, parts: Parts, now: Now) -> Preview:
    """Talk to the draft: the very engine, the tenant's own catalogue, nothing stored. Give `state` back as it was given."""
    from shared.services import preview_flow as previewing
    from shared.services.preview_facts import preview_facts

    made = previewing.preview(
        parts.core,
        tenant=caller.tenant_id,
        flow=FlowId(flow_id),
        ask=body.as_ask(),
        read_fact=preview_facts(parts.database, tenant=caller.tenant_id),
        secret=parts.settings.auth_jwt_secret.get_secret_value(),
        now=now,
    )
    return Preview.of(made)
