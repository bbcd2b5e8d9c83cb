"""Transactions of the hot path: psycopg in pipeline mode, entered as one tenant or through the door, retried when that is safe.

A transaction costs as many round trips as it has flights: statements are queued and leave together, and only reading a
result waits. `begin`, the role, the tenant and the first reads are one flight, the writes and `commit` another.
"""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from typing import Any, LiteralString, TypeVar

import psycopg
from psycopg import errors as pg
from psycopg.rows import TupleRow

from shared.domain.errors import SchemaOutdated, StoreUnavailable
from shared.domain.ids import TenantId
from shared.observability import event
from shared.store.flight import flight
from shared.store.pool import Pool, PoolExhausted

T = TypeVar("T")
Queued = TypeVar("Queued")

DEADLINE = timedelta(seconds=3)  # for a whole unit of work with its retries; a webhook is to be answered within four
AWAY_DEADLINE = timedelta(seconds=1)  # instead, while Postgres is away: threads must not pile up before it
AWAY_AFTER = timedelta(seconds=2)  # without an answer to anybody; a sleeping Neon wakes in one or less
MARK_DEADLINE = timedelta(seconds=20)  # well inside a send's lease of a minute
REPLAN_EVERY = 256  # transactions of a connection: a plan made while a table was small is soon forgotten
APP, DOOR, NOBODY = "prosa_app", "prosa_door", "none"  # the roles a transaction may enter
LOCAL_SETTINGS = (
    "select set_config('role', %s, true), set_config('app.tenant_id', %s, true),"
    " set_config('statement_timeout', '3s', true), set_config('lock_timeout', '1s', true),"
    " set_config('idle_in_transaction_session_timeout', '5s', true),"
    " set_config('plan_cache_mode', 'force_generic_plan', true)"
)
RETRY_AT_ONCE = (pg.SerializationFailure, pg.DeadlockDetected, pg.LockNotAvailable)
AT_ONCE_TRIES = 3
NOT_MIGRATED = (pg.UndefinedTable, pg.UndefinedColumn, pg.UndefinedFunction)  # this release came before its migration
NOT_TRACKED = (
    pg.InvalidSqlStatementName,
    pg.DuplicatePreparedStatement,
)  # a pooler that cannot keep prepared statements
RETRY_WITH_PAUSE = (
    pg.AdminShutdown,
    pg.CrashShutdown,
    pg.CannotConnectNow,
    pg.TooManyConnections,
    pg.ReadOnlySqlTransaction,  # a failover: we are still talking to the old primary
    pg.ProtocolViolation,  # how poolers say that they have no server connection
    PoolExhausted,
)


_answer_by: ContextVar[float | None] = ContextVar("answer_by", default=None)


@contextmanager
def answering_by(moment: float) -> Iterator[None]:
    """Give all units of work inside up at this moment (monotonic seconds), however many they are: somebody waits for them."""
    token = _answer_by.set(moment)
    try:
        yield
    finally:
        _answer_by.reset(token)


class Tx:
    """An open transaction. `execute` queues; reading a cursor waits for everything queued before it."""

    __slots__ = ("_connection",)

    def __init__(self, connection: psycopg.Connection[TupleRow]) -> None:
        self._connection = connection

    def execute(self, sql: LiteralString, params: Sequence[Any] | dict[str, Any] = ()) -> psycopg.Cursor[TupleRow]:
        return self._connection.execute(sql, params)

    def enter(self, tenant: TenantId) -> None:
        """Continue as another tenant in the same transaction (a webhook may carry items of several)."""
        self._connection.execute("select set_config('app.tenant_id', %s, true)", (str(tenant),))


