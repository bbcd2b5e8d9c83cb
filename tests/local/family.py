"""Processes and what they started, as Linux shows them: for tests that nothing is left running."""

import time
from pathlib import Path


def descendants(pid: int) -> list[int]:
    """Return the processes that this one started, and those that they did."""
    children = [child for task in Path(f"/proc/{pid}/task").glob("*/children") for child in task.read_text().split()]
    return [each for child in map(int, children) for each in (child, *descendants(child))]


def name(pid: int) -> str:
    """Give the module that Python runs, or the program."""
    command = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
    return command[2] if command[1:2] == ["-m"] else Path(f"/proc/{pid}/comm").read_text().strip()


def all_end(pids: list[int], *, seconds: float) -> bool:
    """Say whether all of them are gone in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not any(Path(f"/proc/{pid}/cmdline").exists() for pid in pids):
            return True
        time.sleep(0.05)
    return False
