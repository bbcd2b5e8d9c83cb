"""Temporary folders that name the process they belong to, so that those of killed processes are found and removed."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

PREFIX = "prosa-scratch-"
MEMORY = Path("/dev/shm")  # noqa: S108 - a file system in memory: a database is cloned there four times as fast
LEAST_FREE = 4 * 1024**3  # bytes; containers often give this file system 64 MB only


def make_scratch() -> Path:
    """Make a folder that other users may enter (Postgres runs as `nobody` when we are root), in memory where there is room."""
    _remove_abandoned()
    place = MEMORY if _has_room(MEMORY) else None
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=place)).resolve()
    folder.chmod(0o755)
    return folder


def _has_room(place: Path) -> bool:
    return os.access(place, os.W_OK) and shutil.disk_usage(place).free > LEAST_FREE


def _remove_abandoned() -> None:
    for folder in _folders():
        owner = folder.name.removeprefix(PREFIX).split("-")[0]
        if folder.stat().st_uid == os.getuid() and owner.isdigit() and not _is_alive(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)


def _folders() -> Iterator[Path]:
    for place in (Path(tempfile.gettempdir()), MEMORY):
        yield from place.glob(f"{PREFIX}*")


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
