"""Use cases for what was set aside: items of a number that now has its account, and dead items given another try."""

from collections.abc import Sequence

from shared.domain.ids import InboxId, PhoneNumberId, TenantId
from shared.ports import ConverseWake, Waker
from shared.services.receive import wakes_of
from shared.services.routing import Routing, belongs
from shared.services.storing import store_together
from shared.store import inbox
from shared.store.database import Database
from shared.whatsapp.payload import Item


def adopt_parked(database: Database, routing: Routing, waker: Waker, *, number: PhoneNumberId) -> int:
    """Take in what was parked for a number; call it when its account was made. Returns how many items are new.

    Safe to repeat: an item is forgotten only after it is stored, and storing it twice stores it once.
    """
    routing.forget([number])
    known = routing.of_numbers([number]).get(number)
    parked = database.through_door(lambda tx: inbox.parked_of(tx, number=number))
    if known is None or not parked:
        return 0
    ours: list[Item] = [item for _, item in parked if belongs(known.route, item.waba_id)]
    items = {known.route.tenant: [(known.route.account, item) for item in ours]}
    (new,) = store_together(database, [items])
    database.through_door(lambda tx: inbox.unpark(tx, ids=[id_ for id_, item in parked if item in ours]))
    waker.wake(wakes_of(new))
    return len(new)


def dead_letters(database: Database, *, tenant: TenantId, limit: int) -> list[inbox.DeadLetter]:
    """What a tenant's webhooks brought and nobody could take in, newest first."""
    return database.as_tenant(tenant, lambda tx: inbox.dead_letters(tx, limit=limit))


def revive_dead(database: Database, waker: Waker, *, tenant: TenantId, ids: Sequence[InboxId] | None = None) -> int:
    """Give a tenant's dead items another five runs each (None = all). Returns how many conversations were woken."""
    senders = database.as_tenant(tenant, lambda tx: inbox.revive(tx, ids=ids))
    waker.wake([ConverseWake(tenant, account, sender) for account, sender in senders])
    return len(senders)
