"""The product on a database that has been filled: what its calls cost Postgres, statement by statement.

Postgres itself counts (pg_stat_statements, planning included); processor time is that of the sessions of this database.
"""

import hashlib
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg

from benchmarks.rig import bodies, plans, processor, scans
from benchmarks.rig.agency import plant
from benchmarks.rig.counted import CountedService
from benchmarks.rig.fill import Size, fill, number_of
from benchmarks.rig.place import Place
from benchmarks.rig.result import Told
from shared.domain.ids import TenantId, UserId
from shared.domain.principals import Role
from shared.services.access_tokens import Claims
from shared.store.due import find_due

STATEMENTS = (
    "select s.query, s.calls, s.total_plan_time + s.total_exec_time, s.shared_blks_hit + s.shared_blks_read"
    " from pg_stat_statements s join pg_database d on d.oid = s.dbid where d.datname = %s and s.toplevel"
    " and s.query not like '%%pg_stat_%%'"
)


@dataclass(frozen=True, slots=True)
class Statement:
    """Of one statement, over a while. ms: inside Postgres, planning and execution. blocks: pages of 8 kB looked at."""

    calls: int = 0
    ms: float = 0.0
    blocks: int = 0

    def __sub__(self, before: "Statement") -> "Statement":
        return Statement(self.calls - before.calls, self.ms - before.ms, self.blocks - before.blocks)

    def __add__(self, other: "Statement") -> "Statement":
        return Statement(self.calls + other.calls, self.ms + other.ms, self.blocks + other.blocks)


@dataclass(slots=True)
class Spent:
    """What some calls cost. seconds: until each was done. cpu_us: of Postgres, altogether."""

    seconds: list[float] = field(default_factory=list)
    cpu_us: float = 0.0
    trips: int = 0
    statements: dict[str, Statement] = field(default_factory=dict)

    @property
    def each_cpu_us(self) -> float:
        return self.cpu_us / len(self.seconds)

    @property
    def each_trips(self) -> float:
        return self.trips / len(self.seconds)

    @property
    def each_ms(self) -> float:
        return sum(statement.ms for statement in self.statements.values()) / len(self.seconds)

    @property
    def each_blocks(self) -> float:
        return sum(statement.blocks for statement in self.statements.values()) / len(self.seconds)

    def add(self, other: "Spent") -> None:
        self.seconds += other.seconds
        self.cpu_us += other.cpu_us
        self.trips += other.trips
        for name, statement in other.statements.items():
            self.statements[name] = self.statements.get(name, Statement()) + statement


