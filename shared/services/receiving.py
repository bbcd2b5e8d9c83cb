"""Whether this process has been receiving without a gap; every sweep writes it down for all others to see."""

import threading
from datetime import timedelta
from uuid import UUID, uuid4

SLACK = timedelta(seconds=5)  # a sweep may be late by this before its process counts as gone


class Receiving:
    """One per process. `note_gap` when a webhook could not be stored; the next beat makes it known."""

    def __init__(self) -> None:
        self.id: UUID = uuid4()
        self._lock = threading.Lock()
        self._gap = False

    def note_gap(self) -> None:
        with self._lock:
            self._gap = True

    def take_gap(self) -> bool:
        """Whether there was a gap since the last call; the caller writes it down, or gives it back."""
        with self._lock:
            gap, self._gap = self._gap, False
            return gap
