"""Starts and stops the background work of a long-lived host, and refuses to start on a faulty environment."""

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.container import Container
from shared.settings import ConfigurationError


class Lifespan:
    """Wraps an app: reads the environment at start-up, so that a fault is one sentence in the log and an exit code."""

    def __init__(self, app: ASGIApp, provide: Callable[[], Container]) -> None:
        self._app = app
        self._provide = provide

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            await self._app(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        try:
            container = self._provide()
            container.start()
        except ConfigurationError as error:
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await run_in_threadpool(container.stop)
        await send({"type": "lifespan.shutdown.complete"})
