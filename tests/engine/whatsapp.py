"""Is a rendered message one that WhatsApp would take? Held against Meta's limits, in UTF-16 units."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from shared.domain.messages import (
    AskContact,
    AskLocation,
    Attachment,
    Buttons,
    LinkButton,
    ListMenu,
    Outgoing,
    TemplateMessage,
    Text,
)

LIMITS: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "whatsapp" / "send-limits.json").read_text(encoding="utf-8")
)["messages"]


def refusals(message: Outgoing) -> list[str]:
    """Return why Meta would refuse the message; nothing = it would not."""
    match message:
        case Text(body):
            return list(_text("text", "text.body", body))
        case Attachment():
            return list(_attachment(message))
        case Buttons():
            return list(_buttons(message))
        case ListMenu():
            return list(_list(message))
        case LinkButton():
            kind = "interactive.cta_url"
            parts = _interactive(kind, message.body, message.header_text, message.footer)
            return [*parts, *_text(kind, "parameters.display_text", message.title)]
        case AskLocation(body):
            return list(_text("interactive.location_request_message", "body.text", body))
        case AskContact(body):
            return list(_text("interactive.request_contact_info", "body.text", body))
        case TemplateMessage():
            bad = [value for value in message.body_params if not value or "\n" in value or "     " in value]
            return [f"the template parameter {value!r}" for value in bad]
        case _:
            return []


def _attachment(message: Attachment) -> Iterator[str]:
    if message.kind == "audio" and message.caption:
        yield "audio with a caption"
    if message.kind != "audio":
        yield from _text(message.kind, "caption", message.caption)
    if not message.link:
        yield "a file without a link"


def _buttons(message: Buttons) -> Iterator[str]:
    kind = "interactive.button"
    yield from _interactive(kind, message.body, message.header_text, message.footer)
    count = LIMITS[kind]["action.buttons"]
    if not count["min"] <= len(message.buttons) <= count["max"]:
        yield f"{len(message.buttons)} buttons"
    yield from _unique([button.id for button in message.buttons], "button ids")
    yield from _unique([button.title for button in message.buttons], "button titles")
    for button in message.buttons:
        yield from _text(kind, "reply.id", button.id)
        yield from _text(kind, "reply.title", button.title)
    if message.header_text and message.header_image:
        yield "two headers"


def _list(message: ListMenu) -> Iterator[str]:
    kind = "interactive.list"
    yield from _interactive(kind, message.body, message.header_text, message.footer)
    if _units(message.body) > LIMITS[kind]["body.text"]["safe_max_chars"]:
        yield "a list's body over the safe length"
    yield from _text(kind, "action.button", message.button)
    rows = [row for section in message.sections for row in section.rows]
    if not LIMITS[kind]["rows_total"]["min"] <= len(rows) <= LIMITS[kind]["rows_total"]["max"]:
        yield f"{len(rows)} rows"
    yield from _unique([row.id for row in rows], "row ids")
    for row in rows:
        yield from _text(kind, "row.id", row.id)
        yield from _text(kind, "row.title", row.title)
        yield from _text(kind, "row.description", row.description)


def _interactive(kind: str, body: str, header: str, footer: str) -> Iterator[str]:
    yield from _text(kind, "body.text", body)
    if header and _units(header) > LIMITS[kind]["header"]["text"]["max_chars"]:
        yield "a header that is too long"
    if footer:
        yield from _text(kind, "footer.text", footer)


def _text(kind: str, field: str, text: str) -> Iterator[str]:
    limit = LIMITS[kind][field]
    units = _units(text)
    if not limit["min_chars"] <= units <= limit["max_chars"]:
        yield f"{kind} {field} has {units} units"
    if limit["min_chars"] and not text.strip():
        yield f"{kind} {field} is blank"


def _unique(values: list[str], what: str) -> Iterator[str]:
    if len(set(values)) < len(values):
        yield f"{what} twice"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
