"""The Graph side over HTTP: tokens, faults, error bodies and the journal around each call; messages."""

import asyncio
import json
import math
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from local.simulator.accounts import Number
from local.simulator.errors import GraphError
from local.simulator.faults import answer_of
from local.simulator.journal import GraphCall
from local.simulator.sending import mark_read, send
from local.simulator.world import World

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Context:
    """One call: who makes it, what is asked, where it is written down."""

    world: World
    request: Request
    token: str
    call: GraphCall

    @property
    def object_id(self) -> str:
        """Read the id in the path."""
        return str(self.request.path_params["object_id"])


Handler = Callable[[Context], Awaitable[Response]]


def graph_call(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """Wrap a handler: check the token, write refusals as Meta does, and keep the journal."""

    async def endpoint(request: Request) -> Response:
        world: World = request.app.state.world
        call = GraphCall(request.method, request.url.path, b"", at=time.time())
        begun = time.perf_counter()
        try:
            token = world.accounts.authenticate(request.headers.get("authorization", ""))
            response = await handler(Context(world, request, token, call))
        except GraphError as error:
            call.code = error.code
            world.ledger.refused[error.code] += 1
            response = JSONResponse(error.body(), error.http)
        call.http = response.status_code
        call.ms = (time.perf_counter() - begun) * 1000
        world.journal.add(call)
        return response

    return endpoint


async def faulty(context: Context, call_type: str, to: str | None, work: Callable[[], Response]) -> Response:
    """Do the work of a call, unless a fault comes first or falsifies its answer."""
    call = context.call
    call.type, call.to = call_type, to
    fault = context.world.faults.pick(call.phone_number_id or "", call_type, to)
    if fault is None:
        return work()
    call.fault = fault.order.kind
    if fault.order.kind == "slow":
        await asyncio.sleep(fault.seconds)
        return work()
    if fault.comes_after:
        work()
    return answer_of(fault)


async def json_body(context: Context) -> Json:
    """Read a JSON object. Raises GraphError 100."""
    context.call.raw = await context.request.body()
    try:
        body = json.loads(context.call.raw or b"{}", parse_constant=_refuse, parse_float=_finite)
        if b"\\u" in context.call.raw:  # only an escape can smuggle half a surrogate pair in
            json.dumps(body, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise GraphError(100, "The request body is not valid JSON.") from None
    if not isinstance(body, dict):
        raise GraphError(100, "The request body must be a JSON object.")
    return body


async def messages(context: Context) -> Response:
    """POST /{phone_number_id}/messages: send, mark read, show typing."""
    world, call, number = context.world, context.call, named_number(context)
    body = await json_body(context)
    if "status" in body:
        call_type = "typing" if body.get("typing_indicator") else "read"
        return await faulty(context, call_type, None, lambda: JSONResponse(mark_read(world, number, body)))
    call.opaque = _text(body, "biz_opaque_callback_data")
    call_type, to = _text(body, "type") or "text", _text(body, "to") or _text(body, "recipient")
    return await faulty(context, call_type, to, lambda: JSONResponse(send(world, number, body, call)))


def named_number(context: Context) -> Number:
    """Find the number in the path. Raises GraphError 100/33."""
    context.call.phone_number_id = context.object_id
    return context.world.accounts.number(context.object_id, context.token)


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _finite(written: str) -> float:
    number = float(written)
    if not math.isfinite(number):
        raise ValueError(written)
    return number


def _text(body: Json, key: str) -> str | None:
    value = body.get(key)
    return value if isinstance(value, str) else None
