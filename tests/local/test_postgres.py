"""The supervisor's Postgres: where it listens, as whom it runs, what it keeps, and how it fails."""

import os
import pwd
import socket
from pathlib import Path

import psycopg
import pytest

from local.ports import HOST
from local.postgres import OWNER, SUPERUSER, Postgres, WrongMajorVersionError


def test_it_keeps_its_data_and_passwords(scratch: Path) -> None:
    first = Postgres(scratch, fast=True)
    first.start()
    with psycopg.connect(first.superuser_url(), autocommit=True) as db:
        db.execute("CREATE TABLE kept AS SELECT 1")
    first.stop()

    second = Postgres(scratch, fast=True)
    second.start()
    with psycopg.connect(second.superuser_url()) as db:
        kept = db.execute("SELECT * FROM kept").fetchone()
    second.stop()

    assert kept == (1,)
    assert second.passwords == first.passwords
    assert all((scratch / f"{role}.password").stat().st_mode & 0o777 == 0o600 for role in (OWNER, SUPERUSER))


def test_it_listens_on_this_machine_only_and_never_runs_as_root(scratch: Path) -> None:
    server = Postgres(scratch, fast=True)
    server.start()
    assert server.child is not None
    uid = Path(f"/proc/{server.child.process.pid}").stat().st_uid
    with psycopg.connect(server.superuser_url()) as db:
        addresses = db.execute(
            "SELECT current_setting('listen_addresses'), current_setting('unix_socket_directories')"
        ).fetchone()
    server.stop()

    assert addresses == (HOST, "")
    assert uid == (os.geteuid() or pwd.getpwnam("nobody").pw_uid)


def test_a_wrong_password_does_not_open_it(scratch: Path) -> None:
    server = Postgres(scratch, fast=True)
    server.start()

    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(server.owner_url("postgres").replace(server.passwords[OWNER], "wrong"))
    server.stop()


def test_a_port_that_was_taken_meanwhile_is_given_up(scratch: Path) -> None:
    server = Postgres(scratch, fast=True)
    taken = server.port
    with socket.create_server((HOST, taken)):
        server.start()
    server.stop()

    assert server.port != taken


def test_data_of_another_major_version_is_refused_with_a_sentence(scratch: Path) -> None:
    (scratch / "data").mkdir()
    (scratch / "data" / "PG_VERSION").write_text("17\n")

    with pytest.raises(WrongMajorVersionError, match=r"was made by PostgreSQL 17, and .* is installed\. Delete"):
        Postgres(scratch, fast=True).start()
