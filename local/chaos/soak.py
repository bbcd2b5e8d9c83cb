"""Soak: minutes of steady talk and nothing else; memory, connections and descriptors of each instance must stay flat."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from local.chaos.arena import drain
from local.chaos.checker import check
from local.chaos.instance import Instance
from local.chaos.report import Measured, Report, Told, missed
from local.chaos.rig import Rig
from local.chaos.traffic import Traffic
from local.chaos.waiting import NeverCame
from local.postgres import OWNER

EVERY = 1.0  # seconds between two looks
WARM_UP = 0.25  # share of the time in which caches fill
RUSH = 400  # messages all at once, before the watch: threads and kept connections are as many as they will ever be
DRAIN = timedelta(seconds=60)
MEGABYTE = 2**20
PAGE = 4096  # bytes, as /proc counts memory on Linux


@dataclass(frozen=True, slots=True)
class Look:
    """One instance at one moment. at: seconds since the beginning; memory: resident, bytes."""

    at: float
    memory: int
    descriptors: int
    threads: int


@dataclass(slots=True)
class Watch:
    """Looks at the instances and at Postgres from a thread of its own. lingering: transactions found idle for over a second."""

    rig: Rig
    looks: dict[str, list[Look]] = field(default_factory=dict)
    connections: list[tuple[float, int]] = field(default_factory=list)
    lingering: int = 0
    _over: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="soak-watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        if self._thread:
            self._thread.join()

    def _run(self) -> None:
        began = time.monotonic()
        while not self._over.wait(EVERY):
            at = time.monotonic() - began
            for instance in self.rig.instances:
                self.looks.setdefault(instance.name, []).append(look_at(instance, at))
            ((held, lingering),) = self.rig.sql(
                "select count(*), count(*) filter (where state like 'idle in transaction%%'"
                " and state_change < now() - interval '1 second') from pg_stat_activity where usename = %s",
                OWNER,
            )
            self.connections.append((at, held))
            self.lingering += lingering


def look_at(instance: Instance, at: float) -> Look:
    """Read what the kernel knows about its process."""
    process = Path(f"/proc/{instance.pid}")
    resident = int((process / "statm").read_text().split()[1]) * PAGE
    return Look(at, resident, len(list((process / "fd").iterdir())), len(list((process / "task").iterdir())))


def run_soak(rig: Rig, *, rate: float, minutes: float, told: Told = lambda *_: None) -> Report:
    """Let people write at `rate` messages a second, and watch."""
    arenas = [rig.open_arena() for _ in range(4)]
    rush = Traffic(arenas, messages=RUSH, people=RUSH, rate=RUSH * 10, seed=2)
    rush.start()
    rush.join()
    drain(arenas, DRAIN)
    messages = round(rate * minutes * 60)
    traffic = Traffic(
        arenas, messages=messages, people=max(20, messages // 20), rate=rate, seed=1,
        told=lambda written: told("writing", written, messages),
    )  # fmt: skip
    watch = Watch(rig)
    watch.start()
    began = time.monotonic()
    traffic.start()
    traffic.join()
    took = time.monotonic() - began
    watch.stop()
    faults = []
    try:
        drained = drain_time(lambda: drain(arenas, DRAIN))
    except NeverCame as error:
        faults, drained = [str(error)], DRAIN.total_seconds()
    measured = [each for name, looks in watch.looks.items() for each in _judge(name, looks, took)]
    measured += [
        Measured("connections to Postgres, growth after the warm-up", growth(watch.connections, took), 0.5, "a minute"),
        Measured("looks that found a transaction idle for over a second", watch.lingering, 0, ""),
        Measured("behind the wanted rate at the end", max(0.0, took - minutes * 60), 5),
    ]
    verdict = check(*arenas)
    lines = [
        f"{messages} messages in {took:.0f} s ({messages / took:.1f} a second), at rest {drained:.0f} s after the last",
        *(f"instance {name}: {_told(looks)}" for name, looks in watch.looks.items()),
        *map(str, measured),
        str(verdict),
    ]
    return Report("soak", lines, verdict.findings, [*faults, *missed(measured)], arenas)


def _judge(name: str, looks: Sequence[Look], took: float) -> list[Measured]:
    memory = [(look.at, look.memory / MEGABYTE) for look in looks]
    descriptors = [(look.at, look.descriptors) for look in looks]
    threads = [(look.at, look.threads) for look in looks]
    return [
        Measured(f"instance {name}, memory after the warm-up", growth(memory, took), 2, "MB a minute"),
        Measured(f"instance {name}, descriptors", growth(descriptors, took), 0.5, "a minute"),
        Measured(f"instance {name}, threads", growth(threads, took), 0.5, "a minute"),
    ]


def _told(looks: Sequence[Look]) -> str:
    first, last = looks[0], looks[-1]
    return (
        f"{first.memory / MEGABYTE:.0f} → {last.memory / MEGABYTE:.0f} MB, {first.descriptors} → {last.descriptors}"
        f" descriptors (most {max(look.descriptors for look in looks)}), {last.threads} threads"
    )


def growth(points: Sequence[tuple[float, float]], took: float) -> float:
    """The slope of the line through the points after the warm-up (least squares), per minute."""
    kept = [(at / 60, value) for at, value in points if at > took * WARM_UP]
    middle = sum(at for at, _ in kept) / len(kept)
    spread = sum((at - middle) ** 2 for at, _ in kept)
    return sum((at - middle) * value for at, value in kept) / spread if spread else 0.0


def drain_time(drain: Callable[[], None]) -> float:
    began = time.monotonic()
    drain()
    return time.monotonic() - began
