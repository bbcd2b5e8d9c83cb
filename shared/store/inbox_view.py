"""Conversations and their messages as people of the tenant read them, newest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select, true, tuple_

from shared.domain.ids import ConversationId, TenantId
from shared.store.core import Tx
from shared.store.pages import Page, Position
from shared.store.tables import (
    AnyRow,
    contacts,
    conversations,
    flow_versions,
    flows,
    leads,
    messages,
    whatsapp_accounts,
)


@dataclass(frozen=True, slots=True)
class ConversationView:
    """One line of the inbox. last_incoming_at: from it WhatsApp's 24-hour window counts. lead: id and stage of the newest."""

    id: ConversationId
    contact_id: UUID
    contact_name: str
    contact_phone: str | None
    account_id: UUID
    account_phone: str | None
    owner: str
    owner_user_id: UUID | None
    last_incoming_at: datetime | None
    last_message_at: datetime | None
    last_preview: str
    unread: int
    updated_at: datetime
    lead: tuple[UUID, str] | None


@dataclass(frozen=True, slots=True)
class FlowView:
    """Where in which flow a conversation stands."""

    name: str
    version: int
    node: str | None


@dataclass(frozen=True, slots=True)
class MessageView:
    """One bubble. content: the message in our own JSON."""

    id: UUID
    conversation_id: UUID
    direction: str
    author: str
    kind: str
    text: str
    content: Mapping[str, Any]
    node: str | None
    status: str
    status_at: datetime
    error_code: int | None
    error_title: str | None
    sent_at: datetime
    created_at: datetime


MESSAGE_COLUMNS = tuple(messages.c[name] for name in MessageView.__dataclass_fields__)


def list_conversations(
    tx: Tx, *, tenant: TenantId, owner: str | None, search: str, after: Position | None, limit: int
) -> Page[ConversationView]:
    """Conversations with at least one message, by the newest. search: part of a name, a phone number or the last message."""
    found = _conversations(tenant).where(
        conversations.c.last_message_at.is_not(None), conversations.c.merged_into.is_(None)
    )
    if owner:
        found = found.where(conversations.c.owner == owner)
    if search:
        found = found.where(_matches(search))
    if after:
        found = found.where(tuple_(conversations.c.last_message_at, conversations.c.id) < tuple_(*after))
    newest = found.order_by(conversations.c.last_message_at.desc().nulls_last(), conversations.c.id.desc())
    rows = tx.execute(newest.limit(limit + 1)).all()
    shown = tuple(_conversation(row) for row in rows[:limit])
    last = shown[-1] if len(rows) > limit else None
    return Page(shown, (last.last_message_at, last.id) if last and last.last_message_at else None)


def find_conversation(
    tx: Tx, *, tenant: TenantId, conversation: ConversationId
) -> tuple[ConversationView, FlowView | None] | None:
    """One conversation with its place in the flow; None = not this tenant's."""
    wanted = _conversations(tenant).where(conversations.c.id == conversation)
    row = tx.execute(
        wanted.outerjoin(
            flow_versions,
            and_(flow_versions.c.tenant_id == tenant, flow_versions.c.id == conversations.c.flow_version_id),
        )
        .outerjoin(flows, and_(flows.c.tenant_id == tenant, flows.c.id == flow_versions.c.flow_id))
        .add_columns(flows.c.name.label("flow_name"), flow_versions.c.number, conversations.c.state)
    ).one_or_none()
    if row is None:
        return None
    flow = FlowView(row.flow_name, row.number, _node(row.state)) if row.flow_name else None
    return _conversation(row), flow


