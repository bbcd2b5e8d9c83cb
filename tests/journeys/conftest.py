"""The running system: the same processes as `./prosa up`, in a folder of their own."""

import shutil
from collections.abc import Iterator

import pytest

from local.scratch import make_scratch
from local.system import DATABASE, System
from tests.superuser import let_go, run_sql


@pytest.fixture(scope="session")
def system() -> Iterator[System]:
    folder = make_scratch()
    running = System(folder, lambda _: None, fast=True)
    try:
        running.start()
        yield running
    finally:
        let_go(running.stack.postgres.superuser_url(DATABASE))
        running.stop()
        shutil.rmtree(folder, ignore_errors=True)


def is_at_rest(system: System) -> bool:
    """Say whether nothing waits to be read by the bot, or to be sent."""
    open_work = "select from inbox where state = 'pending' union all select from outbox where state in ('queued', 'sending', 'ambiguous')"
    return not run_sql(system.stack.postgres.superuser_url(DATABASE), open_work)
