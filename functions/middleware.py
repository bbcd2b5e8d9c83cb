"""What every request passes on its way in and out, as plain ASGI: id, log line, headers, CORS, size and time of the body."""

import asyncio
import re
import time
from collections.abc import Callable
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from functions.errors import internal_error, problem
from shared.domain.errors import Malformed, TooLarge
from shared.observability import correlated, count, event, fault

SANE_ID = re.compile(r"[A-Za-z0-9._\-]{8,64}")
MAX_BODY = 3 * 1024 * 1024 + 64 * 1024  # bytes: Meta's largest webhook, and a little
BODY_SECONDS = 10.0  # from the first to the last byte
QUIET = "/health/"  # asked every few seconds by machines
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
}
HSTS = "max-age=31536000; includeSubDomains"
CORS_METHODS = "GET, POST, PUT, PATCH, DELETE"
CORS_HEADERS = "Authorization, Content-Type, If-Match, If-None-Match, X-Correlation-Id, X-Super-Admin-Key"
CORS_EXPOSED = "ETag, Retry-After, X-Correlation-Id"


class Envelope:
    """Outermost: gives the request its id, writes its log line, answers what nobody expected, and sets common headers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-correlation-id", "")
        with correlated(given if SANE_ID.fullmatch(given) else uuid4().hex) as id_:
            await self._handle(scope, receive, _with_headers(send, scope, id_))

    async def _handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        started, status = time.perf_counter(), 0

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watch)
        except ClientDisconnect:
            status = status or 499
        except Exception as error:  # noqa: BLE001 - the edge of the service: whatever it is, the client gets an answer
            fault("unexpected_error", error, route=_route(scope))
            if not status:
                await internal_error()(scope, receive, watch)
        finally:
            _log(scope, status, time.perf_counter() - started)


class Cors:
    """Lets pages of the configured origins call us; other origins get no header at all. No cookies, so no credentials."""

    def __init__(self, app: ASGIApp, origins: Callable[[], tuple[str, ...]]) -> None:
        self._app = app
        self._origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope) if scope["type"] == "http" else {}
        origin = headers.get("origin")
        if origin is None or origin not in self._origins():
            await self._app(scope, receive, send)
            return
        allowed = {"Access-Control-Allow-Origin": origin, "Vary": "Origin"}
        if scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            preflight = {
                "Access-Control-Allow-Methods": CORS_METHODS,
                "Access-Control-Allow-Headers": CORS_HEADERS,
                "Access-Control-Max-Age": "600",
            }
            await Response(status_code=204, headers=allowed | preflight)(scope, receive, send)
            return
        await self._app(scope, receive, _adding(send, allowed | {"Access-Control-Expose-Headers": CORS_EXPOSED}))


class BodyGuard:
    """Refuses encoded bodies, bodies over the cap (counted as they come, whatever the header says) and bodies that dawdle."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if Headers(scope=scope).get("content-encoding", "identity").lower() != "identity":
            refusal = problem(415, "unsupported_encoding", "Send the body as it is, not compressed.")
            await refusal(scope, receive, send)
            return
        if "\0" in scope["path"] or b"%00" in scope["query_string"]:
            await problem(400, "malformed_request", "The address holds a NUL.")(scope, receive, send)
            return
        await self._app(scope, _guarded(scope, receive), send)


def _guarded(scope: Scope, receive: Receive) -> Receive:
    """Wrap `receive` so that reading raises; the error table turns it into the answer."""
    announced = Headers(scope=scope).get("content-length", "0")
    taken, is_complete, deadline = 0, False, None

    async def take() -> Message:
        nonlocal taken, is_complete, deadline
        if is_complete:
            return await receive()
        if announced.isdigit() and int(announced[:12]) > MAX_BODY:
            raise _too_large()
        now = asyncio.get_running_loop().time()
        deadline = deadline or now + BODY_SECONDS
        try:
            message = await asyncio.wait_for(receive(), deadline - now)
        except TimeoutError as error:
            raise Malformed("body_timeout", "The body took too long to arrive.") from error
        taken += len(message.get("body", b""))
        is_complete = not message.get("more_body", False)
        if taken > MAX_BODY:
            raise _too_large()
        return message

    return take


def _too_large() -> TooLarge:
    return TooLarge("body_too_large", "The body is larger than 3 MiB.")


def _with_headers(send: Send, scope: Scope, id_: str) -> Send:
    headers = HEADERS | {"X-Correlation-Id": id_}
    if scope.get("scheme") == "https":
        headers["Strict-Transport-Security"] = HSTS
    return _adding(send, headers, default={"Cache-Control": "no-store"})


def _adding(send: Send, headers: dict[str, str], default: dict[str, str] | None = None) -> Send:
    """Wrap `send` so that the answer carries `headers`, and those of `default` that it does not set itself."""

    async def with_them(message: Message) -> None:
        if message["type"] == "http.response.start":
            carried = MutableHeaders(scope=message)
            for name, value in (default or {}).items():
                carried.setdefault(name, value)
            carried.update(headers)
        await send(message)

    return with_them


def _route(scope: Scope) -> str:
    """The route's template: paths hold ids and tokens."""
    return str(getattr(scope.get("route"), "path", "unmatched"))


def _log(scope: Scope, status: int, seconds: float) -> None:
    route = _route(scope)
    event(
        "request",
        level="debug" if route.startswith(QUIET) and status < 400 else "info",
        method=scope["method"][:10],
        route=route,
        status=status,
        ms=round(seconds * 1000, 1),
        **scope.get("state", {}).get("who", {}),
    )
    count("requests", route=route, status=f"{status // 100}xx")
