"""Which tests stay together when workers share them: those of a file, and those of folders that run a whole system."""

from xdist.scheduler import LoadScopeScheduling

SYSTEMS = {"tests/chaos": "chaos", "tests/browser": "system", "tests/journeys": "system"}  # each is started once


class ByLane(LoadScopeScheduling):  # type: ignore[misc] # pytest-xdist comes without types
    """Gives a worker a lane at a time, in the order of the folders, so that no fixture is made in both."""

    def _split_scope(self, nodeid: str) -> str:
        return lane_of(nodeid)


def lane_of(nodeid: str) -> str:
    """Name the lane of a test."""
    file = nodeid.partition("::")[0]
    return SYSTEMS.get(file.rpartition("/")[0], file)
