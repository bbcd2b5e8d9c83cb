"""The product, the floor and the peer as server processes under one load, with their processor time counted.

Each is one process of uvicorn; where the machine has two cores it gets the first, the load and the stand-in for Graph the second.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import psycopg

from benchmarks.rig import processor
from benchmarks.rig.agency import Agency, plant
from benchmarks.rig.place import Place
from local.bootstrap import UV_SETTINGS, find_uv
from local.checkout import DEV, ROOT
from local.environment import with_inherited
from local.ports import HOST, accepts, free_port
from local.processes import Child

TENANTS = 20  # so that no number meets its own rate of 80 messages a second
CONTACTS = 2_000
PEER = DEV / "bench-pywa"
PEER_NEEDS = ("pywa[fastapi]==4.5.0", "uvicorn==0.54.0", "uvloop>=0.23", "httptools>=0.9")
QUIET = timedelta(seconds=1.0)  # without a new send: what was to be sent is
DRAIN = timedelta(seconds=60)
FLOOR_SQL = Path(__file__).parent / "apps" / "floor.sql"


@dataclass(frozen=True, slots=True)
class Cell:
    """One app under one load. cpu: microseconds per acked request, of the app and of Postgres. foreign: share of the machine that others used."""

    acks_per_second: float
    replies_per_second: float
    replies_per_ack: float
    p50_ms: float
    p99_ms: float
    app_us: float
    postgres_us: float
    other: float
    foreign: float
    rss_mib: float


@dataclass(slots=True)
class Served:
    """Everything that the apps need; made by `served`."""

    place: Place
    database: str
    agencies: list[Agency]
    environment: dict[str, str]
    stub: Child
    stub_port: int
    logs: Path
    offset: int = 0
    pids: dict[str, int] = field(default_factory=dict)

    @property
    def secret(self) -> str:
        return self.environment["WA_WEBHOOK_SECRET"].split(",")[0]

    @contextmanager
    def app(self, name: str, **variables: str) -> Iterator[tuple[Child, int]]:
        """Run `prosa`, `floor` or `pywa`; gives the process and its port."""
        with self.app_at(free_port(), name, variables) as child:
            yield child

    @contextmanager
    def app_at(self, port: int, name: str, variables: Mapping[str, str]) -> Iterator[tuple[Child, int]]:
        """The same on this port."""
        graph = f"{HOST}:{self.stub_port}"
        python, target, env = str(sys.executable), "functions.render:app", dict(self.environment)
        if name == "floor":
            target = "benchmarks.rig.apps.floor:app"
            env = {
                "FLOOR_DSN": self.place.superuser_url(self.database),
                "FLOOR_GRAPH": graph,
                "FLOOR_SECRET": self.secret,
            }
        elif name == "pywa":
            python, target = str(PEER / "bin" / "python"), "pywa_echo:app"
            env = {"PYWA_GRAPH": graph, "PYWA_SECRET": self.secret, "PYTHONPATH": str(FLOOR_SQL.parent)}
        options = ["--host", HOST, "--port", str(port), "--no-access-log", "--log-level", "warning"]
        if name == "prosa":
            options += ["--http", "functions.connection:GuardedConnection"]  # as render.yaml has it
        argv = [*_pinned(0), python, "-m", "uvicorn", target, *options]
        child = Child(name, argv, log=self.logs / f"{name}.log", env=with_inherited(env | dict(variables)))
        try:
            _wait_for(port, child)
            yield child, port
        finally:
            child.stop()

    def load(self, port: int, **options: object) -> subprocess.Popen[bytes]:
        """Begin a load; its line of JSON is read by `finish`."""
        given = {
            "port": port,
            "numbers": ",".join(agency.number for agency in self.agencies),
            "secret": self.secret,
            "contacts": CONTACTS,
            "offset": self.offset,
        } | options
        self.offset += 1_000_000
        words = [word for key, value in given.items() for word in (f"--{key.replace('_', '-')}", str(value))]
        argv = [*_pinned(1), sys.executable, "-m", "benchmarks.rig.load", *words]
        return subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE)

    def measure(self, child: Child, port: int, **options: object) -> Cell:
        """One load from beginning to end, drained."""
        pids, backends = processor.family(child.process.pid), processor.family(self.place.stack.postgres.pid)
        app, postgres, sent = processor.spent(pids), processor.spent(backends), self.sent()
        own, (busy, ticks) = processor.spent([os.getpid()]), processor.busy()
        found = finish(self.load(port, **options))
        sent_by_then = self.sent()
        busy_then, ticks_then = processor.busy()
        self.drain()
        app_then = processor.spent(processor.family(child.process.pid) | pids)
        postgres_then = processor.spent(processor.family(self.place.stack.postgres.pid) | backends)
        acked = max(1, int(found["acked"]))
        ours = app_then - app + postgres_then - postgres + processor.spent([os.getpid()]) - own
        seen = (busy_then - busy) * processor.TICK
        return Cell(
            acks_per_second=found["acked"] / found["seconds"],
            replies_per_second=(sent_by_then - sent) / found["seconds"],
            replies_per_ack=(self.sent() - sent) / acked,
            p50_ms=found["p50_ms"],
            p99_ms=found["p99_ms"],
            app_us=(app_then - app) / acked,
            postgres_us=(postgres_then - postgres) / acked,
            other=int(found["other"]),
            foreign=max(0.0, seen - ours) / ((ticks_then - ticks) * processor.TICK),
            rss_mib=processor.resident_mib(child.process.pid),
        )

    def sent(self) -> int:
        """Messages that Graph's stand-in has taken."""
        return int(_get(f"http://{HOST}:{self.stub_port}/count").get("messages", 0))

    def connections(self) -> int:
        return int(_get(f"http://{HOST}:{self.stub_port}/count").get("connections", 0))

    def taken(self) -> list[tuple[str, str, str]]:
        """Recipient, text and outbox id of each message that Graph's stand-in has taken, in their order."""
        found: list[tuple[str, str, str]] = _get(f"http://{HOST}:{self.stub_port}/sent")
        return found

    def slow(self, seconds: float) -> None:
        """From now on Graph's stand-in answers after so long."""
        _get(f"http://{HOST}:{self.stub_port}/slow/{seconds}")

    @property
    def superuser_url(self) -> str:
        return self.place.superuser_url(self.database)

    def capacity(self, name: str, seconds: float, **variables: str) -> float:
        """Acks a second of an app in a closed loop of 32 connections, warm."""
        with self.app(name, **variables) as (child, port):
            how = {"path": "/webhook" if name == "prosa" else "/", "connections": 32}
            self.measure(child, port, seconds=30, requests=100, **how)
            return self.measure(child, port, seconds=seconds, **how).acks_per_second

    def analyze(self) -> None:
        """Have Postgres look at its tables: a plan made while they were empty goes through all there is."""
        with psycopg.connect(self.superuser_url, autocommit=True) as db:
            db.execute("analyze")

    def drain(self) -> None:
        """Wait until nothing more is sent."""
        give_up, before, since = time.monotonic() + DRAIN.total_seconds(), -1, time.monotonic()
        while time.monotonic() < give_up and time.monotonic() - since < QUIET.total_seconds():
            now = self.sent()
            if now != before:
                before, since = now, time.monotonic()
            time.sleep(0.05)


