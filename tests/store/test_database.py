"""Transactions of the hot path: one tenant at a time, few flights, retried when that is safe, 503 when it is not."""

import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import errors as pg

from benchmarks.rig.wire import PostgresCounter
from local.chaos.network import Network
from local.ports import FD, HOST, listen, port_of
from local.processes import python
from shared.domain.errors import StoreUnavailable
from shared.domain.ids import TenantId
from shared.store.database import REPLAN_EVERY, Database, Tx, answering_by
from shared.store.flight import flight
from tests import parts
from tests.conftest import Spawn
from tests.store.hot import Place, count, make_place
from tests.superuser import cut, superuser


@pytest.fixture(params=[True, False], ids=["prepared", "plain"])
def hot(database: parts.Database, request: pytest.FixtureRequest) -> Iterator[Database]:
    opened = Database(database.pooled_url, 4, prepare=request.param)
    yield opened
    opened.close()


def test_a_transaction_is_one_tenant_and_sees_nothing_of_another(hot: Database, database: parts.Database) -> None:
    ours, theirs = make_place(database.superuser_url), make_place(database.superuser_url)

    seen = hot.as_tenant(
        ours.tenant, lambda tx: tx.execute("select current_user, array(select id from whatsapp_accounts)").fetchone()
    )

    assert seen == ("prosa_app", [ours.account])
    assert count(hot, theirs, "whatsapp_accounts") == 1


def test_tenants_never_cross_over_shared_backends(hot: Database, database: parts.Database) -> None:
    places = [make_place(database.superuser_url) for _ in range(4)]

    def look(index: int) -> bool:
        place = places[index % 4]
        row = hot.as_tenant(place.tenant, lambda tx: tx.execute("select array_agg(id) from conversations").fetchone())
        return row == ([place.conversation],)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(look, range(400)))


def test_without_a_tenant_the_application_role_sees_nothing(hot: Database, database: parts.Database) -> None:
    make_place(database.superuser_url)

    row = hot.as_tenant(
        TenantId(uuid.UUID(int=0)),
        lambda tx: tx.execute("select (select count(*) from contacts), (select count(*) from tenants)").fetchone(),
    )

    assert row == (0, 0)


def test_what_failed_leaves_nothing_and_the_connection_works_on(hot: Database, database: parts.Database) -> None:
    place = make_place(database.superuser_url)

    def rename_then_fail(tx: Tx) -> None:
        tx.execute("update contacts set name = 'changed'")
        raise KeyError

    with pytest.raises(KeyError):
        hot.as_tenant(place.tenant, rename_then_fail)
    with pytest.raises(pg.DivisionByZero):
        hot.as_tenant(place.tenant, lambda tx: tx.execute("select 1 / 0"))

    assert count(hot, place, "contacts", "name = 'changed'") == 0
    assert hot.pool.opened == (3 if hot.pool.prepares else 1)  # psycopg would deallocate what others have prepared


def test_conflicts_are_retried_at_once_and_then_given_up(hot: Database, database: parts.Database) -> None:
    place, runs = make_place(database.superuser_url), list[int]()

    def conflicting(tx: Tx) -> int:
        runs.append(1)
        if len(runs) < 3:
            tx.execute("do $$ begin raise exception using errcode = 'serialization_failure'; end $$")
        return len(runs)

    assert hot.as_tenant(place.tenant, conflicting) == 3
    runs.clear()

    def deadlocked(tx: Tx) -> None:
        runs.append(1)
        tx.execute("do $$ begin raise exception using errcode = '40P01'; end $$")

    with pytest.raises(StoreUnavailable):
        hot.as_tenant(place.tenant, deadlocked)
    assert len(runs) == 3


def test_a_lost_connection_is_replaced_and_the_work_runs_again(hot: Database, database: parts.Database) -> None:
    place = make_place(database.superuser_url)
    count(hot, place, "contacts")

    cut(database.superuser_url)

    assert count(hot, place, "contacts") == 1


def test_nothing_leaves_before_something_is_read(database: parts.Database) -> None:
    with psycopg.connect(database.direct_url, autocommit=True) as ours, superuser(database.superuser_url) as other:

        def is_locked() -> bool:
            return bool(other.execute("select from pg_locks where locktype = 'advisory' and objid = 4711").fetchall())

        with flight(ours):
            ours.execute("select pg_advisory_lock(4711)")
            time.sleep(0.2)  # psycopg's own pipeline has sent it by now
            before = is_locked()
            ours.execute("select 1").fetchone()

            assert (before, is_locked()) == (False, True)


def test_plans_made_while_a_table_was_small_are_forgotten(database: parts.Database) -> None:
    network, address = Network(), urlsplit(database.pooled_url)
    counter = PostgresCounter(network, lambda: address.port or 0)
    hot = Database(database.pooled_url.replace(f":{address.port}/", f":{counter.port}/"), 1, prepare=True)

    for _ in range(2 * REPLAN_EVERY):
        hot.outside(lambda tx: tx.execute("select 1"))
    hot.close()
    counter.close()
    network.close()

    each, forgotten = ("begin", "settings", "ours", "commit"), 2
    assert counter.count.statements == 2 * REPLAN_EVERY * len(each) + forgotten


