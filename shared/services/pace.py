"""How fast a number may talk, and when it should hold its breath: known in this process, respected ahead of Graph's refusals."""

import threading
import time
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import timedelta

from shared.domain.ids import PhoneNumberId

NUMBER_RATE = 80.0  # messages a second and number, Meta's default (130429 above it); in and out count together
SLOWED = 0.5  # share of the rate after Graph has complained, doubling back every SLOW_TIME
SLOW_TIME = timedelta(seconds=30)
BREAKER_FAULTS = 5  # sends with unknown outcome …
BREAKER_WINDOW = timedelta(seconds=30)  # … in this time: something between us and Graph is broken
BREAKER_PAUSE = timedelta(seconds=15)  # then nothing leaves from this number, and one try shows whether it is over
MAX_NUMBERS = 20_000  # numbers remembered; the longest silent is forgotten


@dataclass(slots=True)
class Number:
    """tokens: messages that may leave at once, at most a second's worth. slow_until: while Graph wants less."""

    tokens: float = NUMBER_RATE
    at: float = field(default_factory=time.monotonic)
    rate: float = NUMBER_RATE
    slow_until: float = 0.0
    unknowns: deque[float] = field(default_factory=lambda: deque(maxlen=BREAKER_FAULTS))
    closed_until: float = 0.0


class Pace:
    """Safe for threads. Each process keeps its own; together they may exceed a number's rate, which Graph's answers then slow."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._numbers: OrderedDict[PhoneNumberId, Number] = OrderedDict()

    def pause_before(self, number: PhoneNumberId) -> timedelta:
        """How long to wait before the next message of this number; zero = go, and it is counted."""
        now = time.monotonic()
        with self._lock:
            known = self._get(number)
            if known.closed_until > now:
                return timedelta(seconds=known.closed_until - now)
            rate = known.rate * (SLOWED if known.slow_until > now else 1.0)
            known.tokens = min(rate, known.tokens + (now - known.at) * rate)
            known.at = now
            if known.tokens < 1:
                return timedelta(seconds=(1 - known.tokens) / rate)
            known.tokens -= 1
            return timedelta()

    def note_answer(self, number: PhoneNumberId) -> None:
        """Graph answered clearly: whatever was broken is not."""
        with self._lock:
            self._get(number).unknowns.clear()

    def note_unknown(self, number: PhoneNumberId) -> bool:
        """A send's outcome is unknown. True when this closes the number for a while."""
        now = time.monotonic()
        with self._lock:
            known = self._get(number)
            known.unknowns.append(now)
            broken = len(known.unknowns) == BREAKER_FAULTS and now - known.unknowns[0] < BREAKER_WINDOW.total_seconds()
            if broken:
                known.closed_until = now + BREAKER_PAUSE.total_seconds()
                known.unknowns.popleft()  # one more unknown after the pause closes it again at once
            return broken

    def note_too_fast(self, number: PhoneNumberId) -> None:
        """Graph said 130429: go at half the rate for a while."""
        with self._lock:
            self._get(number).slow_until = time.monotonic() + SLOW_TIME.total_seconds()

    def _get(self, number: PhoneNumberId) -> Number:
        known = self._numbers.get(number)
        if known is None:
            known = self._numbers[number] = Number()
            if len(self._numbers) > MAX_NUMBERS:
                self._numbers.popitem(last=False)
        self._numbers.move_to_end(number)
        return known
