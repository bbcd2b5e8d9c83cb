"""What changed since a moment in a tenant's inbox and on its board: the poll of every open page, in one trip."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, Integer, Select, bindparam, select

from shared.domain.ids import TenantId
from shared.store.core import Tx
from shared.store.inbox_view import (
    MESSAGE_COLUMNS,
    ConversationView,
    MessageView,
    as_conversation,
    select_conversations,
)
from shared.store.lead_board import LeadView, as_lead, select_leads
from shared.store.questions import TENANT, Question, together
from shared.store.tables import conversations, leads, messages

SINCE = bindparam("since", type_=DateTime(timezone=True))
LIMIT = bindparam("limit", type_=Integer)


def changed_since(
    tx: Tx, *, tenant: TenantId, since: datetime, limit: int
) -> tuple[Sequence[ConversationView], Sequence[LeadView], Sequence[MessageView]]:
    """Changed after `since`, oldest change first, at most `limit` of each; a message changes with its status."""
    with together(tx) as ask:
        talks = ask(CONVERSATIONS, tenant=tenant, since=since, limit=limit)
        people = ask(LEADS, tenant=tenant, since=since, limit=limit)
        bubbles = ask(MESSAGES, tenant=tenant, since=since, limit=limit)
    return talks.all(), people.all(), bubbles.all()


def _select_conversations() -> Select[*tuple[Any, ...]]:
    changed = select_conversations(TENANT).where(conversations.c.updated_at > SINCE)
    return changed.order_by(conversations.c.updated_at, conversations.c.id).limit(LIMIT)


def _select_leads() -> Select[*tuple[Any, ...]]:
    changed = select_leads(TENANT).where(leads.c.updated_at > SINCE)
    return changed.order_by(leads.c.updated_at, leads.c.id).limit(LIMIT)


def _select_messages() -> Select[*tuple[Any, ...]]:
    changed = select(*MESSAGE_COLUMNS).where(messages.c.tenant_id == TENANT, messages.c.status_at > SINCE)
    return changed.order_by(messages.c.status_at, messages.c.id).limit(LIMIT)


CONVERSATIONS = Question(_select_conversations, as_conversation)
LEADS = Question(_select_leads, as_lead)
MESSAGES = Question(_select_messages, lambda row: MessageView(*row))
