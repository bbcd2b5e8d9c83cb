"""A webhook body taken apart into items, leniently: one bad item never hurts its neighbours, nothing is dropped.

Shapes: Meta's webhook reference, read 2026-11. Unknown fields, types and statuses become items of their own kind and are
stored raw. Times are strings in messages and statuses, integers elsewhere; both are read.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from shared.domain.nesting import is_nested_deeper

Json = dict[str, Any]
MAX_DEPTH = 64  # Meta's deepest webhook is nested 14 times

NOT_A_TURN = {"system", "request_welcome", "edit", "revoke"}  # message types that change records, not the conversation


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that happened on one of our numbers.

    kind: `message` (of a contact, one to one), `status`, `echo`, `standby_message`, `standby_echo`, `handover`,
    `preference`, `group_message`, a message type of NOT_A_TURN, or the name of Meta's field. key: unique per number and kind, so that a redelivery is recognised. sender: the identity that
    orders a contact's messages: the BSUID if given, else the wa_id. fault: why the item cannot be used; it is kept as dead.
    """

    phone_number_id: str
    waba_id: str
    kind: str
    key: str
    raw: bytes
    sender: str = ""
    wa_id: str | None = None
    bsuid: str | None = None
    parent_bsuid: str | None = None
    profile_name: str = ""
    sent_at: datetime | None = None
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A change that concerns no number of ours by itself: a business account, a template, a security notice."""

    field: str
    waba_id: str
    digest: bytes
    raw: bytes


@dataclass(frozen=True, slots=True)
class Payload:
    items: tuple[Item, ...] = ()
    changes: tuple[Change, ...] = field(default=())


class NotJson(ValueError):
    """The body is not a JSON document that we can read."""


def read_payload(body: bytes) -> Payload:
    """Take a body apart. Raises NotJson; any JSON at all is accepted, and what is not Meta's yields nothing."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotJson from error
    if body.count(b"{") + body.count(b"[") > MAX_DEPTH and is_nested_deeper(document, MAX_DEPTH):
        raise NotJson
    if not isinstance(document, dict) or document.get("object") != "whatsapp_business_account":
        return Payload()
    items: list[Item] = []
    changes: list[Change] = []
    for entry in _dicts(document.get("entry")):
        waba = _id(entry.get("id"))
        for change in _dicts(entry.get("changes")):
            name, value = clean(_text(change.get("field")))[:100], change.get("value")
            number = _number_of(_dict(value))
            if number:
                items.extend(_items(name, _dict(value), number, waba))
            else:
                raw = _raw(change)
                changes.append(Change(name, waba, _digest(raw, _text(entry.get("time"))), raw))
        if not isinstance(entry.get("changes"), list):
            raw = _raw(entry)
            changes.append(Change("", waba, _digest(raw), raw))
    return Payload(tuple(items), tuple(changes))


def _number_of(value: Json) -> str:
    """The phone number id of a change; hand-overs of a thread name it as the recipient."""
    metadata = _dict(value.get("metadata")) or _dict(value.get("recipient"))
    return _id(metadata.get("phone_number_id"))


def _items(name: str, value: Json, number: str, waba: str) -> Iterator[Item]:
    """The items of one change of a known number."""
    if name == "messages":
        messages, statuses = value.get("messages"), value.get("statuses")
        yield from (_message(m, value, number, waba) for m in _list(messages))
        yield from (_status(s, number, waba) for s in _list(statuses))
        if not _list(messages) and not _list(statuses) and _list(value.get("errors")):
            yield _other("errors", value, number, waba)
    elif name == "smb_message_echoes":
        yield from (_echo(e, number, waba, "echo") for e in _list(value.get("message_echoes")))
    elif name == "standby":
        yield from _standby(_dict(value.get("standby")), number, waba)
    elif name == "messaging_handovers":
        yield _handover(value, number, waba)
    elif name == "user_preferences":
        yield from (_preference(p, number, waba) for p in _list(value.get("user_preferences")))
    else:
        yield _other(name or "unnamed", value, number, waba)


def _message(message: Any, value: Json, number: str, waba: str) -> Item:
    raw = _raw(message)
    if not isinstance(message, dict) or not _text(message.get("id")):
        return Item(number, waba, "message", _hash(raw), raw, fault="message_without_id")
    who = _contact(message, value)
    wa_id = _text(message.get("from")) or None
    bsuid = _text(message.get("from_user_id")) or _text(who.get("user_id")) or None
    kind = _text(message.get("type"))
    if message.get("group_id"):
        kind = "group_message"
    elif kind not in NOT_A_TURN:
        kind = "message"
    fault = None
    if kind == "system":
        bsuid = _text(_dict(message.get("system")).get("previous_user_id")) or bsuid  # ordered with who they were
    if kind == "message":
        fault = (
            "message_without_sender"
            if not (wa_id or bsuid)
            else "message_without_type"
            if not message.get("type")
            else None
        )
    return Item(
        number, waba, kind, clean(_text(message.get("id")))[:500], raw,
        sender=clean(bsuid or wa_id or "")[:200], wa_id=_short(wa_id), bsuid=_short(bsuid),
        parent_bsuid=_short(_text(message.get("from_parent_user_id")) or _text(who.get("parent_user_id")) or None),
        profile_name=clean(_text(_dict(who.get("profile")).get("name")))[:200],
        sent_at=read_time(message.get("timestamp")), fault=fault,
    )  # fmt: skip


