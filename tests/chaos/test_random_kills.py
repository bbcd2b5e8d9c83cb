"""The short form of `./prosa chaos`: kills, crashes and faults in a random order, and nothing is lost, doubled or out of order."""

import random
from datetime import timedelta

import pytest

from local.chaos.histories import write_histories
from local.chaos.random_kills import Plan, run_random_kills
from local.chaos.rig import Rig
from local.chaos.tempo import ROUGH
from local.checkout import DEV


def test_random_kills_and_crashes_lose_and_double_nothing(rig: Rig) -> None:
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}: ./prosa chaos --messages 200 --kills 20 --seed {seed} repeats the order")  # noqa: T201 - pytest shows it when the test fails
    rig.keep_time(ROUGH)
    plan = Plan(
        seed=seed, messages=200, kills=20, crashes=2, line=6, people=40, tenants=4, rate=12, graph=2,
        drain=timedelta(seconds=50), waits_for_leases=False,
    )  # fmt: skip

    run = run_random_kills(rig, plan)

    if not run.is_clean:
        written = write_histories(DEV / "chaos" / str(seed), run.arenas, run.verdict.findings)
        pytest.fail(f"seed {seed}: {run.verdict} {run.fault} — histories: {written}", pytrace=False)
    assert run.struck["kill"] == 20
    assert run.struck["crash"] == 2
    assert run.verdict.figures["messages"] == 200
    assert run.verdict.figures["turns"] > 40
    assert run.verdict.figures["attempts"] > run.verdict.figures["sends"], "no fault has struck a send"
