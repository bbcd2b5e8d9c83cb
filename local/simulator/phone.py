"""What a person does on the phone: write, tap, send files, and what the phone shows."""

import base64
import binascii
import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from local.simulator.accounts import Number
from local.simulator.chats import Bubble, Chat, now
from local.simulator.contacts import Contact
from local.simulator.media import inbound_body
from local.simulator.payloads import Update, contact_entry, message_frame
from local.simulator.views import media_content
from local.simulator.wire import (
    Action,
    ContactAction,
    FileAction,
    LocationAction,
    RawAction,
    ReactionAction,
    TapAction,
    TextAction,
)
from local.simulator.world import World

PHONE: Final = re.compile(r"[1-9][0-9]{7,14}")


class PhoneError(Exception):
    """Something a person could not do; status: the HTTP code to answer."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.status = status


@dataclass(slots=True)
class Said:
    """An inbound message to be: its webhook parts and its bubble."""

    message: dict[str, Any]
    kind: str
    content: dict[str, Any]
    reply_to: str | None = None
    drop: list[str] = field(default_factory=list)


def act(world: World, chat: Chat, action: Action) -> Bubble:
    """Do what the person does and tell the business. Raises PhoneError."""
    said = _said(world, chat, action)
    wamid = world.chats.new_wamid(chat.contact, inbound=True)
    at = now()
    bubble = Bubble(chat, wamid, "in", at, said.kind, said.content, "sent", reply_to=said.reply_to)
    world.chats.add(bubble)
    chat.last_in_at = at
    rates = world.settings.rates
    mps = chat.number.throughput_mps or rates.number_mps
    chat.number.bucket.drain(mps, mps)
    world.courier.send(_update(world, chat, bubble, said))
    world.events.publish(chat.key, "message", bubble.view())
    return bubble


def chat_of(world: World, phone_number_id: str, contact_id: str, *, create: bool) -> Chat:
    """Find the chat of a path; a phone-like contact that nobody registered comes into being when asked. Raises PhoneError."""
    number = world.accounts.numbers.get(phone_number_id)
    if number is None:
        raise PhoneError(f"No number {phone_number_id} is registered: POST /sim/numbers first.", 404)
    contact = world.contacts.by_id.get(contact_id)
    if contact is None and create and PHONE.fullmatch(contact_id):
        contact = world.contacts.upsert(contact_id, None, {})
    if contact is None:
        raise PhoneError(f"No contact {contact_id} is registered: POST /sim/contacts first.", 404)
    return world.chats.between(number, contact)


def transcript(world: World, chat: Chat) -> dict[str, Any]:
    """Show the whole chat."""
    return {
        "contact": person(world, chat.number, chat.contact),
        "number": {
            "phone_number_id": chat.number.phone_number_id,
            "display_phone_number": chat.number.display_phone_number,
            "verified_name": chat.number.verified_name,
        },
        "window": chat.window_view(world.settings.window.hours),
        "typing": chat.is_typing(),
        "messages": [bubble.view() for bubble in chat.bubbles],
    }


def person(world: World, number: Number, contact: Contact) -> dict[str, Any]:
    """Describe a person as this business sees them."""
    return {
        "id": contact.id,
        "wa_id": contact.wa_id,
        "name": contact.name,
        "username_only": contact.username_only,
        "user_id": world.contacts.user_id(contact, number.waba_id),
    }


def set_preference(world: World, chat: Chat, value: str) -> None:
    """Stop or resume marketing messages, with the webhook that tells the business."""
    contact = chat.contact
    contact.opted_out = value == "stop"
    user_id = world.contacts.user_id(contact, chat.number.waba_id)
    preference: dict[str, Any] = {"wa_id": contact.wa_id} if contact.wa_id else {}
    preference |= {
        "user_id": user_id,
        "detail": f"User requested to {value} marketing messages",
        "category": "marketing_messages",
        "value": value,
        "timestamp": int(now().timestamp()),
    }
    body = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": chat.number.digits, "phone_number_id": chat.number.phone_number_id},
        "contacts": [contact_entry(contact, user_id, phone_known=contact.wa_id is not None)],
        "user_preferences": [preference],
    }
    world.courier.send(
        Update(
            chat.number.phone_number_id,
            "value",
            body,
            f"user_preferences {value}",
            contact.id,
            field="user_preferences",
        )
    )


def age(world: World, chat: Chat, hours: float) -> None:
    """Move the chat's times back."""
    chat.age(timedelta(hours=hours))
    world.events.publish(chat.key, "window", chat.window_view(world.settings.window.hours))


