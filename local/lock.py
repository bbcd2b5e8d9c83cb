"""One running stack per checkout: a lock that the kernel releases however its holder ends, and what the holder told."""

import fcntl
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from local.errors import LocalError


@dataclass(frozen=True, slots=True)
class Running:
    """The stack that runs in a checkout: where it is found, and the environment its processes share (with secrets)."""

    pid: int
    url: str
    simulator_url: str
    environment: Mapping[str, str]


class AlreadyRunningError(LocalError):
    """Another process holds the lock; `running` is what it told, None while it is still starting."""

    def __init__(self, running: Running | None) -> None:
        super().__init__(f"Prosa already runs in this checkout{f': {running.url}' if running else ', and is starting'}")
        self.running = running


class StackLock:
    """The lock of one checkout, in its folder `.dev`."""

    def __init__(self, folder: Path) -> None:
        self._lock = folder / "lock"
        self._note = folder / "running.json"

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock; raise AlreadyRunningError when somebody else does."""
        self._lock.parent.mkdir(parents=True, exist_ok=True)
        with self._lock.open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise AlreadyRunningError(self._read_note()) from error
            self._note.unlink(missing_ok=True)  # left by a holder that was killed
            try:
                yield
            finally:
                self._note.unlink(missing_ok=True)

    def tell(self, running: Running) -> None:
        """Leave a note for the other commands; the holder does this once it can be reached."""
        unfinished = self._note.with_suffix(".new")
        unfinished.touch(mode=0o600)
        unfinished.write_text(json.dumps(asdict(running)))
        unfinished.replace(self._note)

    def read(self) -> Running | None:
        """Return what runs, or None when nothing does."""
        if not self._lock.exists():
            return None
        with self._lock.open() as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return self._read_note()
        return None

    def _read_note(self) -> Running | None:
        try:
            return Running(**json.loads(self._note.read_text()))
        except FileNotFoundError:
            return None
