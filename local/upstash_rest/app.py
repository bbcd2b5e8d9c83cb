"""The ASGI application: one command, a pipeline or a transaction per request, answered as Upstash answers."""

import asyncio
import base64
import hmac
import json
import urllib.parse
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any

from local.upstash_rest.commands import command
from local.upstash_rest.resp import Command, Database, ErrorReply, Reply, SimpleString

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

MAX_BODY = 10 * 2**20  # bytes
METHODS = ("GET", "HEAD", "POST", "PUT")


@dataclass(frozen=True, slots=True)
class Request:
    """What one HTTP request asks for."""

    method: str
    path: str  # percent-encoded, without slashes at the ends
    query: list[tuple[str, str]]
    headers: dict[bytes, bytes]
    body: bytes

    @property
    def token(self) -> str:
        scheme, _, token = self.headers.get(b"authorization", b"").decode("latin-1").partition(" ")
        return token if scheme.lower() == "bearer" else dict(self.query).get("_token", "")

    @property
    def wants_base64(self) -> bool:
        return self.headers.get(b"upstash-encoding", b"").lower() == b"base64"


class RefusedError(Exception):
    """A request answered with this status instead of a result."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


class UpstashRest:
    """The endpoint; each token opens a database of its own, as each Upstash database has its own token."""

    def __init__(self, host: str, port: int, tokens: Mapping[str, int]) -> None:
        self._databases = {token: Database(host, port, number) for token, number in tokens.items()}
        self._sequence = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        try:
            status, answer = 200, await self._answer(await _request(scope, receive))
        except RefusedError as error:
            status, answer = error.status, {"error": str(error)}
        await self._send(send, status, answer)

    async def _answer(self, request: Request) -> Any:
        database = self._database(request.token)
        if request.method not in METHODS:
            raise RefusedError(405, "ERR method not allowed")
        try:
            return await _run(database, request)
        except ErrorReply as error:
            raise RefusedError(400, str(error)) from error
        except (ValueError, RecursionError) as error:
            raise RefusedError(400, f"ERR failed to parse request: {error}") from error
        except (OSError, asyncio.IncompleteReadError) as error:
            raise RefusedError(503, "ERR backend unavailable") from error

    def _database(self, token: str) -> Database:
        for known, database in self._databases.items():
            if hmac.compare_digest(known.encode(), token.encode()):
                return database
        raise RefusedError(401, "WRONGPASS invalid or missing auth token")

    async def _send(self, send: Send, status: int, answer: Any) -> None:
        self._sequence += 1
        body = json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", b"%d" % len(body)),
            (b"upstash-sync-token", b"local:%d" % self._sequence),  # the SDK echoes it; one server needs none
        ]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


async def _run(database: Database, request: Request) -> Any:
    if request.path == "pipeline":
        replies = await _pipeline(database, _rows(request.body))
        return [_result(reply, wants_base64=request.wants_base64) for reply in replies]
    if request.path == "multi-exec":
        replies = await _transaction(database, [command(row) for row in _rows(request.body)])
        return [_result(reply, wants_base64=request.wants_base64) for reply in replies]
    (reply,) = await database.run([_single(request)])
    if isinstance(reply, ErrorReply):
        raise reply
    return _result(reply, wants_base64=request.wants_base64)


async def _pipeline(database: Database, rows: list[Any]) -> list[Reply]:
    """Run the rows in order; a row that is no command is that row's own error."""
    commands: list[Command | ErrorReply] = []
    for row in rows:
        try:
            commands.append(command(row))
        except ErrorReply as error:
            commands.append(error)
    runnable = [each for each in commands if not isinstance(each, ErrorReply)]
    replies = iter(await database.run(runnable) if runnable else [])
    return [each if isinstance(each, ErrorReply) else next(replies) for each in commands]


async def _transaction(database: Database, commands: list[list[bytes]]) -> list[Reply]:
    """Run the commands as one; raise ErrorReply when the server discards them."""
    replies = await database.run([[b"MULTI"], *commands, [b"EXEC"]])
    match replies[-1]:
        case list() as results:
            return results
        case ErrorReply() as error:
            raise error
    raise ErrorReply("EXECABORT Transaction discarded")


def _rows(body: bytes) -> list[Any]:
    rows = json.loads(body)
    if not isinstance(rows, list) or not rows:
        raise ValueError("empty pipeline request")
    return rows


def _single(request: Request) -> list[bytes]:
    """Read a command from the body, or from a path such as /set/key?EX=60, whose body is the last argument."""
    if not request.path:
        return command(json.loads(request.body))
    parts = command([urllib.parse.unquote(part) for part in request.path.split("/")])
    if request.method in ("POST", "PUT") and request.body:
        parts.append(request.body)
    for name, value in request.query:
        if name != "_token":
            parts += [name.encode(), value.encode()] if value else [name.encode()]
    return parts


def _result(reply: Reply, *, wants_base64: bool) -> dict[str, Any]:
    if isinstance(reply, ErrorReply):
        return {"error": str(reply)}
    return {"result": _value(reply, wants_base64=wants_base64)}


def _value(reply: Reply, *, wants_base64: bool) -> Any:
    """Turn a reply into JSON; with base64, every string but the status OK is encoded, nested ones too."""
    match reply:
        case ErrorReply():
            return str(reply)
        case list():
            return [_value(each, wants_base64=wants_base64) for each in reply]
        case bytes() if wants_base64 and not (isinstance(reply, SimpleString) and reply == b"OK"):
            return base64.b64encode(reply).decode()
        case bytes():
            return reply.decode("utf-8", "replace")
    return reply


async def _request(scope: Scope, receive: Receive) -> Request:
    body, has_more = b"", True
    while has_more:
        event = await receive()
        body += event.get("body", b"")
        has_more = event.get("more_body", False)
        if len(body) > MAX_BODY:
            raise RefusedError(413, "ERR max request size exceeded")
    return Request(
        method=scope["method"],
        path=scope["raw_path"].decode("ascii").split("?")[0].strip("/"),
        query=urllib.parse.parse_qsl(scope["query_string"].decode(), keep_blank_values=True),
        headers=dict(scope["headers"]),
        body=body,
    )


async def _lifespan(receive: Receive, send: Send) -> None:
    while (event := await receive())["type"] == "lifespan.startup":
        await send({"type": "lifespan.startup.complete"})
    await send({"type": f"{event['type']}.complete"})
