"""The rig: real Postgres behind the strict pooler, two instances behind a balancer, the simulator, and every way to break them.

people → simulator → balancer → instance a | instance b → proxy → pooler → Postgres
             ↑ Graph calls ──────────┘
"""

import itertools
import os
import signal
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from local.chaos.arena import Arena, open_arena
from local.chaos.balancer import Balancer
from local.chaos.flows import ECHO
from local.chaos.instance import Instance, Nursery
from local.chaos.network import Network
from local.chaos.proxy import Proxy
from local.chaos.server import STATUS_LOG, Server
from local.chaos.simulator import Simulator
from local.chaos.tempo import QUICK, Tempo
from local.checkout import ROOT
from local.environment import Addresses, environment, with_inherited
from local.ports import FD, HOST, accepts, listen, port_of
from local.processes import Child, python
from local.secrets import generate
from local.upstash_rest.__main__ import TOKENS
from local.valkey import Valkey
from shared.store.outbox import LEASE

DATABASE = "chaos"
PATIENCE = timedelta(seconds=60)  # for a part to start on a slow and busy machine


@dataclass(frozen=True, slots=True)
class Note:
    """Something the rig did, for the histories. at: seconds of the wall clock."""

    at: float
    what: str


class Rig:
    """Start and stop it from the main thread, from which its processes are born; they end with it.

    checkouts: whose product instance a and instance b run. variables: added to the application's environment. schema: the
    migration that the database is brought to. breakable: whether traffic passes what can break it, the balancer before the
    instances and the proxy before the pooler; what only measures does without, since they cost as much as what they carry.
    """

    def __init__(
        self,
        folder: Path,
        *,
        tempo: Tempo = QUICK,
        checkouts: Sequence[Path] = (ROOT, ROOT),
        variables: Mapping[str, str] | None = None,
        schema: str = "head",
        breakable: bool = True,
    ) -> None:
        self.folder, self.tempo = folder, tempo
        self.secrets = generate()
        self.notes: list[Note] = []
        self.instances: list[Instance] = []
        self._variables = dict(variables or {})
        self._checkouts, self._schema, self._breakable = checkouts, schema, breakable
        self._nurseries: dict[Path, Nursery] = {}
        self._children: list[Child] = []
        folder.mkdir(parents=True, exist_ok=True)
        self.server = Server(folder / "postgres", DATABASE)
        self._valkey = Valkey(folder / "valkey.log")
        self.network = Network()
        self.proxy = Proxy(self.network, lambda: self._pooler_port)
        self.balancer = Balancer(self.network)
        self._pooler_port = 0
        self._simulator_socket = listen()
        self.simulator = Simulator(f"http://{HOST}:{port_of(self._simulator_socket)}")

    def start(self) -> None:
        """Return when both instances are ready."""
        for checkout in self._checkouts:
            self.nursery(checkout)
        self._start_simulator()
        self._start_redis()
        self.server.start()
        self.server.make_database()
        self.migrate(self._schema)
        self.sql(STATUS_LOG)
        self._start_pooler()
        self.make_instances()
        self.start_instances()

    def make_instances(self) -> None:
        """Name what runs the application; nothing of it is started yet."""
        for name, checkout in zip("ab", self._checkouts, strict=True):
            log = self.folder / f"instance-{name}.log"
            self.instances.append(Instance(name, self.nursery(checkout), self.balancer, self.environment, log))
        self._in_turn = itertools.cycle(self.instances)

    def stop(self) -> None:
        """End everything, also after a start that failed."""
        for instance in self.instances:
            with suppress(Exception):
                instance.kill()
        for nursery in self._nurseries.values():
            nursery.close()
        for child in reversed(self._children):
            child.process.kill()
            child.process.wait()
        self.simulator.close()
        self._simulator_socket.close()
        self._valkey.stop()
        self.server.close()
        self.proxy.end()
        self.balancer.close()
        self.network.close()

    def nursery(self, checkout: Path) -> Nursery:
        """Give the process that instances of a checkout are forked from; one each."""
        if checkout not in self._nurseries:
            self._nurseries[checkout] = Nursery(self.folder, checkout=checkout)
        return self._nurseries[checkout]

    def migrate(self, schema: str) -> None:
        """Bring the database to a schema, as the migration job of a deployment does."""
        env = {"DATABASE_URL_UNPOOLED": self.server.direct_url}
        self._child("migrate", python("alembic", "upgrade", schema), env=env).wait_until_done(PATIENCE)

    def open_arena(self, definition: dict[str, Any] | None = ECHO) -> Arena:
        """Make a tenant with a number and people of its own."""
        return open_arena(self, definition)

    def webhook_url(self) -> str:
        """Where the webhooks of the next number go: to both instances, or to one of them in turn where nothing breaks."""
        if self._breakable:
            return f"{self.balancer.url}/webhook"
        return f"{next(self._in_turn).url}/webhook"

    def sql(self, sql: str, *params: object) -> list[tuple[Any, ...]]:
        """Look at (or change) the database as the superuser."""
        return self.server.sql(sql, *params)

    def environment(self) -> dict[str, str]:
        """Give the variables of an instance."""
        addresses = Addresses(
            pooled_url=self.server.url(self.proxy.port if self._breakable else self._pooler_port),
            direct_url=self.server.direct_url,
            redis_rest_url=self.redis_rest_url,
            simulator_url=self.simulator.url,
            public_url=self.balancer.url,
        )
        return environment("test", self.secrets, addresses) | self.tempo.variables() | self._variables

    def note(self, what: str) -> None:
        """Write down what was done to the parts."""
        self.notes.append(Note(time.time(), what))

    def start_instances(self) -> None:
        """Start those that do not run; return when all are ready."""
        begun = [instance for instance in self.instances if not instance.is_running]
        for instance in begun:
            instance.launch()
        for instance in begun:
            instance.wait_until_ready()

    def renew_instances(self) -> None:
        """Kill whatever runs and start anew; what the dead had claimed is let go at once."""
        for instance in self.instances:
            instance.kill()
        self.start_instances()
        self.let_leases_run_out()

    def let_leases_run_out(self) -> None:
        """Let the time of those leases pass that only dead processes can hold. The long runs wait for it instead."""
        oldest = min(instance.born_at for instance in self.instances if instance.is_running)
        self.sql(
            "update outbox set lease_until = now() where state = 'sending' and lease_until - %s < to_timestamp(%s)",
            LEASE,
            oldest,
        )

    def keep_time(self, tempo: Tempo) -> None:
        """Go on in another tempo, with new processes."""
        if tempo != self.tempo:
            self.tempo = tempo
            self.simulator.settings(**tempo.simulator_settings())
            self.renew_instances()

    def freeze_redis(self) -> None:
        """Let Redis be reachable and silent."""
        os.kill(self._rest.process.pid, signal.SIGSTOP)

    def stop_redis(self) -> None:
        """Let Redis be gone behind its endpoint."""
        self._valkey.stop()

    def heal(self) -> None:
        """Take every fault back and wait until both instances serve."""
        self.server.thaw()
        self.server.start()
        os.kill(self._rest.process.pid, signal.SIGCONT)
        self.proxy.heal()
        self.simulator.forgive()
        self.simulator.settings(**self.tempo.simulator_settings())
        for instance in self.instances:
            instance.clock = timedelta()
            instance.thaw()
        self.start_instances()

    def _start_simulator(self) -> None:
        listener = self._simulator_socket
        port = port_of(listener)
        argv = python("local.simulator", "--host", HOST, "--port", str(port), FD, str(listener.fileno()))
        self._child("simulator", argv, listener=listener).wait_until(lambda: accepts(port), PATIENCE)
        self.simulator.settings(**self.tempo.simulator_settings())

    def _start_redis(self) -> None:
        self._valkey.start()
        listener = listen()
        self.redis_rest_url = f"http://{HOST}:{port_of(listener)}"
        argv = python("local.upstash_rest", FD, str(listener.fileno()), "--redis-port", str(self._valkey.port))
        self._rest = self._child("redis-rest", argv, listener=listener, env={TOKENS: self.secrets.redis_token})

    def _start_pooler(self) -> None:
        listener = listen()
        self._pooler_port = port_of(listener)
        argv = python("local.pooler", FD, str(listener.fileno()), "--server-port", str(self.server.port))
        self._child("pooler", argv, listener=listener)

    def _child(
        self, name: str, argv: Sequence[str | Path], *, listener: Any = None, env: Mapping[str, str] | None = None
    ) -> Child:
        log = self.folder / f"{name}.log"
        child = Child(name, argv, log=log, env=with_inherited(env or {}), listener=listener)
        self._children.append(child)
        return child
