"""One stored webhook message read as an `Incoming` of the domain."""

import json
from datetime import UTC, datetime
from typing import Any

from shared.domain.ids import Wamid
from shared.domain.messages import Incoming, IncomingKind, Location, Media, Referral, SharedContact
from shared.whatsapp.payload import clean, read_time

MEDIA_KINDS = {"image", "video", "audio", "document", "sticker"}


def read_incoming(raw: bytes) -> Incoming:
    """Never fails on a message that `read_payload` found sound: what is unknown reads as `unsupported`.

    Text is cleaned of NUL and lone surrogates and otherwise kept as typed.
    """
    message: dict[str, Any] = json.loads(raw)
    kind = _text(message, "type")
    body = message.get(kind) if isinstance(message.get(kind), dict) else {}
    base: dict[str, Any] = {
        "wamid": Wamid(_text(message, "id")),
        "sent_at": read_time(message.get("timestamp")) or datetime.fromtimestamp(0, UTC),
        "quoted": Wamid(_text(_dict(message.get("context")), "id"))
        if _text(_dict(message.get("context")), "id")
        else None,
        "referral": _referral(message.get("referral")),
    }
    return Incoming(**base, **_content(kind, _dict(body), message))


def _content(kind: str, body: dict[str, Any], message: dict[str, Any]) -> dict[str, Any]:
    if kind == "text":
        return {"kind": IncomingKind.TEXT, "text": _text(body, "body")}
    if kind in MEDIA_KINDS and _text(body, "id"):
        return {"kind": IncomingKind(kind), "text": _text(body, "caption"), "media": _media(body)}
    if kind == "interactive":
        return _interactive(body)
    if kind == "button":
        return {
            "kind": IncomingKind.TAP,
            "text": _text(body, "text"),
            "reply_id": _text(body, "payload") or _text(body, "text"),
        }
    if kind == "location" and _number(body.get("latitude")) is not None and _number(body.get("longitude")) is not None:
        return {
            "kind": IncomingKind.LOCATION,
            "location": _location(body),
            "text": _text(body, "name") or _text(body, "address"),
        }
    if kind == "contacts":
        shared = message.get("contacts")
        found = [_shared_contact(each) for each in shared if isinstance(each, dict)] if isinstance(shared, list) else []
        return {"kind": IncomingKind.CONTACTS, "contacts": tuple(found)}
    if kind == "reaction":
        return {"kind": IncomingKind.REACTION, "text": _text(body, "emoji")}
    if kind == "order":
        return {"kind": IncomingKind.ORDER, "text": _text(body, "text")}
    return {"kind": IncomingKind.UNSUPPORTED}


def _interactive(body: dict[str, Any]) -> dict[str, Any]:
    for key in ("button_reply", "list_reply"):
        reply = body.get(key)
        if isinstance(reply, dict):
            return {"kind": IncomingKind.TAP, "text": _text(reply, "title"), "reply_id": _text(reply, "id") or None}
    form = body.get("nfm_reply")
    if isinstance(form, dict):
        return {"kind": IncomingKind.FORM, "text": _text(form, "response_json")}
    return {"kind": IncomingKind.UNSUPPORTED}


def _media(body: dict[str, Any]) -> Media:
    return Media(
        id=_text(body, "id"),
        mime_type=_text(body, "mime_type"),
        caption=_text(body, "caption") or None,
        filename=_text(body, "filename") or None,
        voice=body.get("voice") is True,
    )


def _location(body: dict[str, Any]) -> Location:
    return Location(
        latitude=_number(body.get("latitude")) or 0.0,
        longitude=_number(body.get("longitude")) or 0.0,
        name=_text(body, "name") or None,
        address=_text(body, "address") or None,
    )


def _shared_contact(contact: dict[str, Any]) -> SharedContact:
    phones = contact.get("phones")
    numbers = (
        [_text(p, "phone") or _text(p, "wa_id") for p in phones if isinstance(p, dict)]
        if isinstance(phones, list)
        else []
    )
    name = _text(_dict(contact.get("name")), "formatted_name")
    return SharedContact(name or None, tuple(n for n in numbers if n), contact.get("origin") == "contact_request")


def _referral(value: Any) -> Referral | None:
    if not isinstance(value, dict):
        return None
    keys = ("source_id", "source_type", "source_url", "headline", "body", "ctwa_clid")
    return Referral(*(_text(value, key) or None for key in keys))


def _text(body: dict[str, Any], key: str) -> str:
    value = body.get(key)
    return clean(value) if isinstance(value, str) else ""


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _number(value: Any) -> float | None:
    return (
        float(value) if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= 180 else None
    )
