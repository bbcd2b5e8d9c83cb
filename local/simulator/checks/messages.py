"""The checks every send request goes through, and the simple message types."""

import re
from collections.abc import Callable
from typing import Final

from local.simulator.checks.fields import Fields, Json
from local.simulator.checks.interactive import check_interactive
from local.simulator.checks.media import check_media
from local.simulator.errors import GraphError
from local.simulator.limits import BY_TYPE, LIMITS, TextLimit, count_limit, text_limit

COMMON: Final = LIMITS["request"]["common"]
TYPES: Final = frozenset(COMMON["type"]["enum"])
MEDIA_TYPES: Final = ("image", "video", "audio", "document", "sticker")
OPAQUE: Final = TextLimit(
    False, COMMON["biz_opaque_callback_data"]["min_chars"], COMMON["biz_opaque_callback_data"]["max_chars"]
)
BSUID: Final = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")
BIRTHDAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


def check_product(body: Json) -> Fields:
    """Check what sends, read marks and typing have in common."""
    if "messaging_product" not in body:
        raise GraphError(100, "The parameter messaging_product is required.")
    if body["messaging_product"] != "whatsapp":
        raise GraphError(100, "Param messaging_product must be one of {WHATSAPP}.")
    return Fields(body, "")


def check_message(body: Json) -> str:
    """Check a send request without its recipient and template, and name its type."""
    fields = check_product(body)
    fields.text("biz_opaque_callback_data", OPAQUE)
    message_type = fields.choice("type", TYPES, code=100) if fields.has("type") else "text"
    context = fields.optional_object("context")
    if context is not None:
        if message_type == "reaction":
            raise GraphError(100, "Param context is not allowed for type reaction.")
        context.string("message_id")
    if message_type in MEDIA_TYPES:
        check_media(fields.object(message_type), message_type)
    elif message_type != "template":
        CHECKS[message_type](fields)
    return message_type


def check_recipient(body: Json) -> None:
    """Check that the request names a user: `to` (wins) or a BSUID in `recipient`."""
    fields = Fields(body, "")
    if fields.has("recipient_type") and fields.choice("recipient_type", ("individual", "group")) == "group":
        raise GraphError(131051, "Groups are not simulated.")
    if fields.has("to"):
        digits = re.sub(r"[\s()\-.+]", "", fields.string("to"))
        if not re.fullmatch(r"[0-9]{5,20}", digits):
            raise GraphError(131009, "Param to is not a valid WhatsApp phone number.")
    elif fields.has("recipient"):
        if not BSUID.fullmatch(fields.string("recipient")):
            raise GraphError(131009, "Param recipient is not a valid business-scoped user ID.")
    else:
        raise GraphError(131008, "to or recipient is required.")


def _text(message: Fields) -> None:
    text = message.object("text")
    text.only("body", "preview_url")
    text.text("body", text_limit("text", "text.body"))
    text.flag("preview_url")


def _location(message: Fields) -> None:
    place = message.object("location")
    place.only("latitude", "longitude", "name", "address")
    row = BY_TYPE["location"]
    place.number("latitude", *row["latitude"]["range"])
    place.number("longitude", *row["longitude"]["range"])


def _contacts(message: Fields) -> None:
    row = BY_TYPE["contacts"]
    for card in message.objects("contacts", *count_limit("contacts", "count")):
        name = card.object("name")
        name.string("formatted_name")
        if not any(name.has(part) for part in ("first_name", "last_name", "middle_name", "suffix", "prefix")):
            raise GraphError(131009, f"{name.path}: one more name part besides formatted_name is required.")
        if card.has("birthday") and not BIRTHDAY.fullmatch(card.string("birthday")):
            raise GraphError(131009, f"{card.path}.birthday must be written YYYY-MM-DD.")
        for key, kinds in row["types"].items():
            for entry in card.objects(key, 0, 1000) if card.has(key) else ():
                if entry.has("type") and entry.string("type").upper() not in kinds:
                    raise GraphError(131009, f"{entry.path}.type must be one of {{{', '.join(kinds)}}}.")


def _reaction(message: Fields) -> None:
    reaction = message.object("reaction")
    reaction.only("message_id", "emoji")
    reaction.string("message_id")
    if not isinstance(reaction.value.get("emoji"), str):
        raise GraphError(131008, "reaction.emoji is required.")
    emoji = reaction.value["emoji"]
    if emoji and (emoji.isascii() or any(part.isalnum() and not part.isdigit() for part in emoji)):
        raise GraphError(131009, "reaction.emoji must be one emoji.")


def _interactive(message: Fields) -> None:
    check_interactive(message.object("interactive"))


CHECKS: Final[dict[str, Callable[[Fields], None]]] = {
    "text": _text,
    "location": _location,
    "contacts": _contacts,
    "reaction": _reaction,
    "interactive": _interactive,
}
