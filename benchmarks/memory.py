"""What one process holds: memory idle and under load, connections to Postgres, and how long a transaction stands still.

Each app: after its start, after a warm-up, the most while 32 connections ask without pause, and after that; then the same load
again, which must add nothing. Meanwhile Graph's stand-in takes 500 ms, and every look at Postgres asks which sessions wait for
us in an open transaction, and how old that is: none may be open while we wait for Graph.
"""

import argparse
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg

from benchmarks.rig import processor
from benchmarks.rig.result import Bars, Cell, Result, Table, Told
from benchmarks.rig.served import Served, served

SLOW = 0.5  # seconds that Graph takes
LOOK = 0.02  # seconds between two looks
APPS = {"pywa": "/", "floor": "/", "prosa": "/webhook"}
# In a pipeline a session that waits for its client's next flight is "active", so the wait itself is asked for.
IDLE = (
    "select count(*), count(*) filter (where xact_start is not null and wait_event = 'ClientRead'),"
    " coalesce(extract(epoch from max(clock_timestamp() - xact_start) filter (where wait_event = 'ClientRead')), 0)"
    " from pg_stat_activity where datname = %s and pid <> pg_backend_pid()"
)


@dataclass(slots=True)
class Looks:
    """What the looks saw. idle: sessions that waited for us in a transaction; longest: age of the oldest such, in seconds."""

    rss: list[float] = field(default_factory=list)
    sessions: int = 0
    idle: int = 0
    longest: float = 0.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take how long."""
    parser.add_argument("--seconds", type=float, default=10, help="of each load (10)")
    parser.add_argument("--small", action="store_true", help="3 seconds: to try it")


def run(arguments: argparse.Namespace, told: Told) -> Result:
    """Measure."""
    seconds = 3.0 if arguments.small else arguments.seconds
    rows: list[tuple[Cell, ...]] = []
    figures: dict[str, Cell] = {}
    bars: list[tuple[str, float]] = []
    told("starting", 0, 1)
    with served(slow=SLOW) as place:
        for step, (name, path) in enumerate(APPS.items()):
            told(name, step, len(APPS))
            with place.app(name) as (child, port):
                pid = child.process.pid
                idle = processor.resident_mib(pid)
                place.measure(child, port, seconds=30, requests=100, path=path)
                warm = processor.resident_mib(pid)
                with _looking(place, pid) as first:
                    place.measure(child, port, seconds=seconds, path=path)
                after = processor.resident_mib(pid)
                with _looking(place, pid) as second:
                    place.measure(child, port, seconds=seconds, path=path)
            looks = len(first.rss) + len(second.rss)
            most, again = max(first.rss), max(second.rss)
            longest = max(first.longest, second.longest) * 1e3
            rows.append(
                (name, idle, warm, most, after, again - most, max(first.sessions, second.sessions), looks, first.idle + second.idle, longest)
            )  # fmt: skip
            figures |= {
                f"{name}.idle": idle, f"{name}.most": max(most, again), f"{name}.rise": max(most, again) - idle,
                f"{name}.again": again - most, f"{name}.longest_idle_ms": longest, f"{name}.looks": looks,
                f"{name}.sessions": max(first.sessions, second.sessions),
            }  # fmt: skip
            bars += [(f"{name}, idle", idle), (f"{name}, under load", max(most, again))]
    return Result(
        tables=[
            Table(
                "memory of one process, MiB",
                ("app", "started", "warm", "most under load", "after it", "more by a second load", "sessions in Postgres", "looks",
                 "seen waiting for us in a transaction", "oldest such, ms"),
                rows,
            )
        ],
        figures=figures,
        plots=[Bars("memory", "Memory of one process", "MiB", bars)],
    )  # fmt: skip


@contextmanager
def _looking(place: Served, pid: int) -> Iterator[Looks]:
    """Look again and again while the block runs."""
    looks, over = Looks(), threading.Event()

    def look() -> None:
        with psycopg.connect(place.superuser_url, autocommit=True) as db:
            while not over.is_set():
                sessions, idle, longest = db.execute(IDLE, (place.database,)).fetchone() or (0, 0, 0)
                looks.rss.append(processor.resident_mib(pid))
                looks.sessions, looks.idle = max(looks.sessions, sessions), looks.idle + idle
                looks.longest = max(looks.longest, float(longest))
                time.sleep(LOOK)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield looks
    finally:
        over.set()
        thread.join()
