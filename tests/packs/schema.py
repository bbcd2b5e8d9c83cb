"""Says whether a sample item is what its catalogue's schema describes."""

from typing import Any

from shared.packs import CatalogSchema

KINDS: dict[str, type | tuple[type, ...]] = {"number": (int, float), "money": int, "bool": bool, "list": list}


def assert_follows_schema(catalog: CatalogSchema, listing: dict[str, Any]) -> None:
    """Every value is of its field's type, and of an enum's values where the field is one."""
    own = {name: listing[name] for name in ("code", "title", "price_cents") if listing[name] is not None}
    for name, value in {**listing["fields"], **own}.items():
        field = catalog.fields[name]
        assert isinstance(value, KINDS.get(field.type, str)), name
        if field.options:
            assert value in field.options, name
