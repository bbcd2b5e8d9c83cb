"""Taking a send request: all checks in Meta's order, then the bubble and the start of its life."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from local.simulator.accounts import Number
from local.simulator.chats import Bubble, Chat, now
from local.simulator.checks.fields import Fields, Json
from local.simulator.checks.media import check_file
from local.simulator.checks.messages import MEDIA_TYPES, check_message, check_product, check_recipient
from local.simulator.checks.templates import Template, check_name, check_send
from local.simulator.contacts import Contact, digits_of
from local.simulator.errors import GraphError
from local.simulator.journal import GraphCall
from local.simulator.ledger import Accepted, WindowBreach
from local.simulator.limits import BY_TYPE
from local.simulator.statuses import Outgoing
from local.simulator.views import View, template_view, view_of
from local.simulator.world import World

REACTION_DAYS: Final = BY_TYPE["reaction"]["message_id"]["max_age_days"]
READ_DAYS: Final = BY_TYPE["read_receipt"]["max_age_days"]
UNREACHABLE: Final = GraphError(131026, "Message Undeliverable.")
WINDOW_CLOSED: Final = (
    131047,
    "Message failed to send because more than 24 hours have passed since the customer last replied to this number.",
)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a send is for; a person nobody knows is a ghost whose messages fail later."""

    contact: Contact
    input: str
    by_user_id: bool
    is_known: bool


def send(world: World, number: Number, body: Json, call: GraphCall) -> Json:
    """Check and accept one message. Raises GraphError."""
    check_product(body)
    check_recipient(body)
    message_type = check_message(body)
    recipient = _recipient(world, number, body)
    chat = (
        world.chats.between(number, recipient.contact)
        if recipient.is_known
        else Chat(number=number, contact=recipient.contact)
    )
    doom = None if recipient.is_known and not recipient.contact.unreachable else UNREACHABLE
    template = None
    if message_type == "template":
        template = _template(world, number, body)
        _check_template_recipient(template, recipient)
    elif recipient.is_known and not chat.window_view(world.settings.window.hours)["open"]:
        doom = _refuse_closed_window(world, chat, body)
    _check_reaction(world, number, body, message_type)
    links, media_doom = _media_of(world, number, body)
    _check_rates(world, number, chat)
    view = _view(world, body, message_type, template)
    bubble = _add_bubble(world, chat, view, body)
    call.wamid = bubble.wamid
    opaque = body.get("biz_opaque_callback_data")
    text = str(view.content.get("text", ""))
    world.ledger.accept(Accepted(number.phone_number_id, recipient.contact.id, bubble.wamid, opaque, text))
    world.events.publish(chat.key, "message", bubble.view())
    category = template.category.lower() if template else "service"
    world.statuses.start(Outgoing(bubble, category, recipient.by_user_id, opaque, links, doom or media_doom))
    return _answer(number, recipient, bubble, world, is_template=template is not None)


def mark_read(world: World, number: Number, body: Json) -> Json:
    """Mark a person's message and all before it as read, and show typing if asked. Raises GraphError."""
    fields = check_product(body)
    fields.choice("status", ("read",), code=100)
    bubble = world.chats.find(fields.string("message_id"), number)
    if bubble is None or bubble.direction != "in" or bubble.at < now() - timedelta(days=READ_DAYS):
        raise GraphError(131009, "Param message_id is not the id of a message received in the last 30 days.")
    typing = fields.optional_object("typing_indicator")
    if typing is not None:
        typing.choice("type", ("text",))
    chat = bubble.chat
    for earlier in chat.bubbles[: chat.bubbles.index(bubble) + 1]:
        if earlier.direction == "in" and earlier.advance("read"):
            world.events.publish(chat.key, "status", {"wamid": earlier.wamid, "status": "read"})
    if typing is not None:
        _show_typing(world, chat)
    return {"success": True}


def _show_typing(world: World, chat: Chat) -> None:
    seconds = world.settings.typing.seconds
    chat.typing_until = now() + timedelta(seconds=seconds)
    world.events.publish(chat.key, "typing", {"typing": True})

    def end() -> None:
        if chat.typing_until is not None and not chat.is_typing():
            _hide_typing(world, chat)

    world.timers.after(seconds + 0.05, end)


def _hide_typing(world: World, chat: Chat) -> None:
    if chat.typing_until is not None:
        chat.typing_until = None
        world.events.publish(chat.key, "typing", {"typing": False})


def _recipient(world: World, number: Number, body: Json) -> Recipient:
    to = body.get("to")
    if to is None:
        user_id = body["recipient"]
        contact = world.contacts.with_user_id(user_id, number.waba_id)
        ghost = Contact(user_id, None, user_id, username_only=True, bsuid=user_id, unreachable=True)
        return Recipient(contact or ghost, user_id, by_user_id=True, is_known=contact is not None)
    contact = world.contacts.with_phone(to, number.digits)
    digits = digits_of(to)
    if digits == number.digits:
        raise GraphError(131021, "Sender and recipient phone number is the same.")
    allowed = number.allowed_recipients
    if allowed is not None and digits not in {digits_of(one) for one in allowed}:
        raise GraphError(
            131030,
            "Recipient phone number not in allowed list: Add recipient phone number to recipient list and try again.",
        )
    ghost = Contact(digits, digits, digits, unreachable=True)
    return Recipient(contact or ghost, to, by_user_id=False, is_known=contact is not None)


