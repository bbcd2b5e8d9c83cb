"""Liveness: the process answers. Readiness: it can serve, and if not, which check failed."""

from fastapi import Response

from functions.asgi import LambdaHandler, group
from functions.deps import Parts
from functions.health.wire import Liveness, Readiness

router = group("health", "/health")


@router.get("/liveness")
def liveness() -> Liveness:
    """Answer, whatever else is away: a restart would not bring it back."""
    return Liveness()


@router.get("/readiness", responses={503: {"model": Readiness, "description": "A vital check failed."}})
def readiness(parts: Parts, response: Response) -> Readiness:
    """Check schema, roles and Redis. 503 when messages cannot be served; Redis away is only `degraded`."""
    report = parts.readiness.report()
    if report.status == "unready":
        response.status_code = 503
    return Readiness.of(report)


handler = LambdaHandler(router)
