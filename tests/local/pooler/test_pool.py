"""The pooler sets every trap of transaction pooling, and lets through everything that is safe behind one."""

import contextlib
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from psycopg import errors

from local.ports import HOST
from local.postgres import OWNER
from tests.local.pooler.pooled import SIZE, Pooled, pipe, value


def test_a_session_setting_is_not_where_it_was_set(pooled: Pooled) -> None:
    with pooled.connect() as db:
        db.execute("SET app.tenant_id = '7'")

        seen = [_setting(db) for _ in range(SIZE)]

    assert sorted(seen) == ["", "7"]


def test_a_session_setting_leaks_to_another_client(pooled: Pooled) -> None:
    with pooled.connect() as first:
        first.execute("SET app.tenant_id = '7'")

    with pooled.connect() as second:
        assert "7" in [_setting(second) for _ in range(SIZE)]


def test_a_transaction_local_setting_does_not_leak(pooled: Pooled) -> None:
    with pooled.connect() as db:
        with db.transaction():
            db.execute("SELECT set_config('app.tenant_id', '9', true)")
            within = _setting(db)

        after = [_setting(db) for _ in range(SIZE)]

    assert within == "9"
    assert after == ["", ""]


def test_a_session_advisory_lock_outlives_its_client(pooled: Pooled) -> None:
    with pooled.connect() as db:
        db.execute("SELECT pg_advisory_lock(42)")

    with psycopg.connect(pooled.server.superuser_url()) as observer:
        held = observer.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
        assert value(held) == 1


def test_a_transaction_advisory_lock_excludes_the_other_client(pooled: Pooled) -> None:
    with pooled.connect(autocommit=False) as first, pooled.connect(autocommit=False) as second:
        got = [value(db.execute("SELECT pg_try_advisory_xact_lock(43)")) for db in (first, second)]

    assert got == [True, False]


def test_options_at_login_are_refused(pooled: Pooled) -> None:
    with pytest.raises(psycopg.OperationalError, match="unsupported startup parameter: options"):
        psycopg.connect(f"{pooled.url}?options=-c%20search_path%3Dx")


def test_a_notification_reaches_nobody(pooled: Pooled) -> None:
    with pooled.connect() as db:
        for _ in range(SIZE):
            db.execute("LISTEN channel")
        with psycopg.connect(pooled.server.superuser_url(), autocommit=True) as other:
            other.execute("NOTIFY channel")

        assert list(db.notifies(timeout=0.3, stop_after=1)) == []


def test_a_wrong_password_is_refused(pooled: Pooled) -> None:
    wrong = pooled.url.replace(pooled.server.passwords[OWNER], "wrong")

    with pooled.connect(), pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)


def test_an_unknown_database_is_refused(pooled: Pooled) -> None:
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(pooled.url.replace("/postgres", "/nowhere"))


def test_a_pipeline_runs_in_two_flights(pooled: Pooled) -> None:
    with pooled.connect() as db, db.pipeline() as flight:
        db.execute("BEGIN")
        db.execute("SELECT set_config('app.tenant_id', '5', true)")
        row = db.execute("SELECT current_setting('app.tenant_id'), pg_backend_pid()")
        flight.sync()
        tenant, pid = row.fetchone() or ("", 0)
        again = db.execute("SELECT pg_backend_pid()")
        db.execute("COMMIT")

        assert tenant == "5"
        assert value(again) == pid


def test_a_pipeline_that_goes_on_before_the_answer_stays_on_its_connection(pooled: Pooled) -> None:
    with pooled.connect() as db:
        for _ in range(50):
            with db.pipeline() as flight:
                answers = []
                for n in range(20):
                    answers.append(db.execute("SELECT %s::int", (n,)))
                    flight.sync()
                assert [value(answer) for answer in answers] == list(range(20))


def test_an_error_in_a_pipeline_leaves_a_usable_connection(pooled: Pooled) -> None:
    with pooled.connect() as db:
        with pytest.raises(errors.DivisionByZero):
            pipe(db, "SELECT 1", "SELECT 1/0", "SELECT 2")

        assert value(db.execute("SELECT 3")) == 3
    assert pooled.count_backends() <= SIZE


