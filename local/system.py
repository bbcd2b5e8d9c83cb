"""Everything `./prosa up` runs, step by step: the stack, the simulator, the demo agency, the application, the page."""

import os
import socket
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from local import page
from local.bootstrap import began
from local.checkout import ROOT
from local.demo import VARIABLE, Demo
from local.environment import Addresses, environment, with_inherited
from local.errors import LocalError
from local.fetch import answers, fetch
from local.fingerprint import fingerprint
from local.first_words import wait_for_answer
from local.lock import Running
from local.ports import FD, HOST, listen, port_of
from local.processes import Child, PartError, python
from local.secrets import Secrets, load_or_create
from local.stack import Ports, Stack

DATABASE = "prosa"
MIGRATIONS = ROOT / "migrations"
PREFERRED = Ports(postgres=54329, pooler=54330, redis_rest=8079)
WEB_PORT = 8000
SIMULATOR_PORT = 9400
PATIENCE = timedelta(seconds=60)  # for one part to answer on a slow and busy machine
PAGE_PATIENCE = timedelta(minutes=10)  # downloads included

Command = Sequence[str | Path]
Report = Callable[[str], None]


class StepError(LocalError):
    """A step failed; carries its name and the end of the log that explains it."""

    def __init__(self, step: str, detail: str) -> None:
        super().__init__(f"{step} failed\n{detail}")
        self.step = step


class System:
    """The whole of Prosa on this machine; `start` and `stop` are called once, from the main thread.

    fast: for tests; nothing is synced to disk, and no preferred port is taken from a running `./prosa up`.
    host: `render` runs the application as one process, `lambda` each group as functions of AWS.
    """

    def __init__(
        self, folder: Path, report: Report, *, web_port: int | None = None, fast: bool = False, host: str = "render"
    ) -> None:
        self._report = report
        self._host = host
        self._began = began()
        self._demo = folder / "demo.json"
        self.logs = folder / "logs"
        self.secrets: Secrets = load_or_create(folder / "secrets.json")
        self.stack = Stack(
            folder / "postgres",
            self.logs,
            tokens=[self.secrets.redis_token],
            ports=Ports() if fast else PREFERRED,
            fast=fast,
        )
        self._web = listen(web_port or (None if fast else WEB_PORT))
        self._phone = listen(None if fast else SIMULATOR_PORT)
        self.url = f"http://{HOST}:{port_of(self._web)}"
        self.simulator_url = f"http://{HOST}:{port_of(self._phone)}"
        self.page: Child | None = None
        self._children: list[Child] = []

    @property
    def seconds(self) -> float:
        """Since the start."""
        return time.monotonic() - self._began

    @property
    def running(self) -> Running:
        return Running(os.getpid(), self.url, self.simulator_url, self.environment)

    @property
    def demo(self) -> Demo:
        """What the seed made."""
        return Demo.read(self._demo)

    @property
    def environment(self) -> dict[str, str]:
        addresses = Addresses(
            pooled_url=self.stack.pooled_url(DATABASE),
            direct_url=self.stack.direct_url(DATABASE),
            redis_rest_url=self.stack.redis_rest_url,
            simulator_url=self.simulator_url,
            public_url=self.url,
        )
        return environment("local", self.secrets, addresses) | {VARIABLE: str(self._demo)}

    def start(self) -> None:
        """Start everything; return when the application answers. The page may still be building then."""
        if not page.is_built():
            self.page = self._start("page", python("local.page"))
        simulator = self._start_simulator()
        with self._step("starting Postgres and Redis"):
            self.stack.start()
            self.stack.ensure_database(DATABASE)
        with self._step("migrating"):
            self._migrate()
        app = self._start_app()
        with self._step("seeding the demo agency"):
            self._wait_for(simulator, f"{self.simulator_url}/sim/health")
            self._start("seed", [sys.executable, ROOT / "prosa", "seed"], self.environment).wait_until_done(PATIENCE)
        with self._step("starting the application"):
            self._wait_for(app, f"{self.url}/health/readiness")

    def stop(self) -> None:
        """Stop what runs, in reverse order; idempotent."""
        for child in reversed(self._children):
            child.stop()
        self._web.close()
        self._phone.close()
        self.stack.stop()

    def wait_for_answer(self, text: str) -> str:
        """Write to the bot as a contact would; return its answer."""
        with self._step("the bot answers", *self._children_named("app")):
            return wait_for_answer(self.simulator_url, self.demo, text)

    def wait_for_page(self) -> None:
        """Return when the built page is served."""
        with self._step("building the page"):
            if self.page is not None:
                self.page.wait_until_done(PAGE_PATIENCE)
        with self._step("serving the page", *self._children_named("app")):
            if b"<script" not in fetch(f"{self.url}/"):
                raise PartError(f"{self.url}/ answers with something that is not the built page")

    def watch(self) -> None:
        """Return never, unless a part ends that should run; say when the page is built, or why it is not."""
        while True:
            time.sleep(0.5)
            for child in self._children:
                if not child.is_running and child.name in ("simulator", "app"):
                    raise StepError(f"running the {child.name}", child.tail())
            for part in self.stack.ended():
                raise StepError(f"running {part.name}", part.tail())
            if self.page is not None and not self.page.is_running:
                failed, self.page = self.page.process.returncode, None
                self._report(
                    f"The page could not be built: see {self.logs / 'page.log'}" if failed else "The page is built."
                )

    def _migrate(self) -> None:
        """Bring the database to head, unless it was brought there from the present migrations."""
        stamp, migrations = self.stack.postgres.home / "migrated-from", fingerprint(MIGRATIONS.rglob("*.py"))
        if not stamp.exists() or stamp.read_text() != migrations:
            self._start("migrate", python("alembic", "upgrade", "head"), self.environment).wait_until_done(PATIENCE)
            stamp.write_text(migrations)

    def _start_app(self) -> Child:
        argv = python("local.web", FD, str(self._web.fileno()))
        if self._host == "lambda":
            argv = python("local.lambda_host", FD, str(self._web.fileno()), "--logs", self.logs)
        return self._start("app", argv, self.environment, listener=self._web)

    def _start_simulator(self) -> Child:
        port, fd = str(port_of(self._phone)), str(self._phone.fileno())
        argv = python("local.simulator", "--host", HOST, "--port", port, FD, fd, "--cors-origin", self.url)
        return self._start("simulator", argv, listener=self._phone)

    def _start(
        self,
        name: str,
        argv: Command,
        variables: dict[str, str] | None = None,
        *,
        listener: socket.socket | None = None,
    ) -> Child:
        env = with_inherited(variables or {})
        child = Child(name, argv, log=self.logs / f"{name}.log", env=env, listener=listener)
        self._children.append(child)
        return child

    def _wait_for(self, child: Child, url: str) -> None:
        child.wait_until(lambda: answers(url), PATIENCE)

    def _children_named(self, name: str) -> list[Child]:
        return [child for child in self._children if child.name == name]

    @contextmanager
    def _step(self, name: str, *parts: Child) -> Iterator[None]:
        """Report the step when it is done; when it fails, show the log of the parts that must have failed."""
        try:
            yield
        except (PartError, OSError) as error:
            logs = "".join(f"\n— {part.name} —\n{part.tail()}" for part in parts)
            raise StepError(name, f"{error}{logs}") from error
        self._report(f"{name} ✓")
