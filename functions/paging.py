"""The opaque cursor of a list: where the next page begins, as text that a URL carries unchanged."""

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from uuid import UUID

from shared.domain.errors import Invalid
from shared.store.pages import Position


def encode(position: Position | None) -> str | None:
    """None = no more pages."""
    if position is None:
        return None
    return urlsafe_b64encode(json.dumps([position[0].isoformat(), position[1].hex]).encode()).decode().rstrip("=")


def decode(cursor: str) -> Position:
    """Raises Invalid `invalid_cursor` for anything that `encode` did not make."""
    try:
        at, id_ = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        position = datetime.fromisoformat(at), UUID(id_)
    except (ValueError, TypeError, AttributeError, binascii.Error) as error:
        raise Invalid("invalid_cursor", "The cursor is not one that a list gave.") from error
    if position[0].tzinfo is None:
        raise Invalid("invalid_cursor", "The cursor is not one that a list gave.")
    return position
