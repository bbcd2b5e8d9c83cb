"""A backup that was never restored is a hope: dumps a deployment, restores it here, and walks through what came back.

The source is only read, in one snapshot. The copy cannot reach anybody: its application has no worker, no sweeper and no queue.
"""

import runpy
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import uvicorn
from psycopg import sql

from functions.asgi import build_app
from functions.render import GROUPS
from local.checkout import ROOT
from local.databases import ensure_database
from local.errors import LocalError
from local.fetch import answers
from local.ports import HOST, listen, port_of
from local.postgres import Postgres
from local.processes import POLL
from local.smoke import Credentials, Smoke
from shared.container import Container
from shared.domain.errors import SealBroken
from shared.domain.ids import TenantId
from shared.ports import Wake
from shared.settings import load_settings

DATABASE = "restored"
FIRST_MIGRATION = ROOT / "migrations" / "versions" / "0001_the_store.py"
SEALED = ("access_token", "app_secret")  # columns of whatsapp_accounts
PATIENCE = 60.0  # seconds for the application to answer
Say = Callable[[str], object]


class RehearsalError(LocalError):
    """What came back is not what was dumped, or does not work; the message says what."""


@dataclass(frozen=True, slots=True)
class Dump:
    """A file of pg_dump, and how many rows each table had in its snapshot."""

    file: Path
    rows: Mapping[str, int]


class NobodyWakes:
    """Implements `Waker` by leaving everything where it is: the copy answers, and sends nothing."""

    def reserve(self) -> bool:
        return False  # nobody works here, so nothing may be claimed

    def release(self) -> None:
        """Nothing was set aside."""

    def wake(self, wakes: Sequence[Wake], *, after: timedelta = timedelta()) -> None:
        """Leave it."""


def rehearse(
    source_url: str, variables: Mapping[str, str], credentials: Credentials | None, folder: Path, say: Say
) -> None:
    """Dump, restore, compare, open the sealed tokens, and walk the smoke test. Raises RehearsalError and StepFailedError.

    variables: of the deployment; its secrets are what the copy is opened with. credentials: None = no smoke test.
    """
    server = Postgres(folder / "postgres", fast=True)
    server.start()
    try:
        began = time.monotonic()
        dump = take_dump(server.binaries, source_url, folder / "prosa.dump")
        size = dump.file.stat().st_size / 1e6
        say(f"✓ dumped {sum(dump.rows.values())} rows of {len(dump.rows)} tables, {size:.1f} MB ({_seconds(began)})")
        began = time.monotonic()
        restore(server, dump)
        say(f"✓ restored, and every table has its rows ({_seconds(began)})")
        settings = {**variables, "DATABASE_URL": server.owner_url(DATABASE), "DATABASE_URL_OVERRIDE": ""}
        container = Container(load_settings(settings))
        container.parts["waker"] = NobodyWakes()
        try:
            say(f"✓ {open_tokens(container, server.superuser_url(DATABASE))} sealed tokens open with the keys given")
            if credentials is not None:
                with _serving(container) as url, Smoke(url, credentials, say) as smoke:
                    smoke.run()
        finally:
            container.stop()
    finally:
        server.stop()


def take_dump(binaries: Path, source_url: str, file: Path) -> Dump:
    """Dump what the service owns, and count it in the same snapshot."""
    with psycopg.connect(source_url) as db:
        db.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        db.read_only = True
        (snapshot,) = db.execute("select pg_export_snapshot()").fetchone() or ("",)
        db.execute("set local row_security = off")  # a role that would see less than everything is refused
        rows = _count(db)
        options = ("--format=custom", "--no-owner", "--no-comments", "--exclude-extension=*", f"--snapshot={snapshot}")
        _run(binaries / "pg_dump", *options, f"--file={file}", source_url)
    return Dump(file, rows)


def restore(server: Postgres, dump: Dump) -> None:
    """Into a new database of `server`; raises RehearsalError when a table has other rows than it had."""
    ensure_database(server, DATABASE)
    with psycopg.connect(server.owner_url(DATABASE)) as db:
        db.execute(runpy.run_path(str(FIRST_MIGRATION))["ROLES"])  # roles belong to a server, not to a dump
        db.execute("drop function public.current_tenant()")  # made along with them; this the dump does bring
    owner = f"--dbname={server.owner_url(DATABASE)}"
    _run(server.binaries / "pg_restore", "--no-owner", "--exit-on-error", owner, dump.file)
    with psycopg.connect(server.superuser_url(DATABASE)) as db:
        restored = _count(db)
    differing = {name: (dump.rows.get(name), restored.get(name)) for name in dump.rows.keys() | restored.keys()}
    wrong = [f"{name}: {had} rows, now {has}" for name, (had, has) in sorted(differing.items()) if had != has]
    if wrong:
        raise RehearsalError(f"what came back differs: {'; '.join(wrong)}")


def open_tokens(container: Container, url: str) -> int:
    """Open every sealed token of the copy; give how many there are. Raises RehearsalError when a key is missing."""
    opened = 0
    with psycopg.connect(url) as db:
        for column in SEALED:
            found: list[Any] = db.execute(
                sql.SQL("select tenant_id, id, {0} from whatsapp_accounts where {0} is not null").format(
                    sql.Identifier(column)
                )
            ).fetchall()
            for tenant, row, sealed in found:
                try:
                    container.cipher.open(bytes(sealed), tenant=TenantId(tenant), row=row, column=column)
                except SealBroken as error:
                    raise RehearsalError(
                        f"a token of account {row} does not open: a key is missing from DATA_ENCRYPTION_KEYS"
                    ) from error
                opened += 1
    return opened


@contextmanager
def _serving(container: Container) -> Iterator[str]:
    """The API over the copy, in a thread of this process, with nothing working behind it."""
    listener = listen()
    url = f"http://{HOST}:{port_of(listener)}"
    app = build_app(*GROUPS, provide=lambda: container)
    server = uvicorn.Server(uvicorn.Config(app, access_log=False, log_config=None, lifespan="off"))
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]  # absent in newer versions, harmless there
    thread = threading.Thread(target=lambda: server.run(sockets=[listener]), name="restored", daemon=True)
    thread.start()
    end = time.monotonic() + PATIENCE
    while not answers(f"{url}/health/liveness"):
        if time.monotonic() > end:
            raise RehearsalError("the application does not answer")
        time.sleep(POLL)
    try:
        yield url
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def _count(db: psycopg.Connection) -> dict[str, int]:
    tables = db.execute("select tablename from pg_tables where schemaname = 'public' order by 1").fetchall()
    counted: dict[str, int] = {}
    for (name,) in tables:
        (rows,) = db.execute(sql.SQL("select count(*) from {}").format(sql.Identifier("public", name))).fetchone() or (
            0,
        )
        counted[name] = rows
    return counted


def _run(*argv: str | Path) -> None:
    done = subprocess.run([str(part) for part in argv], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RehearsalError(f"{Path(argv[0]).name} failed\n{done.stderr}")


def _seconds(began: float) -> str:
    return f"{time.monotonic() - began:.1f} s"
