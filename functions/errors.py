"""The one error table: what the core raises, what the router raises, and what nobody expected, as one kind of answer."""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

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
PLAIN_NAME = re.compile(r"[A-Za-z0-9_.\-]{1,64}")
SAFE_SENTENCES = re.compile(
    r"^(missing|extra_forbidden|(string|list|dict|int|float|bool|datetime)_(type|too_short|too_long)"
    r"|too_short|too_long|greater_than(_equal)?|less_than(_equal)?|literal_error|enum|string_pattern_mismatch)$"
)


class FieldFault(BaseModel):
    path: str
    code: str
    message: str
    node: str | None = Field(None, description="Of a flow: the node it is about.")


class ErrorBody(BaseModel):
    """Every error of the API. `detail` is stable; `message` is for people."""

    detail: str = Field(examples=["invalid_token"])
    message: str
    correlation_id: str
    errors: list[FieldFault] | None = None


def problem(
    status: int,
    code: str,
    message: str,
    *,
    faults: Sequence[FieldProblem] = (),
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """Build an error answer."""
    body: dict[str, Any] = {"detail": code, "message": message, "correlation_id": correlation_id()}
    if faults:
        body["errors"] = [
            {"path": f.path, "code": f.code, "message": f.message} | ({"node": f.node} if f.node else {})
            for f in faults
        ]
    return JSONResponse(body, status, dict(headers or {}))


def as_answer(error: ProsaError) -> JSONResponse:
    """Translate an error of the core."""
    status = STATUS[error.kind]
    headers: dict[str, str] = {}
    if isinstance(error, TooMany):
        headers["Retry-After"] = str(max(1, math.ceil(error.retry_after.total_seconds())))
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    faults = error.problems if isinstance(error, Invalid) else ()
    return problem(status, error.code, error.message, faults=faults, headers=headers)


def internal_error() -> JSONResponse:
    """The answer to what nobody expected; the log has the rest under the correlation id."""
    return problem(500, "internal_error", "Something went wrong on our side. Please try again.")


def install(app: FastAPI) -> None:
    """Make `app` answer every error in this shape."""
    app.add_exception_handler(ProsaError, _on_prosa_error)
    app.add_exception_handler(RequestValidationError, _on_validation_error)
    app.add_exception_handler(HTTPException, _on_http_exception)


def _on_prosa_error(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ProsaError)  # noqa: S101 - for the type; the table above registers nothing else
    return as_answer(error)


def _on_http_exception(_request: Request, error: Exception) -> JSONResponse:
    """What the router raises. FastAPI wraps what goes wrong while it reads a body; the cause says what it was."""
    assert isinstance(error, HTTPException)  # noqa: S101 - as above
    if isinstance(error.__cause__, ProsaError):
        return as_answer(error.__cause__)
    code, message = ROUTER_CODES.get(error.status_code, ("http_error", "The request was refused."))
    return problem(error.status_code, code, message, headers=error.headers)


def _on_validation_error(_request: Request, error: Exception) -> JSONResponse:
    """Name the fields and what is wrong with them; never repeat what was sent."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - as above
    faults = [_fault(found) for found in error.errors()[:100]]
    return problem(422, "validation_failed", "The request has fields that are missing or wrong.", faults=faults)


def _fault(found: Mapping[str, Any]) -> FieldProblem:
    parts = [str(part) for part in found["loc"]]
    path = ".".join(part if PLAIN_NAME.fullmatch(part) else "?" for part in parts)
    kind = str(found["type"])
    return FieldProblem(path, kind, str(found["msg"]) if SAFE_SENTENCES.match(kind) else "Is not valid.")
