"""Use cases of running the service: a new tenant whose bot answers at once, its WhatsApp numbers, its suspension."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from shared.domain.errors import NotFound
from shared.domain.ids import AccountId, PhoneNumberId, TenantId, WabaId
from shared.domain.tenants import Account, Tenant
from shared.packs import load_pack
from shared.ports import Cipher
from shared.services.choose_domain import require_known
from shared.services.publish import publish_new
from shared.store import accounts, tenants
from shared.store.audit import Origin, record
from shared.store.core import Core, Tx, enter_tenant
from shared.store.pages import Page, Position

HINT_CHARS = 4  # of a secret's end: enough to recognise it, too little to use


@dataclass(frozen=True, slots=True)
class NewTenant:
    name: str
    domain: str
    timezone: str
    locale: str


@dataclass(frozen=True, slots=True)
class NewAccount:
    """access_token, app_secret: None = the service's own (WA_TOKEN, WA_WEBHOOK_SECRET)."""

    phone_number_id: PhoneNumberId
    waba_id: WabaId | None
    display_phone_number: str | None
    access_token: str | None
    app_secret: str | None


@dataclass(frozen=True, slots=True)
class AccountChanges:
    """None = leave as it is. status: connected | disabled."""

    waba_id: WabaId | None = None
    display_phone_number: str | None = None
    access_token: str | None = None
    app_secret: str | None = None
    status: str | None = None

    @property
    def names(self) -> list[str]:
        """Give the fields that change, never their values."""
        return sorted(name for name in self.__slots__ if getattr(self, name) is not None)


def create_tenant(core: Core, new: NewTenant, *, by: Origin) -> Tenant:
    """Make a tenant with its trade's default flow published, in one transaction. Raises Invalid `unknown_domain`."""
    require_known(new.domain)
    with core.door() as tx:
        return add_tenant(tx, new, by=by)


def add_tenant(tx: Tx, new: NewTenant, *, by: Origin) -> Tenant:
    """Do the same in a transaction of the door, which continues as the new tenant."""
    pack = load_pack(new.domain)
    tenant = tenants.add_tenant(tx, name=new.name, domain=new.domain, timezone=new.timezone, locale=new.locale)
    enter_tenant(tx, tenant=tenant.id)
    record(tx, tenant=tenant.id, by=by, action="tenant_created", target=tenant.id)
    publish_new(tx, tenant=tenant.id, domain=new.domain, name=pack.flow_name, definition=pack.flow_definition, by=by)
    return tenant


def list_tenants(core: Core, *, after: Position | None, limit: int) -> Page[Tenant]:
    with core.door() as tx:
        found = tenants.list_tenants(tx, before=after, limit=limit + 1)
    shown = tuple(found[:limit])
    return Page(shown, (shown[-1].created_at, shown[-1].id) if len(found) > limit else None)


def change_tenant(core: Core, tenant: TenantId, changes: Mapping[str, Any], *, by: Origin) -> Tenant:
    """Change name, status or limits. Raises NotFound `tenant_not_found`."""
    with core.door() as tx:
        changed = tenants.change_tenant(tx, tenant=tenant, changes=changes)
        if changed is None:
            raise _no_tenant()
        action = f"tenant_{changes['status']}" if "status" in changes else "tenant_changed"
        record(tx, tenant=tenant, by=by, action=action, target=tenant, detail={"changed": sorted(changes)})
    return changed


def add_account(
    core: Core,
    cipher: Cipher,
    tenant: TenantId,
    new: NewAccount,
    *,
    by: Origin,
    forget_route: Callable[[list[PhoneNumberId]], object],
) -> Account:
    """Route a WhatsApp number to the tenant. Its secrets are stored encrypted, bound to this row.

    forget_route: called with the number, so that this process does not go on thinking it is nobody's.
    Raises NotFound `tenant_not_found`, Conflict `phone_number_taken` (also when it is this tenant's own already).
    """
    id_ = AccountId(uuid4())
    with core.tenant(tenant) as tx:
        if tenants.find_tenant(tx, tenant=tenant) is None:
            raise _no_tenant()
        account = accounts.add_account(
            tx,
            tenant=tenant,
            account=id_,
            phone_number_id=new.phone_number_id,
            waba_id=new.waba_id,
            display_phone_number=new.display_phone_number,
            access_token=_seal(cipher, new.access_token, tenant, id_, "access_token"),
            app_secret=_seal(cipher, new.app_secret, tenant, id_, "app_secret"),
        )
        record(tx, tenant=tenant, by=by, action="account_created", target=id_)
    forget_route([new.phone_number_id])
    return account


def change_account(
    core: Core,
    cipher: Cipher,
    tenant: TenantId,
    account: AccountId,
    changes: AccountChanges,
    *,
    by: Origin,
    forget_route: Callable[[list[PhoneNumberId]], object],
) -> Account:
    """Give a number a new token or secret, or put it on or off. A new token lets a stopped number send again.

    Raises NotFound `account_not_found`.
    """
    with core.tenant(tenant) as tx:
        changed = accounts.change_account(
            tx,
            tenant=tenant,
            account=account,
            waba_id=changes.waba_id,
            display_phone_number=changes.display_phone_number,
            access_token=_seal(cipher, changes.access_token, tenant, account, "access_token"),
            app_secret=_seal(cipher, changes.app_secret, tenant, account, "app_secret"),
            status=changes.status,
        )
        if changed is None:
            raise NotFound("account_not_found", "There is no such WhatsApp account.")
        record(tx, tenant=tenant, by=by, action="account_changed", target=account, detail={"fields": changes.names})
    forget_route([changed.phone_number_id])
    return changed


def list_accounts(core: Core, tenant: TenantId) -> list[Account]:
    """Raises NotFound `tenant_not_found`."""
    with core.tenant(tenant) as tx:
        if tenants.find_tenant(tx, tenant=tenant) is None:
            raise _no_tenant()
        return accounts.list_accounts(tx, tenant=tenant)


def _seal(
    cipher: Cipher, secret: str | None, tenant: TenantId, account: AccountId, column: str
) -> accounts.Sealed | None:
    if secret is None:
        return None
    sealed = cipher.seal(secret, tenant=tenant, row=account, column=column)
    return accounts.Sealed(sealed, secret[-HINT_CHARS:])


def _no_tenant() -> NotFound:
    return NotFound("tenant_not_found", "There is no such tenant.")
