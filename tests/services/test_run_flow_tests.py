"""Tests of a definition end, however long their author made them."""

import time
import tracemalloc
from datetime import timedelta
from typing import Any

import pytest

from shared.services.run_flow_tests import Watch, run_tests_in_time

FOR_EVER: dict[str, Any] = {
    "version": 1,
    "start": "again",
    "nodes": [
        {"id": "again", "type": "wait", "for": "1s", "transitions": [{"to": "again"}]},
    ],
    "tests": [
        {"name": "takes long", "turns": [{"in": "oi"}, {"in": {"wait": "365d"}}] * 100},
        {"name": "comes after", "turns": [{"in": "oi"}]},
    ],
}  # a timer that sets itself again every second, as often as the engine lets it while nobody writes; and then somebody does


def test_a_timer_that_sets_itself_again_is_stopped_by_the_number_of_turns() -> None:
    found = run_tests_in_time(FOR_EVER, subflows={}, make_watch=lambda: Watch(turns=100))

    assert [test.problems for test in found] == [("cannot be played: the tests took too long",)] * 2


def test_or_by_the_time() -> None:
    began = time.monotonic()

    found = run_tests_in_time(FOR_EVER, subflows={}, make_watch=lambda: Watch(patience=timedelta(seconds=0.2)))

    assert [test.passed for test in found] == [False, False]
    assert time.monotonic() - began < 5


def growing() -> dict[str, Any]:
    """A flow whose every turn makes new variables of some 900 KB, and whose test wakes it again and again."""
    names = [f"v{at}" for at in range(7)]
    nodes = [
        {
            "id": f"n{round_}",
            "type": "set",
            "assign": [{"var": name, "expr": f"{name} + {name}" if round_ else "'😀😀'"} for name in names],
            "transitions": [{"to": f"n{round_ + 1}"}],
        }
        for round_ in range(14)
    ]
    again = {"id": "n14", "type": "wait", "for": "1s", "transitions": [{"to": "n0"}]}
    turns = [{"in": "oi"}, {"in": {"wait": "365d"}}] * 100
    return {"version": 1, "start": "n0", "nodes": [*nodes, again], "tests": [{"name": "grows", "turns": turns}]}


def test_what_the_turns_before_knew_is_forgotten() -> None:
    definition = growing()
    tracemalloc.start()
    try:
        run_tests_in_time(definition, subflows={}, make_watch=lambda: Watch(turns=200))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert peak < 60_000_000  # 200 turns of 900 KB each would be 180 MB; one `wait` holds some twenty


def test_a_test_still_taps_what_an_earlier_turn_showed() -> None:
    question = {
        "id": "q", "type": "choice", "prompt": "?", "options": [{"id": "a", "label": "Um"}, {"id": "b", "label": "Dois"}],
        "transitions": [{"to": "name"}],
    }  # fmt: skip
    name = {"id": "name", "type": "ask_text", "prompt": "Nome?", "save_as": "name", "transitions": [{"to": "q"}]}
    turns = [{"in": "oi"}, {"in": {"tap": "Um"}}, {"in": {"tap": "Dois"}, "expect": ["Nome?"]}]
    flow = {"version": 1, "start": "q", "nodes": [question, name], "tests": [{"name": "taps", "turns": turns}]}

    assert [test.problems for test in run_tests_in_time(flow, subflows={})] == [()]


def test_many_failures_are_told_in_a_few_short_sentences() -> None:
    long = {"id": "a", "type": "ask_text", "prompt": "x" * 1_000, "save_as": "v", "transitions": [{"to": "a"}]}
    turns = [{"in": "oi", "expect": ["nunca"] * 100}] * 100
    flow = {"version": 1, "start": "a", "nodes": [long], "tests": [{"name": "fails", "turns": turns}]}

    (found,) = run_tests_in_time(flow, subflows={})

    assert len(found.problems) == 20
    assert max(map(len, found.problems)) < 1_000
    assert found.problems[0].startswith("turn 1: 'nunca' was not said; said was 'xxx")


PLAYABLE: dict[str, Any] = {
    "version": 1,
    "start": "a",
    "nodes": [{"id": "a", "type": "ask_text", "prompt": "?", "save_as": "v", "transitions": [{"to": "a"}]}],
}


@pytest.mark.parametrize(
    "test",
    [
        {"given": {"tenant": "x"}, "turns": [{"in": "oi"}]},
        {"given": {"contact": 5}, "turns": [{"in": "oi"}]},
        {"given": {"catalogs": []}, "turns": [{"in": "oi"}]},
        {"given": {"catalogs": {"c": [1, "x"]}}, "turns": [{"in": "oi"}]},
        {"given": {"subflows": "x"}, "turns": [{"in": "oi"}]},
        {"given": {"now": "0001-01-01T00:00:00Z"}, "turns": [{"in": "oi"}, {"in": {"wait": "3650000d"}}]},
        {"given": {"now": "9999-12-31T23:59:59Z"}, "turns": [{"in": {"wait": "2h"}}]},
        {"turns": [{"in": {"text": "x", "referral": 5}}]},
        {"turns": [{"in": {"location": "here"}}]},
        {"turns": [{"in": {"answer": 5}}]},
        {"turns": [{"in": {"texts": 5}}]},
        {"turns": [{"in": None}]},
        {"turns": [{"in": "oi", "expect": [{"vars": 5}]}]},
        {"turns": [{"in": "oi"}, {"in": "x", "expect": [{"effect": 5}]}]},
        {"turns": [{"in": "oi", "expect": [{"visited": 5}]}]},
    ],
    ids=str,
)
def test_a_test_of_any_shape_is_told_of_and_raises_nothing(test: dict[str, Any]) -> None:
    (found,) = run_tests_in_time(PLAYABLE | {"tests": [{"name": "t", **test}]}, subflows={})

    assert found.problems != ()
