"""Runs the tests that a definition carries, within bounds of time and memory: a test is its author's, the process everybody's."""

import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from shared.engine.effects import Send
from shared.engine.events import Event
from shared.engine.facts import Facts
from shared.engine.flow import Flow, load_flow
from shared.engine.simulate import MAX_TESTS, Played, Simulator, TestResult, run_test
from shared.engine.state import State
from shared.engine.step import Step

PATIENCE = timedelta(seconds=10)  # for all tests of a definition; the pack's take half a second
MAX_REMEMBERED = 100  # turns whose buttons a test can still tap
MAX_TURNS = 5_000  # of all tests together: a timer that sets itself again plays for ever


class Watch:
    """Counts turns and time; says when it is enough."""

    def __init__(self, *, patience: timedelta = PATIENCE, turns: int = MAX_TURNS) -> None:
        self._ends = time.monotonic() + patience.total_seconds()
        self._turns = turns

    def note_turn(self) -> None:
        """Raises ValueError, which is how a test says that it cannot be played."""
        self._turns -= 1
        if self._turns < 0 or time.monotonic() > self._ends:
            raise ValueError("the tests took too long")


class WatchedSimulator(Simulator):
    """A simulator that stops when its watch says so, and remembers of the turns before only what can still be tapped."""

    __slots__ = ("_watch",)

    def __init__(self, flow: Flow, given: Mapping[str, Any], watch: Watch) -> None:
        super().__init__(flow, given)
        self._watch = watch

    def happen(self, event: Event) -> Played:
        self._watch.note_turn()
        played = super().happen(event)
        sent = tuple(effect for effect in played.step.effects if isinstance(effect, Send))
        self.played[-1:] = [Played(event, played.now, Facts(), Step(State.initial(), sent, ()))]
        del self.played[:-MAX_REMEMBERED]
        return played


def run_tests_in_time(
    definition: Mapping[str, Any],
    *,
    subflows: Mapping[str, Mapping[str, Any]],
    make_watch: Callable[[], Watch] = Watch,
) -> tuple[TestResult, ...]:
    """Run every test. subflows: what the flow calls, where a test brings none of its own. Raises FlowInvalid."""
    flow = load_flow(definition, version=1)
    watch = make_watch()
    return tuple(
        run_test(flow, test, subflows=subflows, host=lambda played, given: WatchedSimulator(played, given, watch))
        for test in list(definition.get("tests") or ())[:MAX_TESTS]
    )