@contextmanager
def served(*, slow: float = 0.0, failing: float = 0.0, keep: bool = False, with_peer: bool = True) -> Iterator[Served]:
    """Everything started; slow, failing, keep: of Graph's stand-in."""
    if with_peer:
        _install_peer()
    with Place() as place:
        name = place.database()
        url = place.superuser_url(name)
        agencies = [plant(url, name=f"Agency {at}") for at in range(TENANTS)]
        _plant_floor(url, agencies)
        port = free_port()
        logs = DEV / "bench-logs"
        argv = [
            *_pinned(1),
            sys.executable,
            "-m",
            "benchmarks.rig.stub",
            str(port),
            "--slow",
            str(slow),
            "--failing",
            str(failing),
            *(["--keep"] if keep else []),
        ]
        stub = Child("graph", argv, log=logs / "graph.log")
        try:
            _wait_for(port, stub)
            environment = place.environment(name, pooled=False) | {"WA_GRAPH_BASE_URL": f"http://{HOST}:{port}"}
            yield Served(place, name, agencies, environment, stub, port, logs)
        finally:
            stub.stop()


def take_loads(parser: argparse.ArgumentParser, *, rounds: int) -> None:
    """Take how long and how often cases are loaded. rounds: where nobody says."""
    parser.add_argument("--seconds", type=float, default=10, help="of each load (10)")
    parser.add_argument("--rounds", type=int, default=rounds, help=f"loads of each case ({rounds})")
    parser.add_argument("--small", action="store_true", help="one round of 4 seconds: to try it")
    parser.add_argument("--seed", type=int, default=1, help="of the order (1)")


def length_of(arguments: argparse.Namespace) -> tuple[float, int]:
    """Return seconds of a load, and rounds."""
    return (4.0, 1) if arguments.small else (arguments.seconds, arguments.rounds)


def finish(load: subprocess.Popen[bytes]) -> dict[str, Any]:
    """ms: every latency; the rest see `benchmarks.rig.load`."""
    out, _ = load.communicate()
    found: dict[str, Any] = json.loads(out)
    return found


def _plant_floor(url: str, agencies: list[Agency]) -> None:
    """The floor knows its contacts beforehand."""
    with psycopg.connect(url, autocommit=True) as db:
        db.execute(FLOOR_SQL.read_bytes())
        for at, agency in enumerate(agencies):
            db.execute("insert into floor_phones values (%s, %s)", (agency.number, at))
            db.execute(
                "insert into floor_conversations (tenant, wa_id, node, state)"
                " select %s, '5511' || lpad(n::text, 9, '0'), 'a', '{\"step\": 3, \"name\": \"Ana\", \"budget\": 250000}'"
                " from generate_series(0, %s) n where n %% %s = %s",
                (at, CONTACTS, len(agencies), at),
            )


def _install_peer() -> None:
    """Pywa and what it needs, in an environment of its own."""
    if (PEER / "installed").exists():
        return
    environment = UV_SETTINGS | os.environ
    subprocess.run([find_uv(), "venv", "-q", "--allow-existing", str(PEER)], check=True, env=environment)
    install = [find_uv(), "pip", "install", "-q", "--python", str(PEER / "bin" / "python"), *PEER_NEEDS]
    subprocess.run(install, check=True, env=environment)
    (PEER / "installed").touch()


def _pinned(core: int) -> list[str]:
    can = shutil.which("taskset") and (os.cpu_count() or 1) > 1
    return ["taskset", "-c", str(core)] if can else []


def _wait_for(port: int, child: Child) -> None:
    give_up = time.monotonic() + 60
    while not accepts(port):
        if not child.is_running or time.monotonic() > give_up:
            raise RuntimeError(f"{child.name} did not start: see {child.log}")
        time.sleep(0.05)


def _get(url: str) -> Any:
    with urlopen(url) as answer:  # noqa: S310 - our own address
        return json.loads(answer.read())
