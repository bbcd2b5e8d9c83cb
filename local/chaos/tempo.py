"""How long things wait in a run: far below production's values, in the same proportions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Tempo:
    """Seconds.

    settle, settle_after_gap, graph_timeout: WA_SETTLE_SECONDS, WA_SETTLE_AFTER_GAP_SECONDS, WA_GRAPH_TIMEOUT_SECONDS.
    retry_ms: the simulator's pauses between tries of a webhook; the longest, and the time a busy machine needs for what has
    piled up, stay below settle_after_gap, as Meta's must below production's. They grow as Meta's do: what is tried again at a
    steady rate keeps a service down that has fallen behind. sent_ms: the longest that `sent` takes, and each status after it.
    """

    settle: float = 2.5
    settle_after_gap: float = 5.0
    graph_timeout: float = 1.5
    retry_ms: Sequence[int] = (150, 300, 600, 1200, 2000)
    sent_ms: int = 300

    def variables(self) -> dict[str, str]:
        """Give the application's part."""
        return {
            "WA_SETTLE_SECONDS": str(self.settle),
            "WA_SETTLE_AFTER_GAP_SECONDS": str(self.settle_after_gap),
            "WA_GRAPH_TIMEOUT_SECONDS": str(self.graph_timeout),
        }

    def simulator_settings(self) -> dict[str, Any]:
        """Give the simulator's. Rates are raised where they would only slow a run; the product's own pacing stays."""
        return {
            "statuses": {
                "sent_ms": [0, self.sent_ms],
                "delivered_ms": [0, self.sent_ms],
                "read_ms": [0, self.sent_ms],
                "read": "delivered",
            },
            "webhooks": {"timeout_ms": 6000, "retry_ms": list(self.retry_ms), "connections": 8},
            "rates": {"number_mps": 1000, "pair_burst": 1000, "pair_seconds": 0.001},
            "window": {"hours": 24, "refuse": "now"},
        }


QUICK = Tempo()  # for one fault at a time
CUT = Tempo(settle=1.0, settle_after_gap=3.0, sent_ms=50, retry_ms=(100, 200, 300, 500, 800))  # for one cycle at a time
BRISK = Tempo(settle=4.0, settle_after_gap=12.0, sent_ms=1500)  # for a few dozen faults, so that little piles up
# For hundreds of faults, after which much has piled up.
ROUGH = Tempo(settle=4.0, settle_after_gap=40.0, sent_ms=1500, retry_ms=(250, 500, 1000, 2000, 4000, 8000, 16_000))
# Kills come faster than webhooks are delivered: the window itself is shorter than their delay, and only the gap rule holds.
HARD = Tempo(settle=8.0, settle_after_gap=40.0, sent_ms=1500, retry_ms=(500, 1000, 2000, 4000, 8000, 16_000))
