"""Meta's webhook as a Lambda function: starts quickly, because nothing but Postgres and the standard library is needed."""

from collections.abc import Callable
from datetime import timedelta

from functions.slim import Call, Reply, SlimHandler
from functions.webhook import inbound
from shared.container import Container
from shared.services.sweep import tell_gap


def verify(provide: Callable[[], Container], call: Call) -> Reply:
    """GET: Meta proves the address."""
    mode, token, challenge = (call.query.get(f"hub.{name}", "") for name in ("mode", "verify_token", "challenge"))
    return Reply(inbound.challenge(provide(), mode=mode, token=token, challenge=challenge))


def take_in(provide: Callable[[], Container], call: Call) -> Reply:
    """POST: Meta sends. A gap of this process is told with the first webhook that is stored again: nobody ticks here."""
    parts = provide()
    received = inbound.take_in(parts, call.body, call.header("x-hub-signature-256"), call.who)
    tell_gap(parts.database, parts.receiving, timedelta(seconds=parts.settings.sweep_idle_seconds))
    return Reply(received)


handler = SlimHandler({("GET", "/webhook/verify"): verify, ("GET", "/webhook"): verify, ("POST", "/webhook"): take_in})
