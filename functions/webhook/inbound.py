"""What the webhook does, whatever carries it: proves the address to Meta, takes in what it sends. No framework."""

import hmac
import time
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from shared.container import Container
from shared.domain.errors import Forbidden, Malformed, NotFound, Unauthenticated
from shared.observability import count
from shared.services.receive import receive
from shared.store.database import answering_by

MAX_CHALLENGE = 256  # characters; Meta sends about ten digits
ANSWER_WITHIN = timedelta(seconds=3.5)  # of the last byte, waiting for a thread included: Meta waits four and more


def challenge(parts: Container, *, mode: str, token: str, challenge: str) -> str:
    """Echo Meta's challenge to whoever knows the verify token. Source: Meta, create-webhook-endpoint, read 2026-11."""
    expected = parts.settings.wa_verify_token.get_secret_value()
    if mode != "subscribe" or not expected or not hmac.compare_digest(token.encode(), expected.encode()):
        raise Forbidden("verify_token_mismatch", "The verify token is not the one this service was given.")
    if not challenge or len(challenge) > MAX_CHALLENGE:
        raise Malformed("invalid_challenge", "The challenge is missing or too long.")
    return challenge


def take_in(
    parts: Container, body: bytes, signatures: Sequence[str], noted: dict[str, Any], *, since: float | None = None
) -> dict[str, Any]:
    """Store what Meta sent; returns after the commit, raises Unavailable when nothing could be stored (Meta redelivers for seven days).

    since: when the whole body was here, monotonic seconds; None = now. noted: gets the counts, for the request's log line; a webhook has no line of its own, since it comes up to four times a turn.
    """
    noted["bytes"] = len(body)
    if len(signatures) != 1:
        raise Unauthenticated("invalid_signature", "The webhook signature is missing or wrong.")
    secrets = [secret.get_secret_value() for secret in parts.settings.wa_webhook_secret]
    try:
        with answering_by((since or time.monotonic()) + ANSWER_WITHIN.total_seconds()):
            receipt = receive(
                parts.storing,
                parts.routing,
                parts.waker,
                body,
                signatures[0],
                secrets=secrets,
                direct=lambda: parts.direct_turns,
            )
    except (Forbidden, Malformed, NotFound, Unauthenticated):
        raise
    except Exception:
        parts.receiving.note_gap()  # whatever it was, Meta has to come again: statuses are late from here on
        raise
    noted |= {name: counted for name, counted in asdict(receipt).items() if counted}
    count("webhook_items", receipt.new)
    return {"received": True}
