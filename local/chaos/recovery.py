"""How soon the chat is back after an outage, and what the webhook answers meanwhile: bars, not safety, which `random_kills` judges."""

import statistics
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from local.chaos.arena import Arena
from local.chaos.checker import check
from local.chaos.report import Measured, Report, Told, missed
from local.chaos.rig import Rig
from local.chaos.traffic import Traffic
from local.chaos.waiting import NeverCame, wait_until

OUTAGE = timedelta(seconds=20)
KILLS = 5  # of each kind; the slowest counts
PATIENCE = timedelta(seconds=60)


def run_recovery(rig: Rig, *, messages: int, told: Told = lambda *_: None) -> Report:
    """Kill, take Postgres away while `messages` messages pile up, take Redis away; measure."""
    arena = rig.open_arena()
    arena.ask(arena.person(), "oi")
    told("killing", 0, 1)
    measured = [*_after_kills(rig, arena)]
    told("outage", 0, 1)
    measured += _after_outage(rig, arena, messages)
    told("redis", 0, 1)
    measured += _without_redis(rig, arena)
    arena.drain(PATIENCE)
    verdict = check(arena)
    return Report("recovery", [*map(str, measured), str(verdict)], verdict.findings, missed(measured), [arena])


def _after_kills(rig: Rig, arena: Arena) -> list[Measured]:
    one_left, alone = [], []
    for _ in range(KILLS):
        rig.instances[0].kill()
        one_left.append(_seconds(lambda: arena.ask(arena.person(), "oi")))
        rig.start_instances()
    rig.instances[1].kill()
    for _ in range(KILLS):
        arena.say(arena.person(), "oi")  # may be under way in the one that dies
        began = time.monotonic()
        rig.instances[0].kill()
        rig.instances[0].launch()
        arena.ask(arena.person(), "oi")
        alone.append(time.monotonic() - began)
    rig.start_instances()
    return [
        Measured(f"next answer after a SIGKILL, one instance left, slowest of {KILLS}", max(one_left), 3),
        Measured(f"next answer after a SIGKILL, none left, slowest of {KILLS}", max(alone), 10),
    ]


def _after_outage(rig: Rig, arena: Arena, messages: int) -> list[Measured]:
    quiet = rig.open_arena()  # whose messages stand in no queue of the simulator's
    arena.drain(PATIENCE)
    stopped = datetime.now().astimezone()
    rig.server.stop_at_once()
    traffic = Traffic([arena], messages=messages, people=messages // 4, rate=messages / OUTAGE.total_seconds(), seed=1)
    traffic.start()
    traffic.join()
    refused = [entry for entry in rig.simulator.journal("webhook") if _moment(entry["at"]) > stopped]
    slowest = max(entry["ms"] for entry in refused) / 1000
    rig.server.start()
    began = time.monotonic()
    first = _seconds(lambda: quiet.ask(quiet.person(), "oi"))
    try:
        wait_until(arena.is_at_rest, PATIENCE * 2, "the backlog to be answered", explain=arena.explain)
    except NeverCame as error:
        return [Measured(str(error), float("inf"), 60)]
    drained = time.monotonic() - began
    return [
        Measured(f"slowest answer of {len(refused)} webhooks while Postgres was gone", slowest, 4),
        Measured("of them answered anything but 503", sum(entry["http"] != 503 for entry in refused), 0, ""),
        Measured("first answer after Postgres is back", first, 5),
        Measured(f"backlog of {messages} messages answered", drained, 60),
    ]


def _without_redis(rig: Rig, arena: Arena) -> list[Measured]:
    def ask() -> float:
        return _seconds(lambda: arena.ask(arena.person(), "oi"))

    with_redis = [ask() for _ in range(20)]
    rig.stop_redis()
    without = [ask() for _ in range(20)]
    slower = statistics.median(without) - statistics.median(with_redis)
    return [Measured("chat slower without Redis, median of 20", slower, 0.25)]


def _seconds(do: Callable[[], object]) -> float:
    began = time.monotonic()
    do()
    return time.monotonic() - began


def _moment(at: str) -> datetime:
    return datetime.fromisoformat(at)
