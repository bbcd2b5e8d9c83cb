"""Storing what webhooks bring: bodies that come while another is being stored go together, in one transaction of the next."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from shared.domain.errors import StoreUnavailable
from shared.domain.ids import AccountId, TenantId
from shared.store import inbox, outbox
from shared.store.database import Database, Tx
from shared.store.messages import apply_statuses
from shared.whatsapp.outcomes import ACCOUNT_CODES
from shared.whatsapp.payload import Change, Item
from shared.whatsapp.statuses import Status, read_status

TOGETHER = 40  # bodies of one transaction, as many as threads of a host take in at once

Items = dict[TenantId, list[tuple[AccountId, Item]]]


@dataclass(frozen=True, slots=True)
class Stored:
    """An item that is new in the inbox. state: pending | done | kept | dead."""

    tenant: TenantId
    account: AccountId
    sender: str
    kind: str
    key: str
    state: str


@dataclass(slots=True, eq=False)
class _Waiting:
    """A body and the thread that waits for it, until it is stored, has failed, or is to lead the next."""

    items: Items
    woken: threading.Event = field(default_factory=threading.Event)
    leads: bool = False
    stored: list[Stored] | None = None
    error: Exception | None = None


class Storing:
    """Stores bodies, one transaction at a time; who comes meanwhile waits, and the first of them stores for all.

    A body that comes alone is stored at once, as if there were nothing here. In a storm of statuses, where each would be a
    transaction, there are as many as the database takes.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._waiting: list[_Waiting] = []
        self._is_led = False

    def store(self, items: Items) -> list[Stored]:
        """Give what of the items is new, once it is committed. Raises StoreUnavailable: then nothing is known to be stored."""
        mine = _Waiting(items)
        with self._lock:
            self._waiting.append(mine)
            mine.leads, self._is_led = not self._is_led, True
        if not mine.leads:
            mine.woken.wait()
        if mine.leads:
            self._lead()
        if mine.stored is not None:
            return mine.stored
        if isinstance(mine.error, StoreUnavailable):  # whoever waited raises one of their own
            raise StoreUnavailable(mine.error.code, mine.error.message) from mine.error
        raise mine.error or StoreUnavailable()

    def set_aside(self, unknown: Sequence[Item], changes: Sequence[Change]) -> None:
        """Keep what is nobody's yet: items of unknown numbers, and changes of accounts. Raises StoreUnavailable."""
        self._database.through_door(lambda tx: _set_aside(tx, unknown, changes))

    def _lead(self) -> None:
        """Store for all who wait, and leave those who came meanwhile to the first of them."""
        with self._lock:
            bodies, self._waiting = self._waiting[:TOGETHER], self._waiting[TOGETHER:]
        try:
            self._store(bodies)
        finally:
            with self._lock:
                self._is_led = bool(self._waiting)
                if self._is_led:
                    self._waiting[0].leads = True
                    self._waiting[0].woken.set()
            for body in bodies:
                body.woken.set()

    def _store(self, bodies: Sequence[_Waiting]) -> None:
        try:
            for body, stored in zip(bodies, store_together(self._database, [b.items for b in bodies]), strict=True):
                body.stored = stored
        except StoreUnavailable as error:
            for body in bodies:
                body.error = error
        except Exception as error:  # noqa: BLE001 - whoever waits for the body raises it
            if len(bodies) == 1:
                bodies[0].error = error
                return
            for body in bodies:  # one of them is at fault: the others are not to suffer for it
                self._store([body])


def store_together(database: Database, bodies: Sequence[Items]) -> list[list[Stored]]:
    """Store all tenants' items of all bodies in one transaction and one flight, all or nothing; gives what is new, for each body."""
    merged: Items = {}
    for body in bodies:
        for tenant, items in body.items():
            merged.setdefault(tenant, []).extend(items)
    tenants = sorted(
        tenant for tenant, items in merged.items() if items
    )  # so that two instances never wait for each other
    if not tenants:
        return [[] for _ in bodies]
    new = database.in_one_flight(
        tenants[0],
        lambda tx: [(tenant, _queue(tx, merged[tenant])) for tenant in _entered(tx, tenants)],
        lambda cursors: [Stored(tenant, *row) for tenant, cursor in cursors for row in cursor.fetchall()],
    )
    by_key = {(row.account, row.kind, row.key): row for row in new}
    return [
        [
            row
            for items in body.values()
            for account, item in items
            if (row := by_key.pop((account, item.kind, item.key), None))
        ]
        for body in bodies
    ]


def _set_aside(tx: Tx, unknown: Sequence[Item], changes: Sequence[Change]) -> None:
    if unknown:
        inbox.park_unrouted(tx, items=unknown)
    if changes:
        inbox.keep_changes(tx, changes=changes)


def _entered(tx: Tx, tenants: Sequence[TenantId]) -> Iterator[TenantId]:
    """Give each while the transaction is that tenant's; it begins as the first."""
    for at, tenant in enumerate(tenants):
        if at:
            tx.enter(tenant)
        yield tenant


def _queue(tx: Tx, items: list[tuple[AccountId, Item]]) -> inbox.Cursor:
    stored = inbox.store_items(tx, items=items)
    statuses = [(account, status) for account, item in items if (status := _status(item))]
    apply_statuses(tx, statuses=statuses)
    for account, status in statuses:
        if status.status == "failed" and status.error_code in ACCOUNT_CODES:
            outbox.need_attention(tx, account=account, reason=f"graph_{status.error_code}", since=status.at)
    return stored


def _status(item: Item) -> Status | None:
    return read_status(item.raw) if item.kind == "status" and not item.fault else None
