"""Use case: who is the caller, and which tenant is this."""

from shared.domain.principals import UserPrincipal
from shared.domain.tenants import Tenant, User
from shared.services.access_tokens import invalid_token
from shared.store import tenants, users
from shared.store.core import Core


def whoami(core: Core, caller: UserPrincipal) -> tuple[User, Tenant]:
    """Raises Unauthenticated `invalid_token` when the user is gone since the token was checked."""
    with core.tenant(caller.tenant_id) as tx:
        user = users.find_user(tx, tenant=caller.tenant_id, user=caller.user_id)
        tenant = tenants.find_tenant(tx, tenant=caller.tenant_id)
    if user is None or tenant is None:
        raise invalid_token()
    return user, tenant
