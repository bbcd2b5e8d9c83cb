"""What every answer carries and every request is held to, on any host: id, headers, CORS, limits, log line. No framework."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from functions.problems import Problem, problem
from shared.domain.errors import TooLarge
from shared.observability import count, event

SANE_ID = re.compile(r"[A-Za-z0-9._\-]{8,64}")
MAX_BODY = 3 * 1024 * 1024 + 64 * 1024  # bytes: Meta's largest webhook, and a little
QUIET = "/health/"  # asked every few seconds by machines
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
}
NOT_CACHED = {"Cache-Control": "no-store"}  # unless the answer says otherwise
HSTS = "max-age=31536000; includeSubDomains"
CORS_METHODS = "GET, POST, PUT, PATCH, DELETE"
CORS_HEADERS = "Authorization, Content-Type, If-Match, If-None-Match, X-Correlation-Id, X-Super-Admin-Key"
CORS_EXPOSED = "ETag, Retry-After, X-Correlation-Id"


def id_of(given: str) -> str:
    """The correlation id of a request: the caller's own when it is sane."""
    return given if SANE_ID.fullmatch(given) else uuid4().hex


def headers_of(id_: str, scheme: str | None) -> dict[str, str]:
    """Headers of every answer."""
    return HEADERS | {"X-Correlation-Id": id_} | ({"Strict-Transport-Security": HSTS} if scheme == "https" else {})


def cors_headers(origin: str) -> dict[str, str]:
    """What lets a page of an allowed origin read the answer. No cookies, so no credentials."""
    return {"Access-Control-Allow-Origin": origin, "Vary": "Origin", "Access-Control-Expose-Headers": CORS_EXPOSED}


def preflight_headers(origin: str) -> dict[str, str]:
    """The same for the question that a browser asks first."""
    return {
        "Access-Control-Allow-Origin": origin,
        "Vary": "Origin",
        "Access-Control-Allow-Methods": CORS_METHODS,
        "Access-Control-Allow-Headers": CORS_HEADERS,
        "Access-Control-Max-Age": "600",
    }


def refusal(*, encoding: str, path: str, query: bytes) -> Problem | None:
    """Why the request is not even looked at, None when it is."""
    if encoding.lower() != "identity":
        return problem(415, "unsupported_encoding", "Send the body as it is, not compressed.")
    if "\0" in path or b"%00" in query:
        return problem(400, "malformed_request", "The address holds a NUL.")
    return None


def too_large() -> TooLarge:
    return TooLarge("body_too_large", "The body is larger than 3 MiB.")


def log_request(*, method: str, route: str, status: int, seconds: float, who: Mapping[str, Any]) -> None:
    """The one line of a request. route: the template, because paths hold ids and tokens. who: ids and counts."""
    event(
        "request",
        level="debug" if route.startswith(QUIET) and status < 400 else "info",
        method=method[:10],
        route=route,
        status=status,
        ms=round(seconds * 1000, 1),
        **who,
    )
    count("requests", route=route, status=f"{status // 100}xx")
