"""Lists of parameters: Postgres reads back what was in them, and what cannot be in an array is refused."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, LiteralString
from uuid import UUID

import psycopg
import pytest
from psycopg.types.json import Jsonb

from shared.store.database import Database
from tests import parts


@pytest.fixture
def hot(database: parts.Database) -> Iterator[Database]:
    opened = Database(database.pooled_url, 1)
    yield opened
    opened.close()


HARD = ["", "a", 'quote " and \\ backslash', "{braces}, comma", "NULL", "null", " spaces ", "ção\n\t🏠", "'"]
LISTS: list[tuple[LiteralString, list[Any]]] = [
    ("text[]", [*HARD, None]),
    ("text[]", []),
    ("uuid[]", [UUID(int=7), None]),
    ("int[]", [0, -1, 2_000_000_000, None]),
    ("bigint[]", [2**62]),
    ("float8[]", [0.1, -1e300]),
    ("boolean[]", [True, False, None]),
    ("timestamptz[]", [datetime(2026, 11, 30, 1, 2, 3, 456, tzinfo=UTC), None]),
    ("numeric[]", [Decimal("1.50"), None]),
    ("time[]", [time(3, 4)]),
    ("bytea[]", [b"", b'\0\\"x', None]),
    ("date[]", [date(2026, 11, 30)]),
]


@pytest.mark.parametrize(("kind", "values"), LISTS, ids=[f"{kind} of {len(values)}" for kind, values in LISTS])
def test_a_list_comes_back_as_it_went(hot: Database, kind: LiteralString, values: list[Any]) -> None:
    row = hot.outside(lambda tx: tx.execute("select %s::" + kind, (values,)).fetchone())

    assert row == (values,)


def test_documents_come_back_as_they_went(hot: Database) -> None:
    documents: list[Any] = [{"a": ['"', "\\", {"b": None}], "ção": "🏠"}, [], "{}", 1]

    row = hot.outside(lambda tx: tx.execute("select %s::jsonb[]", ([Jsonb(one) for one in documents],)).fetchone())

    assert row == (documents,)


@pytest.mark.parametrize(("values", "error"), [(["a\0b"], psycopg.DataError), ([["a"]], psycopg.ProgrammingError)])
def test_what_cannot_be_in_an_array_is_refused(hot: Database, values: list[Any], error: type[psycopg.Error]) -> None:
    with pytest.raises(error):
        hot.outside(lambda tx: tx.execute("select %s::text[]", (values,)))
