"""Lists as Postgres's array literals, quickly: every list parameter of ours says its type in SQL (`%s::uuid[]`).

Psycopg's own dumper looks for a dumper per element and for a type of the whole; a message has some thirty lists of one.
"""

from typing import Any
from uuid import UUID

import psycopg
from psycopg.abc import AdaptContext
from psycopg.adapt import Dumper, PyFormat, Transformer
from psycopg.rows import TupleRow


class ArrayDumper(Dumper):
    """Flat lists; the type is left to the statement. What is rare among their elements is dumped as psycopg would."""

    oid = 0

    def __init__(self, cls: type, context: AdaptContext | None = None) -> None:
        super().__init__(cls, context)
        self._others = Transformer.from_context(context)

    def get_key(self, obj: Any, format: PyFormat) -> type:  # noqa: A002, ARG002 - psycopg asks so
        return self.cls

    def dump(self, obj: Any) -> bytes:
        literal = "{" + ",".join([self._element(each) for each in obj]) + "}"
        if "\0" in literal:
            raise psycopg.DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes")
        return literal.encode()

    def _element(self, value: Any) -> str:
        if value is None:
            return "NULL"
        if isinstance(value, str):
            return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
        if isinstance(value, bool):
            return "t" if value else "f"
        if isinstance(value, (int, UUID)):
            return str(value)
        if isinstance(value, (list, tuple)):
            raise psycopg.ProgrammingError("lists of lists are not written here")
        dumped = self._others.get_dumper(value, PyFormat.TEXT).dump(value)
        return "NULL" if dumped is None else self._element(bytes(dumped).decode())


def write_arrays_quickly(connection: psycopg.Connection[TupleRow]) -> None:
    """Choose this dumper for the lists of a connection."""
    connection.adapters.register_dumper(list, ArrayDumper)
