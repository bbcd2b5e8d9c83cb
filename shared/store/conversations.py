"""Conversations as a turn sees them: opened and locked, with everything the turn needs, in one flight."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import TupleRow
from psycopg.types.json import Jsonb

from shared.domain.ids import AccountId, ContactId, ConversationId, FlowVersionId, PhoneNumberId
from shared.store.database import Tx

Cursor = psycopg.Cursor[TupleRow]


@dataclass(frozen=True, slots=True)
class Context:
    """A locked conversation and its surroundings.

    now: the database's time, the only clock of a turn. state: the engine's JSON, None before the first turn. pinned: the
    version a running session is on; published: the version that answers new sessions, None = nothing is published.
    """

    id: ConversationId
    now: datetime
    owner: str
    state: dict[str, Any] | None
    turns: int
    sends: int
    pinned: FlowVersionId | None
    pinned_number: int | None
    published: FlowVersionId | None
    published_number: int | None
    running: str
    last_incoming_at: datetime | None
    contact_id: ContactId
    contact_name: str
    contact_phone: str | None
    contact_fields: dict[str, Any]
    opted_out: bool
    account_id: AccountId
    number: PhoneNumberId
    account_status: str
    access_token: bytes | None
    tenant_name: str
    tenant_status: str
    domain: str
    timezone: str
    locale: str
    business_hours: dict[str, Any] | None
    open_sends: bool
    pair_level: float
    send_to: str | None
    send_to_kind: str | None


CONTEXT = """
select c.id, now(), c.owner, c.state, c.turns, c.sends, c.flow_version_id, pinned.number, p.flow_version_id, current.number,
  coalesce(p.running, 'finish'), c.last_incoming_at, k.id, k.name, k.phone, k.fields, k.opted_out_at is not null,
  a.id, a.phone_number_id, a.status, a.access_token, t.name, t.status, t.domain, t.timezone, t.locale, t.business_hours,
  exists (select from outbox o where o.tenant_id = c.tenant_id and o.conversation_id = c.id
    and o.state in ('queued', 'sending', 'ambiguous')), pair_level(c.pair_level, c.pair_at), c.send_to,
  c.send_to_kind
