"""One stack per checkout; whoever comes second learns where the first one is."""

import multiprocessing
from pathlib import Path

import pytest

from local.lock import AlreadyRunningError, Running, StackLock

RUNNING = Running(pid=1, url="http://127.0.0.1:8000", simulator_url="http://127.0.0.1:9400", environment={"A": "b"})


def test_a_second_holder_is_told_where_the_first_one_is(tmp_path: Path) -> None:
    first, second = StackLock(tmp_path), StackLock(tmp_path)

    with first.held():
        first.tell(RUNNING)
        with pytest.raises(AlreadyRunningError, match=r"already runs in this checkout: http://127\.0\.0\.1:8000"):
            second.held().__enter__()
        assert second.read() == RUNNING

    assert second.read() is None
    with second.held():
        pass


def test_a_holder_that_is_still_starting_is_known_too(tmp_path: Path) -> None:
    with StackLock(tmp_path).held(), pytest.raises(AlreadyRunningError, match="and is starting"):
        StackLock(tmp_path).held().__enter__()


def test_the_note_is_for_its_owner_only(tmp_path: Path) -> None:
    lock = StackLock(tmp_path)
    with lock.held():
        lock.tell(RUNNING)
        assert (tmp_path / "running.json").stat().st_mode & 0o777 == 0o600


def test_a_killed_holder_leaves_nothing_behind(tmp_path: Path) -> None:
    started = multiprocessing.get_context("spawn").Event()
    holder = multiprocessing.get_context("spawn").Process(target=_hold_for_ever, args=(tmp_path, started))
    holder.start()
    assert started.wait(30)

    holder.kill()
    holder.join()

    assert StackLock(tmp_path).read() is None
    with StackLock(tmp_path).held():
        pass


def _hold_for_ever(folder: Path, started: "multiprocessing.synchronize.Event") -> None:
    lock = StackLock(folder)
    with lock.held():
        lock.tell(RUNNING)
        started.set()
        multiprocessing.Event().wait()
