"""Whether this process has been receiving without a gap; every sweep writes it down for all others to see."""

import threading
from datetime import timedelta
from uuid import UUID, uuid4

SLACK = timedelta(seconds=5)  # a sweep may be late by this before its process counts as gone

# All functions of AWS Lambda together: a process that is frozen between calls cannot say that it lives. The heartbeat's
# sweep beats for them, and a webhook that fails tells of its gap with the next one that does not.
FUNCTIONS = UUID("5a4e1f0c-6d1b-4c8e-9b57-0f6a2d3c7e19")


class Receiving:
    """One per process. `note_gap` when a webhook could not be stored; the next beat makes it known."""

    def __init__(self, id_: UUID | None = None) -> None:
        """id_: None = a new process; FUNCTIONS on AWS Lambda."""
        self.id = id_ or uuid4()
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
