"""Children end with their parent, however it ends, and leave nothing behind."""

import os
import signal
import sys
import time
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from local.postgres import Postgres
from local.processes import Child, Interrupted, PartError, interruptions
from tests.conftest import Spawn
from tests.local.family import all_end, descendants, name

STACK_HOLDER = """
import sys, time
from pathlib import Path
from local.stack import Stack
folder = Path(sys.argv[1])
stack = Stack(folder / "postgres", folder / "logs", tokens=["t"], fast=True)
stack.start()
print(stack.direct_url("postgres"), flush=True)
time.sleep(600)
"""


def test_kill_9_of_the_supervisor_leaves_nothing_running(spawn: Spawn, scratch: Path) -> None:
    holder = spawn("holder", [sys.executable, "-c", STACK_HOLDER, scratch])
    holder.wait_until(lambda: "postgresql://" in holder.tail(), timedelta(seconds=60))
    family = descendants(holder.process.pid)
    assert {"postgres", "valkey-server", "local.pooler", "local.upstash_rest"} <= set(map(name, family))

    holder.process.kill()
    holder.process.wait()

    assert all_end(family, seconds=10)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(holder.tail().strip())


def test_a_stopped_child_takes_its_signal_and_ends(spawn: Spawn) -> None:
    child = spawn("sleeper", ["sleep", "600"])

    child.stop()

    assert child.process.returncode == -signal.SIGTERM


def test_a_child_that_does_not_heed_is_killed_with_what_it_started(spawn: Spawn) -> None:
    child = spawn("deaf", ["sh", "-c", "trap '' TERM; sleep 600 & echo started; wait; sleep 600"])
    child.wait_until(lambda: "started" in child.log.read_text(), timedelta(seconds=10))
    family = descendants(child.process.pid)

    child.stop(grace=timedelta(seconds=0.2))

    assert family
    assert all_end(family, seconds=5)


def test_a_child_that_ends_early_is_reported_with_its_last_lines(tmp_path: Path) -> None:
    child = Child("liar", [sys.executable, "-c", "print('out of luck'); exit(7)"], log=tmp_path / "log")

    with pytest.raises(PartError, match=r"liar ended with code 7\nout of luck"):
        child.wait_for_port(1)


def test_the_first_signal_interrupts_and_later_ones_do_not_disturb() -> None:
    cleaned, before = False, signal.getsignal(signal.SIGINT)  # ignored where a shell started us in the background
    with interruptions():
        try:
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(5)
        except Interrupted:
            os.kill(os.getpid(), signal.SIGTERM)
            os.kill(os.getpid(), signal.SIGINT)
            cleaned = True

    assert cleaned
    assert signal.getsignal(signal.SIGINT) is before


def test_a_stale_server_is_stopped_by_the_next_start(scratch: Path) -> None:
    first = Postgres(scratch, fast=True)
    first.start()
    assert first.child is not None

    second = Postgres(scratch, fast=True)
    second.start()

    assert first.child.process.wait(10) == 0
    second.stop()
