"""The one error table, without a framework: what the core raises as status, body and headers."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shared.domain.errors import FieldProblem, Invalid, ProsaError, TooMany
from shared.observability import correlation_id

STATUS = {
    "not_found": 404,
    "conflict": 409,
    "stale": 412,
    "unconditional": 428,
    "gone": 410,
    "invalid": 422,
    "unauthenticated": 401,
    "forbidden": 403,
    "too_many": 429,
    "too_large": 413,
    "malformed": 400,
    "unavailable": 503,
    "internal": 500,
}
ROUTER_CODES = {
    400: ("malformed_request", "The request could not be read."),
    404: ("not_found", "There is nothing at this address."),
    405: ("method_not_allowed", "This address does not do that."),
    415: ("unsupported_media_type", "This kind of body is not understood here."),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """An error answer. body: what `functions.description.ErrorBody` describes."""

    status: int
    body: dict[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)


def problem(
    status: int,
    code: str,
    message: str,
    *,
    faults: Sequence[FieldProblem] = (),
    headers: Mapping[str, str] | None = None,
) -> Problem:
    """Build an error answer."""
    body: dict[str, Any] = {"detail": code, "message": message, "correlation_id": correlation_id()}
    if faults:
        body["errors"] = [
            {"path": f.path, "code": f.code, "message": f.message} | ({"node": f.node} if f.node else {})
            for f in faults
        ]
    return Problem(status, body, dict(headers or {}))


def of_error(error: ProsaError) -> Problem:
    """Translate an error of the core."""
    status = STATUS[error.kind]
    headers: dict[str, str] = {}
    if isinstance(error, TooMany):
        headers["Retry-After"] = str(max(1, math.ceil(error.retry_after.total_seconds())))
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    faults = error.problems if isinstance(error, Invalid) else ()
    return problem(status, error.code, error.message, faults=faults, headers=headers)


def of_router(status: int, headers: Mapping[str, str] | None = None) -> Problem:
    """What is wrong before any route is reached."""
    code, message = ROUTER_CODES.get(status, ("http_error", "The request was refused."))
    return problem(status, code, message, headers=headers)


def internal() -> Problem:
    """The answer to what nobody expected; the log has the rest under the correlation id."""
    return problem(500, "internal_error", "Something went wrong on our side. Please try again.")
