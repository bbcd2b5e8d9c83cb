"""F1: the short form of `./prosa chaos`: kills, crashes and faults in a random order, and nothing is lost, doubled or out of order."""

import random
from datetime import timedelta

import pytest

from local.chaos.histories import write_histories
from local.chaos.random_kills import Plan, run_random_kills
from local.chaos.rig import Rig
from local.chaos.tempo import BRISK
from local.checkout import DEV


def test_f01_random_kills_and_crashes_lose_and_double_nothing(rig: Rig) -> None:
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}: ./prosa chaos --messages 120 --kills 12 --seed {seed} repeats the order")  # noqa: T201 - pytest shows it when the test fails
    rig.keep_time(BRISK)
    plan = Plan(
        seed=seed, messages=120, kills=12, crashes=1, line=4, people=30, tenants=4, rate=12, graph=3,
        drain=timedelta(seconds=110), waits_for_leases=False,  # a lease of a minute, and the wait after a gap
    )  # fmt: skip

    run = run_random_kills(rig, plan)

    if not run.is_clean:
        written = write_histories(DEV / "chaos" / str(seed), run.arenas, run.verdict.findings)
        pytest.fail(f"seed {seed}: {run.verdict} {run.fault} — histories: {written}", pytrace=False)
    assert run.struck["kill"] == 12
    assert run.struck["crash"] == 1
    assert run.verdict.figures["messages"] == 120
    assert run.verdict.figures["turns"] > 30
    assert run.verdict.figures["attempts"] > run.verdict.figures["sends"], "no fault has struck a send"