class Grown:
    """One filled database and a service on it."""

    def __init__(self, place: Place, size: Size, told: Told) -> None:
        self.size = size
        self._name = place.database()
        self._url = place.superuser_url(self._name)
        self._log = place.log
        with psycopg.connect(self._url, autocommit=True) as db:
            db.execute("create extension if not exists pg_stat_statements")
            for setting, value in (("track", "top"), ("track_planning", "on")):
                db.execute(f"alter database {self._name} set pg_stat_statements.{setting} = {value}")
        agency = plant(self._url)
        self.service = CountedService(place.environment(self._name))
        self.say(bodies.text(agency.number, "5511900000000", "oi"))
        fill(self._url, agency, size, lambda done, of: told(f"filling {size.tenants:,} tenants", done, of))
        self._scans_of_the_filling = scans.counted(self._url)

    def close(self) -> None:
        self.service.close()

    def say(self, body: bytes) -> None:
        """A webhook from beginning to end."""
        status, _ = self.service.post(body)
        if status != 200:
            raise RuntimeError(f"the webhook answered {status}")
        self.service.work()

    def get(self, path: str, tenant: int) -> dict[str, Any]:
        """A page of the admin's, as a user of this tenant sees it."""
        parts = self.service.container
        claims = Claims(UserId(id_of(f"u{tenant}")), TenantId(id_of(f"t{tenant}")), Role.ADMIN, 1, id_of("family"))
        key = parts.settings.super_admin_api_key.get_secret_value()
        token = parts.access_tokens.sign(claims, now=datetime.now(UTC))
        headers = {"Authorization": f"Bearer {token}", "X-Super-Admin-Key": key}
        answer = self.service.client.get(path, headers=headers)
        if answer.status_code not in (200, 304):
            raise RuntimeError(f"{path} answered {answer.status_code}: {answer.text}")
        found: dict[str, Any] = answer.json() if answer.content else {}
        return found

    def sweep(self) -> None:
        """Look for what is due, as the sweeper does."""
        self.service.container.database.through_door(find_due)

    def know(self, tenants: Sequence[int]) -> None:
        """Have the routes of these in memory, where they stay for half a minute."""
        self.service.container.routing.of_numbers([number_of(tenant) for tenant in tenants])

    def measured(self, calls: Sequence[Callable[[], object]]) -> Spent:
        """Make the calls and count."""
        spent = Spent()
        with psycopg.connect(self._url, autocommit=True) as db:
            sessions, before = self._sessions(db), self._statements(db)
            cpu, trips = processor.precisely(sessions), self.service.postgres.count.trips
            for call in calls:
                began = time.perf_counter()
                call()
                spent.seconds.append(time.perf_counter() - began)
            spent.trips = self.service.postgres.count.trips - trips
            spent.cpu_us = processor.precisely(sessions | self._sessions(db)) - cpu
            then = self._statements(db)
        since = {name: statement - before.get(name, Statement()) for name, statement in then.items()}
        spent.statements = {name: statement for name, statement in since.items() if statement.calls}
        return spent

    def planned(self, calls: Sequence[Callable[[], object]]) -> list[plans.Plan]:
        """Make the calls and tell by which plans they were run. Only after `tell_plans`."""
        since = self._log.stat().st_size
        for call in calls:
            call()
        return plans.told(self._log, since)

    def tell_plans(self) -> None:
        """From now on plans are written down, which costs time: nothing is measured after it."""
        plans.switch_on(self._url, self._name)
        self.service.restart()

    def scans(self) -> dict[str, scans.Scans]:
        """How often each table was read without an index since it was filled, and how much of it."""
        return scans.since(self._scans_of_the_filling, scans.counted(self._url))

    def bytes_on_disk(self) -> int:
        with psycopg.connect(self._url, autocommit=True) as db:
            row = db.execute("select pg_database_size(current_database())").fetchone()
        return int(row[0]) if row else 0

    def _sessions(self, db: psycopg.Connection[Any]) -> set[int]:
        rows = db.execute(
            "select pid from pg_stat_activity where datname = %s and pid <> pg_backend_pid()", (self._name,)
        ).fetchall()
        return {int(pid) for (pid,) in rows}

    def _statements(self, db: psycopg.Connection[Any]) -> dict[str, Statement]:
        found: dict[str, Statement] = {}
        for query, calls, ms, blocks in db.execute(STATEMENTS, (self._name,)):
            name = short(query)
            found[name] = found.get(name, Statement()) + Statement(int(calls), float(ms), int(blocks))
        return found


def id_of(name: str) -> UUID:
    """The id that `fill` gave: see its use of md5."""
    return UUID(hashlib.md5(name.encode(), usedforsecurity=False).hexdigest())


def short(query: str) -> str:
    """A statement's name in a table: its verb and what it is about."""
    flat = re.sub(r"\s+", " ", query).strip().lower()
    if found := re.search(r'from only "public"\."(\w+)"', flat):
        return f"key of {found.group(1)}"
    if writes := re.findall(r"(insert into|update|delete from) (\w+)", flat):
        named = re.match(r"with (\w+) as", flat)
        return (f"{named.group(1)}: " if named else "") + " ".join(writes[-1])
    if found := re.match(r"(select \w+)\(", flat):
        return f"{found.group(1)}(…)"
    outer = flat
    while "(" in outer and (inner := re.sub(r"\([^()]*\)", "", outer)) != outer:
        outer = inner
    if found := re.search(r"\bfrom (\w+)", outer):
        return f"read {found.group(1)}"
    return flat[:40] or "(inside a function)"
