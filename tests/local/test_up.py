"""`./prosa up`: the bot answers, a second one is sent away, and nothing stays running however it ends."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from local.checkout import ROOT
from local.processes import Child
from tests.conftest import Spawn
from tests.local.family import all_end, descendants, name

PARTS = {"postgres", "valkey-server", "local.pooler", "local.upstash_rest", "local.simulator", "local.web"}
PATIENCE = timedelta(minutes=5)  # the page may have to be built


def up(*args: str, state: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    return subprocess.run(
        [sys.executable, ROOT / "prosa", "up", *args],
        env=os.environ | {"PROSA_DEV": str(state)} | variables,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE.total_seconds(),
    )


@pytest.fixture
def running(spawn: Spawn, state: Path) -> Child:
    """A stack that runs until the test ends it."""
    child = spawn("up", [sys.executable, ROOT / "prosa", "up"], env={"PROSA_DEV": str(state)})
    child.wait_until(lambda: "Ctrl-C stops everything" in child.log.read_text(), PATIENCE)
    return child


def test_the_bot_answers_and_the_page_is_served(state: Path) -> None:
    done = up("--check", state=state)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "bot answered after" in done.stdout
    assert "page served after" in done.stdout


def test_a_second_one_says_where_the_first_one_is(running: Child, state: Path) -> None:
    second = up(state=state)

    assert second.returncode == 3
    assert "already runs in this checkout: http://127.0.0.1:" in second.stderr
    _expect_to_end(running, signal.SIGTERM, code=0)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 0), (signal.SIGKILL, -signal.SIGKILL)])
def test_nothing_stays_running(running: Child, number: signal.Signals, code: int) -> None:
    _expect_to_end(running, number, code=code)


def test_a_failure_names_its_step_and_shows_the_log(state: Path) -> None:
    done = up("--check", state=state, LOG_LEVEL="nonsense")

    assert done.returncode == 1
    assert "seeding the demo agency failed" in done.stderr
    assert "LOG_LEVEL" in done.stderr


def _expect_to_end(running: Child, number: signal.Signals, *, code: int) -> None:
    family = descendants(running.process.pid)
    assert set(map(name, family)) >= PARTS

    running.process.send_signal(number)

    assert running.process.wait(30) == code
    assert all_end(family, seconds=10)
