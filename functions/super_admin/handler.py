"""Running the service: tenants, their WhatsApp numbers, the invite of their first admin. All behind the super admin key."""

from uuid import UUID

from functions.asgi import LambdaHandler, group
from functions.callers import Super, origin
from functions.deps import After, Limit, Now, Parts
from functions.super_admin.wire import (
    AccountBody,
    Accounts,
    ChangeAccount,
    ChangeTenant,
    CreateAccount,
    CreateTenant,
    DeadLetterBody,
    DeadLetters,
    InviteAdmin,
    InviteBody,
    Replay,
    Replayed,
    TenantBody,
    Tenants,
)
from shared.domain.ids import AccountId, InboxId, TenantId
from shared.domain.principals import Role
from shared.services import onboard
from shared.services.accept_invite import invite
from shared.services.adopt import adopt_parked, dead_letters, revive_dead

router = group("super admin", "/super/tenants")


@router.post("", status_code=201)
def create_tenant(body: CreateTenant, caller: Super, parts: Parts) -> TenantBody:
    """Make a tenant. Its trade's default flow is published, so its number answers as soon as one is connected."""
    return TenantBody.of(onboard.create_tenant(parts.core, body.as_new(), by=origin(caller)))


@router.get("")
def list_tenants(_caller: Super, parts: Parts, after: After, limit: Limit = 50) -> Tenants:
    """All tenants, newest first."""
    return Tenants.of(onboard.list_tenants(parts.core, after=after, limit=limit))


@router.patch("/{tenant_id}")
def change_tenant(tenant_id: UUID, body: ChangeTenant, caller: Super, parts: Parts) -> TenantBody:
    """Rename, limit, suspend or reactivate. A suspended tenant stores what comes in, and sends nothing."""
    return TenantBody.of(onboard.change_tenant(parts.core, TenantId(tenant_id), body.changes(), by=origin(caller)))


@router.post("/{tenant_id}/whatsapp-accounts", status_code=201)
def create_account(tenant_id: UUID, body: CreateAccount, caller: Super, parts: Parts) -> AccountBody:
    """Route a WhatsApp number to the tenant."""
    account = onboard.add_account(
        parts.core,
        parts.cipher,
        TenantId(tenant_id),
        body.as_new(),
        by=origin(caller),
        forget_route=parts.routing.forget,
    )
    adopt_parked(parts.database, parts.routing, parts.waker, number=account.phone_number_id)
    return AccountBody.of(account)


@router.patch("/{tenant_id}/whatsapp-accounts/{account_id}")
def change_account(tenant_id: UUID, account_id: UUID, body: ChangeAccount, caller: Super, parts: Parts) -> AccountBody:
    """Change the number's token, secret or state. A new token lets a number that needs attention send again."""
    account = onboard.change_account(
        parts.core,
        parts.cipher,
        TenantId(tenant_id),
        AccountId(account_id),
        body.changes(),
        by=origin(caller),
        forget_route=parts.routing.forget,
    )
    return AccountBody.of(account)


@router.get("/{tenant_id}/dead-letters")
def list_dead_letters(tenant_id: UUID, _caller: Super, parts: Parts, limit: Limit = 50) -> DeadLetters:
    """What could not be taken in, newest first; reasons only, no content."""
    letters = dead_letters(parts.database, tenant=TenantId(tenant_id), limit=limit)
    return DeadLetters(items=[DeadLetterBody.model_validate(letter, from_attributes=True) for letter in letters])


@router.post("/{tenant_id}/dead-letters/replay")
def replay_dead_letters(tenant_id: UUID, body: Replay, _caller: Super, parts: Parts) -> Replayed:
    """Give dead letters another five runs, in their order."""
    ids = None if body.ids is None else [InboxId(id_) for id_ in body.ids]
    return Replayed(conversations=revive_dead(parts.database, parts.waker, tenant=TenantId(tenant_id), ids=ids))


@router.get("/{tenant_id}/whatsapp-accounts")
def list_accounts(tenant_id: UUID, _caller: Super, parts: Parts) -> Accounts:
    """Give the tenant's numbers."""
    return Accounts(items=[AccountBody.of(found) for found in onboard.list_accounts(parts.core, TenantId(tenant_id))])


@router.post("/{tenant_id}/invite-admin", status_code=201)
def invite_admin(tenant_id: UUID, body: InviteAdmin, caller: Super, parts: Parts, now: Now) -> InviteBody:
    """Invite an admin; the link in the answer is the only copy of the token, and works for 72 hours."""
    made = invite(parts.core, tenant=TenantId(tenant_id), email=body.email, role=Role.ADMIN, by=origin(caller), now=now)
    return InviteBody.of(made, (parts.settings.ui_base_url or parts.settings.public_base_url).rstrip("/"))


handler = LambdaHandler(router)
