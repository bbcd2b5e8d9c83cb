"""Catalogue items in bulk, as the admin side and the seed write them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from shared.domain.ids import TenantId
from shared.store.core import Tx

SAVE = text("""
with saved as (
  insert into catalog_items as mine (tenant_id, catalog, code, title, price_cents, image, fields)
  select :tenant, :catalog, i.code, i.title, i.price_cents, i.image, coalesce(i.fields, '{}')
  from jsonb_to_recordset(cast(:items as jsonb)) as i (code text, title text, price_cents bigint, image text, fields jsonb)
  on conflict (tenant_id, catalog, code) do update
    set title = excluded.title, price_cents = excluded.price_cents, image = excluded.image, fields = excluded.fields,
        active = true, updated_at = now()
    where (mine.title, mine.price_cents, mine.image, mine.fields, mine.active)
      is distinct from (excluded.title, excluded.price_cents, excluded.image, excluded.fields, true)
  returning mine.xmax = 0 as is_new
)
select count(*) filter (where is_new), count(*) filter (where not is_new) from saved
""")


@dataclass(frozen=True, slots=True)
class Saved:
    """How many items were new, changed, and as they were."""

    created: int
    updated: int
    unchanged: int


def save_items(tx: Tx, *, tenant: TenantId, catalog: str, items: Sequence[Mapping[str, Any]]) -> Saved:
    """Write items {code, title, price_cents, image, fields} by their code, each code once. Repeating it changes nothing."""
    payload = json.dumps(list(items), ensure_ascii=False)
    created, updated = tx.execute(SAVE, {"tenant": tenant, "catalog": catalog, "items": payload}).one()
    return Saved(created, updated, len(items) - created - updated)
