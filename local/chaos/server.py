"""Postgres with everything that can happen to it: a crash, an immediate stop, a freeze, sessions that end."""

import os
import signal
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg

from local.databases import ensure_database
from local.postgres import OWNER, Postgres
from local.processes import Child

STOP_PATIENCE = 30.0  # seconds for an immediate stop
# Written by a trigger, so that a status that went back and forth again is seen too. In a schema of its own: what the
# product owns, and checks before it calls itself ready, stays as it was migrated.
STATUS_LOG = """
create schema chaos;
create table chaos.status_log (id bigserial primary key, tenant_id uuid, message_id uuid, was text, became text);
create function chaos.log_status() returns trigger language plpgsql security definer as $$
begin
  insert into chaos.status_log (tenant_id, message_id, was, became) values (new.tenant_id, new.id, old.status, new.status);
  return null;
end $$;
create trigger log_status after update of status on messages for each row
  when (old.status is distinct from new.status) execute function chaos.log_status();
"""


class Server:
    """A cluster of the rig's own that keeps what it has promised (fsync on). Start it from the main thread."""

    def __init__(self, folder: Path, database: str) -> None:
        self.postgres = Postgres(folder)
        self.database = database
        self._connection: psycopg.Connection[Any] | None = None
        self._lock = threading.Lock()

    @property
    def port(self) -> int:
        return self.postgres.port

    @property
    def is_running(self) -> bool:
        child = self.postgres.child
        return child is not None and child.is_running

    @property
    def direct_url(self) -> str:
        return self.postgres.owner_url(self.database)

    def url(self, port: int) -> str:
        """The application's address behind a port."""
        return self.postgres.url(OWNER, self.database, port)

    def start(self) -> None:
        """Return when one can log in, recovery included; idempotent."""
        if not self.is_running:
            self.postgres.start()

    def make_database(self) -> None:
        ensure_database(self.postgres, self.database)

    def crash(self) -> None:
        """SIGKILL the postmaster, as an out-of-memory kill: its sessions notice and end, recovery at the next start."""
        self.postgres.kill()

    def stop_at_once(self) -> None:
        """`pg_ctl stop -m immediate`: no checkpoint, recovery at the next start."""
        process = self._child.process
        process.send_signal(signal.SIGQUIT)
        process.wait(STOP_PATIENCE)

    def freeze(self) -> None:
        """SIGSTOP every process of it: connections are open, and nothing answers."""
        for pid in _family(self.postgres.pid):
            _send(pid, signal.SIGSTOP)

    def thaw(self) -> None:
        if self.is_running:
            for pid in _family(self.postgres.pid):
                _send(pid, signal.SIGCONT)

    def end_sessions(self) -> int:
        """Terminate every session of the application, as a failover does; returns how many there were."""
        return len(
            self.sql(
                "select pg_terminate_backend(pid) from pg_stat_activity where usename = %s and datname = %s",
                OWNER,
                self.database,
            )
        )

    def sql(self, sql: str, *params: object) -> list[tuple[Any, ...]]:
        """Look at (or change) the database as the superuser, past proxy and pooler. One dict gives named parameters."""
        with self._lock:
            try:
                return self._ask(sql, params)
            except psycopg.OperationalError:
                self._connection = None  # Postgres was away in the meantime
                return self._ask(sql, params)

    def close(self) -> None:
        """End it for good; nothing of it is kept."""
        if self._connection is not None:
            self._connection.close()
        if self.postgres.child is not None:
            self.thaw()
            self.postgres.kill()

    @property
    def _child(self) -> Child:
        child = self.postgres.child
        if child is None:
            raise RuntimeError("Postgres was not started")
        return child

    def _ask(self, sql: str, params: Sequence[object]) -> list[tuple[Any, ...]]:
        if self._connection is None or self._connection.closed:
            url = self.postgres.superuser_url(self.database)
            self._connection = psycopg.connect(url, autocommit=True, connect_timeout=5, prepare_threshold=None)
        given: Any = params[0] if len(params) == 1 and isinstance(params[0], dict) else params
        cursor = self._connection.execute(sql, given if params else None)
        return list(cursor.fetchall()) if cursor.description else []


def _family(pid: int) -> list[int]:
    """A process and all that it started; Linux only."""
    found = [pid]
    with suppress(FileNotFoundError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            found += _family(int(child))
    return found


def _send(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)
