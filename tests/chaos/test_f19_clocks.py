"""F19: an instance's clock is ten minutes off; leases, timers and the window go by the database's."""

from datetime import timedelta

import pytest

from local.chaos.arena import Arena
from local.chaos.rig import Rig
from local.chaos.strikes import misbehave
from local.chaos.traffic import Traffic
from tests.chaos.judging import assert_clean

pytestmark = pytest.mark.on_demand


def test_f19_clocks_that_are_ten_minutes_off_change_nothing(rig: Rig, arena: Arena) -> None:
    """One instance is ahead, the other behind; Graph is at its worst, and one of them dies in the middle."""
    for instance, minutes in zip(rig.instances, (10, -10), strict=True):
        instance.kill()
        instance.clock = timedelta(minutes=minutes)
    rig.start_instances()
    misbehave(rig)
    traffic = Traffic([arena], messages=50, people=12, rate=20, seed=19)
    traffic.start()
    rig.instances[1].kill()
    rig.instances[1].start()
    traffic.join()
    rig.simulator.forgive()
    rig.let_leases_run_out()

    verdict = assert_clean(arena)
    assert arena.one("select count(*) from messages where tenant_id = %s and status in ('failed', 'parked')") == 0
    assert verdict.figures["messages"] == 50
