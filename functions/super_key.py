"""Whether a caller holds SUPER_ADMIN_API_KEY, whatever carries the request."""

import hmac
from collections.abc import Sequence
from datetime import datetime

from shared.container import Container
from shared.domain.errors import Unauthenticated


def check_super_key(parts: Container, given: Sequence[str], *, place: str, now: datetime) -> None:
    """Let the holder of the key pass. The right key is never throttled, so a stranger cannot lock us out."""
    expected = parts.settings.super_admin_api_key.get_secret_value()
    if not expected or len(given) != 1 or not hmac.compare_digest(given[0].encode(), expected.encode()):
        parts.throttle.note_wrong_key(place, now=now)
        raise Unauthenticated("invalid_super_admin_key", "The super admin key is missing or wrong.")
