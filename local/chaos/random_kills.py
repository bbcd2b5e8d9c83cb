"""Random kills: people write while instances are killed, Postgres crashes, the line breaks and Graph is at its worst."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from local.chaos.arena import Arena, drain
from local.chaos.checker import Verdict, check
from local.chaos.report import Report, Told
from local.chaos.rig import Rig
from local.chaos.strikes import Strikes, misbehave
from local.chaos.traffic import Traffic
from local.chaos.waiting import NeverCame


@dataclass(frozen=True, slots=True)
class Plan:
    """seed: makes the order of messages and strikes repeatable (their exact moments depend on the machine).

    rate: messages a second; the strikes are spread over the time that writing takes. graph: times the usual share of
    Graph's faults. drain: for everything to come to rest after the last strike. waits_for_leases: False lets the time of
    dead processes' leases pass, for short runs.
    """

    seed: int
    messages: int
    kills: int
    crashes: int
    line: int
    people: int
    tenants: int
    rate: float
    drain: timedelta
    graph: float = 1.0
    waits_for_leases: bool = True

    @property
    def span(self) -> timedelta:
        return timedelta(seconds=self.messages / self.rate)


@dataclass(frozen=True, slots=True)
class Run:
    """What came of a run. struck: what was done; drained_in: seconds from the last strike to rest; fault: why it never came.

    late: how long after what they tell of webhooks were taken, in whole seconds, in order.
    """

    arenas: Sequence[Arena]
    verdict: Verdict
    struck: dict[str, int]
    seconds: float
    drained_in: float
    late: Sequence[float]
    fault: str = ""

    @property
    def is_clean(self) -> bool:
        return self.verdict.is_clean and not self.fault

    def report(self, name: str) -> Report:
        found = self.verdict.counts()
        judged = [
            f"{kind} {found.get(kind, 0)}"
            for kind in ("lost", "doubled", "out_of_order", "double_step", "gap", "split", "stuck")
        ]
        lines = [
            ", ".join(f"{count} {name}" for name, count in self.verdict.figures.items()),
            "struck: " + ", ".join(f"{count} {kind}" for kind, count in sorted(self.struck.items()) if count),
            ", ".join(judged),
            f"webhooks taken {self._late(50):.0f} s after what they tell of in the median, {self._late(99):.0f} s of the 99th",
            f"{self.seconds:.0f} s, at rest {self.drained_in:.0f} s after the last strike",
        ]
        return Report(name, lines, self.verdict.findings, [self.fault] if self.fault else [], self.arenas)

    def _late(self, of_hundred: int) -> float:
        return self.late[len(self.late) * of_hundred // 100] if self.late else 0.0


def run_random_kills(rig: Rig, plan: Plan, *, told: Told = lambda *_: None) -> Run:
    """Write and strike, then let everything come to rest and judge."""
    arenas = [rig.open_arena() for _ in range(plan.tenants)]
    traffic = Traffic(
        arenas, messages=plan.messages, people=plan.people, rate=plan.rate, seed=plan.seed,
        told=lambda written: told("writing", written, plan.messages),
    )  # fmt: skip
    strikes = Strikes(rig, seed=plan.seed, kills=plan.kills, crashes=plan.crashes, line=plan.line)
    began = time.monotonic()
    misbehave(rig, times=plan.graph)
    traffic.start()
    strikes.run(plan.span)
    traffic.join()
    strikes.struck.update(rig.simulator.forgive())
    rig.proxy.heal()
    if not plan.waits_for_leases:
        rig.renew_instances()
    stopped, fault = time.monotonic(), ""
    told("draining", 0, 1)
    try:
        drain(arenas, plan.drain)
    except NeverCame as error:
        fault = str(error)
    drained = time.monotonic()
    told("draining", 1, 1)
    late = how_late(rig.simulator.journal("webhook"))
    return Run(arenas, check(*arenas), dict(strikes.struck), drained - began, drained - stopped, late, fault)


def how_late(entries: Sequence[dict[str, Any]]) -> list[float]:
    """For each webhook that was answered 200: seconds from the moment that its first item tells of."""
    late = []
    for entry in entries:
        if entry["http"] == 200:
            value = entry["body"]["entry"][0]["changes"][0]["value"]
            first = (value.get("messages") or value.get("statuses") or [{}])[0]
            if "timestamp" in first:
                late.append(datetime.fromisoformat(entry["at"]).timestamp() - int(first["timestamp"]))
    return sorted(late)
