"""Facts from our own database that a turn asked for: wanted by the engine, read by the host, recorded with the turn.

`step` is pure, so it cannot look anything up. When it needs a fact that it was not given, it returns `Wants`; the host
reads the facts in the turn's transaction and calls `step` again with the same state, event and time. The recorded facts
make a replay give the same bytes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MAX_FACT_ROUNDS = 10  # per turn; a flow that keeps asking for new facts is stopped with `step_limit`


@dataclass(frozen=True, slots=True)
class SearchItems:
    """Find catalog items. The answer is `{"count": int, "items": [{id, code, title, price_cents, image, …fields}]}`.

    filters: ({"field", "op", "value"}, …) joined by AND; op: eq, ne, in, lt, le, gt, ge, between, contains.
    sort: ({"field", "desc"}, …). exclude: item ids already shown. limit: 1–50.
    """

    catalog: str
    filters: tuple[dict[str, Any], ...] = ()
    sort: tuple[dict[str, Any], ...] = ()
    limit: int = 10
    offset: int = 0
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListValues:
    """Distinct values of a catalog field among matching items, most frequent first: `{"values": [{"value", "count"}]}`."""

    catalog: str
    field: str
    filters: tuple[dict[str, Any], ...] = ()
    limit: int = 50


@dataclass(frozen=True, slots=True)
class LoadFlow:
    """A sub-flow of the same tenant: `{"definition": {...}, "version": int}`, or `{"definition": null}`."""

    key: str
    version: int | None = None  # None = the published one


@dataclass(frozen=True, slots=True)
class LoadContact:
    """What is known of the contact: `{"name", "phone", "email", "opted_out", "known_since", "fields": {...}}`."""


FactRequest = SearchItems | ListValues | LoadFlow | LoadContact


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts read so far in this turn, by the canonical JSON of their request (`shared.engine.codec.fact_key`).

    `host`: values the host always knows: tenant name, timezone, locale, business hours, contact's first name, …
    """

    answers: Mapping[str, Any] = field(default_factory=dict)
    host: Mapping[str, Any] = field(default_factory=dict)
