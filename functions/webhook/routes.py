"""Meta's webhook as routes of the app on Render; on Lambda `functions.webhook.handler` answers the same."""

import time
from typing import Annotated, Any

from fastapi import Query, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse

from functions.asgi import group
from functions.deps import Parts
from functions.plain import PlainRoute, in_thread
from functions.webhook import inbound
from functions.webhook.wire import Received

ECHOED: dict[int | str, dict[str, Any]] = {
    200: {"description": "The challenge.", "content": {"text/plain": {"schema": {"type": "string"}}}}
}

router = group("webhook")


@router.get("/webhook/verify", response_class=Response, responses=ECHOED)
@router.get("/webhook", response_class=Response, responses=ECHOED, name="verify_at_webhook")
def verify(
    parts: Parts,
    mode: Annotated[str, Query(alias="hub.mode")] = "",
    token: Annotated[str, Query(alias="hub.verify_token")] = "",
    challenge: Annotated[str, Query(alias="hub.challenge")] = "",
) -> PlainTextResponse:
    """Echo Meta's challenge to whoever knows the verify token. Source: Meta, create-webhook-endpoint, read 2026-11."""
    return PlainTextResponse(inbound.challenge(parts, mode=mode, token=token, challenge=challenge))


async def take_in(request: Request) -> Response:
    """Store what Meta sent; 200 only after the commit, 503 when nothing could be stored (Meta redelivers for seven days)."""
    request.state.who = noted = dict[str, Any]()  # for the log line
    body, since = await request.body(), time.monotonic()
    signatures = request.headers.getlist("x-hub-signature-256")
    parts = request.app.state.provide()
    return JSONResponse(await in_thread(inbound.take_in, parts, body, signatures, noted, since=since))


router.add_api_route("/webhook", take_in, methods=["POST"], response_model=Received, route_class_override=PlainRoute)
