"""Selects that are written and compiled once, and asked together: several answers for one trip.

SQLAlchemy waits for the answer to each statement, and building and compiling a select takes it some milliseconds each
time. Most need no better; what every open page asks every few seconds does.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Generic, Protocol, TypeVar

import psycopg
from psycopg.rows import TupleRow
from sqlalchemy import Select, Uuid, bindparam
from sqlalchemy.engine import Compiled, Dialect

from shared.domain.ids import TenantId
from shared.store.core import Tx, driver_of
from shared.store.flight import flight

Row = TypeVar("Row")
TENANT = bindparam("tenant", type_=Uuid)  # whose rows: every question is asked with one


class Question(Generic[Row]):
    """select: makes the statement, with a `bindparam` for each value that is given when it is asked. read: of each row."""

    def __init__(self, select: Callable[[], Select[*tuple[Any, ...]]], read: Callable[[TupleRow], Row]) -> None:
        self._select = select
        self.read = read
        self._compiled: Compiled | None = None

    def compiled(self, dialect: Dialect) -> tuple[bytes, dict[str, Any]]:
        """Its SQL, and the values that it brings itself."""
        compiled = self._compiled = self._compiled or self._select().compile(dialect=dialect)
        return str(compiled).encode(), dict(compiled.params)


class Answer(Generic[Row]):
    """Is there when the questions have left together."""

    def __init__(self, cursor: psycopg.Cursor[TupleRow], read: Callable[[TupleRow], Row]) -> None:
        self._cursor = cursor
        self._read = read

    def all(self) -> list[Row]:
        return [self._read(row) for row in self._cursor]


class Ask(Protocol):
    def __call__(self, question: Question[Row], *, tenant: TenantId, **values: object) -> Answer[Row]: ...


@contextmanager
def together(tx: Tx) -> Iterator[Ask]:
    """What is asked inside leaves at the end, in one trip; read the answers after it."""
    driver = driver_of(tx)

    def ask(question: Question[Row], *, tenant: TenantId, **values: object) -> Answer[Row]:
        sql, own = question.compiled(tx.dialect)
        return Answer(driver.execute(sql, own | values | {"tenant": tenant}), question.read)

    with flight(driver):
        yield ask
