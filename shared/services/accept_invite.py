"""Use cases of an invite: make one, show it, accept it and be signed in."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from shared.domain.errors import Conflict, Gone, NotFound
from shared.domain.ids import TenantId
from shared.domain.principals import Role
from shared.domain.tenants import Invite, TenantStatus
from shared.services.authenticate import Sessions, SignedIn, hash_token, normal_email
from shared.services.passwords import Passwords, refuse_weak
from shared.store import invites, tenants, users
from shared.store.audit import Origin, record
from shared.store.core import Core, Tx, enter_tenant

LIFE = timedelta(hours=72)


@dataclass(frozen=True, slots=True)
class NewInvite:
    """The only time the token is seen: whoever asked passes the link on."""

    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What the invited person typed."""

    token: str
    password: str
    name: str


def invite(core: Core, *, tenant: TenantId, email: str, role: Role, by: Origin, now: datetime) -> NewInvite:
    """Make an invite; open ones for the same address end. Raises NotFound `tenant_not_found`, Conflict `user_exists`."""
    token, email = secrets.token_urlsafe(32), normal_email(email)
    with core.tenant(tenant) as tx:
        if tenants.find_tenant(tx, tenant=tenant) is None:
            raise NotFound("tenant_not_found", "There is no such tenant.")
        if users.has_email(tx, tenant=tenant, email=email):
            raise Conflict("user_exists", "This address already has a user here.")
        invites.revoke_open_invites(tx, tenant=tenant, email=email, now=now)
        id_ = invites.add_invite(
            tx, tenant=tenant, email=email, role=role, token_hash=hash_token(token), expires_at=now + LIFE
        )
        record(tx, tenant=tenant, by=by, action="invite_created", target=id_, detail={"role": role.value})
    return NewInvite(token, now + LIFE)


def look_at_invite(core: Core, token: str, *, now: datetime) -> tuple[str, Invite]:
    """Give the tenant's name and an invite that can still be accepted. Raises NotFound, Gone."""
    with core.door() as tx:
        tenant = _enter_tenant_of(tx, token)
        _, found = _require_open(tx, tenant, token, now)
        place = tenants.find_tenant(tx, tenant=tenant)
    if place is None or place.status is not TenantStatus.ACTIVE:
        raise _not_found()
    return place.name, found


def accept_invite(
    core: Core,
    passwords: Passwords,
    opener: Sessions,
    acceptance: Acceptance,
    *,
    now: datetime,
    correlation_id: str = "",
) -> SignedIn:
    """Make the user and sign in. However many accept at once, one does.

    Raises NotFound `invite_not_found`, Gone `invite_used` `invite_expired`, Invalid `weak_password`, Conflict `user_exists`.
    """
    tenant_name, offered = look_at_invite(core, acceptance.token, now=now)
    refuse_weak(acceptance.password, near=[offered.email, tenant_name])
    hashed = passwords.hash(acceptance.password)  # outside the transaction: it is slow on purpose
    with core.door() as tx:
        tenant = _enter_tenant_of(tx, acceptance.token)
        invite_id, found = _require_open(tx, tenant, acceptance.token, now)
        user = users.add_user(
            tx, tenant=tenant, email=found.email, name=acceptance.name, role=found.role, password_hash=hashed
        )
        invites.mark_accepted(tx, tenant=tenant, invite=invite_id, now=now)
        by = Origin.of_user(user.id, correlation_id)
        record(tx, tenant=tenant, by=by, action="invite_accepted", target=invite_id)
        return opener.open(tx, user=user, now=now)


def _enter_tenant_of(tx: Tx, token: str) -> TenantId:
    tenant = invites.find_tenant_of_invite(tx, token_hash=hash_token(token))
    if tenant is None:
        raise _not_found()
    enter_tenant(tx, tenant=tenant)
    return tenant


def _require_open(tx: Tx, tenant: TenantId, token: str, now: datetime) -> tuple[UUID, Invite]:
    found = invites.lock_invite(tx, tenant=tenant, token_hash=hash_token(token))
    if found is None:
        raise _not_found()
    if found[1].accepted_at:
        raise Gone("invite_used", "This invitation was already used. Please sign in.")
    if found[1].revoked_at or found[1].expires_at <= now:
        raise Gone("invite_expired", "This invitation is no longer valid. Please ask for a new one.")
    return found


def _not_found() -> NotFound:
    return NotFound("invite_not_found", "There is no such invitation.")
