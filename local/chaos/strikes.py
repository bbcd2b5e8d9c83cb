"""What is done to the parts while people write: kills, crashes, cuts, stalls and lost commits, in a seeded order."""

import random
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from local.chaos.rig import Rig

# Meta's own faults, as the share of sends they strike (reliability.md, 2.3).
GRAPH_FAULTS: tuple[tuple[str, float, dict[str, Any]], ...] = (
    ("http_503", 0.03, {}),
    ("http_429", 0.03, {}),
    ("reset_before_accept", 0.02, {}),
    ("reset_after_accept", 0.02, {}),
    ("timeout_after_accept", 0.02, {"ms": 30_000}),
    ("bad_body", 0.01, {}),
    ("http_502", 0.01, {"after_accept": True}),
)
TRANSACTIONS = (
    b"insert into inbox",
    b"insert into turns",
    b"update outbox set state = 'sent'",
)  # what each is known by
LINE_FAULTS = ("cut", "stall", "delay", "lost_answer", "lost_commit")
DUPLICATES = 0.1  # share of the time in which every webhook comes twice at once
DOWN = (0.02, 0.3)  # seconds that a killed instance stays away
STALL = 0.8  # seconds


@dataclass(slots=True)
class Strikes:
    """Strikes one after the other, spread evenly over `span`; call `run` from the main thread.

    kills: SIGKILLs of instances; crashes: of Postgres, every second one by `pg_ctl stop -m immediate`; line: faults between
    application and pooler.
    """

    rig: Rig
    seed: int
    kills: int
    crashes: int
    line: int
    struck: Counter[str] = field(default_factory=Counter)

    def run(self, span: timedelta) -> None:
        """Strike; return when the last one is done and everything runs again."""
        dice = random.Random(self.seed)
        plan = ["kill"] * self.kills + ["crash"] * self.crashes + [dice.choice(LINE_FAULTS) for _ in range(self.line)]
        dice.shuffle(plan)
        began = time.monotonic()
        for place, kind in enumerate(plan):
            time.sleep(max(0.0, began + span.total_seconds() * (place + dice.random()) / len(plan) - time.monotonic()))
            self.rig.simulator.mode(duplicate=dice.random() < DUPLICATES)
            self._strike(kind, dice)
        for instance in self.rig.instances:
            instance.wait_until_ready()

    def _strike(self, kind: str, dice: random.Random) -> None:
        self.struck[kind] += 1
        match kind:
            case "kill":
                self._kill(dice)
            case "crash":
                self._crash()
            case "cut":
                self.rig.note("line cut")
                self.rig.proxy.cut()
            case "stall":
                self.rig.note(f"line stalled for {STALL} s")
                self.rig.proxy.stall()
                time.sleep(STALL)
                self.rig.proxy.heal()
            case "delay":
                self.rig.note("line slow for 1 s")
                self.rig.proxy.delay(0.05)
                time.sleep(1)
                self.rig.proxy.heal()
            case "lost_answer":
                self.rig.note("answer of a commit lost")
                self.rig.proxy.lose_answers(holding=dice.choice(TRANSACTIONS))
            case _:
                self.rig.note("commit lost")
                self.rig.proxy.lose_commits(holding=dice.choice(TRANSACTIONS))

    def _kill(self, dice: random.Random) -> None:
        """Kill one, which may still be starting; it comes back by itself."""
        instance = dice.choice(self.rig.instances)
        self.rig.note(f"instance {instance.name} killed")
        instance.kill()
        time.sleep(dice.uniform(*DOWN))
        instance.launch()

    def _crash(self) -> None:
        server = self.rig.server
        if self.struck["crash"] % 2:
            self.rig.note("Postgres killed")
            server.crash()
        else:
            self.rig.note("Postgres stopped at once")
            server.stop_at_once()
        server.start()
        self.rig.note("Postgres is back")


def misbehave(rig: Rig, *, times: float = 1.0) -> None:
    """Let Meta be at its worst with what we send. times: the usual shares of faults."""
    for kind, share, order in GRAPH_FAULTS:
        rig.simulator.fault(kind, probability=share * times, **order)