def test_an_aborted_transaction_keeps_its_connection_until_the_rollback(pooled: Pooled) -> None:
    with pooled.connect(autocommit=False) as db:
        with pytest.raises(errors.DivisionByZero):
            db.execute("SELECT 1/0")
        with pytest.raises(errors.InFailedSqlTransaction):
            db.execute("SELECT 1")
        db.rollback()

        assert value(db.execute("SELECT 1")) == 1


def test_copy_and_a_server_side_cursor_work_in_a_transaction(pooled: Pooled) -> None:
    with pooled.connect(autocommit=False) as db:
        db.execute("CREATE TEMP TABLE numbers (n int) ON COMMIT DROP")
        with db.cursor() as cursor, cursor.copy("COPY numbers FROM STDIN") as copy:
            for n in range(1000):
                copy.write_row((n,))
        with db.cursor(name="all") as cursor:
            cursor.execute("SELECT n FROM numbers ORDER BY n")
            assert [row[0] for row in cursor] == list(range(1000))
        db.commit()
        with db.cursor() as cursor, cursor.copy("COPY (SELECT generate_series(1, 3)) TO STDOUT") as copy:
            assert b"".join(bytes(part) for part in copy) == b"1\n2\n3\n"


def test_a_large_result_arrives_whole(pooled: Pooled) -> None:
    with pooled.connect() as db:
        assert len(value(db.execute("SELECT repeat('x', 20000000)"))) == 20_000_000
        assert value(db.execute("SELECT count(*) FROM generate_series(1, 200000)")) == 200_000


def test_a_query_is_cancelled_and_its_connection_used_again(pooled: Pooled) -> None:
    with pooled.connect() as db:
        timer = threading.Timer(0.2, db.cancel_safe)
        timer.start()
        with pytest.raises(errors.QueryCanceled):
            db.execute("SELECT pg_sleep(30)")
        timer.join()

        assert [value(db.execute("SELECT 1")) for _ in range(2 * SIZE)] == [1] * 2 * SIZE


def test_a_late_cancel_hits_nobody_else(pooled: Pooled) -> None:
    with pooled.connect() as idle, pooled.connect() as busy:
        done = threading.Event()

        def cancel_all_the_time() -> None:
            while not done.wait(0.005):
                idle.cancel_safe()

        thread = threading.Thread(target=cancel_all_the_time)
        thread.start()
        cancelled = 0
        for _ in range(100):
            cancelled += _is_cancelled(idle)
            assert not _is_cancelled(busy)
        done.set()
        thread.join()

        assert cancelled  # the requests did arrive where they were meant to


def test_a_third_client_waits_for_a_transaction_to_end(pooled: Pooled) -> None:
    with contextlib.ExitStack() as stack:
        holders = [stack.enter_context(pooled.connect(autocommit=False)) for _ in range(SIZE)]
        for db in holders:
            db.execute("SELECT 1")
        third = stack.enter_context(pooled.connect())
        threading.Timer(0.5, holders[0].rollback).start()

        began = time.monotonic()
        third.execute("SELECT 1")

        assert time.monotonic() - began > 0.4


def test_clients_that_give_up_waiting_cost_nobody_a_connection(pooled: Pooled) -> None:
    with contextlib.ExitStack() as stack:
        holders = [stack.enter_context(pooled.connect(autocommit=False)) for _ in range(SIZE)]
        before = {value(db.execute("SELECT pg_backend_pid()")) for db in holders}
        for _ in range(10):
            waiting = pooled.connect()
            waiting.pgconn.send_query(b"BEGIN; CREATE TABLE never_made (id int)")
            waiting.pgconn.flush()
            waiting.close()
        for db in holders:
            db.rollback()

        after = {value(db.execute("SELECT pg_backend_pid()")) for db in holders}

        assert after == before
        assert value(holders[0].execute("SELECT to_regclass('never_made')")) is None


