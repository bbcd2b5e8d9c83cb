"""Child processes that end with their parent, even when the parent is killed with -9, and write to a log of their own.

Linux tells a child of its parent's death through PR_SET_PDEATHSIG. The signal belongs to the *thread* that started the
child, so children are started from the main thread or from one that outlives them. Elsewhere (macOS) a child outlives
`kill -9` of its parent; Postgres, the only one with data, is then stopped by the next start.
"""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import FrameType

from local.checkout import ROOT
from local.errors import LocalError
from local.ports import accepts

PR_SET_PDEATHSIG = 1
GRACE = timedelta(seconds=10)  # for a child to end after its signal; killed after that
POLL = 0.02  # seconds between two looks at a starting child
TAIL_LINES = 30
ROUTINE = '{"level":"INFO"'  # how the application's log lines begin that say all is well

_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


class PartError(LocalError):
    """A part of the local stack did not start or ended early; the text says which and shows the end of its log."""


class Interrupted(BaseException):
    """SIGINT or SIGTERM arrived; not an Exception, so that nothing but the outermost frame handles it."""

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.exit_code = 128 + number


@dataclass(frozen=True, slots=True)
class Account:
    """The unprivileged user that a child runs as when we are root."""

    uid: int
    gid: int


class Child:
    """One child process: started at construction, stopped once. A `listener` is handed over to it."""

    def __init__(
        self,
        name: str,
        argv: Sequence[str | Path],
        *,
        log: Path,
        env: Mapping[str, str] | None = None,
        cwd: Path = ROOT,
        account: Account | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
        listener: socket.socket | None = None,
    ) -> None:
        self.name = name
        self.log = log
        self._stop_signal = stop_signal
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [str(part) for part in argv],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=cwd,
                env=None if env is None else dict(env),
                start_new_session=True,  # Ctrl-C in the terminal reaches the supervisor only, which stops in order
                preexec_fn=_dies_with_parent(stop_signal),  # noqa: PLW1509 - one prctl call, prepared before the fork
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=[] if account else None,
                pass_fds=(listener.fileno(),) if listener else (),
            )
        if listener:
            listener.close()  # the child has it now: when the child ends, connections are refused

    @property
    def is_running(self) -> bool:
        return self.process.poll() is None

    def stop(self, grace: timedelta = GRACE) -> None:
        """Ask the child to end, kill it after `grace`; idempotent."""
        if self.is_running:
            self.process.send_signal(self._stop_signal)
        try:
            self.process.wait(grace.total_seconds())
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)  # it leads a group: what it started goes with it
            self.process.wait()

    def wait_until(self, is_ready: Callable[[], bool], patience: timedelta) -> None:
        """Return when `is_ready` says so; raise PartError when the child ends or `patience` does."""
        end = time.monotonic() + patience.total_seconds()
        while not is_ready():
            if not self.is_running:
                raise PartError(f"{self.name} ended with code {self.process.returncode}\n{self.tail()}")
            if time.monotonic() > end:
                raise PartError(f"{self.name} was not ready after {patience.total_seconds():.0f} s\n{self.tail()}")
            time.sleep(POLL)

    def wait_until_done(self, patience: timedelta) -> None:
        """Return when a child that does one thing has done it; raise PartError when it fails or takes too long."""
        try:
            code = self.process.wait(patience.total_seconds())
        except subprocess.TimeoutExpired as error:
            raise PartError(
                f"{self.name} was not done after {patience.total_seconds():.0f} s\n{self.tail()}"
            ) from error
        if code:
            raise PartError(f"{self.name} ended with code {code}\n{self.tail()}")

    def wait_for_port(self, port: int, patience: timedelta = timedelta(seconds=30)) -> None:
        """Return when the child listens on `port`."""
        self.wait_until(lambda: accepts(port), patience)

    def tail(self) -> str:
        """Show the last lines of the child's log that are not routine."""
        lines = [line for line in self.log.read_text(errors="replace").splitlines() if not line.startswith(ROUTINE)]
        return "\n".join(lines[-TAIL_LINES:])


def python(module: str, *args: str | Path) -> list[str | Path]:
    """Build the command line that runs one of our modules with this interpreter."""
    return [sys.executable, "-m", module, *args]


@contextmanager
def interruptions() -> Iterator[None]:
    """Turn the first SIGINT or SIGTERM into Interrupted; later ones do not disturb the stopping."""

    def interrupt(number: int, _frame: FrameType | None) -> None:
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, signal.SIG_IGN)
        raise Interrupted(number)

    previous = {each: signal.signal(each, interrupt) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for each, handler in previous.items():
            signal.signal(each, handler)


def _dies_with_parent(number: signal.Signals) -> Callable[[], None] | None:
    libc, parent = _libc, os.getpid()
    if libc is None:
        return None

    def prepare() -> None:
        libc.prctl(PR_SET_PDEATHSIG, number)
        if os.getppid() != parent:  # the parent died between fork and prctl
            os._exit(1)

    return prepare
