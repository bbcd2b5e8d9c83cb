"""The rig, started once and healed after each test; a tenant of its own for each."""

import shutil
from collections.abc import Iterator

import pytest

from local.chaos.arena import Arena
from local.chaos.rig import Rig
from local.chaos.tempo import QUICK
from local.scratch import make_scratch


@pytest.fixture(scope="session")
def started_rig() -> Iterator[Rig]:
    folder = make_scratch()
    started = Rig(folder)
    try:
        started.start()
        yield started
    finally:
        started.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def rig(started_rig: Rig) -> Iterator[Rig]:
    """Two instances serve, nothing is wrong, in the tempo of one fault at a time."""
    yield started_rig
    started_rig.heal()
    started_rig.keep_time(QUICK)


@pytest.fixture
def arena(rig: Rig) -> Arena:
    """A tenant whose number answers each message with one numbered echo."""
    return rig.open_arena()
