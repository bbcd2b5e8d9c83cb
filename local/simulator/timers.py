"""Things that happen later, and that a reset can call off."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any


class Timers:
    """Delayed calls and background tasks of one simulator."""

    def __init__(self) -> None:
        self._handles: set[asyncio.TimerHandle] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def after(self, seconds: float, call: Callable[[], None]) -> None:
        """Run `call` after a pause; without a pause it runs at once, before this returns."""
        if seconds <= 0:
            call()
            return

        def run() -> None:
            self._handles.discard(handle)
            call()

        handle = asyncio.get_running_loop().call_later(seconds, run)
        self._handles.add(handle)

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run a coroutine beside everything else."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def cancel(self) -> None:
        """Call off all that is still to come."""
        for handle in self._handles:
            handle.cancel()
        self._handles.clear()
        for task in self._tasks:
            task.cancel()