class Database:
    """The way into Postgres for the hot path. Opening it costs nothing; the first transaction connects."""

    def __init__(self, url: str, pool_size: int, *, reserved: int = 1, prepare: bool = False) -> None:
        """reserved: connections of their own for marking what was sent, so that a full pool never loses an outcome.

        prepare: keep prepared statements (DATABASE_PREPARE), until a pooler shows that it does not track them.
        """
        self.pool = Pool(url, pool_size, prepare=prepare)
        self._reserved = Pool(url, reserved, prepare=prepare)

    def as_tenant(self, tenant: TenantId, work: Callable[[Tx], T], *, deadline: timedelta = DEADLINE) -> T:
        """Run `work` in one transaction that sees only this tenant, and commit.

        `work` may run more than once (conflicts, lost connections, an unknown outcome of commit), so it must be safe to
        repeat: unique keys, not luck. Raises StoreUnavailable when Postgres stays away for `deadline`, or for a second when
        others have found it away already.
        """
        return self._run(APP, str(tenant), work, deadline)

    def through_door(self, work: Callable[[Tx], T], *, deadline: timedelta = DEADLINE) -> T:
        """Run `work` in one transaction that sees across tenants the few columns granted to prosa_door."""
        return self._run(DOOR, "", work, deadline)

    def outside(self, work: Callable[[Tx], T], *, deadline: timedelta = DEADLINE) -> T:
        """Run `work` in one transaction in no role, for questions about the database itself."""
        return self._run(NOBODY, "", work, deadline)

    def through_door_in_one_flight(
        self, queue: Callable[[Tx], Queued], read: Callable[[Queued], T], *, deadline: timedelta = DEADLINE
    ) -> T:
        """Like `through_door`, in a single round trip: `queue` must not read, `read` gets what it returned after the commit."""
        return read(_run(self.pool, DOOR, "", queue, deadline))

    def in_one_flight(
        self,
        tenant: TenantId,
        queue: Callable[[Tx], Queued],
        read: Callable[[Queued], T],
        *,
        deadline: timedelta = DEADLINE,
    ) -> T:
        """Like `as_tenant`, in a single round trip: `queue` must not read, `read` gets what it returned after the commit."""
        return read(self._run(APP, str(tenant), queue, deadline))

    def mark(self, tenant: TenantId, queue: Callable[[Tx], Queued], read: Callable[[Queued], T]) -> T:
        """Like `in_one_flight`, on a reserved connection and with more patience: what was sent must not be forgotten."""
        return read(_run(self._reserved, APP, str(tenant), queue, MARK_DEADLINE))

    def close(self) -> None:
        self.pool.close()
        self._reserved.close()

    def _run(self, role: str, tenant: str, work: Callable[[Tx], T], deadline: timedelta) -> T:
        return _run(self.pool, role, tenant, work, deadline if self.pool.is_reachable else min(deadline, AWAY_DEADLINE))


def _run(pool: Pool, role: str, tenant: str, work: Callable[[Tx], T], deadline: timedelta) -> T:
    began = time.monotonic()
    give_up = min(began + deadline.total_seconds(), _answer_by.get() or float("inf"))
    at_once, pause = 0, 0.02
    while True:
        try:
            return _once(pool, role, tenant, work, timedelta(seconds=give_up - time.monotonic()))
        except RETRY_AT_ONCE as error:
            at_once += 1
            if at_once >= AT_ONCE_TRIES or time.monotonic() >= give_up:
                raise StoreUnavailable from error
        except NOT_TRACKED as error:
            if not pool.prepares or time.monotonic() >= give_up:
                raise
            event("prepared_statements_not_tracked", level="warning", error=type(error).__name__)
            pool.stop_preparing()
        except NOT_MIGRATED as error:
            raise SchemaOutdated from error
        except (psycopg.OperationalError, *RETRY_WITH_PAUSE) as error:
            if isinstance(error, pg.QueryCanceled):
                raise StoreUnavailable from error
            pool.forget_idle()
            now = time.monotonic()
            if now + pause >= give_up:
                if now - began >= AWAY_AFTER.total_seconds() and pool.well_at < began:
                    pool.is_reachable = False
                raise StoreUnavailable from error
            time.sleep(pause * random.uniform(0.5, 1.5))
            pause = min(pause * 2, 0.5)


def _once(pool: Pool, role: str, tenant: str, work: Callable[[Tx], T], patience: timedelta) -> T:
    with pool.connection(patience) as connection, flight(connection):
        if pool.prepares and connection.lent % REPLAN_EVERY == 0:
            connection.execute("discard plans", prepare=False)
        connection.execute("begin")
        connection.execute(LOCAL_SETTINGS, (role, tenant))
        result = work(Tx(connection))
        connection.execute("commit")
    return result
