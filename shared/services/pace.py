"""How fast a number may talk, and when it should hold its breath: known in this process, respected ahead of Graph's refusals."""

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from shared.domain.ids import PhoneNumberId

NUMBER_RATE = 80.0  # messages a second and number, Meta's default (130429 above it); in and out count together
SLOWED = 0.5  # share of the rate after Graph has complained, doubling back every SLOW_TIME
SLOW_TIME = timedelta(seconds=30)
BREAKER_FAULTS = 5  # sends without an answer …
BREAKER_WINDOW = timedelta(seconds=30)  # … in this time: something between us and Graph is broken
BREAKER_PAUSE = timedelta(seconds=15)  # then nothing leaves from this number, and one try shows whether it is over
MAX_NUMBERS = 20_000  # numbers remembered; the longest silent is forgotten


@dataclass(slots=True)
class Number:
    """at: when tokens was true. tokens: messages that may leave at once, at most a second's worth.

    slow_until: while Graph wants less. is_broken: until Graph has answered clearly, one try in a BREAKER_PAUSE is all that leaves.
    """

    at: float
    tokens: float = NUMBER_RATE
    rate: float = NUMBER_RATE
    slow_until: float = 0.0
    unknowns: deque[float] = field(default_factory=lambda: deque(maxlen=BREAKER_FAULTS))
    is_broken: bool = False
    closed_until: float = 0.0


class Pace:
    """Safe for threads. Each process keeps its own; together they may exceed a number's rate, which Graph's answers then slow."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._numbers: OrderedDict[PhoneNumberId, Number] = OrderedDict()

    def pause_before(self, number: PhoneNumberId) -> timedelta:
        """How long to wait before the next message of this number; zero = go, and it is counted."""
        now = self._clock()
        with self._lock:
            known = self._get(number)
            if known.closed_until > now:
                return timedelta(seconds=known.closed_until - now)
            if known.is_broken:  # this one tries, the others wait for what it finds
                known.closed_until = now + BREAKER_PAUSE.total_seconds()
                return timedelta()
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
            known = self._get(number)
            known.unknowns.clear()
            known.is_broken, known.closed_until = False, 0.0

    def note_unknown(self, number: PhoneNumberId) -> bool:
        """A send got no answer: its outcome is unknown, or Graph could not be reached. True when this closes the number for a while."""
        now = self._clock()
        with self._lock:
            known = self._get(number)
            known.unknowns.append(now)
            is_full = len(known.unknowns) == BREAKER_FAULTS
            breaks = not known.is_broken and is_full and now - known.unknowns[0] < BREAKER_WINDOW.total_seconds()
            if breaks or known.is_broken:
                known.is_broken, known.closed_until = True, now + BREAKER_PAUSE.total_seconds()
            return breaks

    def note_too_fast(self, number: PhoneNumberId) -> None:
        """Graph said 130429: go at half the rate for a while."""
        with self._lock:
            self._get(number).slow_until = self._clock() + SLOW_TIME.total_seconds()

    def _get(self, number: PhoneNumberId) -> Number:
        known = self._numbers.get(number)
        if known is None:
            known = self._numbers[number] = Number(at=self._clock())
            if len(self._numbers) > MAX_NUMBERS:
                self._numbers.popitem(last=False)
        self._numbers.move_to_end(number)
        return known
