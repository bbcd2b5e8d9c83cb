"""A small pool of Postgres connections: made on demand, newest first, no threads of its own, thrown away when they fail.

psycopg_pool keeps background workers and backs off for minutes after an outage; a Lambda freezes between calls and a chat
must answer within seconds of recovery, so a connection is simply opened by whoever needs it.
"""

import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import psycopg
from psycopg import waiting
from psycopg.abc import RV, PQGen
from psycopg.conninfo import make_conninfo
from psycopg.pq import TransactionStatus
from psycopg.rows import TupleRow

from shared.store.arrays import write_arrays_quickly

CONNECT_TIMEOUT = timedelta(seconds=3)
ROLLBACK_PATIENCE = timedelta(seconds=1)  # to give a failed transaction up; then the connection is closed instead
MAX_AGE = timedelta(minutes=30)  # poolers and Neon close old connections; go before they do
MAX_IDLE = timedelta(minutes=4)  # Neon suspends after five idle minutes and would cut it anyway


class NoAnswerInTime(psycopg.OperationalError):
    """Postgres said nothing for too long (frozen, or the network ate it); the connection is closed."""


class Connection(psycopg.Connection[TupleRow]):
    """A connection that stops waiting at `answer_by`, which the server's own timeouts cannot promise when it is frozen."""

    answer_by: float | None = None  # monotonic seconds
    lent: int = 0  # how many transactions have had it

    @classmethod
    def open(cls, url: str, patience: timedelta, *, prepare: bool) -> "Connection":
        """Connect in autocommit mode. `connect` would take libpq's least of two seconds for any patience below it.

        Raises NoAnswerInTime, psycopg.OperationalError (refused).
        """
        opening = cls._connect_gen(make_conninfo(url, application_name="prosa"))
        try:
            connection = waiting.wait_conn(opening, interval=0.1, timeout=patience.total_seconds())
        except psycopg.errors._WaitTimeout as error:  # noqa: SLF001 - the only name psycopg gives it
            raise NoAnswerInTime("Postgres did not answer in time") from error
        connection.autocommit = True
        write_arrays_quickly(connection)
        # A transaction-mode pooler gives each transaction another server connection; one that tracks statements makes up for it.
        connection.prepare_threshold = 0 if prepare else None
        # psycopg counts names from nought on each connection: behind a pooler that does not track them, the name of one
        # client's statement would silently run another's. Names of its own make that an error, which is seen.
        connection._prepared._prepared_idx = secrets.randbits(62)  # noqa: SLF001 - the only way to choose them
        return connection

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        if self.answer_by is not None:
            timeout = max(0.0, self.answer_by - time.monotonic())
        try:
            return super().wait(gen, interval, timeout)
        except psycopg.errors._WaitTimeout as error:  # noqa: SLF001 - the only name psycopg gives it
            self.pgconn.finish()
            raise NoAnswerInTime("Postgres did not answer in time") from error


class PoolExhausted(Exception):
    """Every connection is in use and none came back in time."""


class Pool:
    """At most `size` connections; safe to use from many threads."""

    def __init__(self, url: str, size: int, *, prepare: bool = False) -> None:
        self._url = url
        self._prepare = prepare
        self._permits = threading.BoundedSemaphore(size)
        self._lock = threading.Lock()
        self._idle: list[tuple[Connection, float, float]] = []  # connection, opened at, idle since (monotonic seconds)
        self.opened = 0  # how many connections were ever made
        self.is_reachable = True  # False once Postgres was found away, until something goes well again
        self.well_at = time.monotonic()  # when something last went well

    @property
    def prepares(self) -> bool:
        return self._prepare

    @contextmanager
    def connection(self, patience: timedelta) -> Iterator[Connection]:
        """Lend a connection in autocommit mode, for at most `patience` altogether.

        Raises PoolExhausted, NoAnswerInTime, psycopg.OperationalError (cannot connect).
        """
        give_up = time.monotonic() + patience.total_seconds()
        if not self._permits.acquire(timeout=max(patience.total_seconds(), 0)):
            raise PoolExhausted
        try:
            connection, opened = self._take() or self._open(give_up)
            connection.answer_by = give_up
            connection.lent += 1
            healthy = False
            try:
                yield connection
                healthy = self.is_reachable = True
                self.well_at = time.monotonic()
            finally:
                self._give_back(connection, opened, healthy)
        finally:
            self._permits.release()

    def close(self) -> None:
        """Close what is idle; lent connections close when they come back broken or age out."""
        with self._lock:
            idle, self._idle = self._idle, []
        for connection, _, _ in idle:
            connection.close()

    def stop_preparing(self) -> None:
        """The pooler does not track prepared statements: go on without."""
        self._prepare = False
        self.forget_idle()

    def forget_idle(self) -> None:
        """One connection turned out dead: its idle siblings most likely are too."""
        self.close()

    def _open(self, give_up: float) -> tuple[Connection, float]:
        patience = min(CONNECT_TIMEOUT, timedelta(seconds=max(0.0, give_up - time.monotonic())))
        try:
            connection = Connection.open(self._url, patience, prepare=self._prepare)
        except NoAnswerInTime:
            raise  # it may be waking up
        except psycopg.OperationalError:
            self.is_reachable = False
            raise
        self.opened += 1
        return connection, time.monotonic()

    def _take(self) -> tuple[Connection, float] | None:
        now = time.monotonic()
        while True:
            with self._lock:
                if not self._idle:
                    return None
                connection, opened, since = self._idle.pop()
            fresh = now - opened < MAX_AGE.total_seconds() and now - since < MAX_IDLE.total_seconds()
            if fresh and not connection.closed:
                return connection, opened
            connection.close()

    def _give_back(self, connection: Connection, opened: float, healthy: bool) -> None:
        connection.answer_by = time.monotonic() + ROLLBACK_PATIENCE.total_seconds()
        if not healthy and not connection.closed and connection.info.transaction_status != TransactionStatus.IDLE:
            try:
                connection.rollback()
            except psycopg.Error:
                connection.close()
            if self._prepare:
                # After a rollback psycopg would say DEALLOCATE ALL, and on the pooler's connection that is everybody's.
                connection.close()
        if connection.closed or connection.info.transaction_status != TransactionStatus.IDLE:
            connection.close()
            return
        if not self._prepare and connection.prepare_threshold is not None:
            connection.close()  # it was lent before `stop_preparing`
            return
        with self._lock:
            self._idle.append((connection, opened, time.monotonic()))
