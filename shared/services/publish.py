"""Use case: make a flow's draft the version that answers."""

from collections.abc import Mapping
from typing import Any

from shared.domain.errors import NotFound
from shared.domain.ids import FlowId, FlowVersionId, TenantId, UserId
from shared.engine.problems import FlowInvalid
from shared.engine.validate import validate
from shared.store import flows
from shared.store.audit import Origin, record
from shared.store.core import Tx


def publish(
    tx: Tx, *, tenant: TenantId, flow: FlowId, by: Origin, author: UserId | None = None, note: str = ""
) -> tuple[FlowVersionId, int]:
    """Store the draft as the next version and let it answer new conversations of its trade; gives its id and number.

    Raises NotFound `flow_not_found`, FlowInvalid.
    """
    draft = flows.lock_draft(tx, tenant=tenant, flow=flow)
    if draft is None:
        raise flow_not_found()
    domain, definition = draft
    refuse_errors(definition)
    version, number = flows.add_version(tx, tenant=tenant, flow=flow, definition=definition, note=note, by=author)
    flows.publish_version(tx, tenant=tenant, domain=domain, flow=flow, version=version)
    record(tx, tenant=tenant, by=by, action="flow_published", target=flow, detail={"version": number})
    return version, number


def publish_new(
    tx: Tx, *, tenant: TenantId, domain: str, name: str, definition: Mapping[str, Any], by: Origin
) -> FlowId:
    """Store a definition as a new flow and publish it. Raises Conflict `flow_exists`, FlowInvalid."""
    flow = flows.add_flow(tx, tenant=tenant, domain=domain, name=name, definition=definition, by=None)
    publish(tx, tenant=tenant, flow=flow, by=by)
    return flow


def refuse_errors(definition: Mapping[str, Any]) -> None:
    """Raise FlowInvalid with everything that stops publishing; warnings do not."""
    errors = [problem for problem in validate(definition) if problem.severity == "error"]
    if errors:
        raise FlowInvalid(errors)


def flow_not_found() -> NotFound:
    return NotFound("flow_not_found", "There is no such flow.")
