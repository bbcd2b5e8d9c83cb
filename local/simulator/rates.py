"""Token buckets: the number's throughput and the pair limit."""

import time
from dataclasses import dataclass, field


@dataclass(slots=True)
class Bucket:
    """Fills at a steady rate up to its size; size and rate are given at each use, so that settings may change."""

    level: float | None = None
    at: float = field(default_factory=time.monotonic)

    def take(self, size: float, per_second: float) -> bool:
        """Take one token, or tell that there is none."""
        level = self._refilled(size, per_second)
        self.level = level - 1 if level >= 1 else level
        return level >= 1

    def drain(self, size: float, per_second: float) -> None:
        """Take one token if there is one: received messages count, but are never refused."""
        self.level = max(0.0, self._refilled(size, per_second) - 1)

    def has_room(self, size: float, per_second: float) -> bool:
        """Tell whether a token could be taken now."""
        self.level = self._refilled(size, per_second)
        return self.level >= 1

    def _refilled(self, size: float, per_second: float) -> float:
        now = time.monotonic()
        level = size if self.level is None else min(size, self.level + (now - self.at) * per_second)
        self.at = now
        return level
