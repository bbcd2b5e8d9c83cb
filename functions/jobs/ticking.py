"""The outside heartbeat, whatever carries it: sweep once and say how much was due."""

from datetime import timedelta

from shared.container import Container
from shared.observability import use_case
from shared.services.sweep import Swept, sweep, sweep_for_functions


def tick_once(parts: Container) -> dict[str, dict[str, int]]:
    """Wake whatever waits: lost wakes, expired leases, due timers. Safe at any time, from anywhere, at once."""
    with use_case("tick") as found:
        swept = _sweep(parts)
        found.update(swept.counted)
    return {"swept": swept.counted}


def _sweep(parts: Container) -> Swept:
    """On Lambda this beat is the only one there is; elsewhere the ticker beats, and this is a second pair of eyes."""
    if not parts.settings.is_lambda:
        return sweep(parts.database, parts.waker, space=parts.space)
    silent_for = timedelta(seconds=parts.settings.sweep_idle_seconds)
    return sweep_for_functions(parts.database, parts.waker, parts.receiving, silent_for, space=parts.space)
