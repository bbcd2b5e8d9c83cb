"""A status webhook read: how far a message of ours has come. Statuses arrive in any order and never move it back."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.whatsapp.payload import clean, read_time

# `failed` beats `sent`, and a delivery or reading after `failed` beats it in turn (Meta, read 2026-11).
RANK = {"queued": 0, "sending": 1, "sent": 2, "failed": 3, "delivered": 4, "read": 5, "played": 6}


@dataclass(frozen=True, slots=True)
class Status:
    """rank: place in RANK. opaque: our own `<outbox id>:<attempt>`, echoed by Meta; settles a send whose answer was lost."""

    wamid: str
    status: str
    rank: int
    at: datetime | None
    opaque: str | None
    error_code: int | None
    error_title: str | None
    pricing: dict[str, Any] | None


def read_status(raw: bytes) -> Status | None:
    """None for a status that says nothing about delivery (unknown words, payments)."""
    status: dict[str, Any] = json.loads(raw)
    word = status.get("status")
    if word not in RANK or status.get("type") == "payment":
        return None
    errors = status.get("errors")
    error = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
    code, title, opaque, pricing = (
        error.get("code"),
        error.get("title"),
        status.get("biz_opaque_callback_data"),
        status.get("pricing"),
    )
    return Status(
        wamid=clean(str(status.get("id", ""))),
        status=word,
        rank=RANK[word],
        at=read_time(status.get("timestamp")),
        opaque=clean(opaque) if isinstance(opaque, str) else None,
        error_code=code if isinstance(code, int) and not isinstance(code, bool) and abs(code) < 2**31 else None,
        error_title=clean(title)[:200] if isinstance(title, str) else None,
        pricing=pricing if isinstance(pricing, dict) else None,
    )
