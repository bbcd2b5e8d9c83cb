"""The guard round every call: the contact's minute in Redis, the day of the tenant and of the conversation in Postgres."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar
from uuid import UUID, uuid4

from shared.domain.ids import ConversationId, TenantId
from shared.domain.models import Failed, Usage
from shared.domain.spending import Caps, Prices
from shared.observability import event
from shared.ports import KeyValue, KeyValueUnavailable
from shared.store import ai_calls
from shared.store.ai_calls import Asker, NewCall, Settled
from shared.store.database import Database

MINUTE = timedelta(minutes=1)
Got = TypeVar("Got")


@dataclass(frozen=True, slots=True)
class Purse:
    """What guards and counts. caps: the service's own; a tenant's limits stand over them."""

    key_value: KeyValue
    caps: Caps
    prices: Prices


@dataclass(frozen=True, slots=True)
class Use:
    """What a call is for, and the most it can use and cost (micros), which is what is reserved. conversation: None = nobody's."""

    tenant: TenantId
    conversation: ConversationId | None
    task: UUID | None
    node: str
    kind: str
    model: str
    most: Usage
    most_micros: int


def spend(
    database: Database,
    purse: Purse,
    use: Use,
    *,
    asker: Asker,
    call: Callable[[], Got | Failed],
    used: Callable[[Got], tuple[Usage, int] | None],
    is_admitted: bool = False,
    share: float = 1.0,
) -> Got | Failed:
    """Make one call if every cap allows it; reserve before, settle after.

    call: asks the model, in no transaction; never raises. used: what an answer used and cost, None = not said. is_admitted: `admit`
    let this in already, or no contact asks. share: of the day's caps that this call may touch. Refused: Failed with the name of
    the cap (`sender_minute`, `day_calls`, …) or `guard_unavailable`, and nothing is asked.
    """
    caps = purse.caps.of_tenant(asker.limits)
    refused = None if is_admitted else admit(purse, asker, use.tenant)
    reserved = NewCall(
        uuid4(), use.conversation, use.task, use.node, use.kind, use.model, use.most.tokens, use.most_micros
    )
    if refused is None:
        refused = database.as_tenant(
            use.tenant, lambda tx: ai_calls.reserve(tx, call=reserved, caps=caps.shared(share))
        )
    if refused is not None:
        event("ai_refused", level="warning", tenant_id=str(use.tenant), task=use.kind, outcome=refused)
        return Failed(refused)
    started = time.perf_counter()
    found = call()
    settled = _settled(found, used, purse.prices, round((time.perf_counter() - started) * 1000))
    database.mark(use.tenant, lambda tx: ai_calls.settle(tx, call=reserved.id, settled=settled), lambda _: None)
    event(
        "ai_call", tenant_id=str(use.tenant), task=use.kind, model=use.model, outcome=settled.outcome,
        ms=settled.latency_ms, input=settled.usage.input_tokens if settled.usage else None,
        output=settled.usage.output_tokens if settled.usage else None, micros=settled.micros,
    )  # fmt: skip
    return found


def admit(purse: Purse, asker: Asker, tenant: TenantId) -> str | None:
    """Count one ask on the contact's minute. None = it may; without Redis nobody may."""
    most = purse.caps.of_tenant(asker.limits).per_minute
    try:
        is_free = purse.key_value.admit(f"ai:minute:{tenant}:{asker.contact}", most=most, per=MINUTE)
    except KeyValueUnavailable:
        return "guard_unavailable"
    return None if is_free else "sender_minute"


def _settled(
    found: Got | Failed, used: Callable[[Got], tuple[Usage, int] | None], prices: Prices, latency_ms: int
) -> Settled:
    """What is not known counts as the reserve, unless nobody bills it."""
    if isinstance(found, Failed):
        usage = found.usage if found.usage is not None or found.may_cost else Usage(0, 0)
        return Settled(found.code, usage, prices.cost(usage) if usage else None, latency_ms)
    usage, micros = used(found) or (None, None)
    return Settled("ok", usage, micros, latency_ms)
