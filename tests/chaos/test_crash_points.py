"""F1: the short form of `./prosa chaos crash-points`: a kill at some of the sends, receives and writes of one cycle."""

import random

from local.chaos.crash_points import run_crash_points
from local.chaos.rig import Rig

POINTS = 5


def test_f01_killed_at_a_call_of_any_kind_the_cycle_is_finished_once(rig: Rig) -> None:
    seed = random.SystemRandom().randrange(10**6)
    dice = random.Random(seed)
    shares = [(place + dice.random()) / POINTS for place in range(POINTS)]

    cut = run_crash_points(rig, only=shares)

    assert cut.is_clean, f"seed {seed}: {cut.verdict} {cut.stuck}"
    assert len(cut.points) >= POINTS - 1, "the last may come after the end of a cycle"
    assert cut.calls > 120