from conversations c
join contacts k on k.tenant_id = c.tenant_id and k.id = c.contact_id
join whatsapp_accounts a on a.tenant_id = c.tenant_id and a.id = c.account_id
join tenants t on t.id = c.tenant_id
left join flow_versions pinned on pinned.tenant_id = c.tenant_id and pinned.id = c.flow_version_id
left join publications p on p.tenant_id = c.tenant_id and p.domain = t.domain
left join flow_versions current on current.tenant_id = c.tenant_id and current.id = p.flow_version_id
where c.tenant_id = current_tenant() and c.id = current_conversation()
"""


def open_for_sender(tx: Tx, *, account: AccountId, sender: str) -> Cursor:
    """Queue: find or make the conversation of a sender's oldest pending message, lock it, read its context.

    The cursor has no row when nothing is pending. See `open_conversation` in the migrations.
    """
    tx.execute("select open_conversation(%s, %s)", (account, sender))
    return tx.execute(CONTEXT)


def open_if_free(tx: Tx, *, account: AccountId, sender: str) -> Cursor:
    """Queue: the same, without waiting for whoever works on this sender: then the cursor has no row.

    The lock is the one that `open_conversation` takes; asked for in a condition, it decides whether that runs at all.
    """
    tx.execute("select set_config('lock_timeout', '200ms', true), set_config('app.conversation_id', '', true)")
    tx.execute(
        "select open_conversation(%(account)s, %(sender)s)"
        " where pg_try_advisory_xact_lock(hashtextextended(%(account)s::uuid::text || %(sender)s::text, 0))",
        {"account": account, "sender": sender},
    )
    return tx.execute(CONTEXT)


def open_by_id(tx: Tx, *, conversation: ConversationId) -> Cursor:
    """Queue: lock a conversation that exists and read its context; no row when it does not."""
    tx.execute("select set_config('app.conversation_id', %s, true)", (str(conversation),))
    tx.execute("select from conversations where tenant_id = current_tenant() and id = %s for update", (conversation,))
    return tx.execute(CONTEXT)


def as_context(row: TupleRow | None) -> Context | None:
    return Context(*row) if row else None


@dataclass(frozen=True, slots=True)
class After:
    """What a turn leaves on its conversation. None = leave as it is. started: its first send counts for the pair rate."""

    owner: str
    team: str | None
    pinned: FlowVersionId | None
    state: Mapping[str, Any] | None
    turns: int
    sends: int
    preview: str
    unread: int
    last_incoming_at: datetime | None
    send_to: str | None
    send_to_kind: str | None
    started: bool
    has_messages: bool


def save_after(tx: Tx, *, conversation: ConversationId, after: After) -> None:
    """Queue the update; the row is locked by this transaction."""
    tx.execute(
        "update conversations set owner = %s, team = coalesce(%s, team), flow_version_id = %s, state = %s, turns = %s, sends = %s,"
        " last_message_at = case when %s then now() else last_message_at end, last_preview = case when %s = '' then last_preview else %s end, unread = unread + %s,"
        " last_incoming_at = greatest(last_incoming_at, least(%s, now())), send_to = coalesce(%s, send_to), send_to_kind = coalesce(%s, send_to_kind),"
        " pair_level = pair_level(pair_level, pair_at) + %s, pair_at = now(), updated_at = now()"
        " where tenant_id = current_tenant() and id = %s",
        (
            after.owner, after.team, after.pinned, Jsonb(after.state) if after.state is not None else None, after.turns, after.sends,
            after.has_messages, after.preview, after.preview, after.unread, after.last_incoming_at, after.send_to, after.send_to_kind,
            int(after.started), conversation,
        ),
    )  # fmt: skip


def change_contact(
    tx: Tx, *, contact: ContactId, name: str | None, phone: str | None, email: str | None, fields: Mapping[str, Any]
) -> None:
    """Queue: keep what the contact told about itself."""
    tx.execute(
        "update contacts set name = coalesce(%s, name), phone = coalesce(phone, %s), email = coalesce(%s, email),"
        " fields = fields || %s, updated_at = now() where tenant_id = current_tenant() and id = %s",
        (name, phone, email, Jsonb(dict(fields)), contact),
    )


def opt_out(tx: Tx, *, contact: ContactId) -> None:
    """Queue: nothing may be sent to this contact until it writes again."""
    tx.execute("update contacts set opted_out_at = now() where tenant_id = current_tenant() and id = %s", (contact,))


def opt_in(tx: Tx, *, contact: ContactId) -> None:
    """Queue: the contact wrote again."""
    tx.execute(
        "update contacts set opted_out_at = null where tenant_id = current_tenant() and id = %s and opted_out_at is not null",
        (contact,),
    )


def note_marketing_wish(tx: Tx, *, contact: ContactId, stopped: bool) -> None:
    """Queue: the contact stopped, or resumed, marketing messages in WhatsApp itself."""
    tx.execute(
        "update contacts set marketing_opted_out_at = case when %s then now() end where tenant_id = current_tenant() and id = %s",
        (stopped, contact),
    )


def add_identities(
    tx: Tx, *, contact: ContactId, bsuid: str | None, wa_id: str | None, parent_bsuid: str | None = None
) -> None:
    """Queue: the contact is also known by these; a contact that already was becomes one with it."""
    tx.execute("select add_identities(%s, %s, %s, %s)", (contact, bsuid, wa_id, parent_bsuid))


def set_phone(tx: Tx, *, contact: ContactId, wa_id: str) -> None:
    """Queue: the contact's phone is now this one."""
    tx.execute(
        "update contacts set phone = coalesce(phone_of(%s), phone), updated_at = now() where tenant_id = current_tenant() and id = %s",
        (wa_id, contact),
    )
