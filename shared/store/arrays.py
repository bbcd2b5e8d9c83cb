"""Lists as Postgres's array literals, quickly: every list parameter of ours says its type in SQL (`%s::uuid[]`).

Psycopg's own dumper looks for a dumper per element and for a type of the whole; a message has some thirty lists of one.
"""

import json
from datetime import date, datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.adapt import Dumper, PyFormat
from psycopg.rows import TupleRow
from psycopg.types.json import Jsonb


class ArrayDumper(Dumper):
    """Flat lists of text, numbers, truth, moments, ids, bytes, JSON and nulls; the type is left to the statement."""

    oid = 0

    def get_key(self, obj: Any, format: PyFormat) -> type:  # noqa: A002, ARG002 - psycopg asks so
        return self.cls

    def dump(self, obj: Any) -> bytes:
        literal = "{" + ",".join([_element(each) for each in obj]) + "}"
        if "\0" in literal:
            raise psycopg.DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes")
        return literal.encode()


def _element(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, (int, float, UUID)):
        return str(value)
    if isinstance(value, bytes):
        return f'"\\\\x{value.hex()}"'
    if isinstance(value, (datetime, date)):
        return f'"{value.isoformat()}"'
    if isinstance(value, Jsonb):
        return _element(json.dumps(value.obj))
    raise psycopg.ProgrammingError(f"no array element is made of {type(value).__name__}")


def write_arrays_quickly(connection: psycopg.Connection[TupleRow]) -> None:
    """Choose this dumper for the lists of a connection."""
    connection.adapters.register_dumper(list, ArrayDumper)