def _contact(message: Json, value: Json) -> Json:
    """The `contacts[]` entry of the sender; with a single entry there is nothing to choose."""
    contacts = _dicts(value.get("contacts"))
    for contact in contacts:
        if _text(contact.get("user_id")) and contact.get("user_id") == message.get("from_user_id"):
            return contact
        if _text(contact.get("wa_id")) and contact.get("wa_id") == message.get("from"):
            return contact
    return contacts[0] if len(contacts) == 1 else {}


def _status(status: Any, number: str, waba: str) -> Item:
    raw = _raw(status)
    if not isinstance(status, dict) or not _text(status.get("id")) or not _text(status.get("status")):
        return Item(number, waba, "status", _hash(raw), raw, fault="status_without_id")
    who = _text(status.get("recipient_participant_user_id")) or _text(status.get("recipient_participant_id"))
    key = ":".join(filter(None, (_text(status["id"]), _text(status["status"]), who)))
    kind = "payment_status" if status.get("type") == "payment" else "status"
    return Item(number, waba, kind, clean(key)[:500], raw, sent_at=read_time(status.get("timestamp")))


def _echo(echo: Any, number: str, waba: str, kind: str) -> Item:
    """What somebody else sent from this number: a person in the WhatsApp Business app, or another responder."""
    raw = _raw(echo)
    if not isinstance(echo, dict) or not _text(echo.get("id")):
        return Item(number, waba, kind, _hash(raw), raw, fault="echo_without_id")
    body = _dict(echo.get("message")) or echo
    wa_id, bsuid = _text(body.get("to")).removeprefix("+") or None, _text(body.get("to_user_id")) or None
    if body.get("type") in NOT_A_TURN:
        kind = "echo_change"
    return Item(
        number, waba, kind, clean(_text(echo["id"]))[:500], raw,
        sender=clean(bsuid or wa_id or "")[:200], wa_id=_short(wa_id), bsuid=_short(bsuid),
        sent_at=read_time(echo.get("timestamp")), fault=None if wa_id or bsuid else "echo_without_recipient",
    )  # fmt: skip


def _standby(value: Json, number: str, waba: str) -> Iterator[Item]:
    """What passes on a thread that another responder owns: kept, never answered."""
    for message in _list(value.get("messages")):
        item = _message(message, value, number, waba)
        yield replace(item, kind="standby_message") if item.kind == "message" else item
    yield from (_echo(e, number, waba, "standby_echo") for e in _list(value.get("message_echoes")))
    yield from (replace(_status(s, number, waba), kind="standby_status") for s in _list(value.get("statuses")))


def _handover(value: Json, number: str, waba: str) -> Item:
    """A thread was given to us or taken from us (Conversation Routing, since 2026-09)."""
    raw, who = _raw(value), _dict(value.get("sender"))
    wa_id, bsuid = _text(who.get("phone_number")) or None, _text(who.get("user_id")) or None
    return Item(
        number, waba, "handover", _hash(raw), raw,
        sender=clean(bsuid or wa_id or "")[:200], wa_id=_short(wa_id), bsuid=_short(bsuid),
        sent_at=read_time(value.get("timestamp")), fault=None if wa_id or bsuid else "handover_without_user",
    )  # fmt: skip


def _preference(preference: Any, number: str, waba: str) -> Item:
    """The user stopped or resumed marketing messages in WhatsApp itself."""
    raw, body = _raw(preference), _dict(preference)
    wa_id, bsuid = _text(body.get("wa_id")) or None, _text(body.get("user_id")) or None
    return Item(
        number, waba, "preference", _hash(raw), raw,
        sender=clean(bsuid or wa_id or "")[:200], wa_id=_short(wa_id), bsuid=_short(bsuid),
        sent_at=read_time(body.get("timestamp")), fault=None if wa_id or bsuid else "preference_without_user",
    )  # fmt: skip


def _other(kind: str, value: Json, number: str, waba: str) -> Item:
    raw = _raw(value)
    return Item(number, waba, clean(kind)[:100], _hash(raw), raw)


def read_time(value: Any) -> datetime | None:
    """Unix seconds as string or integer; None for anything else or out of the calendar."""
    try:
        return datetime.fromtimestamp(int(value), UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None


def item_to_bytes(item: Item) -> bytes:
    """An item whole, to be kept until its number has an account."""
    known = {name: getattr(item, name) for name in item.__slots__}
    known |= {"raw": item.raw.decode("ascii"), "sent_at": item.sent_at.timestamp() if item.sent_at else None}
    return json.dumps(known, separators=(",", ":")).encode()


def item_from_bytes(whole: bytes) -> Item:
    """The inverse of `item_to_bytes`."""
    known = json.loads(whole)
    return Item(**known | {"raw": known["raw"].encode("ascii"), "sent_at": read_time(known["sent_at"])})


def clean(text: str) -> str:
    """What Postgres text can hold: no NUL, no lone surrogates (Meta passes on whatever phones send)."""
    return text.replace("\x00", "").encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _id(value: Any) -> str:
    """An id of Meta's, as Postgres can be asked for it; what is no id is then simply not found."""
    return clean(_text(value))[:64]


def _short(value: str | None) -> str | None:
    return clean(value)[:200] if value else None


def _raw(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _hash(raw: bytes) -> str:
    return "sha256:" + hashlib.sha256(raw).hexdigest()


def _digest(raw: bytes, salt: str = "") -> bytes:
    return hashlib.sha256(raw + salt.encode("utf-8", "replace")).digest()


def _text(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return ""
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else ""


def _dict(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _dicts(value: Any) -> list[Json]:
    return [element for element in _list(value) if isinstance(element, dict)]
