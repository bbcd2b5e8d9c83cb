"""F1 in AWS's shape: functions are killed by the process, Postgres crashes, and nothing is lost, doubled or out of order."""

import random
import shutil
from collections.abc import Iterator
from datetime import timedelta

import pytest

from local.chaos.functions import FunctionRig
from local.chaos.histories import write_histories
from local.chaos.random_kills import Plan, run_random_kills
from local.chaos.tempo import ROUGH
from local.checkout import DEV
from local.scratch import make_scratch

pytestmark = pytest.mark.on_demand


@pytest.fixture
def functions() -> Iterator[FunctionRig]:
    folder = make_scratch()
    rig = FunctionRig(folder, tempo=ROUGH)
    try:
        rig.start()
        yield rig
    finally:
        rig.stop()
        shutil.rmtree(folder, ignore_errors=True)


def test_f01_killed_functions_lose_and_double_nothing(functions: FunctionRig) -> None:
    seed = random.SystemRandom().randrange(10**6)
    plan = Plan(
        seed=seed, messages=80, kills=6, crashes=1, line=3, people=20, tenants=2, rate=5, graph=3,
        drain=timedelta(seconds=120), waits_for_leases=False,
    )  # fmt: skip

    run = run_random_kills(functions, plan)

    if not run.is_clean:
        written = write_histories(DEV / "chaos" / f"lambda-{seed}", run.arenas, run.verdict.findings)
        pytest.fail(f"seed {seed}: {run.verdict} {run.fault} — histories: {written}", pytrace=False)
    assert run.struck["kill"] == 6
    assert run.verdict.figures["messages"] == 80
    assert run.verdict.figures["turns"] > 5  # one turn takes all that a person wrote meanwhile
    started = {name: function.started for name, function in functions.host.functions.items()}
    assert min(started["webhook"], started["jobs"]) > 1, "no kill has struck a function at work"
