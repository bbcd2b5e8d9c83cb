"""What every request passes on its way in and out, as plain ASGI: id, log line, headers, CORS, size and time of the body."""

import asyncio
import time
from collections.abc import Callable

from starlette.datastructures import MutableHeaders
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
        with correlated(id_of(_header(scope, b"x-correlation-id") or "")) as id_:
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
        origin = _header(scope, b"origin") if scope["type"] == "http" else None
        if origin is None or origin not in self._origins():
            await self._app(scope, receive, send)
            return
        if scope["method"] == "OPTIONS" and _header(scope, b"access-control-request-method") is not None:
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
            await self._app(scope, _guarded(scope, receive, admission), _closing(send, admission))
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
    if sum(len(name) + len(value) for name, value in scope["headers"]) > MAX_HEADERS:
        return problem(431, "headers_too_large", "The headers are larger than 16 KiB.")
    encoding = _header(scope, b"content-encoding")
    return refusal(
        encoding="identity" if encoding is None else encoding, path=scope["path"], query=scope["query_string"]
    )


def _closing(send: Send, admission: Admission) -> Send:
    """Wrap `send`: who is answered before the whole body came gets no more time to send the rest."""

    async def closing(message: Message) -> None:
        if message["type"] == "http.response.start" and not admission.has_begun:
            MutableHeaders(scope=message)["Connection"] = "close"
        await send(message)

    return closing


def _header(scope: Scope, name: bytes) -> str | None:
    """The first header of this name (lower case), if there is one."""
    for key, value in scope["headers"]:
        if key == name:
            return str(value, "latin-1")
    return None


def _has_body(scope: Scope) -> bool:
    return _header(scope, b"content-length") not in (None, "0") or _header(scope, b"transfer-encoding") is not None


def _guarded(scope: Scope, receive: Receive, admission: Admission) -> Receive:
    """Wrap `receive` so that reading raises; the error table turns it into the answer."""
    announced = _header(scope, b"content-length") or "0"
    taken, is_complete, deadline = 0, False, 0.0

    async def take() -> Message:
        nonlocal taken, is_complete, deadline
        if is_complete:
            return await receive()
        if announced.isdigit() and int(announced[:12]) > MAX_BODY:
            raise too_large()
        deadline = deadline or asyncio.get_running_loop().time() + BODY_SECONDS
        try:
            async with asyncio.timeout_at(deadline):
                message = await receive()
        except TimeoutError as error:
            raise Malformed("body_timeout", "The body took too long to arrive.") from error
        size = len(message.get("body", b""))
        taken += size
        is_complete = not message.get("more_body", False)
        if taken > MAX_BODY:
            raise too_large()
        admission.hold(size)
        if is_complete and not admission.has_begun:
            admission.begin()
        return message

    return take


def _adding(send: Send, headers: dict[str, str], default: dict[str, str] | None = None) -> Send:
    """Wrap `send` so that the answer carries `headers`, and those of `default` that it does not set itself."""
    ours = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
    theirs = [(name.lower().encode(), value.encode("latin-1")) for name, value in (default or {}).items()]
    replaced = {name for name, _ in ours}

    async def with_them(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = [pair for pair in message["headers"] if pair[0] not in replaced]
            given = {name for name, _ in own}
            message["headers"] = [*own, *ours, *(pair for pair in theirs if pair[0] not in given)]
        await send(message)

    return with_them


def _route(scope: Scope) -> str:
    """The route's template: paths hold ids and tokens."""
    return str(getattr(scope.get("route"), "path", "unmatched"))
