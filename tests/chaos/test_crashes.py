"""F1-F6 and F18: processes die, Postgres is gone, frozen, failing over, in conflict or full; a deployment goes through."""

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import psycopg
import pytest

from local.chaos import meta
from local.chaos.arena import Arena
from local.chaos.flows import PAIR
from local.chaos.rig import Rig
from local.chaos.strikes import TRANSACTIONS
from local.chaos.traffic import Traffic
from local.chaos.waiting import wait_until
from local.postgres import OWNER
from tests.chaos.judging import assert_clean, calls

ANSWER_BAR = 4.0  # seconds: the webhook answers by then, whatever Postgres does (Meta gives up later)


def test_f01_after_a_kill_the_other_instance_answers_within_three_seconds(rig: Rig, arena: Arena) -> None:
    person = arena.person()
    arena.ask(person, "oi")

    rig.instances[0].kill()
    began = time.monotonic()
    arena.ask(person, "e agora?")

    assert time.monotonic() - began < 3


def test_f01_alone_and_killed_it_answers_within_ten_seconds_of_the_kill(rig: Rig, arena: Arena) -> None:
    person = arena.person()
    arena.ask(person, "oi")
    rig.instances[1].kill()

    began = time.monotonic()
    rig.instances[0].kill()
    arena.say(person, "tem alguém?")
    rig.instances[0].start()
    arena.wait_for_answers(person, 2)

    assert time.monotonic() - began < 10


@pytest.mark.on_demand
@pytest.mark.parametrize("how", ["stopped", "frozen"])
def test_f02_f03_postgres_away_is_answered_503_in_time_and_recovers_by_itself(rig: Rig, arena: Arena, how: str) -> None:
    person = arena.person()
    arena.ask(person, "oi")
    stop, back = (
        (rig.server.stop_at_once, rig.server.start) if how == "stopped" else (rig.server.freeze, rig.server.thaw)
    )
    traffic = Traffic([arena], messages=100, people=50, rate=20, seed=2)

    stop()
    stopped = time.time()
    traffic.start()
    wait_until(lambda: len(webhooks(arena, stopped)) >= 40, timedelta(seconds=15), "webhooks to be refused")
    health = [
        meta.get(f"{instance.url}/health/{kind}") for instance in rig.instances for kind in ("liveness", "readiness")
    ]
    refused = webhooks(arena, stopped)
    back()
    began = time.monotonic()
    first = arena.person()
    arena.ask(first, "oi")
    recovered_in = time.monotonic() - began
    traffic.join()

    assert {entry["http"] for entry in refused} == {503}
    assert max(entry["ms"] for entry in refused) < ANSWER_BAR * 1000
    assert [answer.status for answer in health] == [200, 503] * 2
    assert max(answer.seconds for answer in health) < ANSWER_BAR
    assert recovered_in < 5
    assert_clean(arena)


def webhooks(arena: Arena, since: float) -> list[dict[str, float]]:
    """The tries of webhooks that were begun and answered since a moment."""
    entries = [entry for entry in arena.rig.simulator.journal("webhook") if entry["phone_number_id"] == arena.number]
    return [entry for entry in entries if moment(entry["at"]) - entry["ms"] / 1000 > since]


def moment(at: str) -> float:
    from datetime import datetime

    return datetime.fromisoformat(at).timestamp()


def until_traffic_flows(arena: Arena) -> None:
    since = time.time()
    wait_until(lambda: bool(webhooks(arena, since)), timedelta(seconds=10), "traffic")


@pytest.mark.parametrize("lost", ["answer", "commit"])
@pytest.mark.parametrize("transaction", TRANSACTIONS, ids=["receive", "turn", "mark"])
def test_f04_a_commit_of_unknown_outcome_is_neither_lost_nor_repeated(rig: Rig, lost: str, transaction: bytes) -> None:
    arena = rig.open_arena(PAIR)
    person = arena.person()
    arena.ask(person, "oi")
    arena.drain(timedelta(seconds=15))

    lose = rig.proxy.lose_answers if lost == "answer" else rig.proxy.lose_commits
    loss = lose(holding=transaction)
    arena.say(person, "um")
    arena.wait_for_answers(person, 4)

    assert loss.struck == 1
    assert_clean(arena)


@pytest.mark.on_demand
def test_f04_a_failover_that_ends_every_session_and_reads_only_for_a_while_loses_nothing(
    rig: Rig, arena: Arena
) -> None:
    traffic = Traffic([arena], messages=80, people=20, rate=16, seed=4)
    traffic.start()
    with altered(rig, "default_transaction_read_only", "on"):
        for _ in range(10):
            rig.server.end_sessions()
            time.sleep(0.2)  # the pace of the failover, not a wait
    traffic.join()

    assert_clean(arena)


