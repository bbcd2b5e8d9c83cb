"""Crash points: one cycle, from two messages to their last status, is begun again and again and killed at its first call, at its second, and so on.

A call is a send, a receive or a write of the one instance that runs, of whichever thread. The person whose cycle was cut must
get every answer once, in order, from the process that comes after.
"""

import itertools
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

from local.chaos.arena import Arena
from local.chaos.checker import Verdict, check
from local.chaos.flows import PAIR
from local.chaos.report import Report, Told
from local.chaos.rig import Rig
from local.chaos.tempo import CUT
from local.chaos.waiting import NeverCame, wait_until
from local.checkout import ROOT

TRACER = ROOT / "local" / "chaos" / "tracer.py"
CYCLE = timedelta(seconds=30)  # for one cycle with its recovery
ENOUGH = 3  # points after which something never came: what was seen is enough to find out why
SURVIVED = 2  # cycles in a row that ended before their call came: then there are no more points


@dataclass(slots=True)
class Tracer:
    """Counts the calls of a process; kills it at the `fatal`-th, 0 = never. `calls` is filled at its end."""

    process: subprocess.Popen[str]
    calls: list[str] = field(default_factory=list)  # name, local port, remote port
    has_killed: bool = False

    @staticmethod
    def attach(pid: int, fatal: int) -> "Tracer":
        argv = [sys.executable, str(TRACER), str(pid), str(fatal)]
        process = subprocess.Popen(argv, stdout=subprocess.PIPE, text=True)
        if process.stdout is None or process.stdout.readline() != "armed\n":
            process.wait()
            raise RuntimeError("the instance could not be traced")
        return Tracer(process)

    @property
    def is_over(self) -> bool:
        return self.process.poll() is not None

    def detach(self) -> None:
        """Let go, if it has not killed, and read what it saw."""
        self.process.terminate()
        said, _ = self.process.communicate()
        lines = said.splitlines()
        self.has_killed = "killed" in lines
        self.calls = [line for line in lines if line != "killed"]


@dataclass(frozen=True, slots=True)
class Point:
    """A cycle that was cut. call: what was about to happen, as in `sendto to Graph`."""

    number: int
    call: str
    contact: str


@dataclass(frozen=True, slots=True)
class Cut:
    """What came of all cycles. calls: how many one whole cycle makes. stuck: points after which something never came."""

    arena: Arena
    points: Sequence[Point]
    calls: int
    verdict: Verdict
    stuck: Sequence[str]

    @property
    def bad(self) -> list[Point]:
        found = {finding.contact for finding in self.verdict.findings}
        return [point for point in self.points if point.contact in found]

    @property
    def is_clean(self) -> bool:
        return self.verdict.is_clean and not self.stuck

    def report(self) -> Report:
        kinds = Counter(point.call for point in self.points)
        lines = [
            f"{len(self.points)} points, {len(self.bad)} bad; one whole cycle makes {self.calls} calls",
            "killed before " + ", ".join(f"{count} {call}" for call, count in kinds.most_common()),
            str(self.verdict),
        ]
        return Report("crash points", lines, self.verdict.findings, self.stuck, [self.arena])


def run_crash_points(rig: Rig, *, only: Sequence[float] = (), told: Told = lambda *_: None) -> Cut:
    """Cut at every call, or at those of `only`, each a share of a cycle; then judge."""
    rig.keep_time(CUT)
    rig.instances[1].kill()
    arena = rig.open_arena(PAIR)
    calls = _count(rig, arena)
    points: list[Point] = []
    stuck: list[str] = []
    survived = 0
    for number in [max(1, round(calls * share)) for share in only] or itertools.count(1):
        told("cutting", min(number, calls), calls)
        point = _cut(rig, arena, number)
        points += [point] if point else []
        survived = 0 if point else survived + 1
        try:
            arena.drain(CYCLE)
        except NeverCame as error:
            stuck.append(f"point {number} ({point.call if point else 'survived'}): {error}")
        if len(stuck) == ENOUGH or (survived == SURVIVED and not only):
            break
    rig.start_instances()
    return Cut(arena, points, calls, check(arena), stuck)


def _begin(arena: Arena, person: str, text: str) -> None:
    """A cycle: two messages close together, their answers, and all statuses."""
    arena.say(person, text)
    arena.say(person, "e mais uma coisa")


def _count(rig: Rig, arena: Arena) -> int:
    """Let one cycle through; return how many calls it makes."""
    arena.ask(arena.person(), "oi")
    arena.drain(CYCLE)
    tracer = Tracer.attach(rig.instances[0].pid, 0)
    _begin(arena, arena.person(), "oi")
    arena.drain(CYCLE)
    tracer.detach()
    return len(tracer.calls)


def _cut(rig: Rig, arena: Arena, number: int) -> Point | None:
    """Begin a cycle and kill at its call; None when it ended before."""
    instance, person = rig.instances[0], arena.person()
    port = instance.port
    tracer = Tracer.attach(instance.pid, number)
    _begin(arena, person, f"corte {number}")
    try:
        wait_until(lambda: tracer.is_over or _is_whole(arena), CYCLE, f"the cycle of point {number}")
    finally:
        tracer.detach()
    if not tracer.has_killed:
        return None
    instance.wait_until_ended(timedelta(seconds=10))
    instance.start()
    rig.let_leases_run_out()
    call = _named(rig, tracer.calls[-1], port)
    rig.note(f"killed at point {number}: {call}")
    return Point(number, call, person)


def _named(rig: Rig, call: str, own_port: int) -> str:
    """Say whom a call is for."""
    name, ours, theirs = call.split()
    known = {
        rig.proxy.port: "Postgres",
        urlsplit(rig.simulator.url).port: "Graph",
        urlsplit(rig.redis_rest_url).port: "Redis",
    }
    if int(ours) == own_port:
        return f"{name} of a webhook"
    return f"{name} of {known.get(int(theirs), 'its own threads or log')}"


def _is_whole(arena: Arena) -> bool:
    meta = arena.rig.simulator.assertions()
    return arena.is_at_rest() and not meta["undelivered_webhooks"] and meta["read"] + meta["failed"] >= meta["accepted"]
