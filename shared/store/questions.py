"""What a page of the admin asks: selects that leave together, in a transaction of one trip, however many they are.

SQLAlchemy's own way waits for the answer to each statement, and for begin and commit; it is there for whatever writes.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Generic, Protocol, TypeVar

from psycopg.rows import TupleRow
from sqlalchemy import Select, Uuid, bindparam
from sqlalchemy.engine import Compiled, Dialect

from shared.domain.ids import TenantId
from shared.store.core import Core, Statement

Row = TypeVar("Row")
TENANT = bindparam("tenant", type_=Uuid)  # who asks


class Question(Generic[Row]):
    """select: makes the statement, with a `bindparam` for each value that is given when it is asked. read: of each row.

    Kept, it is made and compiled once, which takes some milliseconds; one whose shape differs from time to time is made anew.
    """

    def __init__(self, select: Callable[[], Select[*tuple[Any, ...]]], read: Callable[[TupleRow], Row]) -> None:
        self._select = select
        self.read = read
        self._compiled: Compiled | None = None

    def statement(self, dialect: Dialect, values: Mapping[str, object]) -> Statement:
        """Its SQL with these values and those that it brings itself."""
        compiled = self._compiled = self._compiled or self._select().compile(dialect=dialect)
        return str(compiled).encode(), {**compiled.params, **values}


class Answer(Generic[Row]):
    """Has its rows when the questions have left."""

    def __init__(self, read: Callable[[TupleRow], Row]) -> None:
        self._read = read
        self.rows: Sequence[TupleRow] | None = None

    def all(self) -> list[Row]:
        if self.rows is None:
            raise RuntimeError("the questions have not left yet")
        return [self._read(row) for row in self.rows]

    def first(self) -> Row | None:
        return next(iter(self.all()), None)


class Ask(Protocol):
    def __call__(self, question: Question[Row], **values: object) -> Answer[Row]: ...


@contextmanager
def together(core: Core, tenant: TenantId) -> Iterator[Ask]:
    """What is asked inside leaves at the end, in one trip and one transaction of the tenant; read the answers after it.

    Raises StoreUnavailable.
    """
    asked: list[tuple[Statement, Answer[Any]]] = []

    def ask(question: Question[Row], **values: object) -> Answer[Row]:
        answer = Answer(question.read)
        asked.append((question.statement(core.dialect, {**values, "tenant": tenant}), answer))
        return answer

    yield ask
    found = core.in_one_trip(tenant, [statement for statement, _ in asked])
    for (_, answer), rows in zip(asked, found, strict=True):
        answer.rows = rows
