"""`./prosa chaos`: hundreds of kills and crashes while people write, then a verdict: lost, doubled, out of order.

    ./prosa chaos --messages 3000 --kills 160 --seed 7           random kills, crashes of Postgres, faults of line and Graph
    ./prosa chaos --messages 3000 --kills 400 --seed 7 --hard    so densely that webhooks come later than the window

A run that is not clean leaves the histories of the people it found wrong in .dev/chaos, and ends with code 1.
"""

import argparse
import random
import shutil
from datetime import timedelta
from pathlib import Path

from local.chaos.histories import write_histories
from local.chaos.progress import Progress
from local.chaos.random_kills import Plan, run_random_kills
from local.chaos.report import Report, Told
from local.chaos.rig import Rig
from local.chaos.tempo import HARD, ROUGH
from local.checkout import DEV
from local.processes import Interrupted, interruptions
from local.scratch import make_scratch

HISTORIES = DEV / "chaos"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take how much and how hard."""
    parser.add_argument("--messages", type=int, default=3000, help="how many messages people write (3000)")
    parser.add_argument("--kills", type=int, default=160, help="how many SIGKILLs of instances (160)")
    parser.add_argument("--crashes", type=int, default=6, help="how many crashes of Postgres (6)")
    parser.add_argument("--rate", type=float, default=12, help="messages a second (12)")
    parser.add_argument("--seed", type=int, help="repeats the order of an earlier run")
    parser.add_argument("--hard", action="store_true", help="a window shorter than the delay of webhooks")


def run(arguments: argparse.Namespace) -> int:
    """Return 0 when nothing was found."""
    seed = arguments.seed if arguments.seed is not None else random.SystemRandom().randrange(10**6)
    print(f"seed {seed}", flush=True)
    progress = Progress()
    folder = make_scratch()
    rig = Rig(folder, tempo=HARD if arguments.hard else ROUGH)
    with interruptions():
        try:
            progress.tell("starting", 0, 1)
            rig.start()
            report = _random_kills(rig, arguments, seed, progress.tell)
            progress.end()
            return _show(report, seed)
        except Interrupted as interrupted:
            return interrupted.exit_code
        finally:
            rig.stop()
            shutil.rmtree(folder, ignore_errors=True)


def _random_kills(rig: Rig, arguments: argparse.Namespace, seed: int, told: Told) -> Report:
    plan = Plan(
        seed=seed,
        messages=arguments.messages,
        kills=arguments.kills,
        crashes=arguments.crashes,
        line=arguments.kills // 4,
        people=max(20, arguments.messages // 10),
        tenants=max(2, min(12, arguments.messages // 100)),
        rate=arguments.rate,
        drain=timedelta(seconds=240),
    )
    name = "random kills, hard" if arguments.hard else "random kills"
    return run_random_kills(rig, plan, told=told).report(name)


def _show(report: Report, seed: int) -> int:
    print(f"\n{'✓' if report.is_clean else '✗'} {report.name}, seed {seed}")
    for line in report.lines:
        print(f"  {line}")
    for finding in report.findings[:20]:
        print(f"  {finding.kind} {finding.contact}: {finding.detail}")
    for fault in report.faults:
        print(f"  {fault}")
    if report.findings:
        written: list[Path] = write_histories(HISTORIES / str(seed), report.arenas, report.findings)
        print(f"  histories: {', '.join(map(str, written))}")
    return 0 if report.is_clean else 1
