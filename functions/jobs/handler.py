"""The jobs as a Lambda function: a schedule's event sweeps once, SQS brings wakes, API Gateway the route of the tick."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from functions.jobs.queue import work_through
from functions.jobs.ticking import tick_once
from functions.slim import Call, Reply, SlimHandler
from functions.super_key import check_super_key
from shared.container import Container, process_container


def tick(provide: Callable[[], Container], call: Call) -> Reply:
    """POST /internal/tick, for schedulers outside of AWS."""
    parts = provide()
    check_super_key(parts, call.header("x-super-admin-key"), place=call.place, now=datetime.now(UTC))
    call.who["user"] = "super"
    return Reply(tick_once(parts))


http = SlimHandler({("POST", "/internal/tick"): tick})


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Lambda: an API Gateway event is the tick's route, records are wakes from SQS, anything else (EventBridge) a heartbeat."""
    if "requestContext" in event:
        return http(event, context)
    if "Records" in event:
        return work_through(process_container(), event, context)
    return tick_once(process_container())
