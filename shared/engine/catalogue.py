"""A little catalogue in memory that answers `SearchItems` and `ListValues`: for in-definition tests and previews without a database."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from shared.engine.expressions.values import equal, greater, greater_or_equal, less, less_or_equal
from shared.engine.facts import ListValues, SearchItems
from shared.engine.words import folded

Items = Sequence[Mapping[str, Any]]


def search(items: Items, request: SearchItems) -> dict[str, Any]:
    """Answer as the store does: filters joined by AND, sorted, without the excluded ones."""
    found = [item for item in items if _matches_all(item, request.filters)]
    found = [item for item in found if str(item.get("id")) not in request.exclude]
    for order in reversed(request.sort):
        field = str(order.get("field"))
        found.sort(key=lambda item: _sort_key(item.get(field)), reverse=bool(order.get("desc")))
    page = found[request.offset : request.offset + request.limit]
    return {"count": len(found), "items": [dict(item) for item in page]}


def values(items: Items, request: ListValues) -> dict[str, Any]:
    """Distinct values, most frequent first, then as written."""
    counts: Counter[Any] = Counter()
    for item in items:
        value = item.get(request.field)
        if isinstance(value, str | int | float | bool) and _matches_all(item, request.filters):
            counts[value] += 1
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], str(pair[0])))
    return {"values": [{"value": value, "count": count} for value, count in ordered[: request.limit]]}


def _matches_all(item: Mapping[str, Any], filters: Sequence[Mapping[str, Any]]) -> bool:
    return all(_matches(item.get(str(one.get("field"))), str(one.get("op")), one.get("value")) for one in filters)


def _matches(value: Any, op: str, wanted: Any) -> bool:
    match op:
        case "eq":
            return _same(value, wanted)
        case "ne":
            return not _same(value, wanted)
        case "in":
            return isinstance(wanted, list) and any(_same(value, one) for one in wanted)
        case "lt":
            return less(value, wanted)
        case "le":
            return less_or_equal(value, wanted)
        case "gt":
            return greater(value, wanted)
        case "ge":
            return greater_or_equal(value, wanted)
        case "between":
            return len(wanted) == 2 and greater_or_equal(value, wanted[0]) and less_or_equal(value, wanted[1])
        case "contains":
            return _contains(value, wanted)
        case _:
            return False


def _same(value: Any, wanted: Any) -> bool:
    if isinstance(value, str) and isinstance(wanted, str):
        return folded(value) == folded(wanted)
    return equal(value, wanted)


def _contains(value: Any, wanted: Any) -> bool:
    if isinstance(value, list):
        return any(_same(one, wanted) for one in value)
    return isinstance(value, str) and isinstance(wanted, str) and folded(wanted) in folded(value)


def _sort_key(value: Any) -> tuple[int, float, str]:
    if isinstance(value, int | float):
        return (0, float(value), "")
    return (1, 0.0, folded(value)) if isinstance(value, str) else (2, 0.0, "")
