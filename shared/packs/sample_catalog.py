"""A pack's sample items in memory, answering the engine's fact requests exactly as the store does: for trying a flow offline."""

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from shared.engine.facts import ListValues, SearchItems
from shared.packs import CatalogField, Pack

COMPARISONS: Final = {"lt", "le", "gt", "ge"}


class SampleCatalog:
    """Items of one pack. `pictures`: what stands before the name of a picture to make it a link."""

    def __init__(self, pack: Pack, *, pictures: str = "") -> None:
        self.schema = pack.catalog
        listings = json.loads(pack.listings_path.read_text(encoding="utf-8")) if pack.listings_path else []
        self.items = tuple(_item(listing, pictures) for listing in listings)

    def search(self, request: SearchItems) -> dict[str, Any]:
        """Answer as `shared.store.catalog.search_items` does; an item's id is its code."""
        if request.catalog != self.schema.id:
            return {"count": 0, "items": []}
        found = [item for item in self._matching(request.filters) if item["id"] not in request.exclude]
        for key in reversed(request.sort):
            field = self.schema.fields.get(str(key.get("field")))
            if field is not None:
                found = _sorted(found, field, descending=bool(key.get("desc", False)))
        page = found[max(request.offset, 0) :][: min(max(request.limit, 0), 50)]
        return {"count": len(found), "items": page}

    def values(self, request: ListValues) -> dict[str, Any]:
        """Answer as `shared.store.catalog.list_values` does."""
        field = self.schema.fields.get(request.field)
        if request.catalog != self.schema.id or field is None:
            return {"values": []}
        held = [item.get(field.name) for item in self._matching(request.filters)]
        flat = [one for value in held for one in (value if isinstance(value, list) else [value]) if one is not None]
        ranked = sorted(Counter(flat).items(), key=lambda pair: (-pair[1], str(pair[0])))
        return {"values": [{"value": value, "count": count} for value, count in ranked[: request.limit]]}

    def _matching(self, filters: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        wanted = [one for one in filters if one.get("value") not in (None, "", [])]
        return [item for item in self.items if all(self._meets(item, one) for one in wanted)]

    def _meets(self, item: Mapping[str, Any], one: Mapping[str, Any]) -> bool:
        field = self.schema.fields.get(str(one.get("field")))
        if field is None:
            return False
        held, value, op = item.get(field.name), one["value"], str(one.get("op", "eq"))
        if op == "between":
            return all(_compare(field, held, end, limit) for end, limit in _ends(value) if limit is not None)
        return _compare(field, held, op, value)


def _item(listing: Mapping[str, Any], pictures: str) -> dict[str, Any]:
    return {
        **listing["fields"],
        "id": listing["code"],
        "code": listing["code"],
        "title": listing["title"],
        "price_cents": listing["price_cents"],
        "image": pictures + listing["image"],
        "photos": [pictures + photo for photo in listing["fields"]["photos"]],
    }


def _ends(value: Any) -> tuple[tuple[str, Any], tuple[str, Any]]:
    if isinstance(value, Mapping):
        return ("ge", value.get("min")), ("le", value.get("max"))
    low, high = value if isinstance(value, list | tuple) and len(value) == 2 else (value, value)
    return ("ge", low), ("le", high)


def _compare(field: CatalogField, held: Any, op: str, value: Any) -> bool:
    values = list(value) if isinstance(value, list | tuple) else [value]
    match field.type:
        case "number" | "money":
            return _compare_numbers(held, op, [one for one in values if _is_number(one)])
        case "bool":
            return isinstance(value, bool) and op in {"eq", "ne"} and (held is value) is (op == "eq")
        case "list":
            return _compare_lists(held if isinstance(held, list) else [], op, [str(one) for one in values])
        case _:
            return _compare_texts(held, op, [str(one) for one in values])


def _compare_numbers(held: Any, op: str, values: list[Any]) -> bool:
    if not values:
        return False
    if op == "ne":
        return held not in values
    if held is None:
        return False
    return held in values if op in {"eq", "in"} else _ordered(held, op, values[0])


def _compare_lists(held: list[Any], op: str, values: list[str]) -> bool:
    match op:
        case "contains":
            return set(values) <= set(held)
        case "in" | "eq":
            return bool(set(values) & set(held))
        case "ne":
            return not set(values) & set(held)
        case _:
            return False


def _compare_texts(held: Any, op: str, values: list[str]) -> bool:
    if held is None:
        return op == "ne"
    folded, wanted = _folded(str(held)), [_folded(value) for value in values]
    match op:
        case "eq" | "in":
            return folded in wanted
        case "ne":
            return folded not in wanted
        case "contains":
            return wanted[0] in folded
        case _:
            return _ordered(str(held), op, values[0])


def _ordered(held: Any, op: str, value: Any) -> bool:
    if op not in COMPARISONS:
        return False
    return bool({"lt": held < value, "le": held <= value, "gt": held > value, "ge": held >= value}[op])


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.strip().lower())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _sorted(items: list[dict[str, Any]], field: CatalogField, *, descending: bool) -> list[dict[str, Any]]:
    """Sort by one field, stably; items without it come last either way."""
    known = [item for item in items if item.get(field.name) is not None]
    known.sort(key=lambda item: item[field.name], reverse=descending)
    return known + [item for item in items if item.get(field.name) is None]
