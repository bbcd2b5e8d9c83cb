"""Tests of a definition end, however long their author made them."""

import time
from datetime import timedelta
from typing import Any

from shared.services.run_flow_tests import Watch, run_tests_in_time

FOR_EVER: dict[str, Any] = {
    "version": 1,
    "start": "again",
    "nodes": [
        {"id": "again", "type": "wait", "for": "1s", "transitions": [{"to": "again"}]},
    ],
    "tests": [
        {"name": "never ends", "turns": [{"in": "oi"}, {"in": {"wait": "365d"}}]},
        {"name": "comes after", "turns": [{"in": "oi"}]},
    ],
}  # a timer that sets itself again, every second of a year


def test_a_timer_that_sets_itself_again_is_stopped_by_the_number_of_turns() -> None:
    found = run_tests_in_time(FOR_EVER, subflows={}, make_watch=lambda: Watch(turns=100))

    assert [test.problems for test in found] == [("cannot be played: the tests took too long",)] * 2


def test_or_by_the_time() -> None:
    began = time.monotonic()

    found = run_tests_in_time(FOR_EVER, subflows={}, make_watch=lambda: Watch(patience=timedelta(seconds=0.2)))

    assert [test.passed for test in found] == [False, False]
    assert time.monotonic() - began < 5