def _template(world: World, number: Number, body: Json) -> Template:
    fields = check_name(body)
    name, language = fields.value["name"], fields.value["language"]["code"]
    found = [one for one in world.templates[number.waba_id] if one.name == name and one.language == language]
    template = found[0] if found else None
    check_send(fields, template)
    return found[0]


def _check_template_recipient(template: Template, recipient: Recipient) -> None:
    if template.category == "MARKETING" and recipient.contact.opted_out:
        raise GraphError(131050, "The recipient has chosen to stop receiving marketing messages from your business.")
    if template.category == "AUTHENTICATION" and recipient.by_user_id:
        raise GraphError(131062, "Authentication templates can only be sent to a phone number.")


def _refuse_closed_window(world: World, chat: Chat, body: Json) -> GraphError:
    """Write the breach down; refuse at once, or return the error that comes later, as settings say."""
    opaque = body.get("biz_opaque_callback_data")
    world.ledger.window_breaches.append(WindowBreach(*chat.key, opaque, now().isoformat(timespec="milliseconds")))
    error = GraphError(*WINDOW_CLOSED)
    if world.settings.window.refuse == "now":
        raise error
    return error


def _check_reaction(world: World, number: Number, body: Json, message_type: str) -> None:
    if message_type != "reaction":
        return
    bubble = world.chats.find(body["reaction"]["message_id"], number)
    if bubble is None or bubble.at < now() - timedelta(days=REACTION_DAYS):
        raise GraphError(131009, "reaction.message_id is not a message of the last 30 days.")


def _media_of(world: World, number: Number, body: Json) -> tuple[tuple[tuple[str, str], ...], GraphError | None]:
    """Collect the links to fetch, and check uploaded files; a wrong file fails later, an unknown id at once."""
    links: list[tuple[str, str]] = []
    doom = None
    for kind, media in media_objects(body):
        if "link" in media:
            links.append((kind, media["link"]))
            continue
        found = world.media.find(str(media.get("id")), number.phone_number_id)
        if found is None:
            raise GraphError(
                131009, f"Param {kind}['id'] is not a valid whatsapp business account media attachment ID."
            )
        try:
            check_file(kind, found.mime_type, len(found.data))
        except GraphError as error:
            doom = error
    return tuple(links), doom


def media_objects(part: Any) -> list[tuple[str, Json]]:
    """Find every media object of a request with its kind: messages, headers, cards, template parameters."""
    found: list[tuple[str, Json]] = []
    for key, value in part.items() if isinstance(part, dict) else ((None, item) for item in part):
        if key in MEDIA_TYPES and isinstance(value, dict) and ("id" in value or "link" in value):
            found.append((str(key), value))
        elif isinstance(value, dict | list):
            found += media_objects(value)
    return found


def _check_rates(world: World, number: Number, chat: Chat) -> None:
    """Take one message from the pair's and the number's throughput, from both or from neither."""
    rates = world.settings.rates
    mps = number.throughput_mps or rates.number_mps
    pair_rate = 1 / rates.pair_seconds
    if not chat.pair.has_room(rates.pair_burst, pair_rate):
        raise GraphError(
            131056,
            "Message failed to send because there were too many messages sent from this phone number to the same phone number "
            "in a short period of time.",
        )
    if not number.bucket.take(mps, mps):
        raise GraphError(
            130429, "Message failed to send because there were too many messages sent from this phone number."
        )
    chat.pair.take(rates.pair_burst, pair_rate)


def _view(world: World, body: Json, message_type: str, template: Template | None) -> View:
    def media_url(media: Json) -> str:
        return str(media["link"]) if "link" in media else world.media.browser_url(str(media["id"]))

    if template is not None:
        return template_view(template, Fields(body, "").object("template"), media_url)
    return view_of(body, message_type, media_url)


def _add_bubble(world: World, chat: Chat, view: View, body: Json) -> Bubble:
    wamid = world.chats.new_wamid(chat.contact, inbound=False)
    bubble = Bubble(chat, wamid, "out", now(), view.kind, view.content, "accepted", view.replies)
    quoted = (body.get("context") or {}).get("message_id")
    if quoted and world.chats.find(quoted, chat.number) is not None:
        bubble.reply_to = quoted
    world.chats.add(bubble)
    _hide_typing(world, chat)
    return bubble


def _answer(number: Number, recipient: Recipient, bubble: Bubble, world: World, *, is_template: bool) -> Json:
    contact: Json = {"input": recipient.input}
    if recipient.by_user_id:
        contact["user_id"] = world.contacts.user_id(recipient.contact, number.waba_id)
    else:
        contact["wa_id"] = recipient.contact.phone
    message: Json = {"id": bubble.wamid}
    if is_template:
        message["message_status"] = "accepted"
    return {"messaging_product": "whatsapp", "contacts": [contact], "messages": [message]}
