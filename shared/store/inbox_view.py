"""Conversations and their messages as people of the tenant read them, newest first."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Uuid, and_, bindparam, func, or_, select, true, tuple_

from shared.domain.ids import ConversationId
from shared.store.pages import Page, Position
from shared.store.questions import TENANT, Answer, Ask, Question
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


def ask_conversations(
    ask: Ask, *, owner: str | None, search: str, after: Position | None, limit: int
) -> Callable[[], Page[ConversationView]]:
    """Conversations with at least one message, by the newest. search: part of a name, a phone number or the last message."""
    found = select_conversations().where(
        conversations.c.last_message_at.is_not(None), conversations.c.merged_into.is_(None)
    )
    if owner:
        found = found.where(conversations.c.owner == owner)
    if search:
        found = found.where(_matches(search))
    if after:
        found = found.where(tuple_(conversations.c.last_message_at, conversations.c.id) < tuple_(*after))
    newest = found.order_by(conversations.c.last_message_at.desc().nulls_last(), conversations.c.id.desc())
    answer = ask(Question(lambda: newest.limit(limit + 1), as_conversation))

    def page() -> Page[ConversationView]:
        lines = answer.all()
        shown = tuple(lines[:limit])
        last = shown[-1] if len(lines) > limit else None
        return Page(shown, (last.last_message_at, last.id) if last and last.last_message_at else None)

    return page


def ask_conversation(ask: Ask, *, conversation: ConversationId) -> Answer[tuple[ConversationView, FlowView | None]]:
    """One conversation with its place in the flow; no row = not this tenant's."""
    return ask(CONVERSATION, conversation=conversation)


def ask_messages(
    ask: Ask, *, conversation: ConversationId, after: Position | None, limit: int
) -> Callable[[], Page[MessageView] | None]:
    """Messages of one conversation, newest first; None = not this tenant's."""
    found = select(*MESSAGE_COLUMNS).where(messages.c.tenant_id == TENANT, messages.c.conversation_id == conversation)
    if after:
        found = found.where(tuple_(messages.c.created_at, messages.c.id) < tuple_(*after))
    newest = found.order_by(messages.c.created_at.desc(), messages.c.id.desc())
    answer = ask(Question(lambda: newest.limit(limit + 1), lambda row: MessageView(*row)))
    known = ask(KNOWN, conversation=conversation)

    def page() -> Page[MessageView] | None:
        if not known.all():
            return None
        bubbles = answer.all()
        shown = tuple(bubbles[:limit])
        return Page(shown, (shown[-1].created_at, shown[-1].id) if len(bubbles) > limit else None)

    return page


def select_conversations() -> Select[*tuple[Any, ...]]:
    """Lines of the inbox, for `as_conversation`."""
    lead = (
        select(leads.c.id, leads.c.stage)
        .where(leads.c.tenant_id == TENANT, leads.c.conversation_id == conversations.c.id)
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
        .join(contacts, and_(contacts.c.tenant_id == TENANT, contacts.c.id == conversations.c.contact_id))
        .join(
            whatsapp_accounts,
            and_(whatsapp_accounts.c.tenant_id == TENANT, whatsapp_accounts.c.id == conversations.c.account_id),
        )
        .outerjoin(lead, true())
        .where(conversations.c.tenant_id == TENANT)
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


def _select_conversation() -> Select[*tuple[Any, ...]]:
    version = and_(flow_versions.c.tenant_id == TENANT, flow_versions.c.id == conversations.c.flow_version_id)
    flow = and_(flows.c.tenant_id == TENANT, flows.c.id == flow_versions.c.flow_id)
    return (
        select_conversations()
        .where(conversations.c.id == WANTED)
        .outerjoin(flow_versions, version)
        .outerjoin(flows, flow)
        .add_columns(flows.c.name, flow_versions.c.number, conversations.c.state)
    )


def _conversation_in_flow(row: Sequence[Any]) -> tuple[ConversationView, FlowView | None]:
    *line, flow, version, state = row
    return as_conversation(line), FlowView(flow, version, _node(state)) if flow else None


def _select_known() -> Select[*tuple[Any, ...]]:
    return select(conversations.c.id).where(conversations.c.tenant_id == TENANT, conversations.c.id == WANTED)


WANTED = bindparam("conversation", type_=Uuid)
CONVERSATION = Question(_select_conversation, _conversation_in_flow)
KNOWN = Question(_select_known, lambda row: row[0])
