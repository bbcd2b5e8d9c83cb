"""The record of every Graph call and webhook attempt."""

import json
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

MAX_ENTRIES: Final = 100_000  # the oldest are forgotten; the ledger forgets nothing


@dataclass(slots=True)
class GraphCall:
    """One call to the Graph side and how it was answered."""

    method: str
    path: str
    raw: bytes
    phone_number_id: str | None = None
    type: str | None = None
    to: str | None = None
    opaque: str | None = None
    http: int | None = None
    code: int | None = None
    wamid: str | None = None
    fault: str | None = None
    ms: float = 0.0
    at: float = 0.0

    def view(self) -> dict[str, Any]:
        """Write the entry; `accepted` means that the message exists, whatever was answered."""
        return {
            "kind": "graph",
            "at": _iso(self.at),
            "method": self.method,
            "path": self.path,
            "phone_number_id": self.phone_number_id,
            "type": self.type,
            "to": self.to,
            "opaque": self.opaque,
            "http": self.http,
            "code": self.code,
            "wamid": self.wamid,
            "accepted": self.wamid is not None,
            "fault": self.fault,
            "ms": round(self.ms, 2),
            "body": _readable(self.raw),
        }


@dataclass(slots=True)
class WebhookAttempt:
    """One POST of a webhook; http is None when no answer came."""

    phone_number_id: str
    delivery: int
    attempt: int
    http: int | None
    error: str | None
    ms: float
    updates: list[str]
    raw: bytes
    at: float

    def view(self) -> dict[str, Any]:
        """Write the entry."""
        return {
            "kind": "webhook",
            "at": _iso(self.at),
            "phone_number_id": self.phone_number_id,
            "delivery": self.delivery,
            "attempt": self.attempt,
            "http": self.http,
            "error": self.error,
            "ms": round(self.ms, 2),
            "updates": self.updates,
            "body": _readable(self.raw),
        }


class Journal:
    """Entries numbered from 1."""

    def __init__(self) -> None:
        self._entries: deque[tuple[int, GraphCall | WebhookAttempt]] = deque(maxlen=MAX_ENTRIES)
        self._last = 0

    def add(self, entry: GraphCall | WebhookAttempt) -> None:
        """Write one entry."""
        self._last += 1
        self._entries.append((self._last, entry))

    def since(self, number: int, kind: str | None, limit: int) -> dict[str, Any]:
        """Read entries after a number; `next` is the number to go on from."""
        wanted = GraphCall if kind == "graph" else WebhookAttempt if kind == "webhook" else None
        entries: list[dict[str, Any]] = []
        last = max(number, 0)
        for index, entry in self._entries:
            if index <= number or (wanted is not None and not isinstance(entry, wanted)):
                continue
            if len(entries) == limit:
                return {"entries": entries, "next": last}
            entries.append({"n": index, **entry.view()})
            last = index
        return {"entries": entries, "next": max(last, self._last)}


def _iso(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")


def _readable(raw: bytes) -> Any:
    """Show a body as JSON if it is some, else as text."""
    try:
        return json.loads(raw) if raw else None
    except ValueError:
        return raw[:2000].decode("utf-8", "replace")
