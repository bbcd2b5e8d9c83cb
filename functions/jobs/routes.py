"""The outside heartbeat as a route of the app on Render: `POST /internal/tick`."""

from functions.asgi import group
from functions.callers import Super
from functions.deps import Parts
from functions.jobs.ticking import tick_once
from functions.jobs.wire import Tick

router = group("jobs", "/internal")


@router.post("/tick")
def tick(parts: Parts, _caller: Super) -> Tick:
    """Wake whatever waits: lost wakes, expired leases, due timers. Safe at any time, from anywhere, at once."""
    return Tick.model_validate(tick_once(parts))
