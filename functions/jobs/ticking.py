"""The outside heartbeat, whatever carries it: sweep once and say how much was due."""

from shared.container import Container
from shared.observability import use_case
from shared.services.sweep import sweep


def tick_once(parts: Container) -> dict[str, dict[str, int]]:
    """Wake whatever waits: lost wakes, expired leases, due timers. Safe at any time, from anywhere, at once."""
    with use_case("tick") as found:
        swept = sweep(parts.database, parts.waker)
        counted = {"conversations": swept.senders, "sends": swept.sends, "timers": swept.timers, "tasks": swept.tasks}
        found.update(counted)
    return {"swept": counted}
