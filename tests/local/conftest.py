"""What only the tests of the local stack need."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.scratch import make_scratch


@pytest.fixture
def scratch() -> Iterator[Path]:
    """A folder that Postgres can use too (pytest's own are closed to other users, and as root it runs as `nobody`)."""
    folder = make_scratch()
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
