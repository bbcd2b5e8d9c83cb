"""The Waker of a long-running process: a small pool of threads, one wake of a conversation at a time, and a sweeping ticker."""

import heapq
import itertools
import threading
import time
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Sequence
from datetime import timedelta

from shared.domain.ids import TenantId
from shared.ports import SLOW, SendWake, Wake, Waker

MAX_WAITING = 10_000  # wakes held in memory; more are dropped, and the sweeper finds their rows
MAX_WAITING_OF_ONE = 5_000  # of one tenant
BUSY_PERIOD = timedelta(seconds=1)  # between sweeps while there is traffic
CALM_AFTER = timedelta(seconds=60)  # without a wake or a find; then sweeps grow rarer, so that the database may sleep


class ThreadWaker:
    """Implements `Waker` over threads. `handle` does the work and never raises.

    The same wake is not run twice at once: a wake that comes while it runs makes it run once more afterwards. Tenants take
    turns, and no tenant has all threads, so that one with a backlog or a hanging number keeps nobody else waiting.
    """

    def __init__(
        self,
        handle: Callable[[Wake], Sequence[tuple[Wake, timedelta]]],
        *,
        threads: int,
        following: Callable[[], Waker] | None = None,
    ) -> None:
        """following: who takes the wakes that `handle` gives back, asked for late; None = this pool."""
        self._handle = handle
        self._following = following
        self._size = threads
        self._spare = threads // 4  # threads that no single tenant may have
        self._condition = threading.Condition()
        self._ready: OrderedDict[TenantId, deque[Wake]] = OrderedDict()  # the tenant whose turn it is first
        self._sends: deque[SendWake] = deque()  # before everything else: a thread was set aside for each
        self._at_work: Counter[TenantId] = Counter()  # threads by tenant
        self._queued: set[Wake] = set()
        self._running: set[Wake] = set()
        self._later: list[tuple[float, int, Wake]] = []
        self._sequence = itertools.count()
        self._threads: list[threading.Thread] = []
        self._stopping = False
        self._idle = 0  # threads that wait for a wake
        self._reserved = 0  # of them, those that wait for a particular one
        self.last_wake = time.monotonic()

    def wake(self, wakes: Sequence[Wake], *, after: timedelta = timedelta()) -> None:
        """Queue wakes, starting the threads at the first. Full or stopping: dropped, the sweeper has them."""
        if not wakes:
            return
        with self._condition:
            self.last_wake = time.monotonic()
            self._start()
            for wake in wakes:
                if isinstance(wake, SendWake):
                    self._reserved -= 1
                    self._sends.append(wake)
                elif after > timedelta():
                    heapq.heappush(self._later, (time.monotonic() + after.total_seconds(), next(self._sequence), wake))
                else:
                    self._queue(wake)
            self._condition.notify(len(wakes))

    def reserve(self) -> bool:
        with self._condition:
            self._start()
            taken = self._reserved + len(self._sends) + len(self._queued)
            is_free = not self._stopping and self._idle - self._spare > taken
            self._reserved += is_free
            return is_free

    def release(self) -> None:
        with self._condition:
            self._reserved -= 1

    def is_stopping(self) -> bool:
        return self._stopping

    def stop(self, *, patience: timedelta) -> bool:
        """Start nothing new and wait for what runs. True when all of it ended in time; what did not is safe to kill."""
        with self._condition:
            self._stopping = True
            self._condition.notify_all()
        give_up = time.monotonic() + patience.total_seconds()
        for thread in self._threads:
            thread.join(max(0.0, give_up - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _start(self) -> None:
        while len(self._threads) < self._size and not self._stopping:
            thread = threading.Thread(target=self._run, name=f"work-{len(self._threads)}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def _run(self) -> None:
        while (wake := self._next()) is not None:
            following = self._handle(wake)
            with self._condition:
                self._running.discard(wake)
                self._at_work[wake.tenant] -= 1
                self._condition.notify()  # the same wake may wait to run once more, or another of its tenant's
            waker: Waker = self._following() if self._following else self
            for later, after in following:
                waker.wake([later], after=after)

    def _next(self) -> Wake | None:
        """The next wake that is not being worked on; None when stopping."""
        with self._condition:
            while not self._stopping or self._sends:
                now = time.monotonic()
                while self._later and self._later[0][0] <= now:
                    self._queue(heapq.heappop(self._later)[2])
                wake = self._sends.popleft() if self._sends else self._choose()
                if wake is not None:
                    self._running.add(wake)
                    self._at_work[wake.tenant] += 1
                    if self._later:
                        self._condition.notify()  # another one must watch the clock now
                    return wake
                self._idle += 1
                self._condition.wait(self._later[0][0] - now if self._later else None)
                self._idle -= 1
        return None

    def _queue(self, wake: Wake) -> None:
        theirs = self._ready.get(wake.tenant, ())
        if wake in self._queued or len(self._queued) >= MAX_WAITING or len(theirs) >= MAX_WAITING_OF_ONE:
            return
        self._queued.add(wake)
        self._ready.setdefault(wake.tenant, deque()).append(wake)

    def _choose(self) -> Wake | None:
        """The oldest wake that may run of the tenant whose turn it is; it is no longer queued."""
        share = max(1, self._size - self._spare)
        for tenant, wakes in self._ready.items():
            if self._at_work[tenant] >= share:
                continue
            for _ in range(len(wakes)):
                wake = wakes.popleft()
                if wake not in self._running:
                    self._queued.discard(wake)
                    self._ready.move_to_end(tenant)
                    if not wakes:
                        del self._ready[tenant]
                        self._at_work = +self._at_work  # forget those without work
                    return wake
                wakes.append(wake)
        return None


class TwoLanes:
    """Implements `Waker`: slow effects have threads of their own, so that they never hold up a conversation."""

    def __init__(self, usual: ThreadWaker, slow: ThreadWaker) -> None:
        self._usual = usual
        self._slow = slow

    def wake(self, wakes: Sequence[Wake], *, after: timedelta = timedelta()) -> None:
        self._usual.wake([wake for wake in wakes if not isinstance(wake, SLOW)], after=after)
        self._slow.wake([wake for wake in wakes if isinstance(wake, SLOW)], after=after)

    def reserve(self) -> bool:
        return self._usual.reserve()

    def release(self) -> None:
        self._usual.release()


class Ticker:
    """Sweeps every second while there is traffic, and ever more rarely when nothing happens, down to `idle` apart.

    sweep: is told the longest pause that may follow; returns how much it found and how long until the next thing is due
    (None = nothing waits); never raises. A pause never outlasts what is known to be due.
    """

    def __init__(
        self, sweep: Callable[[timedelta], tuple[int, timedelta | None]], waker: ThreadWaker, *, idle: timedelta
    ) -> None:
        self._sweep = sweep
        self._waker = waker
        self._idle = idle
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="ticker", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread:
            self._thread.join(5)

    def _run(self) -> None:
        quiet_since = time.monotonic()
        while not self._stop.is_set():
            longest = self._longest(time.monotonic() - max(quiet_since, self._waker.last_wake))
            found, next_in = self._sweep(longest)
            if found:
                quiet_since = time.monotonic()
            pause = max(BUSY_PERIOD, min(longest, next_in)) if next_in is not None else longest
            until = time.monotonic() + pause.total_seconds()
            while time.monotonic() < until and not self._stop.wait(BUSY_PERIOD.total_seconds()):
                if self._waker.last_wake > quiet_since and self._is_busy():
                    break  # traffic came: sweep every second again

    def _is_busy(self) -> bool:
        return time.monotonic() - self._waker.last_wake < CALM_AFTER.total_seconds()

    def _longest(self, quiet_seconds: float) -> timedelta:
        if quiet_seconds < CALM_AFTER.total_seconds():
            return BUSY_PERIOD
        return min(timedelta(seconds=quiet_seconds / 4), self._idle)
