"""A small pooler for the tests of a file, and no session left by one of them for the next."""

import shutil
from collections.abc import Iterator

import pytest

from local.ports import FD, listen, port_of
from local.postgres import OWNER, Postgres
from local.processes import python
from local.scratch import make_scratch
from tests.conftest import Spawn
from tests.local.pooler.pooled import SIZE, Pooled


@pytest.fixture(scope="module")
def pooled(spawn: Spawn) -> Iterator[Pooled]:
    folder = make_scratch()
    server = Postgres(folder, fast=True)
    server.start()
    listener = listen()
    url = server.url(OWNER, "postgres", port_of(listener))
    options = [FD, str(listener.fileno()), "--server-port", str(server.port), "--size", str(SIZE)]
    pooler = spawn("pooler", python("local.pooler", *options), listener=listener)
    yield Pooled(server, pooler, url)
    pooler.stop()
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def clean(pooled: Pooled) -> Iterator[None]:
    """Session state left by one test would be found by the next: that is what is tested here."""
    yield
    pooled.kill_backends()
