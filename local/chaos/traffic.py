"""People who write: many at once, now and then several messages without waiting for an answer, at a steady rate."""

import itertools
import random
import threading
import time
from collections.abc import Callable, Sequence

from local.chaos.arena import Arena

BURST = 0.25  # share of turns at which a person writes two or three messages at once


class Traffic:
    """`messages` messages of `people` people at `rate` a second, in a thread of its own; `seed` makes it repeatable.

    The people are spread over the arenas.
    """

    def __init__(
        self,
        arenas: Sequence[Arena],
        *,
        messages: int,
        people: int,
        rate: float,
        seed: int,
        told: Callable[[int], object] = lambda _: None,
    ) -> None:
        self._messages, self._rate, self._told = messages, rate, told
        self.people = [
            (arena, arena.person()) for arena, _ in zip(itertools.cycle(arenas), range(people), strict=False)
        ]
        self._dice = random.Random(seed)
        self._stop = threading.Event()
        self._fault: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="chaos-traffic", daemon=True)

    def start(self) -> None:
        self._thread.start()

    @property
    def is_done(self) -> bool:
        return not self._thread.is_alive()

    def stop(self) -> None:
        """Write nothing more."""
        self._stop.set()
        self.join()

    def join(self) -> None:
        """Wait until everything is written; raise what went wrong."""
        self._thread.join()
        if self._fault is not None:
            raise self._fault

    def _run(self) -> None:
        try:
            self._write()
        except BaseException as error:  # noqa: BLE001 - raised again in the thread that joins
            self._fault = error

    def _write(self) -> None:
        began, written = time.monotonic(), 0
        while written < self._messages:
            arena, person = self._dice.choice(self.people)
            burst = self._dice.randint(2, 3) if self._dice.random() < BURST else 1
            for _ in range(min(burst, self._messages - written)):
                written += 1
                arena.say(person, f"m{written}")
            self._told(written)
            if self._stop.wait(max(0.0, began + written / self._rate - time.monotonic())):
                return
