"""Webhook bodies as Meta sends them, signed: a text, a tap, statuses. Shapes: tests/whatsapp/webhooks."""

import itertools
import json
import time
import uuid
from collections.abc import Sequence
from typing import Any

from shared.whatsapp.signature import sign

_wamids = itertools.count(1)
_run = uuid.uuid4().hex[:12]


def new_wamid() -> str:
    return f"wamid.{_run}{next(_wamids):012d}"


def text(number: str, contact: str, said: str, *, wamid: str = "", at: float | None = None) -> bytes:
    """One text of a contact."""
    return _message(number, contact, {"type": "text", "text": {"body": said}}, wamid, at)


def tap(number: str, contact: str, option: str, title: str) -> bytes:
    """A contact taps a reply button."""
    reply = {"type": "button_reply", "button_reply": {"id": option, "title": title}}
    return _message(number, contact, {"type": "interactive", "interactive": reply}, "", None)


def statuses(number: str, contact: str, wamid: str, names: Sequence[str], *, ours: str = "") -> bytes:
    """What became of a message we sent, one or several steps in a body."""
    listed = [
        {"id": wamid, "status": name, "timestamp": str(int(time.time())), "recipient_id": contact}
        | ({"biz_opaque_callback_data": ours} if ours else {})
        for name in names
    ]
    return _body(number, {"statuses": listed})


def signature(body: bytes, secret: str) -> str:
    return f"sha256={sign(body, secret)}"


def _message(number: str, contact: str, content: dict[str, Any], wamid: str, at: float | None) -> bytes:
    stamp = str(int(time.time() if at is None else at))
    user = f"BR.{contact}"
    message = {"from": contact, "from_user_id": user, "id": wamid or new_wamid(), "timestamp": stamp, **content}
    who = {"profile": {"name": "Ana Lima"}, "wa_id": contact, "user_id": user}
    return _body(number, {"contacts": [who], "messages": [message]})


def _body(number: str, value: dict[str, Any]) -> bytes:
    metadata = {"display_phone_number": "551140028922", "phone_number_id": number}
    changes = [{"field": "messages", "value": {"messaging_product": "whatsapp", "metadata": metadata, **value}}]
    return json.dumps(
        {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": changes}]}, separators=(",", ":")
    ).encode()
