"""Routes that answer before the framework does: it only describes them. For what comes most often, which is Meta's webhook."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import cache
from typing import Any, ParamSpec, TypeVar

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Receive, Scope, Send

from functions.errors import as_response
from functions.problems import of_error
from shared.domain.errors import ProsaError

P = ParamSpec("P")
T = TypeVar("T")

THREADS = 40  # as many as all other routes have together


async def in_thread(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run what blocks in a thread that only plain routes have: slow pages never take it, and it costs half of Starlette's."""
    context = copy_context()
    return await asyncio.get_running_loop().run_in_executor(_threads(), lambda: context.run(work, *args, **kwargs))


class PlainRoute(APIRoute):
    """A route whose function takes the request and gives the response itself."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle: Callable[[Request], Coroutine[Any, Any, Response]] = self.endpoint
        return handle


class PlainFirst:
    """Takes the plain routes' requests through `layers` only; all others go to `app`, which has the same layers inside."""

    def __init__(self, app: ASGIApp, routes: Iterable[PlainRoute], layers: Sequence[Middleware]) -> None:
        self._app = app
        self._routes = {(method, route.path): route for route in routes for method in route.methods or ()}
        self._plain: ASGIApp = _answer
        for layer in reversed(layers):
            self._plain = layer.cls(self._plain, *layer.args, **layer.kwargs)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        route = self._routes.get((scope["method"], scope["path"])) if scope["type"] == "http" else None
        if route is None:
            await self._app(scope, receive, send)
        else:
            scope["route"] = route
            await self._plain(scope, receive, send)


async def _answer(scope: Scope, receive: Receive, send: Send) -> None:
    try:
        response = await scope["route"].endpoint(Request(scope, receive, send))
    except ProsaError as error:
        response = as_response(of_error(error))
    await response(scope, receive, send)


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(THREADS, "plain")
