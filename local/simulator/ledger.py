"""What a test wants to know at the end: sent twice, out of order, outside the window, refused.

Kept up to date with every send, so that asking is cheap however much was sent.
"""

import re
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass
from typing import Any, Final
from uuid import UUID

MARK: Final = re.compile(r"#(\d+)\s*$")


@dataclass(frozen=True, slots=True)
class Accepted:
    """One accepted send."""

    phone_number_id: str
    contact: str
    wamid: str
    opaque: str | None
    text: str

    @property
    def row(self) -> str | None:
        """Read the outbox row out of `<row>:<attempt>`."""
        return (self.opaque.rpartition(":")[0] or self.opaque) if self.opaque else None


@dataclass(frozen=True, slots=True)
class WindowBreach:
    """A send that was tried while the window was closed."""

    phone_number_id: str
    contact: str
    opaque: str | None
    at: str


@dataclass(frozen=True, slots=True)
class OrderBreach:
    """Two sends to one contact in the wrong order."""

    phone_number_id: str
    contact: str
    before: str
    after: str


class Ledger:
    """The tallies since the last reset."""

    def __init__(self) -> None:
        self.accepted = 0
        self.refused: Counter[int] = Counter()
        self.statuses: Counter[str] = Counter()
        self.window_breaches: list[WindowBreach] = []
        self._rows: defaultdict[tuple[str, str], list[Accepted]] = defaultdict(list)
        self._repeated: dict[tuple[str, str], list[Accepted]] = {}
        self._last: dict[tuple[str, str, str], tuple[int, Accepted]] = {}
        self._order_breaches: list[OrderBreach] = []
        self._not_ordered = 0

    def accept(self, send: Accepted) -> None:
        """Write down an accepted send; only the first acceptance of a row is judged for its order."""
        self.accepted += 1
        if send.row is not None:
            key = (send.phone_number_id, send.row)
            self._rows[key].append(send)
            if len(self._rows[key]) > 1:
                self._repeated[key] = self._rows[key]
                return
        self._judge_order(send)

    def view(self) -> dict[str, Any]:
        """Answer the assertions."""
        return {
            "accepted": self.accepted,
            "delivered": self.statuses["delivered"],
            "read": self.statuses["read"],
            "failed": self.statuses["failed"],
            "refused": {str(code): count for code, count in sorted(self.refused.items())},
            "duplicates_by_opaque": [
                {"row": row, "opaques": [send.opaque for send in sends], "wamids": [send.wamid for send in sends]}
                for (_, row), sends in self._repeated.items()
            ],
            "window_breaches": [asdict(breach) for breach in self.window_breaches],
            "order_breaches_per_contact": [asdict(breach) for breach in self._order_breaches],
            "not_ordered": self._not_ordered,
        }

    def _judge_order(self, send: Accepted) -> None:
        scale, place = order_of(send)
        if scale is None:
            self._not_ordered += 1
            return
        lane = (send.phone_number_id, send.contact, scale)
        before = self._last.get(lane)
        if before is not None and place < before[0]:
            self._order_breaches.append(OrderBreach(lane[0], lane[1], _name(before[1]), _name(send)))
        self._last[lane] = (place, send)


def order_of(send: Accepted) -> tuple[str | None, int]:
    """Find a send's place on a scale: its row if that is a number, the #n that ends its text, or the row's UUIDv7."""
    row = send.row or ""
    if row.isascii() and row.isdigit():
        return "integer", int(row)
    mark = MARK.search(send.text)
    if mark:
        return "mark", int(mark[1])
    try:
        uuid = UUID(row)
    except ValueError:
        return None, 0
    # Only the milliseconds of a UUIDv7 tell an order: below them it may be random.
    return ("uuid", uuid.int >> 80) if uuid.version == 7 else (None, 0)


def _name(send: Accepted) -> str:
    return send.opaque or send.text[-80:]
