"""Transactions of the admin side: SQLAlchemy Core, entered as one tenant or through the door.

Each transaction begins by taking a role that owns nothing and cannot bypass row-level security. The settings are local to
the transaction, so nothing is left behind on a pooled connection.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, LiteralString

import psycopg
from psycopg.rows import TupleRow
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import Dialect, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from shared.domain.errors import SchemaOutdated, StoreUnavailable
from shared.domain.ids import TenantId
from shared.store.database import APP, DOOR
from shared.store.flight import flight

CONNECT_TIMEOUT = timedelta(seconds=5)  # a sleeping Neon wakes in one or two
POOL_WAIT = timedelta(seconds=3)
MAX_AGE = timedelta(minutes=4)  # Neon suspends after five idle minutes and cuts what is open
ENTER: LiteralString = (
    "select set_config('role', %(role)s, true), set_config('app.tenant_id', %(tenant)s, true),"
    " set_config('statement_timeout', '3s', true), set_config('lock_timeout', '1s', true),"
    " set_config('idle_in_transaction_session_timeout', '5s', true)"
)
AWAY = ("08", "53", "57")  # SQLSTATE classes: connection, resources, operator intervention (also cancelled by timeout)
CONTENDED = ("25006", "40001", "40P01", "55P03")  # a replica, serialization, deadlock, lock timeout
NOT_MIGRATED = ("42P01", "42703", "42883")  # unknown table, column, function


Tx = Connection  # an open transaction, as services pass it on
Statement = tuple[bytes, Mapping[str, Any]]  # SQL and its values


class Core:
    """A small pool of connections behind two doors. Making it costs nothing; the first transaction connects."""

    def __init__(self, url: str, *, pool_size: int) -> None:
        self._engine = _engine(url, pool_size)

    @contextmanager
    def tenant(self, tenant: TenantId) -> Iterator[Tx]:
        """Open a transaction that sees one tenant; commits at the end. Raises StoreUnavailable."""
        with self._transaction(APP, str(tenant)) as tx:
            yield tx

    @contextmanager
    def door(self) -> Iterator[Tx]:
        """Open a transaction that sees across tenants the few columns granted to prosa_door. Raises StoreUnavailable."""
        with self._transaction(DOOR, "") as tx:
            yield tx

    def in_one_trip(self, tenant: TenantId, statements: Sequence[Statement]) -> list[list[TupleRow]]:
        """What statements that only read answer, as one tenant: they leave with begin, role and commit. Raises StoreUnavailable."""
        with _translated():
            try:
                return self._answers(tenant, statements)
            except StoreUnavailable:
                self._engine.dispose()  # the connection was dead, as its idle siblings may be; to read twice does no harm
                return self._answers(tenant, statements)

    @property
    def dialect(self) -> Dialect:
        """For who compiles statements."""
        return self._engine.dialect

    def close(self) -> None:
        self._engine.dispose()

    def _answers(self, tenant: TenantId, statements: Sequence[Statement]) -> list[list[TupleRow]]:
        """Raises StoreUnavailable where the connection turns out to be dead, else what the driver raises."""
        pooled = self._engine.raw_connection()
        driver = _as_psycopg(pooled.driver_connection)
        try:
            with flight(driver):
                driver.execute("begin")
                driver.execute(ENTER, {"role": APP, "tenant": str(tenant)})
                answers = [driver.execute(sql, values) for sql, values in statements]
                driver.execute("commit")
            return [answer.fetchall() for answer in answers]
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            if driver.closed:
                pooled.invalidate(error)
                raise StoreUnavailable from error
            raise
        finally:
            pooled.close()  # rolls back what failed

    @contextmanager
    def _transaction(self, role: str, tenant: str) -> Iterator[Tx]:
        with _translated(), self._begun(role, tenant) as tx:
            transaction = tx.get_transaction() or tx.begin()
            with transaction:
                yield tx

    def _begun(self, role: str, tenant: str) -> Tx:
        """A connection in a transaction that has begun and entered its role: one trip, which also shows that it lives.

        A dead one is replaced unseen, and its idle siblings with it: nothing has been done on it yet.
        """
        tx = self._connected()
        try:
            _enter(tx, role, tenant)
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            tx.invalidate(error)
            tx.close()
            self._engine.dispose()
            tx = self._connected()
            _enter(tx, role, tenant)
        except BaseException:
            tx.close()
            raise
        return tx

    def _connected(self) -> Tx:
        tx = self._engine.connect()
        tx.begin()
        return tx


def enter_tenant(tx: Tx, *, tenant: TenantId) -> None:
    """Continue a transaction of the door as one tenant: for work that begins with finding the tenant."""
    _driver(tx).execute(ENTER, {"role": APP, "tenant": str(tenant)})


def _enter(tx: Tx, role: str, tenant: str) -> None:
    """Begin and enter in one trip. The driver's own `begin` would wait for its answer, hence autocommit and ours."""
    driver = _driver(tx)
    with flight(driver):
        driver.execute("begin")
        driver.execute(ENTER, {"role": role, "tenant": tenant})


def _driver(tx: Tx) -> psycopg.Connection[TupleRow]:
    return _as_psycopg(tx.connection.driver_connection)


def _as_psycopg(driver: object) -> psycopg.Connection[TupleRow]:
    if not isinstance(driver, psycopg.Connection):
        raise TypeError("the engine is not psycopg's")
    return driver


def lock_for_all(tx: Tx, name: int) -> None:
    """Wait until no other transaction, on any instance, holds the lock of this name; kept until this one ends.

    For rare work that many instances may begin at once; the others wait for it, up to ten seconds.
    """
    tx.execute(text("select set_config('lock_timeout', '10s', true), set_config('statement_timeout', '12s', true)"))
    tx.execute(text("select pg_advisory_xact_lock(:name)"), {"name": name})


def _engine(url: str, pool_size: int) -> Engine:
    return create_engine(
        url.replace("postgresql://", "postgresql+psycopg://", 1),
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=POOL_WAIT.total_seconds(),
        pool_recycle=int(MAX_AGE.total_seconds()),
        pool_use_lifo=True,
        isolation_level="AUTOCOMMIT",  # of the driver: transactions begin in `_enter`, and SQLAlchemy commits them
        hide_parameters=True,  # values of rows are personal data and never reach a log
        connect_args={
            "prepare_threshold": None,  # behind a pooler the next statement may land on another connection
            "connect_timeout": int(CONNECT_TIMEOUT.total_seconds()),
        },
    )


@contextmanager
def _translated() -> Iterator[None]:
    """Turn what the driver says about an absent database into our own words; everything else is our bug and goes on."""
    try:
        yield
    except PoolTimeout as error:
        raise StoreUnavailable from error
    except (DBAPIError, psycopg.Error) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        state = cause.sqlstate if isinstance(cause, psycopg.Error) else None
        if state in NOT_MIGRATED or (state == "22023" and "role" in str(cause)):
            raise SchemaOutdated from error
        is_away = state.startswith(AWAY) or state in CONTENDED if state else isinstance(cause, psycopg.Error)
        if is_away or (isinstance(error, DBAPIError) and error.connection_invalidated):
            raise StoreUnavailable from error
        raise