def test_a_client_that_vanishes_in_a_transaction_leaves_no_lock(pooled: Pooled) -> None:
    db = pooled.connect(autocommit=False)
    db.execute("SELECT pg_advisory_xact_lock(44)")
    db.close()  # closes the socket without a rollback

    with pooled.connect() as other:
        other.execute("SET lock_timeout = '5s'; SELECT pg_advisory_lock(44)")


def test_many_clients_share_few_connections(pooled: Pooled) -> None:
    def work(_client: int) -> list[int]:
        with pooled.connect() as db:
            return [value(db.execute("SELECT %s::int", (n,))) for n in range(20)]

    with ThreadPoolExecutor(20) as threads:
        answers = list(threads.map(work, range(20)))

    assert answers == [list(range(20))] * 20
    assert pooled.count_backends() == SIZE


def test_a_backend_that_dies_in_a_transaction_takes_its_client_along(pooled: Pooled) -> None:
    with contextlib.closing(pooled.connect(autocommit=False)) as db:
        db.execute("SELECT 1")
        pooled.kill_backends()
        with pytest.raises(psycopg.OperationalError):
            db.execute("SELECT 1")

    with pooled.connect() as fresh:
        assert value(fresh.execute("SELECT 1")) == 1


def test_a_client_between_transactions_outlives_its_backends(pooled: Pooled) -> None:
    with pooled.connect() as db:
        db.execute("SELECT 1")
        pooled.kill_backends()

        assert [value(db.execute("SELECT 1")) for _ in range(2 * SIZE)] == [1] * 2 * SIZE


def test_waiting_clients_are_served_after_the_backends_died(pooled: Pooled) -> None:
    holders = [pooled.connect(autocommit=False) for _ in range(SIZE)]
    for holder in holders:
        holder.execute("SELECT 1")
    with pooled.connect() as waiting:
        threading.Timer(0.3, pooled.kill_backends).start()

        assert value(waiting.execute("SELECT 1")) == 1
    for holder in holders:
        holder.close()


def test_a_query_waits_for_the_server_to_restart(pooled: Pooled) -> None:
    with pooled.connect() as db:
        db.execute("SELECT 1")
        pooled.server.stop()
        _be_turned_away(pooled)  # by then the pooler has noticed
        with ThreadPoolExecutor(1) as thread:
            answer = thread.submit(lambda: value(db.execute("SELECT 1")))
            pooled.server.start()

            assert answer.result() == 1


def test_the_pool_recovers_after_the_server_crashed(pooled: Pooled) -> None:
    with pooled.connect() as before:
        before.execute("SELECT 1")
        pooled.server.kill()
        pooled.server.start()

        with pooled.connect() as after:
            assert [value(after.execute("SELECT 1")) for _ in range(2 * SIZE)] == [1] * 2 * SIZE
    assert pooled.pooler.is_running


def test_garbage_at_the_door_harms_nobody(pooled: Pooled) -> None:
    port = int(pooled.url.rsplit(":", 1)[1].split("/")[0])
    for garbage in (b"", b"GET / HTTP/1.1\r\n\r\n", b"\0\0\0\4", b"\xff" * 64, b"\0\0\0\x09\0\3\0\0\0"):
        with socket.create_connection((HOST, port)) as connection:
            connection.sendall(garbage)

    with pooled.connect() as db:
        assert value(db.execute("SELECT 1")) == 1


def _be_turned_away(pooled: Pooled) -> None:
    """Knock with something that is no login, and wait for the answer."""
    port = int(pooled.url.rsplit(":", 1)[1].split("/")[0])
    for _ in range(2):
        with socket.create_connection((HOST, port)) as connection:
            connection.sendall(b"\0\0\0\4")
            while connection.recv(100):
                pass


def _setting(db: psycopg.Connection) -> str:
    return str(value(db.execute("SELECT coalesce(current_setting('app.tenant_id', true), '')")))


def _is_cancelled(db: psycopg.Connection) -> bool:
    try:
        db.execute("SELECT pg_sleep(0.005)")
    except errors.QueryCanceled:
        return True
    return False
