"""How the tests of this folder wait and judge."""

from datetime import datetime, timedelta

from local.chaos.arena import Arena
from local.chaos.checker import Verdict, check

REST = timedelta(
    seconds=30
)  # for everything to come to rest on a busy machine; the bars themselves are asserted where they are meant


def assert_clean(*arenas: Arena, patience: timedelta = REST) -> Verdict:
    """Wait until all is at rest; nothing may be lost, doubled, out of order or left."""
    for arena in arenas:
        arena.drain(patience)
    verdict = check(*arenas)
    assert verdict.is_clean, str(verdict)
    assert verdict.figures["turns"] > 0
    return verdict


def moment(at: str) -> float:
    """A journal's time as seconds."""
    return datetime.fromisoformat(at).timestamp()


def calls(arena: Arena) -> list[dict[str, object]]:
    """Every send that Graph was asked for, oldest first."""
    return [
        entry
        for entry in arena.rig.simulator.journal("graph")
        if entry["phone_number_id"] == arena.number and entry["opaque"]
    ]
