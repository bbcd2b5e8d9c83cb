"""Waiting for something to become so, and saying what was waited for when it does not."""

import time
from collections.abc import Callable
from datetime import timedelta

from local.errors import LocalError

PAUSE = (
    0.02  # seconds between two looks at the beginning; they grow rarer, to leave the processor to what is waited for
)
LONGEST_PAUSE = 0.25


class NeverCame(LocalError):
    """What was waited for did not happen in time."""


def wait_until(is_so: Callable[[], bool], patience: timedelta, what: str, *, explain: Callable[[], str] = str) -> float:
    """Return after how many seconds it was so; raise NeverCame when it was not in time."""
    began, pause = time.monotonic(), PAUSE
    while not is_so():
        waited = time.monotonic() - began
        if waited > patience.total_seconds():
            raise NeverCame(f"waited {waited:.1f} s for {what}. {explain()}".strip())
        time.sleep(pause)
        pause = min(pause * 1.3, LONGEST_PAUSE)
    return time.monotonic() - began
