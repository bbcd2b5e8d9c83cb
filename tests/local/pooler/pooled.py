"""A Postgres behind a pooler of two connections, as the tests of the pooler talk to it."""

from dataclasses import dataclass
from typing import Any, LiteralString

import psycopg

from local.postgres import OWNER, Postgres
from local.processes import Child

SIZE = 2


@dataclass(frozen=True, slots=True)
class Pooled:
    """A server of its own (the shared one may not be restarted) and a small pooler before it."""

    server: Postgres
    pooler: Child
    url: str

    def connect(self, *, autocommit: bool = True, prepare_threshold: int | None = None) -> psycopg.Connection:
        return psycopg.connect(self.url, autocommit=autocommit, prepare_threshold=prepare_threshold)

    def kill_backends(self) -> None:
        """Terminate every session of the application's role, as an operator or a crash would."""
        with psycopg.connect(self.server.superuser_url(), autocommit=True) as db:
            db.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = %s", (OWNER,))

    def count_backends(self) -> int:
        query = "SELECT count(*) FROM pg_stat_activity WHERE usename = %s"
        with psycopg.connect(self.server.superuser_url()) as db:
            return int(value(db.execute(query, (OWNER,))))


def pipe(db: psycopg.Connection, *queries: LiteralString) -> None:
    """Run them in one pipeline; raises what the first of them did that failed."""
    with db.pipeline():
        for query in queries:
            db.execute(query)


def value(cursor: psycopg.Cursor[tuple[Any, ...]]) -> Any:
    """The first column of the first row, which is there."""
    row = cursor.fetchone()
    assert row is not None
    return row[0]
