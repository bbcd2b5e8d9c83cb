"""What a preview knows of the tenant: the real catalogue, or its trade's sample items while it is empty; its published flows."""

from typing import Any, assert_never

from shared.domain.ids import TenantId
from shared.engine import catalogue
from shared.engine.facts import FactRequest, ListValues, LoadContact, LoadFlow, SearchItems
from shared.packs import load_pack, pack_domains, sample_items
from shared.services.preview_flow import ReadFact
from shared.store import catalog, turns
from shared.store.database import Database, Tx


def preview_facts(database: Database, *, tenant: TenantId) -> ReadFact:
    """Make the reader of facts: each in a transaction of its own, so that a long preview holds no connection."""
    return lambda request: database.as_tenant(tenant, lambda tx: _read(tx, request))


def _read(tx: Tx, request: FactRequest) -> dict[str, Any]:
    match request:
        case SearchItems():
            if _is_empty(tx, request.catalog):
                return catalogue.search(_samples(request.catalog), request)
            return catalog.search_items(tx, request=request)
        case ListValues():
            if _is_empty(tx, request.catalog):
                return catalogue.values(_samples(request.catalog), request)
            return catalog.list_values(tx, request=request)
        case LoadFlow():
            found = turns.definition_by_key(tx, key=request.key, number=request.version)
            return {"definition": found[0], "version": found[1]} if found else {"definition": None}
        case LoadContact():
            return {"name": None, "phone": None, "email": None, "opted_out": False, "known_since": None, "fields": {}}
        case _:
            assert_never(request)


def _is_empty(tx: Tx, name: str) -> bool:
    return not catalog.search_items(tx, request=SearchItems(name, limit=0))["count"]


def _samples(name: str) -> list[dict[str, Any]]:
    packs = (load_pack(domain) for domain in pack_domains())
    return next((sample_items(pack) for pack in packs if pack.catalog.id == name), [])
