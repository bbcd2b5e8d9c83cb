"""Use case: find what waits for somebody and wake them: lost wakes, expired leases, due timers. Works with zero traffic."""

from dataclasses import dataclass
from datetime import timedelta

from shared.domain.errors import StoreUnavailable
from shared.observability import event, fault
from shared.ports import ConverseWake, DeliverWake, KnowledgeWake, TaskWake, TimerWake, Wake, Waker
from shared.services.receiving import SLACK, Receiving
from shared.store import receivers
from shared.store.database import Database, Tx
from shared.store.due import Due, find_due


@dataclass(frozen=True, slots=True)
class Swept:
    """Counts of what was woken; next_in: until the earliest thing that waits, None = nothing waits."""

    senders: int
    sends: int
    timers: int
    tasks: int
    knowledge: int
    next_in: timedelta | None

    @property
    def counted(self) -> dict[str, int]:
        """By kind, as it is told."""
        return {
            "conversations": self.senders, "sends": self.sends, "timers": self.timers, "tasks": self.tasks,
            "knowledge": self.knowledge,
        }  # fmt: skip

    @property
    def found(self) -> int:
        return self.senders + self.sends + self.timers + self.tasks + self.knowledge


def sweep(database: Database, waker: Waker, *, space: str = "") -> Swept:
    """One pass, bounded per kind. Safe to run anywhere, any time, at once: a wake for nothing does nothing.

    space: what knowledge is to be embedded in, empty = it is not.
    """
    return _wake(waker, database.through_door(lambda tx: find_due(tx, space=space)))


def _wake(waker: Waker, due: Due) -> Swept:
    wakes: list[Wake] = [ConverseWake(*row) for row in due.senders]
    wakes += [DeliverWake(*row) for row in due.sends]
    wakes += [TimerWake(*row) for row in due.timers]
    wakes += [TaskWake(*row) for row in due.tasks]
    wakes += [KnowledgeWake(tenant) for tenant in due.knowledge]
    waker.wake(wakes)
    next_in = max(due.next_at - due.now, timedelta()) if due.next_at else None
    return Swept(len(due.senders), len(due.sends), len(due.timers), len(due.tasks), len(due.knowledge), next_in)


def beat_and_sweep(
    database: Database, waker: Waker, receiving: Receiving, silent_for: timedelta, *, space: str = ""
) -> tuple[int, timedelta | None]:
    """A ticker's sweep: says that this process receives, then sweeps; never an exception.

    silent_for: until the next beat at the latest. Returns how much was found and how long until the next thing is due.
    """
    had_gap = receiving.take_gap()
    try:
        swept = _wake(
            waker,
            database.through_door(lambda tx: _beat_and_find(tx, receiving, silent_for, had_gap=had_gap, space=space)),
        )
    except Exception as error:  # noqa: BLE001 - the heartbeat must not stop
        receiving.note_gap()
        if isinstance(error, StoreUnavailable):
            event("sweep", level="warning", outcome=error.code)
        else:
            fault("sweep_failed", error)
        return 0, timedelta(seconds=1)
    if swept.found:
        event("sweep", level="info", **swept.counted)
    return swept.found, swept.next_in


def sweep_for_functions(
    database: Database, waker: Waker, receiving: Receiving, silent_for: timedelta, *, space: str = ""
) -> Swept:
    """A heartbeat's sweep on AWS Lambda: beats for all functions, then sweeps once. Raises StoreUnavailable.

    silent_for: until the next heartbeat at the latest; when it does not come in time, that was a gap in our receiving.
    """
    had_gap = receiving.take_gap()
    try:
        return _wake(
            waker,
            database.through_door(lambda tx: _beat_and_find(tx, receiving, silent_for, had_gap=had_gap, space=space)),
        )
    except StoreUnavailable:
        receiving.note_gap()
        raise


def tell_gap(database: Database, receiving: Receiving, silent_for: timedelta) -> None:
    """Write down a gap of this process, if there was one: for hosts where no ticker does it. Never an exception."""
    if not receiving.take_gap():
        return
    try:
        database.through_door(
            lambda tx: receivers.beat(tx, receiver=receiving.id, silent_for=silent_for + SLACK, had_gap=True)
        )
    except StoreUnavailable as error:
        receiving.note_gap()
        event("tell_gap", level="warning", outcome=error.code)


def _beat_and_find(tx: Tx, receiving: Receiving, silent_for: timedelta, *, had_gap: bool, space: str) -> Due:
    receivers.beat(tx, receiver=receiving.id, silent_for=silent_for + SLACK, had_gap=had_gap)
    return find_due(tx, space=space)


def leave(database: Database, receiving: Receiving) -> None:
    """This process goes in good order: no gap. If the database is away, it will look like one, which is the safe side."""
    try:
        database.through_door(lambda tx: receivers.leave(tx, receiver=receiving.id))
    except StoreUnavailable:
        event("leave", level="warning", outcome="store_unavailable")
