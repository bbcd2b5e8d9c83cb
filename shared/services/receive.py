"""Use case: a webhook came in; verify it, store every new item in one transaction, wake who works on them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from shared.domain.errors import Malformed, NotFound, Unauthenticated
from shared.domain.ids import AccountId, TenantId
from shared.ports import ConverseWake, Waker
from shared.services.routing import KnownRoute, Routing, belongs
from shared.services.storing import Items, Stored, Storing
from shared.whatsapp.payload import Item, NotJson, Payload, read_payload
from shared.whatsapp.signature import is_signed, named_numbers, named_wabas

if TYPE_CHECKING:
    from shared.services.direct import Took

META_TEST_WABA = "0"  # the dashboard's Test button: nobody's message, but the answer shows that the address works


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a body, in counts: for the log line."""

    items: int = 0
    new: int = 0
    dead: int = 0
    parked: int = 0
    kept_changes: int = 0
    turns: int = 0


@dataclass(frozen=True, slots=True)
class Sorted:
    """Items by tenant, each with its account; and those whose number nobody has."""

    by_tenant: Items
    unknown: list[Item]


def receive(
    storing: Storing,
    routing: Routing,
    waker: Waker,
    body: bytes,
    signature: str,
    *,
    secrets: Sequence[str],
    direct: "Callable[[], Taker | None]" = lambda: None,
) -> Receipt:
    """Store a webhook's items and answer for them. Nothing is stored unless it returns; everything is once it has.

    secrets: app secrets of the service's own Meta app. direct: takes the turn of a message that comes alone; asked for
    only then, so that statuses never load an engine. Raises Unauthenticated `invalid_signature`, Malformed
    `invalid_json`, NotFound `tenant_not_mapped_for_phone_number_id` (every number is unknown: Meta keeps it and
    redelivers), StoreUnavailable.
    """
    allowed = _signers(routing, body, signature, secrets)
    try:
        payload = read_payload(body)
    except NotJson as error:
        raise Malformed("invalid_json", "The body is not a JSON document.") from error
    found = _sort(routing, payload, allowed)
    if not found.by_tenant and not payload.changes and any(item.waba_id != META_TEST_WABA for item in payload.items):
        raise NotFound("tenant_not_mapped_for_phone_number_id", "No tenant has this phone number id yet.")
    if found.unknown or payload.changes:
        storing.set_aside(found.unknown, payload.changes)
    alone = _alone(payload, found)
    taker = direct() if alone else None
    took = taker.take(*alone) if taker and alone else None
    if took:
        return Receipt(items=1, new=int(took.is_new), turns=int(took.turned))
    new = storing.store(found.by_tenant) if found.by_tenant else []
    waker.wake(wakes_of(new), after=taker.pause_before(*alone[1:]) if taker and alone else timedelta())
    return Receipt(
        items=len(payload.items),
        new=len(new),
        dead=sum(1 for row in new if row.state == "dead"),
        parked=len(found.unknown),
        kept_changes=len(payload.changes),
    )


class Taker(Protocol):
    """`shared.services.direct.DirectTurns`, as seen from here."""

    def take(self, tenant: TenantId, account: AccountId, item: Item) -> "Took | None": ...

    def pause_before(self, account: AccountId, item: Item) -> timedelta: ...


def _alone(payload: Payload, found: Sorted) -> tuple[TenantId, AccountId, Item] | None:
    """The only thing in the body, when it is a message."""
    if len(payload.items) != 1 or payload.changes or payload.items[0].kind != "message":
        return None
    for tenant, ((account, item),) in found.by_tenant.items():
        return tenant, account, item
    return None


def _signers(routing: Routing, body: bytes, signature: str, secrets: Sequence[str]) -> str | None:
    """None when the service's own app signed (it may speak for every number), else the one app secret that did."""
    if is_signed(body, signature, secrets):
        return None
    if not signature.startswith("sha256="):
        raise Unauthenticated("invalid_signature", "The webhook signature is missing or wrong.")
    numbers = named_numbers(body)
    own = list(routing.of_numbers(numbers).values()) if numbers else routing.of_wabas(named_wabas(body))
    for secret in {known.secret for known in own if known.secret}:
        if is_signed(body, signature, [secret]):
            return secret
    raise Unauthenticated("invalid_signature", "The webhook signature is missing or wrong.")


def _sort(routing: Routing, payload: Payload, signer: str | None) -> Sorted:
    routes = routing.of_numbers([item.phone_number_id for item in payload.items])
    by_tenant: Items = {}
    unknown: list[Item] = []
    for item in payload.items:
        known = routes.get(item.phone_number_id)
        if known and belongs(known.route, item.waba_id) and _may_speak(known, signer):
            by_tenant.setdefault(known.route.tenant, []).append((known.route.account, item))
        else:
            unknown.append(item)
    return Sorted(by_tenant, unknown)


def _may_speak(known: KnownRoute, signer: str | None) -> bool:
    """A tenant's own Meta app speaks for that tenant's numbers only."""
    return signer is None or known.secret == signer


def wakes_of(new: Sequence[Stored]) -> list[ConverseWake]:
    """Whom to wake for what is new, each once."""
    return list(
        dict.fromkeys(ConverseWake(row.tenant, row.account, row.sender) for row in new if row.state == "pending")
    )
