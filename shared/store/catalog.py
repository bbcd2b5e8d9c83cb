"""Catalogue items as turns ask for them: search with typed filters, and the values a field has. Answers in the facts' shapes."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from shared.engine.facts import ListValues, SearchItems
from shared.packs import CatalogField, catalog_schema
from shared.store.catalog_filters import COLUMNS, Filters, sort_key
from shared.store.database import Tx

MAX_ITEMS: Final = 50  # of one answer: it is recorded with the turn
MAX_VALUES: Final = 200

# In both, `{…}` is filled with our own words and with field names that a pack's schema lists; values are parameters.
SEARCH: Final = """
with matching as (
  select id, code, title, price_cents, image, fields, row_number() over (order by {order}) as place
  from catalog_items
  where tenant_id = current_tenant() and catalog = %(catalog)s and active and id::text <> all(%(exclude)s) {where}
), page as (select * from matching where place > %(offset)s order by place limit %(limit)s)
select (select count(*) from matching), p.id::text, p.code, p.title, p.price_cents, p.image, p.fields
from (values (1)) as always left join page p on true order by p.place
"""
VALUES: Final = """
select value, count(*) from (
  select {value} as value from catalog_items
  where tenant_id = current_tenant() and catalog = %(catalog)s and active {where}
) as found
where value <> 'null' group by value order by count(*) desc, value::text limit %(limit)s
"""


def search_items(tx: Tx, *, request: SearchItems) -> dict[str, Any]:
    """Find active items: `{"count": all that match, "items": [{id, code, title, price_cents, image, …fields}]}`.

    A filter without a value says nothing. An unknown catalogue or field, and a value of the wrong type, match nothing.
    Places and texts are compared without accents and capitals. Without `sort`: by code.
    """
    schema = catalog_schema(request.catalog)
    if schema is None:
        return {"count": 0, "items": []}
    where = Filters(schema.fields)
    where.add_all(request.filters)
    rows = tx.execute(
        SEARCH.format(order=_order(request.sort, schema.fields), where=where.sql),
        {
            **where.params,
            "catalog": request.catalog,
            "exclude": list(request.exclude),
            "offset": max(request.offset, 0),
            "limit": min(max(request.limit, 0), MAX_ITEMS),
        },
    ).fetchall()
    return {"count": rows[0][0], "items": [_item(row) for row in rows if row[1] is not None]}


def list_values(tx: Tx, *, request: ListValues) -> dict[str, Any]:
    """Return what a field holds among matching items, most frequent first: `{"values": [{"value", "count"}]}`."""
    schema = catalog_schema(request.catalog)
    field = schema.fields.get(request.field) if schema is not None else None
    if schema is None or field is None:
        return {"values": []}
    where = Filters(schema.fields)
    where.add_all(request.filters)
    rows = tx.execute(
        VALUES.format(value=_value(field), where=where.sql),
        {**where.params, "catalog": request.catalog, "limit": min(max(request.limit, 1), MAX_VALUES)},
    ).fetchall()
    return {"values": [{"value": value, "count": count} for value, count in rows]}


def _order(sort: Sequence[Mapping[str, Any]], fields: Mapping[str, CatalogField]) -> str:
    known = [(fields[key["field"]], key.get("desc", False)) for key in sort if key.get("field") in fields]
    return ", ".join([*(sort_key(field, descending=bool(desc)) for field, desc in known), "code"])


def _item(row: Sequence[Any]) -> dict[str, Any]:
    _, item_id, code, title, price_cents, image, fields = row
    return {**fields, "id": item_id, "code": code, "title": title, "price_cents": price_cents, "image": image}


def _value(field: CatalogField) -> str:
    if field.name in COLUMNS:
        return f"to_jsonb({COLUMNS[field.name]})"
    if field.type == "list":
        return f"jsonb_array_elements(case when jsonb_typeof(fields -> '{field.name}') = 'array' then fields -> '{field.name}' end)"
    return f"fields -> '{field.name}'"
