"""The local stack as the tests use it: started once per session, shared by the workers, a database cloned for each test."""

import shutil
import subprocess
import uuid
from dataclasses import dataclass

import pytest

from local.checkout import ROOT
from local.databases import clone_database, drop_database
from local.environment import with_inherited
from local.processes import python
from local.scratch import make_scratch
from local.secrets import generate
from local.stack import Stack
from local.valkey import DATABASES

TEMPLATE = "prosa_template"


@dataclass(frozen=True, slots=True)
class Database:
    """A migrated database of its own. The application uses `pooled_url`; `superuser_url` sees everything."""

    name: str
    pooled_url: str
    direct_url: str
    superuser_url: str


@dataclass(frozen=True, slots=True)
class RedisRest:
    """An empty Redis behind the Upstash-compatible endpoint."""

    url: str
    token: str


@dataclass(frozen=True, slots=True)
class Parts:
    """Where the shared stack is; the URLs end where a database's name begins. Crosses to the workers as JSON."""

    pooled_urls: str
    direct_urls: str
    superuser_urls: str
    redis_rest_url: str
    redis_tokens: list[str]  # one per worker
    migration_fault: str  # why there is no template; empty when there is one

    def clone(self) -> Database:
        """Make a migrated database; whoever asks drops it."""
        if self.migration_fault:
            pytest.fail(self.migration_fault, pytrace=False)
        name = f"test_{uuid.uuid4().hex[:12]}"
        clone_database(f"{self.superuser_urls}postgres", TEMPLATE, name)
        return Database(name, self.pooled_urls + name, self.direct_urls + name, self.superuser_urls + name)

    def drop(self, database: Database) -> None:
        drop_database(f"{self.superuser_urls}postgres", database.name)


class OwnParts:
    """A stack that this process started and will stop."""

    def __init__(self) -> None:
        self._folder = make_scratch()
        tokens = [generate().redis_token for _ in range(DATABASES)]
        self._stack = Stack(self._folder / "postgres", self._folder / "logs", tokens=tokens, fast=True)
        self._stack.start()
        self.parts = Parts(
            pooled_urls=self._stack.pooled_url(""),
            direct_urls=self._stack.direct_url(""),
            superuser_urls=self._stack.postgres.superuser_url(""),
            redis_rest_url=self._stack.redis_rest_url,
            redis_tokens=tokens,
            migration_fault=self._migrate_template(),
        )

    def stop(self) -> None:
        self._stack.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _migrate_template(self) -> str:
        self._stack.ensure_database(TEMPLATE)
        done = subprocess.run(
            [str(part) for part in python("alembic", "upgrade", "head")],
            cwd=ROOT,
            env=with_inherited({"DATABASE_URL_UNPOOLED": self._stack.direct_url(TEMPLATE)}),
            capture_output=True,
            text=True,
            check=False,
        )
        return f"the migrations failed\n{done.stdout}{done.stderr}" if done.returncode else ""