def _update(world: World, chat: Chat, bubble: Bubble, said: Said) -> Update:
    contact, number = chat.contact, chat.number
    user_id = world.contacts.user_id(contact, number.waba_id)
    message = {**message_frame(contact, user_id, bubble.wamid, bubble.at), **said.message}
    if said.reply_to is not None:
        message["context"] = {"from": number.digits, "id": said.reply_to}
    for key in said.drop:
        message.pop(key, None)
    return Update(
        number.phone_number_id,
        "messages",
        message,
        f"message {message.get('type')}",
        contact.id,
        contact=contact_entry(contact, user_id, phone_known=contact.wa_id is not None),
        wamid=bubble.wamid,
    )


def _said(world: World, chat: Chat, action: Action) -> Said:
    match action:
        case TextAction():
            said = Said({"type": "text", "text": {"body": action.text}}, "text", {"text": action.text})
        case TapAction():
            return _tap(chat, action)
        case FileAction():
            said = _file(world, chat, action)
        case LocationAction():
            place = action.model_dump(exclude={"type", "reply_to"}, exclude_none=True)
            said = Said({"type": "location", "location": place}, "location", {"location": place})
        case ReactionAction():
            reaction = {"message_id": action.message_id, **({"emoji": action.emoji} if action.emoji else {})}
            said = Said({"type": "reaction", "reaction": reaction}, "reaction", {"reaction": reaction})
        case ContactAction():
            said = _own_card(chat)
        case RawAction():
            kind = str(action.message.get("type", "other"))
            drop = [key for key, value in action.message.items() if value is None]
            said = Said(action.message, "other", {"body": action.message}, drop=drop)
            said.kind = kind if kind in ("text", "order", "contacts") else "other"
    said.reply_to = action.reply_to
    return said


def _tap(chat: Chat, action: TapAction) -> Said:
    found = chat.reply(action.reply_id, action.wamid)
    if found is None:
        raise PhoneError(f"Nothing with the id {action.reply_id!r} was sent to this contact.", 409)
    bubble, reply = found
    shown = {"id": reply.id, "title": reply.title}
    if reply.description:
        shown["description"] = reply.description
    content = {"text": reply.title, "tap": shown}
    if reply.kind == "button":
        message: dict[str, Any] = {"type": "button", "button": {"payload": reply.id, "text": reply.title}}
    else:
        message = {"type": "interactive", "interactive": {"type": reply.kind, reply.kind: shown}}
    return Said(message, "tap", content, bubble.wamid)


def _file(world: World, chat: Chat, action: FileAction) -> Said:
    try:
        data = base64.b64decode(action.data, validate=True)
    except (binascii.Error, ValueError):
        raise PhoneError("data must be base64.", 400) from None
    media = world.media.add(chat.number.phone_number_id, action.mime_type, data, action.filename)
    body = inbound_body(media, world.media.download_url(media, "webhook"), _file_extra(action))
    content = media_content(action.type, body, world.media.browser_url(media.id))
    return Said({"type": action.type, action.type: body}, action.type, content)


def _file_extra(action: FileAction) -> dict[str, Any]:
    extra: dict[str, Any] = {}
    if action.type == "audio":
        extra["voice"] = action.voice
    if action.type == "sticker":
        extra["animated"] = False
    if action.type == "document" and action.filename:
        extra["filename"] = action.filename
    if action.caption and action.type not in ("audio", "sticker"):
        extra["caption"] = action.caption
    return extra


def _own_card(chat: Chat) -> Said:
    contact = chat.contact
    if contact.phone is None:
        raise PhoneError("This contact has no phone to share.", 409)
    card: dict[str, Any] = {
        "name": {"formatted_name": contact.name, "first_name": contact.name.split()[0] if contact.name.split() else ""},
        "phones": [{"phone": f"+{contact.phone}", "wa_id": contact.phone, "type": "CELL"}],
    }
    asked = [bubble for bubble in chat.bubbles if bubble.direction == "out"]
    if asked and asked[-1].kind == "contact_request":
        card["origin"] = "contact_request"
    return Said({"type": "contacts", "contacts": [card]}, "contacts", {"contacts": [card]})
