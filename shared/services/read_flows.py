"""Use cases of reading flows: drafts, what answers, the history of versions, what is wrong, what the tests say."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from shared.domain.flows import FlowDraft, FlowSummary, FlowVersion, PublishedFlow
from shared.domain.ids import FlowId, TenantId
from shared.services.edit_flows import flow_not_found, refuse_unreadable, version_not_found
from shared.services.prove_flow import Relatives, proof_of, read_relatives
from shared.store import flow_versions, flows, tenants
from shared.store.core import Core
from shared.store.pages import Page, Position

if TYPE_CHECKING:
    from shared.engine.simulate import TestResult
    from shared.engine.validate import Proof


def list_flows(core: Core, *, tenant: TenantId, domain: str | None, include_archived: bool) -> list[FlowSummary]:
    with core.tenant(tenant) as tx:
        return flows.list_flows(tx, tenant=tenant, domain=domain, include_archived=include_archived)


def read_flow(core: Core, *, tenant: TenantId, flow: FlowId) -> FlowDraft:
    """Raises NotFound `flow_not_found`."""
    with core.tenant(tenant) as tx:
        found = flows.find_flow(tx, tenant=tenant, flow=flow)
    if found is None:
        raise flow_not_found()
    return found


def read_flow_by_name(core: Core, *, tenant: TenantId, domain: str, name: str) -> FlowDraft:
    """Raises NotFound `flow_not_found`."""
    with core.tenant(tenant) as tx:
        found = flows.find_flow_by_name(tx, tenant=tenant, domain=domain, name=name)
    if found is None:
        raise flow_not_found()
    return found


def read_published(core: Core, *, tenant: TenantId, domain: str | None) -> PublishedFlow | None:
    """Give what answers now; `domain` None = for the tenant's own trade."""
    with core.tenant(tenant) as tx:
        place = tenants.find_tenant(tx, tenant=tenant)
        if place is None:
            return None
        return flow_versions.find_published(tx, tenant=tenant, domain=domain or place.domain)


def list_versions(
    core: Core, *, tenant: TenantId, flow: FlowId, after: Position | None, limit: int
) -> Page[FlowVersion]:
    """Versions, the newest first. Raises NotFound `flow_not_found`."""
    with core.tenant(tenant) as tx:
        if flows.find_flow(tx, tenant=tenant, flow=flow) is None:
            raise flow_not_found()
        return flow_versions.list_versions(tx, tenant=tenant, flow=flow, before=after, limit=limit)


def read_definition(core: Core, *, tenant: TenantId, flow: FlowId, number: int | None) -> Mapping[str, Any]:
    """Give a version's definition; None = the draft. Raises NotFound `flow_not_found`, `flow_version_not_found`."""
    with core.tenant(tenant) as tx:
        draft = flows.find_flow(tx, tenant=tenant, flow=flow)
        if draft is None:
            raise flow_not_found()
        if number is None:
            return draft.definition
        found = flow_versions.find_definition(tx, tenant=tenant, flow=flow, number=number)
    if found is None:
        raise version_not_found()
    return found


def validate_flow(core: Core, *, tenant: TenantId, flow: FlowId, definition: Mapping[str, Any] | None) -> "Proof":
    """Say what is wrong with the draft, or with a definition that would become it. Raises NotFound, TooLarge, Invalid."""
    return proof_of(*_with_relatives(core, tenant, flow, definition))


def run_tests(
    core: Core, *, tenant: TenantId, flow: FlowId, definition: Mapping[str, Any] | None
) -> "tuple[TestResult, ...]":
    """Run the tests that it carries. Raises NotFound, TooLarge, Invalid `flow_invalid`."""
    from shared.services.run_flow_tests import run_tests_in_time

    tested, relatives = _with_relatives(core, tenant, flow, definition)
    return run_tests_in_time(tested, subflows=relatives.subflows)


def _with_relatives(
    core: Core, tenant: TenantId, flow: FlowId, definition: Mapping[str, Any] | None
) -> tuple[Mapping[str, Any], Relatives]:
    if definition is not None:
        refuse_unreadable(definition)
    with core.tenant(tenant) as tx:
        draft = flows.find_flow(tx, tenant=tenant, flow=flow)
        if draft is None:
            raise flow_not_found()
        meant = definition if definition is not None else draft.definition
        return meant, read_relatives(tx, tenant=tenant, definition=meant, name=draft.summary.name, flow=flow)
