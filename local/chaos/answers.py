"""How fast webhooks are answered at a steady rate: Meta asks for a median of 250 ms and less than 1 % over a second."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from local.chaos.arena import Arena, drain
from local.chaos.checker import check
from local.chaos.report import Measured, Report, Told, missed
from local.chaos.rig import Rig
from local.chaos.traffic import Traffic
from local.chaos.waiting import NeverCame

PATIENCE = timedelta(seconds=60)
WARM_UP = 5  # seconds of the same traffic


def run_answers(rig: Rig, *, rate: float, seconds: float, told: Told = lambda *_: None) -> Report:
    """Let people write at `rate` messages a second; their statuses come on top, three for each answer.

    The service is not new: it has had a few seconds of the same, and Postgres has looked at its tables.
    """
    arenas = [rig.open_arena() for _ in range(4)]
    _write(arenas, messages=round(rate * WARM_UP), rate=rate, seed=2)  # connections, threads and rows come into being
    drain(arenas, PATIENCE)
    rig.sql("analyze")  # as autovacuum does in the first minute; before it Postgres knows nothing of its tables
    seen = len(rig.simulator.journal("webhook"))
    messages = round(rate * seconds)
    _write(arenas, messages=messages, rate=rate, seed=1, told=lambda written: told("writing", written, messages))
    entries = rig.simulator.journal("webhook")[seen:]
    took = sorted(entry["ms"] for entry in entries)
    faults = []
    try:
        drain(arenas, PATIENCE)
    except NeverCame as error:
        faults = [str(error)]
    measured = [
        Measured("median of the webhook's answer", took[len(took) // 2], 50, "ms"),
        Measured("99th of a hundred", took[len(took) * 99 // 100], 500, "ms"),
        Measured("share over a second", 100 * sum(ms > 1000 for ms in took) / len(took), 1, "%"),
        Measured("answered otherwise than 200", sum(entry["http"] != 200 for entry in entries), 0, ""),
    ]
    verdict = check(*arenas)
    rates = (
        f"{rate:g} messages a second for {seconds:g} s, {len(took) / seconds:.0f} webhooks a second with their statuses"
    )
    return Report(
        "answers", [rates, *map(str, measured), str(verdict)], verdict.findings, [*faults, *missed(measured)], arenas
    )


def _write(
    arenas: Sequence[Arena], *, messages: int, rate: float, seed: int, told: Callable[[int], object] = lambda _: None
) -> None:
    traffic = Traffic(arenas, messages=messages, people=messages // 3, rate=rate, seed=seed, told=told)
    traffic.start()
    traffic.join()
