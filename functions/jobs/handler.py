"""The outside heartbeat: a schedule's event on Lambda, `POST /internal/tick` anywhere else; both sweep once."""

from typing import Any

from functions.asgi import LambdaHandler, group
from functions.callers import Super
from functions.deps import Parts
from functions.jobs.wire import Tick
from shared.container import Container, process_container
from shared.observability import use_case
from shared.services.sweep import sweep

router = group("jobs", "/internal")
http = LambdaHandler(router)


@router.post("/tick")
def tick(parts: Parts, _caller: Super) -> Tick:
    """Wake whatever waits: lost wakes, expired leases, due timers. Safe at any time, from anywhere, at once."""
    return _sweep(parts)


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Lambda: an API Gateway event is the tick's route; anything else (EventBridge) is a heartbeat."""
    if "requestContext" in event:
        return http(event, context)
    return _sweep(process_container()).model_dump()


def _sweep(parts: Container) -> Tick:
    with use_case("tick") as found:
        swept = sweep(parts.database, parts.waker)
        found |= {"senders": swept.senders, "sends": swept.sends, "timers": swept.timers, "tasks": swept.tasks}
    return Tick(
        swept={"conversations": swept.senders, "sends": swept.sends, "timers": swept.timers, "tasks": swept.tasks}
    )
