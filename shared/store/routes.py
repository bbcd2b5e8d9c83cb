"""Whose number is this: the one question that must be asked across tenants before a webhook can be stored."""

from collections.abc import Sequence
from dataclasses import dataclass

import psycopg
from psycopg.rows import TupleRow

from shared.domain.ids import AccountId, PhoneNumberId, TenantId, WabaId
from shared.store.database import Tx

Cursor = psycopg.Cursor[TupleRow]


@dataclass(frozen=True, slots=True)
class Route:
    """A WhatsApp number and its tenant. app_secret: encrypted, None when the service's own Meta app signs for it."""

    tenant: TenantId
    account: AccountId
    number: PhoneNumberId
    waba: WabaId | None
    app_secret: bytes | None


def find_routes(tx: Tx, *, numbers: Sequence[str], wabas: Sequence[str] = ()) -> list[Route]:
    """Routes of the given phone number ids, and of all numbers of the given business accounts. Needs the door."""
    return as_routes(routes_of(tx, numbers=numbers, wabas=wabas))


def routes_of(tx: Tx, *, numbers: Sequence[str], wabas: Sequence[str] = ()) -> Cursor:
    """Queue the same; rows are for `as_routes`."""
    return tx.execute(
        "select tenant_id, id, phone_number_id, waba_id, app_secret from whatsapp_accounts"
        " where phone_number_id = any(%s) or waba_id = any(%s)",
        (list(numbers), list(wabas)),
    )


def as_routes(found: Cursor) -> list[Route]:
    return [Route(*row) for row in found.fetchall()]
