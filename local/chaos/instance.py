"""One instance of the application, born of a nursery: started, killed, frozen, told to stop, as a platform does with it."""

import json
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from local.chaos.balancer import Balancer
from local.checkout import ROOT
from local.environment import with_inherited
from local.errors import LocalError
from local.fetch import answers
from local.ports import HOST, listen, port_of
from local.processes import POLL, TAIL_LINES, Child

START_PATIENCE = timedelta(seconds=40)  # a first import on a busy machine included
MAX_ANSWER = 1024  # bytes


class InstanceError(LocalError):
    """An instance did not start, or did not end; the text shows the end of its log."""


class Nursery:
    """The process that instances of one checkout are forked from. Start it from the main thread: it dies with it.

    It imports the application while others start; the first birth waits for it.
    """

    def __init__(self, folder: Path, *, checkout: Path = ROOT) -> None:
        ours, theirs = socket.socketpair()
        self._orders = ours
        script = ROOT / "local" / "chaos" / "nursery.py"
        argv: list[str | Path] = [sys.executable, script, checkout, str(theirs.fileno())]
        env = with_inherited({}) | {"PYTHONPATH": str(checkout)}
        log = folder / f"nursery-{checkout.name}.log"
        self._child = Child("nursery", argv, log=log, env=env, cwd=checkout, listener=theirs)
        self._orders.settimeout(START_PATIENCE.total_seconds())
        self._is_ready = False

    def bear(self, env: Mapping[str, str], log: Path, listener: socket.socket, *, clock: timedelta) -> int:
        """Fork an instance that serves the listening socket; return its process id."""
        if not self._is_ready and self._orders.recv(MAX_ANSWER) != b"ready":
            raise InstanceError(f"the application could not be imported\n{self._child.tail()}")
        self._is_ready = True
        order = {"env": dict(env), "log": str(log), "clock": clock.total_seconds()}
        socket.send_fds(self._orders, [json.dumps(order).encode()], [listener.fileno()])
        return int(self._orders.recv(MAX_ANSWER))

    def close(self) -> None:
        self._orders.close()
        self._child.stop()


class Instance:
    """A name with at most one process; each start is a new process behind a new port."""

    def __init__(
        self, name: str, nursery: Nursery, balancer: Balancer, env: Callable[[], Mapping[str, str]], log: Path
    ) -> None:
        self.name, self.log = name, log
        self.nursery = nursery
        self._balancer, self._env = balancer, env
        self.pid = 0
        self.port = 0
        self.born_at = 0.0  # wall clock of the present process's birth
        self._ready = threading.Event()
        self.clock = timedelta()  # added to the instance's own wall clock from its next start on

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def is_running(self) -> bool:
        """Whether the process is there; its nursery buries it within a moment."""
        if not self.pid:
            return False
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        return True

    def start(self) -> None:
        """Return when it answers and gets its share of the traffic."""
        self.launch()
        self.wait_until_ready()

    def launch(self) -> None:
        """Begin a start without waiting for its end; a health check lets traffic come as soon as it answers."""
        listener = listen()
        self.port = port_of(listener)
        self.born_at = time.time()
        self.pid = self.nursery.bear(with_inherited(self._env()), self.log, listener, clock=self.clock)
        listener.close()
        self._ready = threading.Event()
        check = threading.Thread(target=self._check_health, args=(self.pid, self.port, self._ready), daemon=True)
        check.start()

    def wait_until_ready(self) -> None:
        """Return when it answers; from then on the balancer knows it."""
        if not self._ready.wait(START_PATIENCE.total_seconds()) or not self.is_running:
            raise InstanceError(f"{self.name} did not answer\n{self.tail()}")

    def kill(self) -> None:
        """SIGKILL: as the kernel out of memory, or the platform out of patience."""
        self._balancer.remove(self.port)
        self._signal(signal.SIGKILL)
        self.wait_until_ended(timedelta(seconds=10))

    def terminate(self) -> None:
        """SIGTERM, as a platform does before a deployment: no new connections, and time to finish."""
        self._balancer.remove(self.port)
        self._signal(signal.SIGTERM)

    def freeze(self) -> None:
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def wait_until_ended(self, patience: timedelta) -> None:
        end = time.monotonic() + patience.total_seconds()
        while self.is_running:
            if time.monotonic() > end:
                raise InstanceError(f"{self.name} did not end\n{self.tail()}")
            time.sleep(POLL)
        self.pid = 0
        self._balancer.remove(self.port)

    def tail(self) -> str:
        """Show the last lines of its log."""
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return "\n".join(text.splitlines()[-TAIL_LINES:])

    def _signal(self, number: signal.Signals) -> None:
        if self.pid:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def _check_health(self, pid: int, port: int, ready: threading.Event) -> None:
        end = time.monotonic() + START_PATIENCE.total_seconds()
        while self.pid == pid and self.is_running and time.monotonic() < end:
            if answers(f"http://{HOST}:{port}/health/liveness"):
                self._balancer.add(port)
                break
            time.sleep(POLL)
        ready.set()
