"""How fast webhooks are answered at a steady rate: Meta asks for a median of 250 ms and less than 1 % over a second."""

from datetime import timedelta

from local.chaos.arena import drain
from local.chaos.checker import check
from local.chaos.report import Measured, Report, Told, missed
from local.chaos.rig import Rig
from local.chaos.traffic import Traffic
from local.chaos.waiting import NeverCame

PATIENCE = timedelta(seconds=60)


def run_answers(rig: Rig, *, rate: float, seconds: float, told: Told = lambda *_: None) -> Report:
    """Let people write at `rate` messages a second; their statuses come on top, three for each answer."""
    arenas = [rig.open_arena() for _ in range(4)]
    for arena in arenas:  # connections and threads are made with the first messages
        arena.ask(arena.person(), "oi")
        arena.drain(PATIENCE)
    seen = len(rig.simulator.journal("webhook"))
    messages = round(rate * seconds)
    traffic = Traffic(
        arenas,
        messages=messages,
        people=messages // 3,
        rate=rate,
        seed=1,
        told=lambda written: told("writing", written, messages),
    )
    traffic.start()
    traffic.join()
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
