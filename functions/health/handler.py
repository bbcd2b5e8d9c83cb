"""The health checks as a Lambda function: liveness needs nothing at all, readiness what it looks at."""

from collections.abc import Callable

from functions.health.report import readiness_body
from functions.slim import Call, Reply, SlimHandler
from shared.container import Container


def liveness(_provide: Callable[[], Container], _call: Call) -> Reply:
    """The process answers."""
    return Reply({"status": "alive"})


def readiness(provide: Callable[[], Container], _call: Call) -> Reply:
    """It can serve; if not, which check failed."""
    status, body = readiness_body(provide())
    return Reply(body, status)


handler = SlimHandler({("GET", "/health/liveness"): liveness, ("GET", "/health/readiness"): readiness})
