"""The Waker of a host that freezes after its answer: the work is done before the answer, and what it leaves the sweep finds."""

import time
from collections import deque
from collections.abc import Callable, Sequence
from datetime import timedelta

from shared.ports import Wake

PATIENCE = timedelta(seconds=3)  # for all the pauses of one call: a burst of messages, not a retry of Graph


class InlineWaker:
    """Implements `Waker` in the calling thread. `handle` does the work and never raises."""

    def __init__(self, handle: Callable[[Wake], Sequence[tuple[Wake, timedelta]]]) -> None:
        self._handle = handle

    def reserve(self) -> bool:
        return True  # the calling thread itself

    def release(self) -> None:
        pass

    def wake(self, wakes: Sequence[Wake], *, after: timedelta = timedelta()) -> None:
        waiting = deque((wake, after) for wake in wakes)
        patience = PATIENCE
        while waiting:
            wake, pause = waiting.popleft()
            if pause > patience:
                continue
            patience -= pause
            time.sleep(pause.total_seconds())
            waiting.extend(self._handle(wake))
