"""Use case: find what waits for somebody and wake them: lost wakes, expired leases, due timers. Works with zero traffic."""

from dataclasses import dataclass
from datetime import timedelta

from shared.domain.errors import StoreUnavailable
from shared.observability import event, fault
from shared.ports import ConverseWake, DeliverWake, TimerWake, Wake, Waker
from shared.store.database import Database
from shared.store.due import find_due


@dataclass(frozen=True, slots=True)
class Swept:
    """Counts of what was woken; next_in: until the earliest thing that waits, None = nothing waits."""

    senders: int
    sends: int
    timers: int
    next_in: timedelta | None

    @property
    def found(self) -> int:
        return self.senders + self.sends + self.timers


def sweep(database: Database, waker: Waker) -> Swept:
    """One pass, bounded per kind. Safe to run anywhere, any time, at once: a wake for nothing does nothing."""
    due = database.through_door(find_due)
    wakes: list[Wake] = [ConverseWake(*row) for row in due.senders]
    wakes += [DeliverWake(*row) for row in due.sends]
    wakes += [TimerWake(*row) for row in due.timers]
    waker.wake(wakes)
    next_in = max(due.next_at - due.now, timedelta()) if due.next_at else None
    return Swept(len(due.senders), len(due.sends), len(due.timers), next_in)


def sweep_quietly(database: Database, waker: Waker) -> tuple[int, timedelta | None]:
    """A sweep for a ticker: a log line where something was found or went wrong, never an exception."""
    try:
        swept = sweep(database, waker)
    except StoreUnavailable:
        event("sweep", level="warning", outcome="store_unavailable")
        return 0, timedelta(seconds=1)
    except Exception as error:  # noqa: BLE001 - the heartbeat must not stop
        fault("sweep_failed", error)
        return 0, timedelta(seconds=1)
    if swept.found:
        event("sweep", senders=swept.senders, sends=swept.sends, timers=swept.timers)
    return swept.found, swept.next_in
