"""A tenant with a number and a conversation, made with plain SQL, for tests of the hot path's store."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

import psycopg

from shared.domain.ids import AccountId, ConversationId, PhoneNumberId, TenantId
from shared.store.database import Database
from shared.whatsapp.payload import Item
from tests.superuser import superuser


@dataclass(frozen=True, slots=True)
class Place:
    """A tenant, its number, and one conversation with one contact that wrote just now."""

    tenant: TenantId
    account: AccountId
    number: PhoneNumberId
    conversation: ConversationId


def make_place(superuser_url: str, *, number: str = "") -> Place:
    number = number or str(uuid.uuid4().int)[:15]
    with superuser(superuser_url) as db:
        tenant = _id(db, "insert into tenants (name) values ('T') returning id")
        account = _id(
            db,
            "insert into whatsapp_accounts (tenant_id, phone_number_id, waba_id) values (%s, %s, '1') returning id",
            tenant,
            number,
        )
        contact = _id(db, "insert into contacts (tenant_id, name) values (%s, 'Ana') returning id", tenant)
        conversation = _id(
            db,
            "insert into conversations (tenant_id, account_id, contact_id, send_to, send_to_kind, last_incoming_at)"
            " values (%s, %s, %s, '5511999990000', 'wa_id', now()) returning id",
            tenant, account, contact,
        )  # fmt: skip
    return Place(TenantId(tenant), AccountId(account), PhoneNumberId(number), ConversationId(conversation))


def _id(db: psycopg.Connection[tuple[object, ...]], sql: str, *params: object) -> uuid.UUID:
    row = db.execute(sql, params).fetchone()
    assert row is not None
    assert isinstance(row[0], uuid.UUID)
    return row[0]


def message_item(place: Place, key: str, *, sender: str = "5511999990000", name: str = "Ana") -> Item:
    raw = b'{"from":"%s","id":"%s","timestamp":"1700000000","type":"text","text":{"body":"oi"}}' % (
        sender.encode(),
        key.encode(),
    )
    return Item(
        place.number,
        "1",
        "message",
        key,
        raw,
        sender=sender,
        wa_id=sender,
        profile_name=name,
        sent_at=datetime.now(UTC),
    )


def count(database: Database, place: Place, table: str, where: str = "true") -> int:
    row = database.as_tenant(
        place.tenant,
        lambda tx: tx.execute(f"select count(*) from {table} where {where}").fetchone(),
    )
    assert row is not None
    return int(row[0])