@pytest.mark.on_demand
def test_f05_conflicts_and_deadlocks_are_tried_again_and_nobody_sees_them(rig: Rig, arena: Arena) -> None:
    people = [arena.person() for _ in range(4)]
    for person in people:
        arena.ask(person, "oi")
    with altered(rig, "deadlock_timeout", "50ms"), altered(rig, "default_transaction_isolation", "repeatable read"):
        rig.server.end_sessions()
        before = deadlocks(rig)
        with adversary(rig, arena) as rounds:
            for turn in range(25):
                for person in people:
                    arena.say(person, f"m{turn}")
            arena.drain(timedelta(seconds=30))

    answered = webhooks(arena, 0)
    assert rounds[0] > 20
    assert deadlocks(rig) > before, "no deadlock happened: the test proves nothing"
    assert {entry["http"] for entry in answered} == {200}
    assert_clean(arena)


def deadlocks(rig: Rig) -> int:
    rig.sql("select pg_stat_force_next_flush()")
    return int(rig.sql("select deadlocks from pg_stat_database where datname = %s", rig.server.database)[0][0])


@contextmanager
def adversary(rig: Rig, arena: Arena) -> Iterator[list[int]]:
    """Somebody who locks conversations and outbox rows in the order opposite to marking a send; never the victim himself."""
    over, rounds = threading.Event(), [0]

    def disturb() -> None:
        url = rig.server.postgres.superuser_url(rig.server.database)
        with psycopg.connect(url, autocommit=True) as db:
            db.execute("set deadlock_timeout = '10s'")
            while not over.is_set():
                with db.transaction():
                    db.execute("select from conversations where tenant_id = %s for update", (arena.tenant,))
                    db.execute("select pg_sleep(0.01)")
                    db.execute(
                        "select from outbox where tenant_id = %s order by position desc for update", (arena.tenant,)
                    )
                rounds[0] += 1
                over.wait(random.uniform(0.01, 0.05))

    thread = threading.Thread(target=disturb, daemon=True)
    thread.start()
    try:
        yield rounds
    finally:
        over.set()
        thread.join(20)


@contextmanager
def altered(rig: Rig, setting: str, value: str) -> Iterator[None]:
    """Let the application's sessions have a setting, from their next connection on."""
    rig.sql(f"alter role {OWNER} in database {rig.server.database} set {setting} = '{value}'")
    try:
        yield
    finally:
        rig.sql(f"alter role {OWNER} in database {rig.server.database} reset {setting}")
        rig.server.end_sessions()


@pytest.mark.on_demand
def test_f06_too_few_connections_slow_the_chat_and_lose_no_outcome(rig: Rig, arena: Arena) -> None:
    people = [arena.person() for _ in range(64)]
    rig.simulator.settings(statuses={"sent_ms": [8000, 8000]})  # so that only our own marks can say that it was sent
    rig.sql(f"alter role {OWNER} connection limit 2")
    try:
        rig.server.end_sessions()
        for person in people:
            arena.say(person, "oi")
        wait_until(arena.is_at_rest, timedelta(seconds=20), "all to be sent", explain=arena.explain)
        sessions = rig.sql("select count(*) from pg_stat_activity where usename = %s", OWNER)[0][0]
    finally:
        rig.sql(f"alter role {OWNER} connection limit -1")

    assert sessions <= 2
    assert arena.one("select count(*) from outbox where tenant_id = %s and state = 'sent' and wamid is not null") == 64
    assert len(calls(arena)) == 64
    rig.simulator.settings(**rig.tempo.simulator_settings())
    assert_clean(arena)


@pytest.mark.on_demand
def test_f18_a_deployment_stops_each_instance_in_turn_and_nobody_notices(rig: Rig, arena: Arena) -> None:
    traffic = Traffic([arena], messages=100, people=40, rate=20, seed=18)
    traffic.start()
    for instance in rig.instances:
        until_traffic_flows(arena)
        instance.terminate()
        instance.wait_until_ended(timedelta(seconds=26))
        instance.start()
    traffic.join()
    arena.drain(timedelta(seconds=20))

    assert {entry["http"] for entry in webhooks(arena, 0)} <= {
        200,
        None,
    }  # None: the connection closed; Meta tries again
    verdict = assert_clean(arena)
    assert verdict.figures["attempts"] == verdict.figures["sends"], "a graceful stop leaves no send unknown"
