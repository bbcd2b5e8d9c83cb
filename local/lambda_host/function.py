"""A function: as many environments as calls run at the same time, up to a limit, each kept for the next call."""

import queue
import threading
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from local.lambda_host.sandbox import FunctionError, Sandbox, Spec


class Starter:
    """Makes sandboxes in one thread that lives as long as the host: a child ends with the *thread* that started it."""

    def __init__(self) -> None:
        self._asked: queue.Queue[tuple[Spec, Path, Future[Sandbox]]] = queue.Queue()
        threading.Thread(target=self._run, name="starter", daemon=True).start()

    def start(self, spec: Spec, log: Path) -> Sandbox:
        made: Future[Sandbox] = Future()
        self._asked.put((spec, log, made))
        return made.result()

    def _run(self) -> None:
        while True:
            spec, log, made = self._asked.get()
            try:
                made.set_result(Sandbox(spec, log))
            except OSError as error:
                made.set_exception(error)


class Function:
    """`invoke` may be called from many threads; more than `concurrency` wait for each other."""

    def __init__(self, spec: Spec, logs: Path, starter: Starter, *, concurrency: int = 4) -> None:
        self.spec = spec
        self._logs = logs
        self._starter = starter
        self._slots = threading.Semaphore(concurrency)
        self._lock = threading.Lock()
        self._idle: list[Sandbox] = []
        self._all: list[Sandbox] = []
        self.started = 0
        self._is_closed = False

    def invoke(self, event: Any) -> Any:
        """Raises FunctionError."""
        with self._slots:
            sandbox = self._take()
            try:
                return sandbox.invoke(event)
            finally:
                self._give_back(sandbox)

    def close(self) -> None:
        with self._lock:
            self._is_closed = True
            sandboxes, self._all, self._idle = self._all, [], []
        for sandbox in sandboxes:
            sandbox.close()

    def pids(self) -> list[int]:
        """Of the processes that run."""
        with self._lock:
            return [sandbox.child.process.pid for sandbox in self._all if sandbox.is_usable]

    def _take(self) -> Sandbox:
        with self._lock:
            if self._is_closed:
                raise FunctionError("ServiceException", "the host is stopping")
            while self._idle:
                sandbox = self._idle.pop()
                if sandbox.is_usable:
                    return sandbox
                self._drop(sandbox)
            self.started += 1
            number = self.started
        sandbox = self._starter.start(self.spec, self._logs / f"lambda-{self.spec.name}-{number}.log")
        with self._lock:
            self._all.append(sandbox)
        return sandbox

    def _give_back(self, sandbox: Sandbox) -> None:
        with self._lock:
            if sandbox.is_usable and not self._is_closed:
                self._idle.append(sandbox)
            else:
                self._drop(sandbox)

    def _drop(self, sandbox: Sandbox) -> None:
        if sandbox in self._all:
            self._all.remove(sandbox)
        threading.Thread(target=sandbox.close, daemon=True).start()
