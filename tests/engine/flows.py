"""Small flows for tests, and ways to talk to them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from shared.domain.ids import Wamid
from shared.domain.messages import Incoming, IncomingKind
from shared.engine.events import MessagesReceived

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOST: dict[str, Any] = {
    "tenant": {"name": "T", "timezone": "America/Sao_Paulo", "locale": "pt-BR"},
    "contact": {"id": "c", "first_name": "Ana", "name": "Ana", "phone": "5519988887777", "has_phone": True},
    "conversation": {"id": "v", "is_first": True},
}


def flow_of(*nodes: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """A definition that starts at the first node."""
    return {"version": 1, "start": nodes[0]["id"], "nodes": [dict(node) for node in nodes], **more}


def to(target: str, **when: Any) -> dict[str, Any]:
    return {"to": target, "when": when} if when else {"to": target}


def says(text: str, *, reply_id: str | None = None, kind: IncomingKind = IncomingKind.TEXT) -> MessagesReceived:
    kind = IncomingKind.TAP if reply_id is not None else kind
    return MessagesReceived((Incoming(Wamid("w"), kind, NOW, text=text, reply_id=reply_id),))
