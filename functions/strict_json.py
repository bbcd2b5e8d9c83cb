"""JSON as we accept it: UTF-8, finite numbers, text that Postgres can store, bounded depth. Everything else is refused early.

The standard reader takes NaN, lone surrogates and NUL, and each of them breaks something later as a 500.
"""

import json
import math
from collections.abc import Callable, Coroutine
from typing import Any, NoReturn

from fastapi import Request, Response
from fastapi.routing import APIRoute

from shared.domain.errors import Invalid, Malformed
from shared.domain.nesting import inside, is_nested_deeper

MAX_DEPTH = 64


def read_json(body: bytes) -> Any:
    """Parse. Raises Malformed `invalid_json` or Invalid `invalid_text`, without repeating what was sent."""
    try:
        value = json.loads(body.decode(), parse_constant=_refuse_constant, parse_float=_finite)
        _refuse_depth(value)
    except (ValueError, RecursionError) as error:
        raise Malformed("invalid_json", "The body is not a JSON document that we can read.") from error
    if "\\u" in body.decode():  # the only way into JSON for a NUL or half a pair
        _refuse_unstorable(value)
    return value


class StrictJsonRoute(APIRoute):
    """A route whose JSON body is read by `read_json`."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def strict(request: Request) -> Response:
            return await handle(_StrictRequest(request.scope, request.receive))

        return strict


class _StrictRequest(Request):
    async def json(self) -> Any:
        return read_json(await self.body())


def _refuse_constant(_name: str) -> NoReturn:
    raise ValueError("not JSON")


def _finite(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise ValueError("out of range")
    return value


def _refuse_depth(value: Any) -> None:
    if is_nested_deeper(value, MAX_DEPTH):
        raise ValueError("too deep")


def _refuse_unstorable(value: Any) -> None:
    level = [value]
    while level:
        for held in level:
            texts = [held] if isinstance(held, str) else list(held) if isinstance(held, dict) else []
            if any("\0" in text or _has_half_pair(text) for text in texts):
                raise Invalid("invalid_text", "The text holds a character that cannot be stored.")
        level = [inner for outer in level for inner in inside(outer)]


def _has_half_pair(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)
