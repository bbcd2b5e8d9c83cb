"""`./prosa up --host lambda`: the same product in AWS's shape; the bot answers, the smoke test passes, nothing is left over."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from local.checkout import ROOT
from local.environment import with_inherited
from local.processes import Child
from tests.conftest import Spawn
from tests.local.family import all_end, descendants, name

PARTS = {
    "postgres",
    "valkey-server",
    "local.pooler",
    "local.upstash_rest",
    "local.simulator",
    "local.lambda_host",
    "awslambdaric",
}
PATIENCE = timedelta(minutes=5)  # the page may have to be built


@pytest.fixture
def running(spawn: Spawn, state: Path) -> Child:
    """A stack that runs until the test ends it."""
    argv = [sys.executable, ROOT / "prosa", "up", "--host", "lambda"]
    child = spawn("up-lambda", argv, env={"PROSA_DEV": str(state)})
    child.wait_until(lambda: "Ctrl-C stops everything" in child.log.read_text(), PATIENCE)
    return child


def prosa(state: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, ROOT / "prosa", *args],
        env=with_inherited({"PROSA_DEV": str(state)}),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE.total_seconds(),
    )


def test_the_bot_answers_the_page_is_served_and_it_ends(state: Path) -> None:
    done = prosa(state, "up", "--host", "lambda", "--check")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "bot answered after" in done.stdout
    assert "page served after" in done.stdout


def test_the_smoke_test_passes_and_nothing_stays_running(running: Child, state: Path) -> None:
    smoke = prosa(state, "smoke")

    assert smoke.returncode == 0, smoke.stdout + smoke.stderr
    family = descendants(running.process.pid)
    assert set(map(name, family)) >= PARTS
    running.process.terminate()
    assert running.process.wait(60) == 0
    assert all_end(family, seconds=10)
