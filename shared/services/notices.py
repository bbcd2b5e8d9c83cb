"""What comes about a conversation that is not the contact speaking to us: people answering, hand-overs, new identities."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from shared.domain.ids import MessageId
from shared.domain.messages import Incoming
from shared.engine import codec
from shared.store import conversations
from shared.store.conversations import Context
from shared.store.database import Tx
from shared.store.inbox import Pending
from shared.store.messages import NewMessage
from shared.whatsapp.incoming import read_incoming


@dataclass(frozen=True, slots=True)
class Noticed:
    """message: what to keep in the thread. owner: who has the conversation from now on, None = no change."""

    message: NewMessage | None = None
    owner: str | None = None


def take_notice(tx: Tx, context: Context, pending: Pending) -> Noticed:
    """Take in one such item. A person, or another responder, who speaks has the conversation: the bot is silent."""
    raw: dict[str, Any] = json.loads(pending.item)
    match pending.kind:
        case "echo":
            return Noticed(_kept(read_incoming(pending.item), "out", "human"), owner="human")
        case "standby_echo":
            sent = json.dumps(
                {**raw.get("message", {}), "id": raw.get("id"), "timestamp": raw.get("timestamp")}
            ).encode()
            return Noticed(_kept(read_incoming(sent), "out", "system"), owner="human")
        case "standby_message":
            return Noticed(_kept(read_incoming(pending.item), "in", "contact"), owner="human")
        case "handover":
            return Noticed(owner="bot" if raw.get("type") == "control_passed" else "human")
        case "preference":
            if raw.get("category") == "marketing_messages":
                conversations.note_marketing_wish(tx, contact=context.contact_id, stopped=raw.get("value") == "stop")
        case "system":
            _new_identity(tx, context, raw.get("system") or {})
    return Noticed()


def link_shared_phones(tx: Tx, context: Context, message: Incoming) -> None:
    """The contact answered a contact request: the phone it shared is its own."""
    for card in message.contacts:
        if card.from_request and card.phones:
            digits = "".join(c for c in card.phones[0] if c.isdigit())
            conversations.add_identities(tx, contact=context.contact_id, bsuid=None, wa_id=digits)
            conversations.set_phone(tx, contact=context.contact_id, wa_id=digits)


def _new_identity(tx: Tx, context: Context, system: dict[str, Any]) -> None:
    """A user changed the number, or got a new business-scoped id: the same person, also known as."""
    wa_id, bsuid = _text(system.get("wa_id")), _text(system.get("user_id"))
    if wa_id or bsuid:
        conversations.add_identities(tx, contact=context.contact_id, bsuid=bsuid, wa_id=wa_id)
    if wa_id:
        conversations.set_phone(tx, contact=context.contact_id, wa_id=wa_id)


def _kept(message: Incoming, direction: str, author: str) -> NewMessage:
    status = "sent" if direction == "out" else "received"
    content = codec.incoming_to_json(message)
    return NewMessage(
        MessageId(uuid4()),
        direction,
        author,
        message.kind.value,
        message.text,
        content,
        status,
        message.sent_at,
        wamid=message.wamid,
    )


def _text(value: Any) -> str | None:
    return value[:200] if isinstance(value, str) and value else None
