"""F8-F13 and F25: Graph is at its rate, down, silent, unreadable, refuses for good, or has revoked the token."""

import time
from datetime import timedelta

import pytest

from local.chaos.arena import Arena
from local.chaos.flows import PAIR
from local.chaos.rig import Rig
from local.chaos.waiting import wait_until
from tests.chaos.judging import assert_clean, calls, moment

# What can become of an answer after Graph has taken the message: order of the fault, by name.
AFTER: dict[str, dict[str, object]] = {
    "500 of Meta's (131000)": {"kind": "http_500", "after_accept": True},
    "502 of a proxy": {"kind": "http_502", "after_accept": True},
    "reset": {"kind": "reset_after_accept"},
    "no answer": {"kind": "timeout_after_accept", "ms": 4000},
    "no JSON": {"kind": "bad_body"},
    "an empty object": {"kind": "bad_body", "body": "{}"},
    "a wamid of another kind": {"kind": "bad_body", "body": '{"messages":[{"id":7}]}'},
}
BEFORE: dict[str, dict[str, object]] = {
    "down (2)": {"kind": "http_503"},
    "unknown (131000)": {"kind": "http_500"},
    "502 of a proxy": {"kind": "http_502"},
    "reset": {"kind": "reset_before_accept"},
    "unavailable (131016)": {"kind": "graph_error", "code": 131016},
}


def strike(arena: Arena, orders: dict[str, dict[str, object]]) -> dict[str, str]:
    """Set each fault for the next send to a person of its own; give the people by the fault's name."""
    people = {name: arena.person() for name in orders}
    for name, order in orders.items():
        arena.rig.simulator.fault(str(order["kind"]), number=arena.number, to=people[name], times=1, **_rest(order))
    return people


def _rest(order: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in order.items() if key != "kind"}


def test_f10_f11_f25_whatever_becomes_of_the_answer_a_status_settles_the_send(rig: Rig, arena: Arena) -> None:
    people = strike(arena, AFTER)
    for person in people.values():
        arena.say(person, "oi")

    assert_clean(arena)
    assert len(rig.simulator.faults()) == len(AFTER)
    assert all(fault["hits"] == 1 for fault in rig.simulator.faults()), "a fault has not struck"
    assert {name: len(arena.answers(person)) for name, person in people.items()} == dict.fromkeys(AFTER, 1)
    assert len(calls(arena)) == len(AFTER), "nothing was sent twice"


@pytest.mark.on_demand
def test_f10_f11_what_never_arrived_is_sent_again_though_no_status_can_come(rig: Rig, arena: Arena) -> None:
    rig.simulator.settings(statuses={"sent_ms": [60_000, 60_000]})
    people = strike(arena, BEFORE)
    for person in people.values():
        arena.say(person, "oi")
    for person in people.values():
        arena.wait_for_answers(person, 1, patience=timedelta(seconds=20))

    wait_until(arena.is_at_rest, timedelta(seconds=10), "rest", explain=arena.explain)
    assert all(fault["hits"] == 1 for fault in rig.simulator.faults()), "a fault has not struck"
    assert {name: len(arena.answers(person)) for name, person in people.items()} == dict.fromkeys(BEFORE, 1)
    assert len(calls(arena)) == 2 * len(BEFORE)
    rig.simulator.reset()  # or the next test waits a minute for their statuses


@pytest.mark.on_demand
def test_f08_at_the_numbers_rate_everything_is_sent_later_and_in_order(rig: Rig) -> None:
    arena = rig.open_arena(PAIR)
    rig.simulator.settings(rates={"number_mps": 12, "pair_burst": 1000, "pair_seconds": 0.001})
    people = [arena.person() for _ in range(30)]
    for person in people:
        arena.say(person, "oi")

    for person in people:
        arena.wait_for_answers(person, 2, patience=timedelta(seconds=40))
    assert_clean(arena)
    codes = [entry["code"] for entry in calls(arena)]
    assert codes.count(130429) > 0, "Graph has refused nothing: the test proves nothing"


@pytest.mark.on_demand
def test_f09_a_pair_that_is_too_fast_waits_four_to_the_nth_seconds_and_keeps_its_order(rig: Rig) -> None:
    arena = rig.open_arena(PAIR)
    rig.simulator.settings(rates={"number_mps": 1000, "pair_burst": 3, "pair_seconds": 0.5})
    person = arena.person()
    arena.say(person, "um")
    arena.say(person, "dois")

    arena.wait_for_answers(person, 4, patience=timedelta(seconds=40))
    assert_clean(arena)
    tries = calls(arena)
    refused = [entry for entry in tries if entry["code"] == 131056]
    assert refused, "Graph has refused nothing: the test proves nothing"
    for entry in refused:
        row, attempt = str(entry["opaque"]).split(":")
        (again,) = (each for each in tries if each["opaque"] == f"{row}:{int(attempt) + 1}")
        assert moment(str(again["at"])) - moment(str(entry["at"])) >= 4 ** int(attempt)


def test_f12_what_graph_refuses_for_good_fails_visibly_and_the_conversation_goes_on(rig: Rig) -> None:
    arena = rig.open_arena(PAIR)
    person = arena.person()
    rig.simulator.fault("graph_error", number=arena.number, code=131026, times=1)

    arena.say(person, "oi")
    arena.wait_for_answers(person, 1)
    arena.ask(person, "e agora?")

    assert_clean(arena)
    assert arena.states() == ["failed", "sent", "sent", "sent"]
    assert (
        arena.one("select count(*) from messages where tenant_id = %s and status = 'failed' and error_code = 131026")
        == 1
    )


@pytest.mark.parametrize("code", [190, 131031])
def test_f13_after_a_revoked_token_no_call_leaves_and_a_new_one_sends_what_waited(
    rig: Rig, arena: Arena, code: int
) -> None:
    people = [arena.person() for _ in range(4)]
    rig.simulator.fault("graph_error", number=arena.number, code=code)
    arena.say(people[0], "oi")
    wait_until(lambda: account(arena) == "needs_attention", timedelta(seconds=10), "the number to be stopped")
    stopped = len(calls(arena))

    for person in people:
        arena.say(person, "tem alguém?")
    wait_until(lambda: not arena.untaken(), timedelta(seconds=10), "all to be stored")
    wait_until(lambda: len(arena.states()) == len(people) + 1, timedelta(seconds=10), "all to be answered")
    time.sleep(1.5)  # a sweep passes, which is what would send

    assert len(calls(arena)) == stopped == 1
    assert set(arena.states()) == {"queued"}

    rig.simulator.forgive()
    arena.sql("update whatsapp_accounts set status = 'connected' where id = %s", arena.account)
    assert_clean(arena)
    assert [len(arena.answers(person)) for person in people] == [2, 1, 1, 1]


def account(arena: Arena) -> str:
    return str(arena.one("select status from whatsapp_accounts where tenant_id = %s"))
