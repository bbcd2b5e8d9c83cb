"""WhatsApp's 24-hour window: how long after a contact's last message free-form replies may be sent."""

from dataclasses import dataclass
from datetime import datetime, timedelta

WINDOW = timedelta(hours=23, minutes=55)  # Meta's 24 hours less five minutes for clocks that differ


@dataclass(frozen=True, slots=True)
class Window:
    is_open: bool
    expires_at: datetime | None


def window_of(last_incoming_at: datetime | None, *, now: datetime) -> Window:
    """last_incoming_at: Meta's timestamp of the newest message, None = the contact never wrote."""
    if last_incoming_at is None:
        return Window(is_open=False, expires_at=None)
    expires_at = last_incoming_at + WINDOW
    return Window(is_open=now < expires_at, expires_at=expires_at)
