"""SQL as the superuser, over one connection that is kept: making a new one takes longer than most statements do."""

import select
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

import psycopg

Connection = psycopg.Connection[tuple[Any, ...]]


class _Kept:
    """The connection to the database that was asked last."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._url = ""
        self._connection: Connection | None = None

    def get(self, url: str) -> Connection:
        with self._lock:
            if self._connection is None or self._url != url or not _lives(self._connection):
                self._close()
                self._connection = psycopg.connect(url, autocommit=True)
                self._url = url
            return self._connection

    def close(self, url: str) -> None:
        with self._lock:
            if self._url == url:
                self._close()

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _lives(connection: Connection) -> bool:
    """Say whether the server has not ended it: something to read while nothing was asked is its farewell."""
    return not connection.closed and not select.select([connection], [], [], 0)[0]


_kept = _Kept()


@contextmanager
def superuser(url: str) -> Iterator[Connection]:
    """A connection that commits each statement. It is everybody's: change no setting of it, begin no transaction."""
    yield _kept.get(url)


def run_sql(url: str, sql: str, *params: object) -> list[tuple[Any, ...]]:
    """Look or change; what the statement returned."""
    with superuser(url) as db:
        cursor = db.execute(sql, params or None)
        return list(cursor.fetchall()) if cursor.description else []


def let_go(url: str) -> None:
    """Close the connection if it is to this database, which is about to go."""
    _kept.close(url)


def cut(url: str) -> None:
    """End every connection to the database, as a failover does."""
    with psycopg.connect(url, autocommit=True) as db:
        db.execute(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )
