"""What the core raises, what the router raises, and what nobody expected, as one kind of answer of the app."""

import re
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from functions.problems import Problem, of_error, of_router, problem
from shared.domain.errors import FieldProblem, ProsaError

PLAIN_NAME = re.compile(r"[A-Za-z0-9_.\-]{1,64}")
SAFE_SENTENCES = re.compile(
    r"^(missing|extra_forbidden|(string|list|dict|int|float|bool|datetime)_(type|too_short|too_long)"
    r"|too_short|too_long|greater_than(_equal)?|less_than(_equal)?|literal_error|enum|string_pattern_mismatch)$"
)


def as_response(found: Problem) -> JSONResponse:
    """Carry an error answer."""
    return JSONResponse(found.body, found.status, dict(found.headers))


def install(app: FastAPI) -> None:
    """Make `app` answer every error in this shape."""
    app.add_exception_handler(ProsaError, _on_prosa_error)
    app.add_exception_handler(RequestValidationError, _on_validation_error)
    app.add_exception_handler(HTTPException, _on_http_exception)


def _on_prosa_error(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ProsaError)  # noqa: S101 - for the type; the table above registers nothing else
    return as_response(of_error(error))


def _on_http_exception(_request: Request, error: Exception) -> JSONResponse:
    """What the router raises. FastAPI wraps what goes wrong while it reads a body; the cause says what it was."""
    assert isinstance(error, HTTPException)  # noqa: S101 - as above
    if isinstance(error.__cause__, ProsaError):
        return as_response(of_error(error.__cause__))
    return as_response(of_router(error.status_code, error.headers))


def _on_validation_error(_request: Request, error: Exception) -> JSONResponse:
    """Name the fields and what is wrong with them; never repeat what was sent."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - as above
    faults = [_fault(found) for found in error.errors()[:100]]
    found = problem(422, "validation_failed", "The request has fields that are missing or wrong.", faults=faults)
    return as_response(found)


def _fault(found: Mapping[str, Any]) -> FieldProblem:
    parts = [str(part) for part in found["loc"]]
    path = ".".join(part if PLAIN_NAME.fullmatch(part) else "?" for part in parts)
    kind = str(found["type"])
    return FieldProblem(path, kind, str(found["msg"]) if SAFE_SENTENCES.match(kind) else "Is not valid.")
