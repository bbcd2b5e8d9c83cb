"""Reads the facts a turn asks for, in its transaction, in the shapes of `shared.engine.facts`."""

from typing import Any, assert_never

from shared.engine.facts import FactRequest, ListValues, LoadContact, LoadFlow, SearchItems
from shared.store import catalog, turns
from shared.store.conversations import Context
from shared.store.database import Tx


def read_fact(tx: Tx, context: Context, request: FactRequest) -> dict[str, Any]:
    """The answer to one request; absent things are answered as absent, never raised."""
    match request:
        case SearchItems():
            return catalog.search_items(tx, request=request)
        case ListValues():
            return catalog.list_values(tx, request=request)
        case LoadFlow():
            found = turns.definition_by_key(tx, key=request.key, number=request.version)
            return {"definition": found[0], "version": found[1]} if found else {"definition": None}
        case LoadContact():
            return {
                "name": context.contact_name,
                "phone": context.contact_phone,
                "email": context.contact_fields.get("email"),
                "opted_out": context.opted_out,
                "known_since": None if context.turns == 0 else 1,
                "fields": context.contact_fields,
            }
        case _:
            assert_never(request)


def host_facts(context: Context, *, version_number: int, sequence: int) -> dict[str, Any]:
    """What the host always knows; recorded with the turn like every other fact."""
    return {
        "tenant": {"name": context.tenant_name, "timezone": context.timezone, "locale": context.locale},
        "contact": {
            "name": context.contact_name,
            "first_name": context.contact_name.split(" ", 1)[0],
            "phone": context.contact_phone,
            "has_phone": context.contact_phone is not None,
        },
        "conversation": {"is_first": context.turns == 0},
        "business_hours": context.business_hours,
        "flow_version": version_number,
        "window_open": True,
        "sequence": sequence,
    }
