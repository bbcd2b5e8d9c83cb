"""Meta's webhook: proves the address once (GET), takes in messages and statuses (POST), answers within a flight of Postgres."""

import hmac
from typing import Annotated, Any

from fastapi import Depends, Query, Request, Response
from fastapi.responses import PlainTextResponse

from functions.asgi import LambdaHandler, group
from functions.deps import Parts
from functions.webhook.wire import Received
from shared.domain.errors import Forbidden, Malformed, Unauthenticated, Unavailable
from shared.observability import count, use_case
from shared.services.receive import receive

MAX_CHALLENGE = 256  # characters; Meta sends about ten digits

ECHOED: dict[int | str, dict[str, Any]] = {
    200: {"description": "The challenge.", "content": {"text/plain": {"schema": {"type": "string"}}}}
}

router = group("webhook")


async def raw_body(request: Request) -> bytes:
    """Read the bytes as received: the signature is over them, before anything decodes them."""
    return await request.body()


@router.get("/webhook/verify", response_class=Response, responses=ECHOED)
@router.get("/webhook", response_class=Response, responses=ECHOED, name="verify_at_webhook")
def verify(
    parts: Parts,
    mode: Annotated[str, Query(alias="hub.mode")] = "",
    token: Annotated[str, Query(alias="hub.verify_token")] = "",
    challenge: Annotated[str, Query(alias="hub.challenge")] = "",
) -> PlainTextResponse:
    """Echo Meta's challenge to whoever knows the verify token. Source: Meta, create-webhook-endpoint, read 2026-11."""
    expected = parts.settings.wa_verify_token.get_secret_value()
    if mode != "subscribe" or not expected or not hmac.compare_digest(token.encode(), expected.encode()):
        raise Forbidden("verify_token_mismatch", "The verify token is not the one this service was given.")
    if not challenge or len(challenge) > MAX_CHALLENGE:
        raise Malformed("invalid_challenge", "The challenge is missing or too long.")
    return PlainTextResponse(challenge)


@router.post("/webhook")
def take_in(request: Request, parts: Parts, body: Annotated[bytes, Depends(raw_body)]) -> Received:
    """Store what Meta sent; 200 only after the commit, 503 when nothing could be stored (Meta redelivers for seven days)."""
    signatures = request.headers.getlist("x-hub-signature-256")
    if len(signatures) != 1:
        raise Unauthenticated("invalid_signature", "The webhook signature is missing or wrong.")
    secrets = [secret.get_secret_value() for secret in parts.settings.wa_webhook_secret]
    with use_case("receive", bytes=len(body)) as found:
        try:
            receipt = receive(parts.database, parts.routing, parts.waker, body, signatures[0], secrets=secrets)
        except Unavailable:
            parts.receiving.note_gap()
            raise
        found |= {"items": receipt.items, "new": receipt.new, "dead": receipt.dead, "parked": receipt.parked}
    count("webhook_items", receipt.new)
    return Received()


handler = LambdaHandler(router)
