"""Two releases: the one before and this one serve at once, on the schema before and on this one, while people write.

A deployment as it may happen, with everything that is told to go in the middle of traffic:

    schema before   a: before   b: before → this one
    migration       a: before   b: this one
    this schema     a: before   b: this one
    this schema     a: this one b: this one
    rolled back     a: before   b: this one → before
"""

import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

from local.chaos.arena import Arena, drain
from local.chaos.checker import check
from local.chaos.instance import Instance
from local.chaos.releases import Before
from local.chaos.report import Measured, Report, Told, missed
from local.chaos.rig import Rig
from local.chaos.traffic import Traffic
from local.chaos.waiting import NeverCame
from local.checkout import ROOT

PHASES = 5
DRAIN = timedelta(seconds=60)
GRACE = timedelta(seconds=30)  # for an instance to end after SIGTERM


def run_versions(
    rig: Rig, before: Before, tree: Path, *, seconds: float, rate: float, told: Told = lambda *_: None
) -> Report:
    """Go through the deployment, `seconds` for each phase. The rig was started with both instances on `tree`."""
    arenas = [rig.open_arena() for _ in range(3)]
    traffic = Traffic(arenas, messages=round(seconds * PHASES * rate * 2), people=60, rate=rate, seed=1)
    a, b = rig.instances
    migration = 0.0
    traffic.start()
    for number, phase in enumerate(("schema before", "migration", "this schema", "this release", "rolled back")):
        told(phase, number, PHASES)
        rig.note(phase)
        match phase:
            case "schema before":
                time.sleep(seconds / 2)
                _replace(rig, b, ROOT)
            case "migration":
                began = time.monotonic()
                rig.migrate(before.ours)
                migration = time.monotonic() - began
            case "this schema":
                _replace(rig, b, ROOT)
            case "this release":
                _replace(rig, a, ROOT)
            case _:
                _replace(rig, a, tree)
                _replace(rig, b, tree)
        time.sleep(seconds)
    traffic.stop()
    faults = []
    try:
        drain(arenas, DRAIN)
    except NeverCame as error:
        faults = [str(error)]
    measured = _judge(arenas)
    verdict = check(*arenas)
    lines = [
        f"release before: {before.commit[:12]} on schema {before.schema}; this one on schema {before.ours}",
        f"migration under traffic took {migration:.1f} s, its process included",
        *map(str, measured),
        str(verdict),
    ]
    return Report("versions", lines, verdict.findings, [*faults, *missed(measured)], arenas)


def _replace(rig: Rig, instance: Instance, checkout: Path) -> None:
    """SIGTERM, and the other release in its place."""
    instance.terminate()
    instance.wait_until_ended(GRACE)
    instance.nursery = rig.nursery(checkout)
    instance.start()


def _judge(arenas: list[Arena]) -> list[Measured]:
    numbers = {arena.number for arena in arenas}
    entries = [e for e in arenas[0].rig.simulator.journal("webhook") if e["phone_number_id"] in numbers]
    answers = Counter(entry["http"] for entry in entries)
    faulty = sum(count for status, count in answers.items() if status and status >= 500)
    return [
        Measured(f"5xx among {len(entries)} webhooks", faulty, 0, ""),
        Measured("slowest answer of a webhook", max(entry["ms"] for entry in entries) / 1000, 4),
    ]
