"""The service in this process with counters on all its lines: to Postgres, to Graph, to Redis, and in its log.

Its own background is off: what a webhook wakes waits in `woken` until `work` does it, so that what happens before the
answer and what happens after it are counted apart.
"""

import logging
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from starlette.testclient import TestClient

from benchmarks.rig import bodies
from benchmarks.rig.stub import StubServer
from benchmarks.rig.wire import PostgresCounter, Trips
from functions.render import build
from local.chaos.network import Network
from local.ports import HOST
from shared.container import Container
from shared.observability import SERVICE
from shared.ports import Wake
from shared.services.work import handle
from shared.settings import load_settings


@dataclass(frozen=True, slots=True)
class Cost:
    """What something took. trips … bytes: to Postgres. connections: opened to Graph. lines: in the log, at INFO."""

    trips: int
    statements: int
    commits: int
    opened: int
    graph: int
    connections: int
    redis: int
    lines: int

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Cost)))


class Later:
    """Implements `Waker` by remembering."""

    def __init__(self) -> None:
        self.waiting: deque[tuple[Wake, timedelta]] = deque()

    def wake(self, wakes: Sequence[Wake], *, after: timedelta = timedelta()) -> None:
        self.waiting.extend((wake, after) for wake in wakes)

    def reserve(self) -> bool:
        return True

    def release(self) -> None:
        pass


class Lines(logging.Handler):
    """Counts log lines."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(f"{record.getMessage()} {sorted(set(vars(record)) & {'ms', 'outcome', 'wake', 'route'})}")


class CountedService:
    """environment: as `shared.settings` reads it; its Postgres, Redis and Graph are reached through counters."""

    def __init__(self, environment: Mapping[str, str], *, delay: float = 0.0, redis_url: str = "") -> None:
        """delay: seconds added to each trip to Postgres. redis_url: where Redis is believed to be; empty = a counting stub."""
        self._network = Network()
        address = urlsplit(environment["DATABASE_URL"])
        self.postgres = PostgresCounter(self._network, lambda: address.port or 5432, delay=delay)
        self._graph, self._redis = StubServer(self._network), StubServer(self._network)
        userinfo = address.netloc.rpartition("@")[0]
        counted = address._replace(netloc=f"{userinfo}@{HOST}:{self.postgres.port}")
        self.secret = environment["WA_WEBHOOK_SECRET"].split(",")[0]
        self._environment = dict(environment) | {
            "DATABASE_URL": urlunsplit(counted),
            "WA_GRAPH_BASE_URL": self._graph.url,
            "UPSTASH_REDIS_REST_URL": redis_url or self._redis.url,
        }
        self._lines = Lines()
        logging.getLogger(SERVICE).addHandler(self._lines)
        self._start()

    def restart(self) -> None:
        """A new process, as far as the service can tell: no connection, nothing remembered."""
        self.container.stop()
        self._start()

    def _start(self) -> None:
        self.container = Container(load_settings(self._environment))
        self.woken = Later()
        self.container.parts["waker"] = self.woken
        self.client = TestClient(build(lambda: self.container), raise_server_exceptions=False)

    def close(self) -> None:
        logging.getLogger(SERVICE).removeHandler(self._lines)
        self.container.stop()
        self.postgres.close()
        self._graph.close()
        self._redis.close()
        self._network.close()

    def post(self, body: bytes, *, signature: str | None = None) -> tuple[int, Cost]:
        """A webhook comes in: its status and what the answer cost."""
        before = self._now()
        signed = signature if signature is not None else bodies.signature(body, self.secret)
        answer = self.client.post("/webhook", content=body, headers={"X-Hub-Signature-256": signed})
        return answer.status_code, self._since(before)

    def work(self) -> Cost:
        """Do what was woken to its end, each at its time."""
        before = self._now()
        while self.woken.waiting:
            wake, pause = self.woken.waiting.popleft()
            time.sleep(pause.total_seconds())
            for following, after in handle(self.container.work, wake):
                self.woken.wake([following], after=after)
        return self._since(before)

    def log_lines(self) -> list[str]:
        return self._lines.texts

    def _now(self) -> tuple[Trips, dict[str, Any]]:
        return self.postgres.count.copy(), self._others()

    def _others(self) -> dict[str, int]:
        return {
            "graph": self._graph.stub.requests["graph"],
            "connections": self._graph.stub.connections,
            "redis": self._redis.stub.requests["redis"],
            "lines": len(self._lines.texts),
        }

    def _since(self, before: tuple[Trips, dict[str, Any]]) -> Cost:
        wire = self.postgres.count.copy() - before[0]
        others = {name: value - before[1][name] for name, value in self._others().items()}
        return Cost(wire.trips, wire.statements, wire.commits, wire.opened, **others)
