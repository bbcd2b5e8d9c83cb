"""The running system: the same processes as `./prosa up`, in a folder of their own."""

import shutil
from collections.abc import Iterator

import pytest

from local.scratch import make_scratch
from local.system import System


@pytest.fixture(scope="session")
def system() -> Iterator[System]:
    folder = make_scratch()
    running = System(folder, lambda _: None, fast=True)
    try:
        running.start()
        yield running
    finally:
        running.stop()
        shutil.rmtree(folder, ignore_errors=True)
