"""Use cases of choosing the trade that a tenant's bot speaks for."""

from shared.domain.errors import Invalid, NotFound
from shared.domain.ids import TenantId
from shared.packs import pack_domains
from shared.store import tenants
from shared.store.audit import Origin, record
from shared.store.core import Core


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
