"""A bar that moves on a terminal, and a line now and then where there is none."""

import sys
import time

WIDTH = 30
EVERY = 15.0  # seconds between two lines where nobody watches


class Progress:
    """Call `tell` as often as there is news."""

    def __init__(self) -> None:
        self._is_watched = sys.stdout.isatty()
        self._began = time.monotonic()
        self._told_at = 0.0
        self._phase = ""

    def tell(self, phase: str, done: int, of: int) -> None:
        """Show how far a phase has come."""
        now = time.monotonic()
        if not self._is_watched and phase == self._phase and now - self._told_at < EVERY:
            return
        self._told_at, self._phase = now, phase
        share = done / of if of else 1.0
        bar = "█" * round(WIDTH * share)
        text = f"{now - self._began:6.0f} s  {phase:<10} {bar:<{WIDTH}} {done}/{of}"
        print(f"\r{text}  " if self._is_watched else text, end="" if self._is_watched else "\n", flush=True)

    def end(self) -> None:
        """Leave the bar's line."""
        if self._is_watched:
            print()
