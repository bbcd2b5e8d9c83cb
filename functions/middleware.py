"""What every request passes on its way in and out, as plain ASGI: id, log line, headers, CORS, size and time of the body."""

import asyncio
import time
from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from functions.envelope import (
    MAX_BODY,
    NOT_CACHED,
    QUIET,
    cors_headers,
    headers_of,
    id_of,
    log_request,
    preflight_headers,
    refusal,
    too_large,
)
from functions.errors import as_response
from functions.problems import Problem, internal, of_error, problem
from shared.container import Container
from shared.domain.errors import Malformed, Unavailable
from shared.observability import correlated, fault

BODY_SECONDS = 10.0  # from the first to the last byte
MAX_HEADERS = 16 * 1024  # bytes
MAX_AT_ONCE = 64  # requests worked on; threads are fewer, the rest waits for one
MAX_HELD = 64 * 1024 * 1024  # bytes of bodies, of all requests together: a small instance has 512 MB
WEBHOOK = "/webhook"  # what is not read of it, Meta sends again later


class Envelope:
    """Outermost: gives the request its id, writes its log line, answers what nobody expected, and sets common headers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with correlated(id_of(Headers(scope=scope).get("x-correlation-id", ""))) as id_:
            carrying = _adding(send, headers_of(id_, scope.get("scheme")), default=NOT_CACHED)
            await self._handle(scope, receive, carrying)

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
                await as_response(internal())(scope, receive, watch)
        finally:
            log_request(
                method=scope["method"],
                route=_route(scope),
                status=status,
                seconds=time.perf_counter() - started,
                who=scope.get("state", {}).get("who", {}),
            )


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
        if scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            await Response(status_code=204, headers=preflight_headers(origin))(scope, receive, send)
            return
        await self._app(scope, receive, _adding(send, cors_headers(origin)))


class Load:
    """What this process has in hand: requests that are worked on, and bytes of bodies that are held for them."""

    def __init__(self) -> None:
        self.working = 0
        self.held = 0


class Admission:
    """One request's part of the load; given back with `end`. Not for threads: it lives in the event loop."""

    def __init__(self, load: Load, refused: Callable[[], object]) -> None:
        self._load = load
        self._refused = refused
        self._held = 0
        self._is_working = False

    @property
    def has_begun(self) -> bool:
        """Whether all of the request is here."""
        return self._is_working

    def hold(self, size: int) -> None:
        """Take in bytes of the body. Raises Unavailable `busy`: slow senders together must not fill the memory."""
        self._load.held += size
        self._held += size
        if self._load.held > MAX_HELD:
            raise self._busy()

    def begin(self) -> None:
        """All of the request is here. Raises Unavailable `busy`: a queue nobody waits out helps nobody."""
        if self._load.working >= MAX_AT_ONCE:
            raise self._busy()
        self._load.working += 1
        self._is_working = True

    def end(self) -> None:
        self._load.held -= self._held
        self._load.working -= self._is_working

    def _busy(self) -> Unavailable:
        self._refused()
        return Unavailable("busy", "Too much at once. Nothing was done; please try again in a moment.")


class BodyGuard:
    """Refuses encoded bodies, bodies over the cap (counted as they come, whatever the header says) and bodies that dawdle.

    load: of the process, for all ways into it.
    """

    def __init__(self, app: ASGIApp, provide: Callable[[], Container], load: Load) -> None:
        self._app = app
        self._provide = provide
        self._load = load

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(QUIET):
            await self._app(scope, receive, send)
            return
        refused = _refusal(scope)
        if refused:
            await as_response(refused)(scope, receive, send)
            return
        tell = self._note_gap if scope["path"] == WEBHOOK else _say_nothing
        admission = Admission(self._load, tell)
        try:
            if not _has_body(scope):
                admission.begin()
            await self._app(scope, _guarded(scope, receive, admission), _closing(send, scope, admission))
        except Unavailable as error:  # before the app, whose own error table takes the rest
            await as_response(of_error(error))(scope, receive, send)
        except ClientDisconnect:
            tell()
            raise
        finally:
            admission.end()

    def _note_gap(self) -> None:
        """A webhook was refused, or Meta gave up before we had read it: statuses are late from here on."""
        self._provide().receiving.note_gap()


def _say_nothing() -> None:
    """Of other requests nobody needs to know."""


def _refusal(scope: Scope) -> Problem | None:
    headers = Headers(scope=scope)
    if sum(len(name) + len(value) for name, value in headers.raw) > MAX_HEADERS:
        return problem(431, "headers_too_large", "The headers are larger than 16 KiB.")
    encoding = headers.get("content-encoding", "identity")
    return refusal(encoding=encoding, path=scope["path"], query=scope["query_string"])


def _closing(send: Send, scope: Scope, admission: Admission) -> Send:
    """Wrap `send`: who is answered before the whole body came gets no more time to send the rest."""

    async def closing(message: Message) -> None:
        if message["type"] == "http.response.start" and _has_body(scope) and not admission.has_begun:
            MutableHeaders(scope=message)["Connection"] = "close"
        await send(message)

    return closing


def _has_body(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    return headers.get("content-length", "0") != "0" or "transfer-encoding" in headers


def _guarded(scope: Scope, receive: Receive, admission: Admission) -> Receive:
    """Wrap `receive` so that reading raises; the error table turns it into the answer."""
    announced = Headers(scope=scope).get("content-length", "0")
    taken, is_complete, deadline = 0, False, None

    async def take() -> Message:
        nonlocal taken, is_complete, deadline
        if is_complete:
            return await receive()
        if announced.isdigit() and int(announced[:12]) > MAX_BODY:
            raise too_large()
        now = asyncio.get_running_loop().time()
        deadline = deadline or now + BODY_SECONDS
        try:
            message = await asyncio.wait_for(receive(), deadline - now)
        except TimeoutError as error:
            raise Malformed("body_timeout", "The body took too long to arrive.") from error
        size = len(message.get("body", b""))
        taken += size
        is_complete = not message.get("more_body", False)
        if taken > MAX_BODY:
            raise too_large()
        admission.hold(size)
        if is_complete and _has_body(scope):
            admission.begin()
        return message

    return take


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
