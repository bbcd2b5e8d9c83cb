"""Conversations and their messages as people of the tenant read them, newest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Select, and_, func, or_, select, true, tuple_

from shared.domain.ids import ConversationId, TenantId
from shared.store.core import Tx
from shared.store.pages import Page, Position
from shared.store.tables import (
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
    found = select_conversations(tenant).where(
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
    shown = tuple(as_conversation(row) for row in rows[:limit])
    last = shown[-1] if len(rows) > limit else None
    return Page(shown, (last.last_message_at, last.id) if last and last.last_message_at else None)


def find_conversation(
    tx: Tx, *, tenant: TenantId, conversation: ConversationId
) -> tuple[ConversationView, FlowView | None] | None:
    """One conversation with its place in the flow; None = not this tenant's."""
    wanted = select_conversations(tenant).where(conversations.c.id == conversation)
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
    return as_conversation(row[:-3]), flow


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


def select_conversations(tenant: TenantId | BindParameter[Any]) -> Select[*tuple[Any, ...]]:
    """Lines of the inbox, for `as_conversation`."""
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


def as_conversation(row: Sequence[Any]) -> ConversationView:
    """Of a row of `select_conversations`."""
    *line, lead, stage = row
    line.append((lead, stage) if lead else None)
    return ConversationView(*line)


def _node(state: Mapping[str, Any] | None) -> str | None:
    node = (state or {}).get("node")
    return node if isinstance(node, str) else None
