"""The rig with the application in AWS's shape: functions behind an HTTP API and a queue, killed process by process.

people → simulator → HTTP API → webhook → Postgres; webhook → SQS → jobs → Postgres, Graph; a heartbeat every second
"""

import asyncio
import os
import signal
import threading
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import cast

import uvicorn

from local.chaos.instance import Instance
from local.chaos.rig import Rig
from local.chaos.tempo import Tempo
from local.environment import with_inherited
from local.lambda_host.__main__ import Gateway
from local.lambda_host.function import Function
from local.lambda_host.host import Host, Pace
from local.ports import listen, port_of

# A wake of a killed worker comes again after the visibility; both far below production's, in the same proportion.
PACE = Pace(visibility=timedelta(seconds=6), heartbeat=timedelta(seconds=1))
SHARED = ("webhook", "jobs")  # the functions that messages pass through


class FunctionInstance:
    """One function as the strikes see an instance: killed it has no process, and the next call starts one by itself."""

    def __init__(self, function: Function, logs: Path) -> None:
        self.name = function.spec.name
        self.born_at = time.time()
        self.clock = timedelta()
        self._function = function
        self._logs = logs

    @property
    def is_running(self) -> bool:
        return True

    def start(self) -> None:
        """Nothing: the next call does."""

    def launch(self) -> None:
        """Nothing: the next call does."""

    def wait_until_ready(self) -> None:
        """Nothing: a call that comes waits by itself."""

    def kill(self) -> None:
        """SIGKILL every process that it has, whatever they do."""
        self._signal(signal.SIGKILL)
        self.born_at = time.time()

    def freeze(self) -> None:
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def tail(self) -> str:
        """Show the ends of its logs."""
        return "\n".join(
            file.read_text(errors="replace")[-2000:] for file in self._logs.glob(f"lambda-{self.name}-*.log")
        )

    def _signal(self, number: signal.Signals) -> None:
        for pid in self._function.pids():
            with suppress(ProcessLookupError):
                os.kill(pid, number)


class FunctionRig(Rig):
    """Rig whose instances are the webhook and the jobs, each with as many processes as its calls need."""

    def __init__(self, folder: Path, *, tempo: Tempo) -> None:
        super().__init__(folder, tempo=tempo, checkouts=(), variables={"SWEEP_IDLE_SECONDS": "5"})
        self._host: Host | None = None

    @property
    def host(self) -> Host:
        """The functions, once the rig has been started."""
        if self._host is None:
            raise RuntimeError("the rig was not started")
        return self._host

    def make_instances(self) -> None:
        """Start the host; its processes start with the first calls."""
        logs = self.folder / "functions"
        logs.mkdir(exist_ok=True)
        self._host = Host(with_inherited(self.environment()), logs, pace=PACE)
        for name in SHARED:
            made = FunctionInstance(self._host.functions[name], logs)
            self.instances.append(cast("Instance", made))  # what the strikes ask of an instance, it answers
        listener = listen()
        self.balancer.add(port_of(listener))
        server = uvicorn.Server(
            uvicorn.Config(Gateway(self._host), access_log=False, lifespan="off", log_level="error")
        )

        def serve() -> None:
            asyncio.run(server.serve(sockets=[listener]))

        self._server = server
        self._thread = threading.Thread(target=serve, name="http-api", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the host before what its functions need."""
        if self._host is not None:
            self._server.should_exit = True
            self._thread.join(10)
            self._host.close()
        super().stop()
