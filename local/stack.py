"""The real parts that Prosa needs, all on this machine: Postgres, the pooler before it, Valkey, the REST endpoint before it."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from local.databases import ensure_database
from local.ports import FD, HOST, listen, port_of
from local.postgres import OWNER, Postgres
from local.processes import Child, python
from local.upstash_rest.__main__ import TOKENS
from local.valkey import Valkey


@dataclass(frozen=True, slots=True)
class Ports:
    """The ports one would like; None takes any. A port that is taken falls back to any."""

    postgres: int | None = None
    pooler: int | None = None
    redis_rest: int | None = None


class Stack:
    """All parts, started and stopped together; `tokens` open databases of their own in Valkey."""

    def __init__(
        self, home: Path, logs: Path, *, tokens: Sequence[str], ports: Ports = Ports(), fast: bool = False
    ) -> None:
        self.postgres = Postgres(home, log=logs / "postgres.log", port=ports.postgres, fast=fast)
        self._pooler, self._rest = listen(ports.pooler), listen(ports.redis_rest)
        self._pooler_port = port_of(self._pooler)
        self.redis_rest_url = f"http://{HOST}:{port_of(self._rest)}"
        self._valkey = Valkey(logs / "valkey.log")
        self._logs = logs
        self._tokens = list(tokens)
        self._children: list[Child] = []

    def start(self) -> None:
        """Start every part and return when all can be connected to; call from the main thread."""
        self._logs.mkdir(parents=True, exist_ok=True)
        try:
            self._valkey.start()
            self._start_rest()
            self.postgres.start()
            self._start_pooler()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop what runs, the users of a part before the part; idempotent."""
        for child in reversed(self._children):
            child.stop()
        self._pooler.close()
        self._rest.close()
        self._valkey.stop()
        self.postgres.stop()

    def ended(self) -> list[Child]:
        """Return the parts that should run and do not."""
        started = [*self._children, self._valkey.child, self.postgres.child]
        return [child for child in started if child is not None and not child.is_running]

    def ensure_database(self, name: str) -> None:
        ensure_database(self.postgres, name)

    def pooled_url(self, database: str) -> str:
        """The address for the application: through the pooler, as on Neon."""
        return self.postgres.url(OWNER, database, self._pooler_port)

    def direct_url(self, database: str) -> str:
        """The address for migrations."""
        return self.postgres.owner_url(database)

    def _start_pooler(self) -> None:
        argv = python("local.pooler", FD, str(self._pooler.fileno()), "--server-port", str(self.postgres.port))
        self._children.append(Child("pooler", argv, log=self._logs / "pooler.log", listener=self._pooler))

    def _start_rest(self) -> None:
        argv = python("local.upstash_rest", FD, str(self._rest.fileno()), "--redis-port", str(self._valkey.port))
        env = {**os.environ, TOKENS: ",".join(self._tokens)}
        log = self._logs / "redis-rest.log"
        self._children.append(Child("redis-rest", argv, log=log, env=env, listener=self._rest))
