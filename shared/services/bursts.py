"""How long the flow of a number waits for the rest of a burst: a hint remembered from its last turn, never the truth.

A wrong hint costs trips, or a moment of the contact's time; the turn itself always looks at its own flow.
"""

import threading
from collections import OrderedDict
from datetime import timedelta

from shared.domain.ids import AccountId

MAX_REMEMBERED = 20_000  # numbers; those not heard of longest are forgotten


class Bursts:
    """Safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[AccountId, timedelta] = OrderedDict()

    def note(self, account: AccountId, debounce: timedelta) -> None:
        with self._lock:
            self._known[account] = debounce
            self._known.move_to_end(account)
            if len(self._known) > MAX_REMEMBERED:
                self._known.popitem(last=False)

    def expected(self, account: AccountId) -> timedelta:
        """Zero when nothing is known."""
        with self._lock:
            return self._known.get(account, timedelta())
