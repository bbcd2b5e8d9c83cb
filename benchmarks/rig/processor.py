"""Processor time of processes and of all their children, in microseconds, from /proc."""

import os
from collections.abc import Iterable
from pathlib import Path

TICK = 1e6 / os.sysconf("SC_CLK_TCK")


def family(root: int) -> set[int]:
    """A process and everything below it."""
    parents: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        fields = _fields(path)
        if fields:
            parents.setdefault(int(fields[1]), []).append(int(path.parent.name))
    found, queue = {root}, [root]
    while queue:
        children = parents.get(queue.pop(), [])
        found.update(children)
        queue.extend(children)
    return found


def spent(pids: Iterable[int]) -> float:
    """By the living, and by those of their children that ended."""
    total = 0.0
    for pid in pids:
        fields = _fields(Path(f"/proc/{pid}/stat"))
        total += sum(int(ticks) for ticks in fields[11:15]) * TICK if fields else 0.0
    return total


def precisely(pids: Iterable[int]) -> float:
    """The same without children, to the nanosecond where the kernel tells it, else to the tick."""
    total = 0.0
    for pid in pids:
        try:
            total += int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e3
        except (OSError, ValueError, IndexError):
            total += spent([pid])
    return total


def resident_mib(pid: int) -> float:
    """Memory that a process holds now."""
    pages = Path(f"/proc/{pid}/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE") / 2**20


def busy() -> tuple[float, float]:
    """(busy, all) ticks of the machine since its start: how much of it others used meanwhile."""
    fields = [int(value) for value in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    return sum(fields) - fields[3] - fields[4], sum(fields)


def _fields(path: Path) -> list[str]:
    """The fields after the name, which may hold anything; empty when the process is gone."""
    try:
        return path.read_text().rpartition(")")[2].split()
    except OSError:
        return []
