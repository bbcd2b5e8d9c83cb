"""`./prosa chaos`: break the real parts while people write, then judge: lost, doubled, out of order.

    ./prosa chaos --messages 3000 --kills 150 --seed 7          kills, crashes of Postgres, faults of the line and of Graph
    ./prosa chaos --messages 3000 --kills 400 --seed 7 --hard   so densely that webhooks come later than the window
    ./prosa chaos crash-points                                  a kill at each send, receive and write of one cycle
    ./prosa chaos versions                                      this release and the one before, on both schemas
    ./prosa chaos recovery                                      how soon the chat is back after an outage
    ./prosa chaos answers                                       how fast webhooks are answered
    ./prosa chaos first-words                                   a new person's messages at once, a hundred times
    ./prosa chaos soak                                          memory, connections and descriptors over minutes

What is not clean ends with code 1 and leaves the histories of the people it found wrong in .dev/chaos.
"""

import argparse
import random
import shutil
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from local.chaos.answers import run_answers
from local.chaos.crash_points import run_crash_points
from local.chaos.first_words import run_first_words
from local.chaos.histories import write_histories
from local.chaos.progress import Progress
from local.chaos.random_kills import Plan, run_random_kills
from local.chaos.recovery import run_recovery
from local.chaos.releases import export, release_before
from local.chaos.report import Report, Told
from local.chaos.rig import Rig
from local.chaos.soak import run_soak
from local.chaos.tempo import HARD, ROUGH
from local.chaos.versions import run_versions
from local.checkout import DEV
from local.errors import LocalError
from local.processes import Interrupted, interruptions
from local.scratch import make_scratch

HISTORIES = DEV / "chaos"
DRAIN = {False: timedelta(seconds=240), True: timedelta(seconds=120)}  # by `hard`


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what to prove, how much and how hard; without a proof it is random kills."""
    parser.usage = "./prosa chaos [options] | ./prosa chaos PROOF [options]"
    parser.set_defaults(prove=_random_kills)
    parser.add_argument("--messages", type=int, default=3000, help="how many messages people write (3000)")
    parser.add_argument("--kills", type=int, default=150, help="how many SIGKILLs of instances (150)")
    parser.add_argument("--crashes", type=int, default=6, help="how many crashes of Postgres (6)")
    parser.add_argument("--rate", type=float, default=10, help="messages a second (10)")
    parser.add_argument("--seed", type=int, help="repeats the order of an earlier run")
    parser.add_argument("--hard", action="store_true", help="a window shorter than the delay of webhooks")
    proofs = parser.add_subparsers(metavar="PROOF", title="other proofs")

    def proof(name: str, prove: Callable[..., Report], purpose: str) -> argparse.ArgumentParser:
        added = proofs.add_parser(name, help=purpose, description=purpose)
        added.set_defaults(prove=prove)
        return added

    proof("crash-points", _crash_points, "a kill at each send, receive and write of one cycle")
    versions = proof("versions", _versions, "this release and the one before, on both schemas")
    versions.add_argument("--seconds", type=float, default=20, help="for each of the five phases (20)")
    recovery = proof("recovery", _recovery, "how soon the chat is back after an outage")
    recovery.add_argument("--backlog", type=int, default=1000, help="messages that pile up meanwhile (1000)")
    answers = proof("answers", _answers, "how fast webhooks are answered")
    answers.add_argument("--a-second", type=float, default=60, help="messages (60)")
    answers.add_argument("--seconds", type=float, default=30, help="for how long (30)")
    words = proof("first-words", _first_words, "thirty messages of a new person at once, over two instances")
    words.add_argument("--runs", type=int, default=100, help="how many people (100)")
    soak = proof("soak", _soak, "memory, connections and descriptors over minutes")
    soak.add_argument("--minutes", type=float, default=8, help="for how long (8)")
    soak.add_argument("--a-second", type=float, default=40, help="messages (40)")


def run(arguments: argparse.Namespace) -> int:
    """Return 0 when nothing was found."""
    if sys.platform != "linux":
        raise LocalError("Chaos needs Linux: it freezes, traces and counts through /proc.")
    if arguments.seed is None:
        arguments.seed = random.SystemRandom().randrange(10**6)
    print(f"seed {arguments.seed}", flush=True)
    progress, folder = Progress(), make_scratch()
    rigs: list[Rig] = []

    def start(rig: Rig) -> Rig:
        rigs.append(rig)
        progress.tell("starting", 0, 1)
        rig.start()
        return rig

    with interruptions():
        try:
            report = arguments.prove(arguments, folder, start, progress.tell)
            progress.end()
            return _show(report, arguments.seed)
        except Interrupted as interrupted:
            return interrupted.exit_code
        finally:
            for rig in rigs:
                rig.stop()
            shutil.rmtree(folder, ignore_errors=True)


Start = Callable[[Rig], Rig]


def _random_kills(arguments: argparse.Namespace, folder: Path, start: Start, told: Told) -> Report:
    plan = Plan(
        seed=arguments.seed,
        messages=arguments.messages,
        kills=arguments.kills,
        crashes=arguments.crashes,
        line=arguments.kills // 4,
        people=max(20, arguments.messages // 10),
        tenants=max(2, min(6, arguments.messages // 100)),
        rate=arguments.rate,
        drain=DRAIN[arguments.hard],
    )
    name = "random kills, hard" if arguments.hard else "random kills"
    rig = start(Rig(folder, tempo=HARD if arguments.hard else ROUGH))
    return run_random_kills(rig, plan, told=told).report(name)


def _crash_points(_: argparse.Namespace, folder: Path, start: Start, told: Told) -> Report:
    return run_crash_points(start(Rig(folder)), told=told).report()


def _versions(arguments: argparse.Namespace, folder: Path, start: Start, told: Told) -> Report:
    before = release_before()
    tree = export(before, folder / "before")
    rig = start(Rig(folder, checkouts=(tree, tree), schema=before.schema))
    return run_versions(rig, before, tree, seconds=arguments.seconds, rate=10, told=told)


def _recovery(arguments: argparse.Namespace, folder: Path, start: Start, told: Told) -> Report:
    return run_recovery(start(Rig(folder, tempo=ROUGH)), messages=arguments.backlog, told=told)


def _answers(arguments: argparse.Namespace, folder: Path, start: Start, told: Told) -> Report:
    return run_answers(
        start(Rig(folder, breakable=False)), rate=arguments.a_second, seconds=arguments.seconds, told=told
    )


def _first_words(arguments: argparse.Namespace, folder: Path, start: Start, told: Told) -> Report:
    return run_first_words(start(Rig(folder)), runs=arguments.runs, told=told)


def _soak(arguments: argparse.Namespace, folder: Path, start: Start, told: Told) -> Report:
    return run_soak(start(Rig(folder, breakable=False)), rate=arguments.a_second, minutes=arguments.minutes, told=told)


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
