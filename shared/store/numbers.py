"""The number that a conversation runs on, with its sealed token: what asking Meta about it takes."""

from dataclasses import dataclass

import psycopg
from psycopg.rows import TupleRow

from shared.domain.ids import AccountId, ConversationId, PhoneNumberId
from shared.store.database import Tx

Cursor = psycopg.Cursor[TupleRow]


@dataclass(frozen=True, slots=True)
class NumberOf:
    """access_token: encrypted, None = the service's own token is used."""

    account: AccountId
    number: PhoneNumberId
    access_token: bytes | None


def number_of(tx: Tx, *, conversation: ConversationId) -> Cursor:
    """Queue the question; rows are for `as_number`."""
    return tx.execute(
        "select a.id, a.phone_number_id, a.access_token from conversations c"
        " join whatsapp_accounts a on a.tenant_id = c.tenant_id and a.id = c.account_id"
        " where c.tenant_id = current_tenant() and c.id = %s",
        (conversation,),
    )


def as_number(row: TupleRow | None) -> NumberOf | None:
    return NumberOf(AccountId(row[0]), PhoneNumberId(row[1]), row[2]) if row else None
