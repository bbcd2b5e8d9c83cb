"""The real parts that Prosa needs, all on this machine: Postgres, the pooler before it, Valkey, the REST endpoint before it."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from local.checkout import ROOT
from local.databases import ensure_database
from local.ports import HOST, free_port
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
        self.postgres = Postgres(home, port=free_port(ports.postgres), fast=fast)
        self.pooler_port = free_port(ports.pooler)
        self.redis_rest_url = f"http://{HOST}:{free_port(ports.redis_rest)}"
        self._valkey = Valkey(logs / "valkey.log")
        self._logs = logs
        self._tokens = list(tokens)
        self._children: list[Child] = []

    def start(self) -> None:
        """Start every part and return when all answer; call from the main thread."""
        self._logs.mkdir(parents=True, exist_ok=True)
        try:
            pooler, rest = self._start_pooler(), self._start_rest()  # they start while Postgres and Valkey do
            self._valkey.start()
            self.postgres.start()
            pooler.wait_for_port(self.pooler_port)
            rest.wait_for_port(_port(self.redis_rest_url))
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop what runs, the users of a part before the part; idempotent."""
        for child in reversed(self._children):
            child.stop()
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
        return self.postgres.url(OWNER, database, self.pooler_port)

    def direct_url(self, database: str) -> str:
        """The address for migrations."""
        return self.postgres.owner_url(database)

    def _start_pooler(self) -> Child:
        options = ["--port", str(self.pooler_port), "--server-port", str(self.postgres.port)]
        return self._child("pooler", python("local.pooler", *options))

    def _start_rest(self) -> Child:
        options = ["--port", str(_port(self.redis_rest_url)), "--redis-port", str(self._valkey.port)]
        env = {**os.environ, TOKENS: ",".join(self._tokens)}
        return self._child("redis-rest", python("local.upstash_rest", *options), env)

    def _child(self, name: str, argv: Sequence[str | Path], env: dict[str, str] | None = None) -> Child:
        child = Child(name, argv, log=self._logs / f"{name}.log", env=env, cwd=ROOT)
        self._children.append(child)
        return child


def _port(url: str) -> int:
    return int(url.rsplit(":", 1)[1])
