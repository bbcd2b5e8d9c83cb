"""A real Postgres with the schema, the pooler and Valkey, of its own for one run and gone after it."""

import shutil
import subprocess
import uuid
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg

from local.checkout import ROOT
from local.databases import clone_database
from local.environment import Addresses, with_inherited
from local.environment import environment as local_environment
from local.processes import python
from local.scratch import make_scratch
from local.secrets import generate
from local.stack import Stack

TEMPLATE = "bench_template"
NOWHERE = "http://127.0.0.1:9"  # where nothing listens; who needs Graph says where it is


class Place:
    """A context manager. Durable: Postgres syncs its log, so that a commit costs what it costs."""

    def __enter__(self) -> Self:
        self._secrets = generate()
        self._folder = make_scratch()
        self.stack = Stack(self._folder / "postgres", self._folder / "logs", tokens=[self._secrets.redis_token])
        try:
            self.stack.start()
            self._migrate()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stack.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def database(self) -> str:
        """A migrated, empty database; its name."""
        name = f"bench_{uuid.uuid4().hex[:12]}"
        clone_database(self.superuser_url("postgres"), TEMPLATE, name)
        return name

    @property
    def log(self) -> Path:
        """What Postgres writes down."""
        return self._folder / "logs" / "postgres.log"

    def superuser_url(self, name: str) -> str:
        return self.stack.postgres.superuser_url(name)

    def environment(self, name: str, *, pooled: bool = True) -> dict[str, str]:
        """What the application reads. pooled: through the pooler, as on Neon; else Postgres itself."""
        direct = self.stack.direct_url(name)
        addresses = Addresses(
            pooled_url=self.stack.pooled_url(name) if pooled else direct,
            direct_url=direct,
            redis_rest_url=self.stack.redis_rest_url,
            simulator_url=NOWHERE,
            public_url="http://testserver",
        )
        return local_environment("test", self._secrets, addresses)

    def backends(self) -> list[int]:
        """The processes of Postgres, for their processor time."""
        with psycopg.connect(self.superuser_url("postgres"), autocommit=True) as db:
            listed = db.execute("select pid from pg_stat_activity").fetchall()
        return [self.stack.postgres.pid, *(int(pid) for (pid,) in listed)]

    def _migrate(self) -> None:
        self.stack.ensure_database(TEMPLATE)
        variables = with_inherited({"DATABASE_URL_UNPOOLED": self.stack.direct_url(TEMPLATE)})
        argv = [str(part) for part in python("alembic", "upgrade", "head")]
        subprocess.run(argv, cwd=ROOT, env=variables, check=True, capture_output=True)
