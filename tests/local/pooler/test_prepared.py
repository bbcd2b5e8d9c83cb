"""Statements prepared in the protocol follow their client to every connection, and those prepared in SQL do not."""

import pytest
from psycopg import errors

from local.pooler.prepared import Requests, Statements
from local.pooler.wire import Message, message
from tests.local.pooler.pooled import SIZE, Pooled, pipe, value


def test_statements_prepared_in_sql_break_even_for_a_lonely_client(pooled: Pooled) -> None:
    with pooled.connect() as db:
        db.execute("PREPARE one AS SELECT 1")
        with pytest.raises(errors.InvalidSqlStatementName):
            db.execute("EXECUTE one")  # on the next connection


def test_statements_prepared_in_the_protocol_follow_their_client(pooled: Pooled) -> None:
    with pooled.connect(prepare_threshold=0) as db:
        assert [value(db.execute("SELECT %s::int", (n,))) for n in range(10)] == list(range(10))
        made = [value(db.execute("SELECT count(*) FROM pg_prepared_statements")) for _ in range(SIZE)]

    assert made == [2] * SIZE  # each text once on each connection


def test_clients_share_what_they_prepare_under_names_of_their_own(pooled: Pooled) -> None:
    with pooled.connect(prepare_threshold=0) as first, pooled.connect(prepare_threshold=0) as second:
        for n in range(6):
            assert value(first.execute("SELECT %s::int", (n,))) == n
            assert value(second.execute("SELECT %s::text", (str(n),))) == str(n)
            assert value(second.execute("SELECT %s::int", (n,))) == n


def test_prepared_statements_are_made_in_a_pipeline_as_well(pooled: Pooled) -> None:
    with pooled.connect(prepare_threshold=0) as db:
        for turn in range(2 * SIZE + 1):
            with db.pipeline():
                db.execute("BEGIN")
                answers = [db.execute("SELECT %s::int + 0", (n + turn,)) for n in range(5)]
                other = db.execute("SELECT %s::text", (str(turn),))
                db.execute("COMMIT")
            assert [value(answer) for answer in answers] == [n + turn for n in range(5)]
            assert value(other) == str(turn)


def test_a_statement_that_cannot_be_prepared_spoils_no_other(pooled: Pooled) -> None:
    with pooled.connect(prepare_threshold=0) as db:
        for _ in range(2 * SIZE):
            with pytest.raises(errors.UndefinedColumn):
                pipe(db, "SELECT 1", "SELECT nothing_of_the_kind", "SELECT 2")
            assert value(db.execute("SELECT 2")) == 2


def test_what_follows_an_error_before_the_sync_is_left_undone() -> None:
    requests, statements, error = Requests(), Statements({}), [Message(b"E", message(b"E", b"\0"))]
    parse = [Message(b"P", message(b"P", name + b"\0SELECT 1\0\0\0")) for name in (b"a", b"b")]
    sync, ready = [Message(b"S", message(b"S", b""))], [Message(b"Z", message(b"Z", b"I"))]
    requests.asked(parse[:1], statements)
    requests.answered(error)

    assert requests.asked(parse[1:], statements) == b""
    assert requests.asked(sync, statements) == sync[0].raw
    assert requests.answered(ready) == ready[0].raw
    assert requests.are_settled
    assert b"SELECT 1" in requests.asked(parse[1:], statements)  # nobody has made it yet


def test_closed_statements_can_be_prepared_again(pooled: Pooled) -> None:
    with pooled.connect(prepare_threshold=0) as db:
        db.prepared_max = 2
        for turn in range(3):
            assert [value(db.execute(f"SELECT {n} + %s::int", (turn,))) for n in range(6)] == [
                n + turn for n in range(6)
            ]


def test_a_client_that_forgets_all_may_begin_again(pooled: Pooled) -> None:
    with pooled.connect(prepare_threshold=0) as db:
        for turn in range(2 * SIZE):
            assert value(db.execute("SELECT %s::int", (turn,))) == turn
            db.execute("DEALLOCATE ALL", prepare=False)


def test_unprepared_statements_work(pooled: Pooled) -> None:
    with pooled.connect() as db:
        assert [value(db.execute("SELECT %s::int", (n,))) for n in range(10)] == list(range(10))
