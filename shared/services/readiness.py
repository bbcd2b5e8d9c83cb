"""Use case: can this process serve? Asked every few seconds by machines, so the answer is remembered for two."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from shared.domain.errors import StoreUnavailable
from shared.ports import KeyValue, KeyValueUnavailable
from shared.store.database import Database
from shared.store.schema import read_schema_state

REMEMBERED = timedelta(seconds=2)
PATIENCE = timedelta(seconds=2)  # a database that does not answer by then cannot serve a webhook either


@dataclass(frozen=True, slots=True)
class Check:
    """One thing we stand on. code: what is wrong, None when nothing is. is_vital: without it we cannot serve."""

    name: str
    code: str | None = None
    is_vital: bool = True


@dataclass(frozen=True, slots=True)
class Report:
    checks: tuple[Check, ...]

    @property
    def status(self) -> Literal["ready", "degraded", "unready"]:
        """`ready`, `degraded` (the chat goes on) or `unready`."""
        faulty = [check for check in self.checks if check.code]
        if any(check.is_vital for check in faulty):
            return "unready"
        return "degraded" if faulty else "ready"


class Readiness:
    """Looks at most every two seconds, however many ask at once."""

    def __init__(
        self, database: Database, key_value: KeyValue, *, has_redis: bool, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._database = database
        self._key_value = key_value
        self._has_redis = has_redis
        self._clock = clock
        self._lock = threading.Lock()
        self._known: tuple[Report, float] | None = None

    def report(self) -> Report:
        with self._lock:
            if self._known is None or self._known[1] <= self._clock():
                report = Report((*self._look_at_store(), self._look_at_redis()))
                self._known = (report, self._clock() + REMEMBERED.total_seconds())
            return self._known[0]

    def _look_at_store(self) -> list[Check]:
        try:
            state = self._database.outside(read_schema_state, deadline=PATIENCE)
        except StoreUnavailable:
            return [Check("database", "database_unavailable")]
        return [
            Check("database"),
            Check("schema", None if state.is_current else "schema_outdated"),
            Check("database_role", None if state.is_guarded else "db_role_unsafe"),
        ]

    def _look_at_redis(self) -> Check:
        """Redis is never the truth: without it sign-in is throttled per process and AI answers are off."""
        if not self._has_redis:
            return Check("redis", "redis_not_configured", is_vital=False)
        try:
            self._key_value.ping()
        except KeyValueUnavailable:
            return Check("redis", "redis_unavailable", is_vital=False)
        return Check("redis", is_vital=False)
