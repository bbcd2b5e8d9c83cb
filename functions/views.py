"""Bodies that more than one group gives: people, conversations, messages, leads."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from functions.wire import Answer, Json, UtcTime
from shared.domain.windows import window_of
from shared.store.inbox_view import ConversationView, MessageView
from shared.store.lead_board import LeadView


class Person(Answer):
    id: UUID
    name: str
    phone: str | None = Field(description="E.164; null when the contact hides it.")


class AccountName(Answer):
    id: UUID
    display_phone_number: str | None


class LeadStage(Answer):
    id: UUID
    stage: str


class WindowState(Answer):
    open: bool = Field(description="Whether free-form messages may be sent now.")
    expires_at: UtcTime | None


class Conversation(Answer):
    id: UUID
    contact: Person
    account: AccountName
    owner: Literal["bot", "human"]
    owner_user_id: UUID | None
    last_message_at: UtcTime | None
    last_preview: str
    unread: int
    window: WindowState
    lead: LeadStage | None

    @staticmethod
    def of(view: ConversationView, *, now: datetime) -> "Conversation":
        return Conversation.model_validate(conversation_fields(view, now=now))


def conversation_fields(view: ConversationView, *, now: datetime) -> Json:
    """Arrange a conversation as its body names things."""
    window = window_of(view.last_incoming_at, now=now)
    return {
        "id": view.id,
        "contact": Person(id=view.contact_id, name=view.contact_name, phone=view.contact_phone),
        "account": AccountName(id=view.account_id, display_phone_number=view.account_phone),
        "owner": view.owner,
        "owner_user_id": view.owner_user_id,
        "last_message_at": view.last_message_at,
        "last_preview": view.last_preview,
        "unread": view.unread,
        "window": WindowState(open=window.is_open, expires_at=window.expires_at),
        "lead": LeadStage(id=view.lead[0], stage=view.lead[1]) if view.lead else None,
    }


class MessageFault(Answer):
    code: int = Field(description="Meta's error code.")
    title: str


class Message(Answer):
    id: UUID
    direction: Literal["in", "out"]
    author: Literal["contact", "bot", "human", "system"]
    kind: str
    text: str = Field(description="What a person would read.")
    content: Json = Field(description="The message in our own JSON; pictures are https or relative links.")
    node: str | None
    status: str
    error: MessageFault | None
    sent_at: UtcTime
    created_at: UtcTime

    @staticmethod
    def of(view: MessageView) -> "Message":
        return Message.model_validate(message_fields(view))


def message_fields(view: MessageView) -> Json:
    """Arrange a message as its body names things."""
    fault = None
    if view.error_code is not None:
        fault = MessageFault(code=view.error_code, title=view.error_title or "")
    return {
        "id": view.id,
        "direction": view.direction,
        "author": view.author,
        "kind": view.kind,
        "text": view.text,
        "content": view.content,
        "node": view.node,
        "status": view.status,
        "error": fault,
        "sent_at": view.sent_at,
        "created_at": view.created_at,
    }


class SummaryLine(Answer):
    label: str
    value: str


class Lead(Answer):
    id: UUID
    contact: Person
    conversation_id: UUID
    stage: str
    fields: Json
    summary: list[SummaryLine]
    tags: list[str]
    value_cents: int | None
    owner_user_id: UUID | None
    created_at: UtcTime
    updated_at: UtcTime

    @staticmethod
    def of(view: LeadView) -> "Lead":
        return Lead.model_validate(lead_fields(view))


def lead_fields(view: LeadView) -> Json:
    """Arrange a lead as its body names things."""
    return {
        "id": view.id,
        "contact": Person(id=view.contact_id, name=view.contact_name, phone=view.contact_phone),
        "conversation_id": view.conversation_id,
        "stage": view.stage,
        "fields": view.fields,
        "summary": [
            SummaryLine(label=str(line.get("label", "")), value=_shown(line.get("value"))) for line in view.summary
        ],
        "tags": view.tags,
        "value_cents": view.value_cents,
        "owner_user_id": view.owner_user_id,
        "created_at": view.created_at,
        "updated_at": view.updated_at,
    }


def _shown(value: object) -> str:
    return "" if value is None else str(value)
