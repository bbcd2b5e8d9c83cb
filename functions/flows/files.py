"""Flows from elsewhere and for elsewhere: templates, files, and the JSON Schema they follow."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from functions.asgi import group
from functions.callers import Admin, Viewer, origin
from functions.deps import Parts
from functions.flows.etags import tagged
from functions.flows.wire import FlowFileBody, ImportFlow, SavedFlow, TemplateBody, Templates, UseTemplate
from functions.wire import Json
from shared.domain.errors import FieldProblem, Invalid
from shared.domain.ids import FlowId
from shared.services import edit_flows, exchange_flows

router = group("flows", "/admin/chatbot-flows")


@router.get("/schema")
def read_schema(_caller: Viewer) -> Json:
    """Give the JSON Schema of a flow definition."""
    from shared.services.describe_flows import flow_schema

    return flow_schema()


@router.get("/templates")
def list_templates(_caller: Viewer) -> Templates:
    """Flows to begin with, by trade."""
    return Templates(items=[TemplateBody.of(found) for found in exchange_flows.templates()])


@router.post("/create-from-template", status_code=201)
def create_from_template(body: UseTemplate, caller: Admin, parts: Parts, response: Response) -> SavedFlow:
    """Make a flow from the template of a trade."""
    saved = edit_flows.create(
        parts.core,
        tenant=caller.tenant_id,
        domain=body.domain,
        name=body.name,
        definition=exchange_flows.template_definition(body.domain),
        by=origin(caller),
        author=caller.user_id,
        origin={"template": body.domain},
    )
    tagged(saved.draft, response)
    return SavedFlow.saved(saved)


@router.post("/import", status_code=201)
def import_flow(body: ImportFlow, caller: Admin, parts: Parts, response: Response) -> SavedFlow:
    """Make a flow from a file; one with errors is kept as a draft."""
    found = exchange_flows.read_file(body.file)
    domain, name = body.domain or found.domain, body.name or found.name
    if not domain or not name or len(name) > 200:
        fault = FieldProblem("body.domain" if not domain else "body.name", "missing", "The file does not say it.")
        raise Invalid("validation_failed", "The file does not say what this flow is called.", [fault])
    saved = edit_flows.create(
        parts.core,
        tenant=caller.tenant_id,
        domain=domain,
        name=name,
        definition=found.definition,
        by=origin(caller),
        author=caller.user_id,
        origin={"imported": True},
    )
    tagged(saved.draft, response)
    return SavedFlow.saved(saved)


@router.get("/{flow_id}/export")
def export_flow(
    flow_id: UUID,
    caller: Viewer,
    parts: Parts,
    response: Response,
    version: Annotated[int | None, Query(ge=1, lt=2**31, description="Without it, the draft.")] = None,
) -> FlowFileBody:
    """Give the flow as a file that `import` and `prosa flow` take."""
    response.headers["Content-Disposition"] = 'attachment; filename="flow.json"'
    found = exchange_flows.export_flow(parts.core, tenant=caller.tenant_id, flow=FlowId(flow_id), number=version)
    return FlowFileBody.model_validate(found)