def test_a_statement_is_not_planned_anew_for_its_values(database: parts.Database) -> None:
    hot = Database(database.direct_url, 1, prepare=True)
    place = make_place(database.superuser_url)

    for many in range(1, 9):
        ids = list(range(many))
        hot.as_tenant(place.tenant, lambda tx, ids=ids: tx.execute("select from inbox where id = any(%s)", (ids,)))  # type: ignore[misc]
    plans = hot.outside(
        lambda tx: tx.execute(
            "select generic_plans > 0, custom_plans from pg_prepared_statements where starts_with(statement, 'select from inbox')"
        ).fetchall()
    )
    hot.close()

    assert plans == [(True, 0)]


def test_behind_a_pooler_that_tracks_no_prepared_statements_it_goes_on_without(
    database: parts.Database, spawn: Spawn
) -> None:
    place, listener = make_place(database.superuser_url), listen()
    server, pooled, port = urlsplit(database.direct_url), urlsplit(database.pooled_url), port_of(listener)
    options = [FD, str(listener.fileno()), "--server-port", str(server.port), "--size", "2", "--untracked"]
    spawn("pooler", python("local.pooler", *options), listener=listener)
    hot = Database(database.pooled_url.replace(f":{pooled.port}/", f":{port}/"), 4, prepare=True)

    counts = [count(hot, place, "contacts") for _ in range(8)]
    marked = [
        hot.mark(place.tenant, lambda tx: tx.execute("select 1 + 1"), lambda cursor: cursor.fetchone())
        for _ in range(8)
    ]

    assert counts == [1] * 8
    assert marked == [(2,)] * 8
    assert not hot.pool.prepares
    hot.close()


def test_a_database_that_is_away_is_unavailable_within_the_deadline() -> None:
    away = Database("postgresql://prosa:x@127.0.0.1:9/prosa", 2)

    with pytest.raises(StoreUnavailable):
        away.as_tenant(TenantId(uuid.uuid4()), lambda tx: tx.execute("select 1"), deadline=timedelta(seconds=0.3))


@pytest.fixture
def silent() -> Iterator[Database]:
    """Something that accepts connections and never says a word, as a frozen Postgres."""
    with listen() as listener:
        opened = Database(f"postgresql://prosa:x@{HOST}:{port_of(listener)}/prosa", 2)
        yield opened
        opened.close()


def test_a_database_that_says_nothing_is_unavailable_within_the_deadline(silent: Database) -> None:
    began = time.monotonic()

    with pytest.raises(StoreUnavailable):
        silent.through_door(lambda tx: tx.execute("select 1"), deadline=timedelta(seconds=0.3))

    assert time.monotonic() - began < 1


def test_a_short_deadline_that_passed_takes_nothing_from_the_next_for_it_may_be_waking_up(silent: Database) -> None:
    with pytest.raises(StoreUnavailable):
        silent.through_door(lambda tx: tx.execute("select 1"), deadline=timedelta(seconds=0.1))
    began = time.monotonic()

    with pytest.raises(StoreUnavailable):
        silent.through_door(lambda tx: tx.execute("select 1"), deadline=timedelta(seconds=1.5))

    assert time.monotonic() - began > 1.4


def test_however_many_transactions_an_answer_needs_together_they_end_in_time_for_it(silent: Database) -> None:
    began = time.monotonic()

    with answering_by(began + 0.5):
        for _ in range(3):
            with pytest.raises(StoreUnavailable):
                silent.through_door(lambda tx: tx.execute("select 1"))

    assert 0.4 < time.monotonic() - began < 1


def test_while_it_is_away_nobody_waits_the_whole_deadline_again(silent: Database) -> None:
    with pytest.raises(StoreUnavailable):
        silent.through_door(lambda tx: tx.execute("select 1"))
    began = time.monotonic()

    with pytest.raises(StoreUnavailable):
        silent.through_door(lambda tx: tx.execute("select 1"))

    assert time.monotonic() - began < 2


def test_a_statement_that_takes_too_long_is_cut(hot: Database, database: parts.Database) -> None:
    place = make_place(database.superuser_url)

    with pytest.raises(StoreUnavailable):
        hot.as_tenant(
            place.tenant,
            lambda tx: (
                tx.execute("select set_config('statement_timeout', '50ms', true)"),
                tx.execute("select pg_sleep(5)"),
            ),
        )


def test_the_door_sees_whose_number_it_is_and_no_words(hot: Database, database: parts.Database) -> None:
    place: Place = make_place(database.superuser_url)

    routes = hot.through_door(lambda tx: tx.execute("select tenant_id from whatsapp_accounts").fetchall())

    assert routes == [(place.tenant,)]
    for sql in (
        "select text from messages",
        "select item from inbox",
        "select payload from outbox",
        "select name from contacts",
        "select state from conversations",
    ):
        with pytest.raises(pg.InsufficientPrivilege):
            hot.through_door(lambda tx, sql=sql: tx.execute(sql).fetchall())  # type: ignore[misc] # mypy cannot type lambda defaults
