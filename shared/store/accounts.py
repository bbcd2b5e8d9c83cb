"""WhatsApp accounts of a tenant; their secrets go in sealed and come out only as hints."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from shared.domain.errors import Conflict
from shared.domain.ids import AccountId, PhoneNumberId, TenantId, WabaId
from shared.domain.tenants import Account
from shared.store.tables import AnyRow, whatsapp_accounts

COLUMNS = tuple(whatsapp_accounts.c[name] for name in Account.__dataclass_fields__)
MAX_LISTED = 200


@dataclass(frozen=True, slots=True)
class Sealed:
    """An encrypted secret and its last characters."""

    bytes: bytes
    hint: str


def add_account(
    tx: Connection,
    *,
    tenant: TenantId,
    account: AccountId,
    phone_number_id: PhoneNumberId,
    waba_id: WabaId | None,
    display_phone_number: str | None,
    access_token: Sealed | None,
    app_secret: Sealed | None,
) -> Account:
    """Raises Conflict `phone_number_taken`, whoever has it."""
    new = insert(whatsapp_accounts).values(
        id=account,
        tenant_id=tenant,
        phone_number_id=phone_number_id,
        waba_id=waba_id,
        display_phone_number=display_phone_number,
        access_token=access_token.bytes if access_token else None,
        access_token_hint=access_token.hint if access_token else None,
        app_secret=app_secret.bytes if app_secret else None,
        app_secret_hint=app_secret.hint if app_secret else None,
    )
    try:
        return _account(tx.execute(new.returning(*COLUMNS)).one())
    except IntegrityError as error:
        raise Conflict("phone_number_taken", "This phone number id is already connected.") from error


def change_account(
    tx: Connection,
    *,
    tenant: TenantId,
    account: AccountId,
    waba_id: WabaId | None,
    display_phone_number: str | None,
    access_token: Sealed | None,
    app_secret: Sealed | None,
    status: str | None,
) -> Account | None:
    """Change what is given (None = leave). A new token or status `connected` ends `needs_attention`. None = no such account."""
    values: dict[str, object] = {"waba_id": waba_id, "display_phone_number": display_phone_number, "status": status}
    if access_token:
        values |= {"access_token": access_token.bytes, "access_token_hint": access_token.hint}
        values["status"] = status or "connected"
    if app_secret:
        values |= {"app_secret": app_secret.bytes, "app_secret_hint": app_secret.hint}
    given = {name: value for name, value in values.items() if value is not None}
    if given.get("status") == "connected":
        given["attention_reason"] = None
    changed = (
        update(whatsapp_accounts)
        .where(whatsapp_accounts.c.tenant_id == tenant, whatsapp_accounts.c.id == account)
        .values(**given, updated_at=func.now())
    )
    row = tx.execute(changed.returning(*COLUMNS)).one_or_none()
    return _account(row) if row else None


def list_accounts(tx: Connection, *, tenant: TenantId) -> list[Account]:
    """Accounts of a tenant, the oldest first."""
    found = select(*COLUMNS).where(whatsapp_accounts.c.tenant_id == tenant)
    rows = tx.execute(found.order_by(whatsapp_accounts.c.created_at, whatsapp_accounts.c.id).limit(MAX_LISTED))
    return [_account(row) for row in rows]


def _account(row: AnyRow) -> Account:
    return Account(*row)
