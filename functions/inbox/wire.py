"""The bodies of the inbox, and of the poll that keeps a page up to date."""

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from uuid import UUID

from pydantic import Field

from functions.paging import encode
from functions.views import Conversation, Lead, Message, conversation_fields, message_fields
from functions.wire import Answer
from shared.domain.errors import Invalid
from shared.services.sync import Changes, Seen
from shared.store.inbox_view import ConversationView, FlowView, MessageView
from shared.store.pages import Page


class Conversations(Answer):
    items: list[Conversation]
    next_cursor: str | None

    @staticmethod
    def of(page: Page[ConversationView], *, now: datetime) -> "Conversations":
        return Conversations(
            items=[Conversation.of(view, now=now) for view in page.items], next_cursor=encode(page.after)
        )


class FlowPlace(Answer):
    name: str
    version: int
    node: str | None


class OneConversation(Conversation):
    flow: FlowPlace | None = Field(description="Where in which flow it stands; null when no session runs.")

    @staticmethod
    def with_flow(view: ConversationView, flow: FlowView | None, *, now: datetime) -> "OneConversation":
        place = FlowPlace(name=flow.name, version=flow.version, node=flow.node) if flow else None
        return OneConversation.model_validate({**conversation_fields(view, now=now), "flow": place})


class Messages(Answer):
    items: list[Message]
    next_cursor: str | None

    @staticmethod
    def of(page: Page[MessageView]) -> "Messages":
        return Messages(items=[Message.of(view) for view in page.items], next_cursor=encode(page.after))


class ChangedMessage(Message):
    conversation_id: UUID


class Sync(Answer):
    cursor: str = Field(description="Send it with the next poll, also as If-None-Match in double quotes.")
    conversations: list[Conversation]
    leads: list[Lead]
    messages: list[ChangedMessage]
    resync: bool = Field(description="Read the lists anew: this is the first poll, or too much has happened.")

    @staticmethod
    def of(changes: Changes, *, now: datetime) -> "Sync":
        return Sync(
            cursor=encode_seen(changes.seen),
            conversations=[Conversation.of(view, now=now) for view in changes.conversations],
            leads=[Lead.of(view) for view in changes.leads],
            messages=[
                ChangedMessage.model_validate({**message_fields(view), "conversation_id": view.conversation_id})
                for view in changes.messages
            ],
            resync=changes.must_reload,
        )


def encode_seen(seen: Seen) -> str:
    """Make the opaque cursor of a poll."""
    text = json.dumps([seen.until.isoformat(), seen.fingerprint])
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode_seen(cursor: str) -> Seen:
    """Raises Invalid `invalid_cursor` for anything that a poll did not give."""
    try:
        until, fingerprint = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        seen = Seen(datetime.fromisoformat(until), str(fingerprint))
    except (ValueError, TypeError, binascii.Error) as error:
        raise Invalid("invalid_cursor", "The cursor is not one that a poll gave.") from error
    if seen.until.tzinfo is None:
        raise Invalid("invalid_cursor", "The cursor is not one that a poll gave.")
    return seen