def list_messages(
    tx: Tx, *, tenant: TenantId, conversation: ConversationId, after: Position | None, limit: int
) -> Page[MessageView] | None:
    """Messages of one conversation, newest first; None = not this tenant's."""
    found = select(*MESSAGE_COLUMNS).where(messages.c.tenant_id == tenant, messages.c.conversation_id == conversation)
    if after:
        found = found.where(tuple_(messages.c.created_at, messages.c.id) < tuple_(*after))
    newest = found.order_by(messages.c.created_at.desc(), messages.c.id.desc())
    rows = tx.execute(newest.limit(limit + 1)).all()
    known = select(conversations.c.id).where(conversations.c.tenant_id == tenant, conversations.c.id == conversation)
    if not rows and tx.execute(known).one_or_none() is None:
        return None
    shown = tuple(MessageView(*row) for row in rows[:limit])
    return Page(shown, (shown[-1].created_at, shown[-1].id) if len(rows) > limit else None)


def conversations_since(tx: Tx, *, tenant: TenantId, since: datetime, limit: int) -> Sequence[ConversationView]:
    """Conversations changed after `since`, oldest change first."""
    changed = _conversations(tenant).where(conversations.c.updated_at > since)
    rows = tx.execute(changed.order_by(conversations.c.updated_at, conversations.c.id).limit(limit))
    return [_conversation(row) for row in rows]


def messages_since(tx: Tx, *, tenant: TenantId, since: datetime, limit: int) -> Sequence[MessageView]:
    """Messages that are new or whose status changed after `since`, oldest change first."""
    changed = select(*MESSAGE_COLUMNS).where(messages.c.tenant_id == tenant, messages.c.status_at > since)
    rows = tx.execute(changed.order_by(messages.c.status_at, messages.c.id).limit(limit))
    return [MessageView(*row) for row in rows]


def _conversations(tenant: TenantId) -> Select[*tuple[Any, ...]]:
    lead = (
        select(leads.c.id, leads.c.stage)
        .where(leads.c.tenant_id == tenant, leads.c.conversation_id == conversations.c.id)
        .order_by(leads.c.created_at.desc(), leads.c.id)
        .limit(1)
        .lateral()
    )
    return (
        select(
            conversations.c.id,
            conversations.c.contact_id,
            contacts.c.name.label("contact_name"),
            contacts.c.phone.label("contact_phone"),
            conversations.c.account_id,
            func.coalesce(whatsapp_accounts.c.display_phone_number, whatsapp_accounts.c.phone_number_id).label(
                "account_phone"
            ),
            conversations.c.owner,
            conversations.c.owner_user_id,
            conversations.c.last_incoming_at,
            conversations.c.last_message_at,
            conversations.c.last_preview,
            conversations.c.unread,
            conversations.c.updated_at,
            lead.c.id.label("lead_id"),
            lead.c.stage.label("lead_stage"),
        )
        .join(contacts, and_(contacts.c.tenant_id == tenant, contacts.c.id == conversations.c.contact_id))
        .join(
            whatsapp_accounts,
            and_(whatsapp_accounts.c.tenant_id == tenant, whatsapp_accounts.c.id == conversations.c.account_id),
        )
        .outerjoin(lead, true())
        .where(conversations.c.tenant_id == tenant)
    )


def _matches(search: str) -> Any:
    digits = "".join(character for character in search if character.isdigit())
    ways = [
        contacts.c.name.icontains(search, autoescape=True),
        contacts.c.profile_name.icontains(search, autoescape=True),
        conversations.c.last_preview.icontains(search, autoescape=True),
    ]
    if digits:
        ways.append(contacts.c.phone.contains(digits, autoescape=True))
    return or_(*ways)


def _conversation(row: AnyRow) -> ConversationView:
    return ConversationView(
        id=ConversationId(row.id),
        contact_id=row.contact_id,
        contact_name=row.contact_name,
        contact_phone=row.contact_phone,
        account_id=row.account_id,
        account_phone=row.account_phone,
        owner=row.owner,
        owner_user_id=row.owner_user_id,
        last_incoming_at=row.last_incoming_at,
        last_message_at=row.last_message_at,
        last_preview=row.last_preview,
        unread=row.unread,
        updated_at=row.updated_at,
        lead=(row.lead_id, row.lead_stage) if row.lead_id else None,
    )


def _node(state: Mapping[str, Any] | None) -> str | None:
    node = (state or {}).get("node")
    return node if isinstance(node, str) else None
