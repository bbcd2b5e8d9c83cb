"""A backup comes back whole, opens with the keys, serves the smoke test, and a damaged one is found out."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.checkout import ROOT
from local.environment import with_inherited
from local.postgres import Postgres
from local.rehearsal import DATABASE, RehearsalError, open_tokens, restore, take_dump
from shared.container import Container
from shared.settings import load_settings
from tests.functions.people import make_agency, make_chat
from tests.parts import Database
from tests.superuser import run_sql


@pytest.fixture
def lived_in(environment: dict[str, str], database: Database) -> Iterator[Container]:
    """A database in which somebody has been."""
    container = Container(load_settings(environment))
    container.first_admin.make()  # while there is nobody
    agency = make_agency(container, database)
    chat = make_chat(agency)
    sealed = container.cipher.seal("EAAG-token", tenant=agency.tenant, row=chat.account, column="access_token")
    agency.sql("update whatsapp_accounts set access_token = %s where id = %s", sealed, chat.account)
    yield container
    container.stop()


@pytest.fixture
def spare(scratch: Path) -> Iterator[Postgres]:
    server = Postgres(scratch / "spare", fast=True)
    server.start()
    yield server
    server.stop()


def test_everything_comes_back_and_opens_with_the_same_keys(
    lived_in: Container, database: Database, spare: Postgres, scratch: Path
) -> None:
    dump = take_dump(spare.binaries, database.direct_url, scratch / "dump")

    restore(spare, dump)

    assert dump.rows["messages"] == 2
    assert open_tokens(lived_in, spare.superuser_url(DATABASE)) == 1


def test_a_dump_that_lacks_a_row_is_found_out(
    lived_in: Container, database: Database, spare: Postgres, scratch: Path
) -> None:
    dump = take_dump(spare.binaries, database.direct_url, scratch / "dump")
    damaged = type(dump)(dump.file, dict(dump.rows) | {"messages": 3})

    with pytest.raises(RehearsalError, match="messages: 3 rows, now 2"):
        restore(spare, damaged)


def test_a_lost_key_is_found_out(lived_in: Container, environment: dict[str, str], database: Database) -> None:
    others = Container(load_settings(environment | {"DATA_ENCRYPTION_KEYS": "k9:" + "A" * 43 + "="}))

    with pytest.raises(RehearsalError, match="DATA_ENCRYPTION_KEYS"):
        open_tokens(others, database.superuser_url)

    others.stop()


def test_the_command_walks_all_the_way_and_leaves_the_source_as_it_was(
    lived_in: Container, environment: dict[str, str], database: Database
) -> None:
    before = run_sql(database.superuser_url, "select count(*) from tenants")

    done = subprocess.run(
        [sys.executable, ROOT / "prosa", "rehearse"],
        env=with_inherited(environment),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 sealed tokens open" in done.stdout
    assert "✓ 5.5 signed message" in done.stdout
    assert run_sql(database.superuser_url, "select count(*) from tenants") == before
