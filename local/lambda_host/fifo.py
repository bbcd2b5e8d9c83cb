"""An SQS FIFO queue in memory: order within a group, one batch of a group at a time, visibility, deduplication, redrive.

Source: Amazon SQS developer guide, "FIFO queues" and "Dead-letter queues", read 2026-11.
"""

import itertools
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass

DEDUPLICATION = 300.0  # seconds in which a deduplication id is known
Clock = Callable[[], float]


@dataclass(slots=True)
class Message:
    """One message. handle: of its last delivery. hidden_until: on the queue's clock."""

    id: str
    body: str
    group: str
    deduplication_id: str
    sequence: int
    sent_at: float
    received: int = 0
    handle: str = ""
    hidden_until: float = 0.0


class FifoQueue:
    """dead_letters: where a message goes that was delivered `max_receives` times and not deleted."""

    def __init__(
        self,
        *,
        visibility: float,
        dead_letters: "FifoQueue | None" = None,
        max_receives: int = 0,
        clock: Clock = time.monotonic,
    ) -> None:
        self.dead_letters = dead_letters
        self._visibility = visibility
        self._max_receives = max_receives
        self._clock = clock
        self._messages: list[Message] = []  # in the order of arrival
        self._known: dict[str, tuple[float, str]] = {}
        self._sequence = itertools.count(1)
        self._changed = threading.Condition()

    def send(self, body: str, *, group: str, deduplication_id: str) -> str:
        """Give the message's id; that of the first one when the deduplication id was used in the last five minutes."""
        now = self._clock()
        with self._changed:
            self._known = {known: held for known, held in self._known.items() if now - held[0] < DEDUPLICATION}
            if deduplication_id in self._known:
                return self._known[deduplication_id][1]
            message = Message(str(uuid.uuid4()), body, group, deduplication_id, next(self._sequence), time.time())
            self._known[deduplication_id] = (now, message.id)
            self._messages.append(message)
            self._changed.notify_all()
        return message.id

    def receive(self, *, most: int, wait: float = 0.0, visibility: float | None = None) -> list[Message]:
        """Up to `most` messages in order, none of a group that has one under way; waits up to `wait` seconds for a first."""
        end = self._clock() + wait
        with self._changed:
            while not (found := self._take(most, self._visibility if visibility is None else visibility)):
                left = end - self._clock()
                if left <= 0:
                    break
                self._changed.wait(min(left, self._until_next()))
        return found

    def delete(self, handle: str) -> bool:
        """Only the handle of the last delivery deletes."""
        with self._changed:
            kept = [message for message in self._messages if message.handle != handle or not handle]
            is_deleted = len(kept) < len(self._messages)
            self._messages = kept
            self._changed.notify_all()
        return is_deleted

    def change_visibility(self, handle: str, seconds: float) -> bool:
        with self._changed:
            for message in self._messages:
                if message.handle == handle:
                    message.hidden_until = self._clock() + seconds
                    self._changed.notify_all()
                    return True
        return False

    def counts(self) -> tuple[int, int]:
        """(waiting, under way)."""
        now = self._clock()
        with self._changed:
            hidden = sum(1 for message in self._messages if message.hidden_until > now)
            return len(self._messages) - hidden, hidden

    def _take(self, most: int, visibility: float) -> list[Message]:
        now = self._clock()
        busy = {message.group for message in self._messages if message.hidden_until > now}
        taken: list[Message] = []
        for message in list(self._messages):
            if len(taken) == most:
                break
            if message.group in busy:
                continue
            if self.dead_letters is not None and message.received >= self._max_receives:
                self._messages.remove(message)
                self.dead_letters.send(message.body, group=message.group, deduplication_id=message.id)
                continue
            message.received += 1
            message.handle = uuid.uuid4().hex
            message.hidden_until = now + visibility
            taken.append(message)
        return taken

    def _until_next(self) -> float:
        """Seconds until a hidden message may be seen again."""
        now = self._clock()
        return min((max(message.hidden_until - now, 0.001) for message in self._messages), default=60.0)
