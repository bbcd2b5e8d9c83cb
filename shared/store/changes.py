"""What changed since a moment in a tenant's inbox and on its board: the poll of every open page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, Integer, Select, bindparam, select

from shared.store.inbox_view import (
    MESSAGE_COLUMNS,
    ConversationView,
    MessageView,
    as_conversation,
    select_conversations,
)
from shared.store.lead_board import LeadView, as_lead, select_leads
from shared.store.questions import TENANT, Answer, Ask, Question
from shared.store.tables import conversations, leads, messages

SINCE = bindparam("since", type_=DateTime(timezone=True))
LIMIT = bindparam("limit", type_=Integer)


@dataclass(frozen=True, slots=True)
class Changed:
    """Oldest change first; a message changes with its status."""

    conversations: Answer[ConversationView]
    leads: Answer[LeadView]
    messages: Answer[MessageView]


def ask_changes(ask: Ask, *, since: datetime, limit: int) -> Changed:
    """What changed after `since`, at most `limit` of each."""
    return Changed(
        ask(CONVERSATIONS, since=since, limit=limit),
        ask(LEADS, since=since, limit=limit),
        ask(MESSAGES, since=since, limit=limit),
    )


def _select_conversations() -> Select[*tuple[Any, ...]]:
    changed = select_conversations().where(conversations.c.updated_at > SINCE)
    return changed.order_by(conversations.c.updated_at, conversations.c.id).limit(LIMIT)


def _select_leads() -> Select[*tuple[Any, ...]]:
    changed = select_leads().where(leads.c.updated_at > SINCE)
    return changed.order_by(leads.c.updated_at, leads.c.id).limit(LIMIT)


def _select_messages() -> Select[*tuple[Any, ...]]:
    changed = select(*MESSAGE_COLUMNS).where(messages.c.tenant_id == TENANT, messages.c.status_at > SINCE)
    return changed.order_by(messages.c.status_at, messages.c.id).limit(LIMIT)


CONVERSATIONS = Question(_select_conversations, as_conversation)
LEADS = Question(_select_leads, as_lead)
MESSAGES = Question(_select_messages, lambda row: MessageView(*row))
