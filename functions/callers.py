"""Who is calling: a user of a tenant with a role, or the super admin."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import APIKeyHeader, HTTPBearer

from functions.deps import Now, Parts, Place
from functions.super_key import check_super_key
from shared.domain.errors import Forbidden
from shared.domain.principals import Role, SuperAdmin, UserPrincipal
from shared.observability import correlation_id
from shared.services.access_tokens import invalid_token
from shared.services.identify import identify
from shared.store.audit import Origin

BEARER = "Bearer "
bearer = HTTPBearer(auto_error=False, scheme_name="access_token")  # documents; `user` reads the header itself
super_key = APIKeyHeader(name="X-Super-Admin-Key", auto_error=False, scheme_name="super_admin_key")


def user(request: Request, parts: Parts, _documented: Annotated[object, Depends(bearer)]) -> UserPrincipal:
    """Say who calls. One `Authorization: Bearer …` header, nothing else. Raises Unauthenticated `invalid_token`."""
    headers = request.headers.getlist("authorization")
    if len(headers) != 1 or not headers[0].startswith(BEARER):
        raise invalid_token()
    found = identify(parts.access_tokens, parts.standings, headers[0].removeprefix(BEARER))
    request.state.who = {"tenant": found.tenant_id, "user": found.user_id}  # for the log line
    return found


def at_least(role: Role) -> Callable[[UserPrincipal], UserPrincipal]:
    """Make the dependency that lets only `role` and those above it pass."""

    def check(found: Annotated[UserPrincipal, Depends(user)]) -> UserPrincipal:
        if not found.role.includes(role):
            raise Forbidden("role_required", f"This needs the role {role.value}.")
        return found

    return check


Viewer = Annotated[UserPrincipal, Depends(at_least(Role.VIEWER))]
Agent = Annotated[UserPrincipal, Depends(at_least(Role.AGENT))]
Admin = Annotated[UserPrincipal, Depends(at_least(Role.ADMIN))]


def super_admin(
    request: Request, parts: Parts, place: Place, now: Now, _documented: Annotated[object, Depends(super_key)]
) -> SuperAdmin:
    """Let the holder of SUPER_ADMIN_API_KEY pass."""
    check_super_key(parts, request.headers.getlist("x-super-admin-key"), place=place, now=now)
    request.state.who = {"user": "super"}
    return SuperAdmin()


Super = Annotated[SuperAdmin, Depends(super_admin)]


def origin(principal: UserPrincipal | SuperAdmin) -> Origin:
    """Say on whose behalf a use case runs, for the audit."""
    if isinstance(principal, SuperAdmin):
        return Origin("super", correlation_id())
    return Origin.of_user(principal.user_id, correlation_id())
