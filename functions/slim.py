"""The edge of a small function on Lambda: a table of routes behind the envelope of every other function, without a web framework.

FastAPI costs a cold start more than everything else such a function needs together (`./prosa bench imports`). The answers
are the same as those of the app on Render; `tests/functions/test_both_hosts.py` and `test_slim.py` hold them together.
"""

import base64
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote

from functions import envelope
from functions.problems import Problem, internal, of_error, of_router
from functions.stage import path_of
from shared.container import Container, process_container
from shared.domain.errors import ProsaError
from shared.observability import correlated, fault


@dataclass(frozen=True, slots=True)
class Call:
    """A request. headers: lower-case names. who: ids and counts for the log line; the route may add."""

    method: str
    path: str
    raw_query: str
    headers: Mapping[str, str]
    body: bytes
    place: str
    who: dict[str, Any] = field(default_factory=dict)

    @property
    def query(self) -> dict[str, str]:
        """Parameters; of a repeated one the last."""
        return dict(parse_qsl(self.raw_query, keep_blank_values=True))

    def header(self, name: str) -> Sequence[str]:
        """All values of a header: API Gateway joins repeated ones, and a joined one is nobody's."""
        return (self.headers[name],) if name in self.headers else ()


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. body: text as it is, anything else becomes JSON."""

    body: Any
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


Route = Callable[[Callable[[], Container], Call], Reply]
Way = tuple[str, str]  # method, path


class SlimHandler:
    """One group as a Lambda function behind an HTTP API (payload format 2.0)."""

    def __init__(self, routes: Mapping[Way, Route], provide: Callable[[], Container] = process_container) -> None:
        self._routes = routes
        self._provide = provide

    def __call__(self, event: dict[str, Any], _context: Any) -> dict[str, Any]:
        call = _read(event)
        scheme = call.headers.get("x-forwarded-proto", "https")
        with correlated(envelope.id_of(call.headers.get("x-correlation-id", ""))) as id_:
            started = time.perf_counter()
            reply = self._answer(call)
            envelope.log_request(
                method=call.method,
                route=call.path if any(path == call.path for _, path in self._routes) else "unmatched",
                status=reply.status,
                seconds=time.perf_counter() - started,
                who=call.who,
            )
        return _written(reply, envelope.NOT_CACHED | dict(reply.headers) | envelope.headers_of(id_, scheme))

    def _answer(self, call: Call) -> Reply:
        try:
            return self._with_cors(call)
        except ProsaError as error:
            return _as_reply(of_error(error))
        except Exception as error:  # noqa: BLE001 - the edge of the service: whatever it is, the client gets an answer
            fault(
                "unexpected_error", error, route=call.path if (call.method, call.path) in self._routes else "unmatched"
            )
            return _as_reply(internal())

    def _with_cors(self, call: Call) -> Reply:
        origin = call.headers.get("origin")
        if origin is None or origin not in self._provide().settings.cors_origins:
            return self._route(call)
        if call.method == "OPTIONS" and "access-control-request-method" in call.headers:
            return Reply("", 204, envelope.preflight_headers(origin))
        try:
            reply = self._route(call)
        except ProsaError as error:
            reply = _as_reply(of_error(error))
        return Reply(reply.body, reply.status, dict(reply.headers) | envelope.cors_headers(origin))

    def _route(self, call: Call) -> Reply:
        encoding = call.headers.get("content-encoding", "identity")
        refused = envelope.refusal(encoding=encoding, path=call.path, query=call.raw_query.encode())
        if refused:
            return _as_reply(refused)
        route = self._routes.get((call.method, call.path))
        if route is None:
            allowed = [method for method, path in self._routes if path == call.path]
            found = of_router(405, {"Allow": allowed[0]}) if allowed else of_router(404)
            return _as_reply(found)
        if len(call.body) > envelope.MAX_BODY:
            raise envelope.too_large()
        return route(self._provide, call)


def _read(event: dict[str, Any]) -> Call:
    http = event["requestContext"]["http"]
    body = event.get("body") or ""
    return Call(
        method=http["method"],
        path=unquote(path_of(event)),
        raw_query=event.get("rawQueryString", ""),
        headers={name.lower(): value for name, value in (event.get("headers") or {}).items()},
        body=base64.b64decode(body) if event.get("isBase64Encoded") else body.encode(),
        place=http.get("sourceIp", ""),
    )


def _as_reply(found: Problem) -> Reply:
    return Reply(found.body, found.status, found.headers)


def _written(reply: Reply, headers: Mapping[str, str]) -> dict[str, Any]:
    text = (
        reply.body if isinstance(reply.body, str) else json.dumps(reply.body, ensure_ascii=False, separators=(",", ":"))
    )
    kind = "text/plain; charset=utf-8" if isinstance(reply.body, str) else "application/json"
    typed = {} if reply.status == 204 else {"content-type": kind}
    return {
        "statusCode": reply.status,
        "headers": {name.lower(): value for name, value in (typed | dict(headers)).items()},
        "body": text,
        "isBase64Encoded": False,
    }
