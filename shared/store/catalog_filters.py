"""Filters of a catalogue search as parametrised SQL; field names come from the schema, values only ever as parameters."""

import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from shared.packs import CatalogField

# What is a column of its own; the rest lives in `fields`.
COLUMNS: Final = {"id": "id::text", "code": "code", "title": "title", "price_cents": "price_cents"}
COMPARISONS: Final = {"lt": "<", "le": "<=", "gt": ">", "ge": ">="}
NOTHING: Final = "false"
# PostgreSQL's unaccent is an extension that not every host has; Portuguese needs these letters.
# Capitals too: under the C locale `lower` leaves them alone.
_SMALL, _PLAIN = "áàâãäåéèêëíìîïóòôõöúùûüçñ", "aaaaaaeeeeiiiiooooouuuucn"


def folded(value: str) -> str:
    """Return a text for comparing, exactly as `_folded_sql` does in the database, for Portuguese letters."""
    decomposed = unicodedata.normalize("NFKD", value.strip().lower())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def sort_key(field: CatalogField, *, descending: bool) -> str:
    expression = _number(field) if field.type in {"number", "money"} else _text(field)
    return f"{expression} {'desc' if descending else 'asc'} nulls last"


class Filters:
    """Conditions joined by AND. `sql` begins with "and" or is empty; `params` are its named parameters."""

    def __init__(self, fields: Mapping[str, CatalogField]) -> None:
        self._fields = fields
        self._conditions: list[str] = []
        self.params: dict[str, Any] = {}

    @property
    def sql(self) -> str:
        return "".join(f" and ({condition})" for condition in self._conditions)

    def add_all(self, filters: Iterable[Mapping[str, Any]]) -> None:
        for one in filters:
            self.add(one)

    def add(self, one: Mapping[str, Any]) -> None:
        """Add a filter {"field", "op", "value"}; one without a value says nothing."""
        value = one.get("value")
        if value is None or value in ("", []):
            return
        field = self._fields.get(str(one.get("field")))
        if field is None:
            self._conditions.append(NOTHING)
            return
        op = str(one.get("op", "eq"))
        if op == "between":
            self._between(field, value)
        else:
            self._conditions.append(self._condition(field, op, value))

    def _between(self, field: CatalogField, value: Any) -> None:
        if isinstance(value, Mapping):
            low, high = value.get("min"), value.get("max")
        elif isinstance(value, list | tuple) and len(value) == 2:
            low, high = value
        else:
            low = high = value
        if low is not None:
            self._conditions.append(self._condition(field, "ge", low))
        if high is not None:
            self._conditions.append(self._condition(field, "le", high))

    def _condition(self, field: CatalogField, op: str, value: Any) -> str:
        match field.type:
            case "number" | "money":
                return self._numeric(field, op, value)
            case "bool":
                return self._boolean(field, op, value)
            case "list":
                return self._listed(field, op, value)
            case _:
                return self._textual(field, op, value)

    def _numeric(self, field: CatalogField, op: str, value: Any) -> str:
        values = [_as_number(one) for one in (value if isinstance(value, list | tuple) else [value])]
        known = [one for one in values if one is not None]
        expression = _number(field)
        if not known:
            return NOTHING
        if op in COMPARISONS:
            return f"{expression} {COMPARISONS[op]} {self._param(known[0])}"
        if op in {"eq", "in"}:
            return f"{expression} = any({self._param(known)})"
        if op == "ne":
            return f"({expression} = any({self._param(known)})) is not true"
        return NOTHING

    def _boolean(self, field: CatalogField, op: str, value: Any) -> str:
        if not isinstance(value, bool) or op not in {"eq", "ne"}:
            return NOTHING
        wanted = f"coalesce(fields -> '{field.name}' = to_jsonb({self._param(value)}::boolean), false)"
        return wanted if op == "eq" else f"not {wanted}"

    def _listed(self, field: CatalogField, op: str, value: Any) -> str:
        values = [str(one) for one in (value if isinstance(value, list | tuple) else [value])]
        held = f"case when jsonb_typeof(fields -> '{field.name}') = 'array' then fields -> '{field.name}' else '[]' end"
        match op:
            case "contains":
                return f"({held}) ?& {self._param(values)}::text[]"
            case "in" | "eq":
                return f"({held}) ?| {self._param(values)}::text[]"
            case "ne":
                return f"not (({held}) ?| {self._param(values)}::text[])"
            case _:
                return NOTHING

    def _textual(self, field: CatalogField, op: str, value: Any) -> str:
        values = [folded(str(one)) for one in (value if isinstance(value, list | tuple) else [value])]
        expression = _folded_sql(field)
        match op:
            case "eq" | "in":
                return f"{expression} = any({self._param(values)}::text[])"
            case "ne":
                return f"({expression} = any({self._param(values)}::text[])) is not true"
            case "contains":
                return f"position({self._param(values[0])}::text in {expression}) > 0"
            case "lt" | "le" | "gt" | "ge":
                return f'{_text(field)} collate "C" {COMPARISONS[op]} {self._param(str(value))}::text'
            case _:
                return NOTHING

    def _param(self, value: Any) -> str:
        name = f"f{len(self.params)}"
        self.params[name] = value
        return f"%({name})s"


def _as_number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    number = Decimal(str(value))
    return number if number.is_finite() else None


def _text(field: CatalogField) -> str:
    return COLUMNS.get(field.name, f"(fields ->> '{field.name}')")


def _folded_sql(field: CatalogField) -> str:
    return f"translate(lower({_text(field)}), '{_SMALL}{_SMALL.upper()}', '{_PLAIN * 2}')"


def _number(field: CatalogField) -> str:
    if field.name in COLUMNS:
        return field.name
    return (
        f"(case when jsonb_typeof(fields -> '{field.name}') = 'number' then (fields ->> '{field.name}')::numeric end)"
    )
