"""Use cases of reading flows, and of choosing the trade a tenant's bot speaks for."""

from shared.domain.errors import Invalid, NotFound
from shared.domain.flows import FlowDraft, FlowSummary, PublishedFlow
from shared.domain.ids import FlowId, TenantId
from shared.packs import pack_domains
from shared.services.publish import flow_not_found
from shared.store import flows, tenants
from shared.store.audit import Origin, record
from shared.store.core import Core


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
        return flows.find_published(tx, tenant=tenant, domain=domain or place.domain)


def read_domain(core: Core, *, tenant: TenantId) -> str:
    """The trade whose published flow answers."""
    with core.tenant(tenant) as tx:
        place = tenants.find_tenant(tx, tenant=tenant)
    if place is None:
        raise NotFound("tenant_not_found", "There is no such tenant.")
    return place.domain


def change_domain(core: Core, *, tenant: TenantId, domain: str, by: Origin) -> str:
    """Let the published flow of another trade answer from now on. Raises Invalid `unknown_domain`."""
    require_known(domain)
    with core.tenant(tenant) as tx:
        changed = tenants.change_tenant(tx, tenant=tenant, changes={"domain": domain})
        if changed is None:
            raise NotFound("tenant_not_found", "There is no such tenant.")
        record(tx, tenant=tenant, by=by, action="domain_changed", target=domain)
    return changed.domain


def require_known(domain: str) -> None:
    """Raise Invalid `unknown_domain` when there is no pack for this trade."""
    if domain not in pack_domains():
        raise Invalid("unknown_domain", f"This trade is not known. Known: {', '.join(pack_domains())}.")
