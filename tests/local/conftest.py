"""What only the tests of the local stack need."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.scratch import make_scratch


@pytest.fixture
def scratch() -> Iterator[Path]:
    """A folder that Postgres can use too (pytest's own are closed to other users, and as root it runs as `nobody`)."""
    yield from _folder()


@pytest.fixture(scope="module")
def state() -> Iterator[Path]:
    """A folder that the tests of a file leave to each other: the first `./prosa up` makes what later ones find, as on a desk."""
    yield from _folder()


def _folder() -> Iterator[Path]:
    folder = make_scratch()
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
