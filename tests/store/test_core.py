"""The admin side's way into Postgres: lost connections, full pools and missing migrations have words of their own."""

import time
import uuid
from collections.abc import Callable

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shared.domain.errors import StoreUnavailable, Unavailable
from shared.domain.ids import TenantId
from shared.store import core as core_module
from shared.store.core import Core, Tx
from tests.parts import Database
from tests.superuser import cut

NOBODY = TenantId(uuid.UUID(int=1))


def test_a_block_that_ends_well_is_committed_and_one_that_raises_is_not(core: Core, database: Database) -> None:
    with core.door() as tx:
        tx.execute(text("insert into tenants (name) values ('kept')"))
    with pytest.raises(DBAPIError), core.door() as tx:
        run(tx, "insert into tenants (name) values ('dropped')", "select 1 / 0")

    with core.door() as tx:
        assert tx.execute(text("select name from tenants")).scalars().all() == ["kept"]


def test_nobody_listening_is_store_unavailable() -> None:
    core = Core("postgresql://x:y@127.0.0.1:9/z", pool_size=1)

    with pytest.raises(StoreUnavailable), core.door():
        pass


def test_a_full_pool_is_store_unavailable_after_a_bounded_wait(core: Core, monkeypatch: pytest.MonkeyPatch) -> None:
    started = time.monotonic()

    with core.door(), pytest.raises(StoreUnavailable), core.door():
        pass

    assert time.monotonic() - started < core_module.POOL_WAIT.total_seconds() + 2


def test_a_connection_cut_between_requests_is_replaced_unseen(database: Database) -> None:
    core = Core(database.direct_url, pool_size=1)  # a pooler would hide the cut
    with core.tenant(NOBODY) as tx:
        tx.execute(text("select 1"))
    cut(database.superuser_url)

    with core.tenant(NOBODY) as tx:
        assert tx.execute(text("select 1")).scalar_one() == 1
    core.close()


def test_a_connection_cut_within_a_transaction_is_store_unavailable_and_the_next_works(
    core: Core, database: Database
) -> None:
    with pytest.raises(StoreUnavailable), core.tenant(NOBODY) as tx:
        run(tx, "select 1", after=lambda: cut(database.superuser_url))

    with core.tenant(NOBODY) as tx:
        assert tx.execute(text("select 1")).scalar_one() == 1


def test_a_statement_that_takes_too_long_is_store_unavailable(core: Core) -> None:
    with pytest.raises(StoreUnavailable), core.tenant(NOBODY) as tx:
        run(tx, "set local statement_timeout = '50ms'", "select pg_sleep(1)")


def test_a_lock_that_does_not_come_is_store_unavailable(core: Core, database: Database) -> None:
    with core.door() as tx:
        tx.execute(text("insert into tenants (name) values ('x')"))
    with psycopg.connect(database.direct_url) as other:
        other.execute("select set_config('role', 'prosa_door', true)")
        other.execute("select from tenants for update")
        with pytest.raises(StoreUnavailable), core.door() as tx:
            run(tx, "set local lock_timeout = '50ms'", "update tenants set name = 'y'")


def test_a_missing_table_asks_for_the_migrations(core: Core) -> None:
    with pytest.raises(Unavailable) as caught, core.door() as tx:
        tx.execute(text("select * from table_of_a_later_release"))

    assert caught.value.code == "schema_outdated"


def test_a_fault_of_ours_stays_one_and_hides_the_values(core: Core) -> None:
    with pytest.raises(DBAPIError) as caught, core.door() as tx:
        tx.execute(text("select cast(:x as integer)"), {"x": "marker-value"})

    assert "[SQL parameters hidden" in str(caught.value)


def test_transactions_have_their_limits(core: Core) -> None:
    names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
    with core.tenant(NOBODY) as tx:
        found = [tx.execute(text(f"show {name}")).scalar_one() for name in names]

    assert found == ["3s", "1s", "5s"]


def run(tx: Tx, *statements: str, after: Callable[[], object] = bool) -> None:
    after()
    for statement in statements:
        tx.execute(text(statement))
