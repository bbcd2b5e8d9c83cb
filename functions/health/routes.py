"""Liveness and readiness as routes of the app on Render; on Lambda `functions.health.handler` answers the same."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from fastapi import Response

from functions.asgi import group
from functions.deps import Parts
from functions.health.report import readiness_body
from functions.health.wire import Liveness, Readiness

router = group("health", "/health")
# Threads of its own: those of everybody else may all be waiting for the very thing that is asked about.
THREADS = ThreadPoolExecutor(2, "health")


@router.get("/liveness")
async def liveness() -> Liveness:
    """Answer, whatever else is away: a restart would not bring it back."""
    return Liveness()


@router.get("/readiness", responses={503: {"model": Readiness, "description": "A vital check failed."}})
async def readiness(parts: Parts, response: Response) -> Readiness:
    """Check schema, roles and Redis. 503 when messages cannot be served; Redis away is only `degraded`."""
    loop = asyncio.get_running_loop()
    response.status_code, body = await loop.run_in_executor(THREADS, readiness_body, parts)
    return Readiness.model_validate(body)
