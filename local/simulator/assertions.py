"""What a test wants to know at the end: sent twice, out of order, outside the window, not delivered."""

import re
from collections import defaultdict
from typing import Any, Final
from uuid import UUID

from local.simulator.journal import Accepted, Journal

MARK: Final = re.compile(r"#(\d+)(?!.*#\d)", re.DOTALL)


def assertions(journal: Journal) -> dict[str, Any]:
    """Judge everything that was accepted since the last reset."""
    breaches, not_ordered = _order_breaches(journal.accepted)
    return {
        "accepted": len(journal.accepted),
        "delivered": journal.statuses["delivered"],
        "failed": journal.statuses["failed"],
        "refused": {str(code): count for code, count in sorted(journal.refused.items())},
        "duplicates_by_opaque": _duplicates(journal.accepted),
        "window_breaches": [
            {"phone_number_id": one.phone_number_id, "contact": one.contact, "opaque": one.opaque, "at": one.at}
            for one in journal.window_breaches
        ],
        "order_breaches_per_contact": breaches,
        "not_ordered": not_ordered,
    }


def row_of(opaque: str) -> str:
    """Read the outbox row out of `<row>:<attempt>`."""
    return opaque.rpartition(":")[0] or opaque


def _duplicates(accepted: list[Accepted]) -> list[dict[str, Any]]:
    rows: dict[tuple[str, str], list[Accepted]] = defaultdict(list)
    for send in accepted:
        if send.opaque:
            rows[(send.phone_number_id, row_of(send.opaque))].append(send)
    return [
        {"row": row, "opaques": [send.opaque for send in sends], "wamids": [send.wamid for send in sends]}
        for (_, row), sends in rows.items()
        if len(sends) > 1
    ]


def _order_breaches(accepted: list[Accepted]) -> tuple[list[dict[str, Any]], int]:
    """Compare each first acceptance of a row with the one before it to the same contact."""
    seen: set[tuple[str, str]] = set()
    last: dict[tuple[str, str, str], tuple[int, Accepted]] = {}
    breaches, not_ordered = [], 0
    for send in accepted:
        row = (send.phone_number_id, row_of(send.opaque)) if send.opaque else None
        if row is not None and row in seen:
            continue
        if row is not None:
            seen.add(row)
        scale, place = order_of(send)
        if scale is None:
            not_ordered += 1
            continue
        lane = (send.phone_number_id, send.contact, scale)
        before = last.get(lane)
        if before is not None and place < before[0]:
            breaches.append(
                {
                    "phone_number_id": send.phone_number_id,
                    "contact": send.contact,
                    "before": before[1].opaque or before[1].text[-80:],
                    "after": send.opaque or send.text[-80:],
                }
            )
        last[lane] = (place, send)
    return breaches, not_ordered


def order_of(send: Accepted) -> tuple[str | None, int]:
    """Find a send's place on a scale: its row if that is a number, the last #n of its text, or the row's UUIDv7."""
    row = row_of(send.opaque) if send.opaque else ""
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
