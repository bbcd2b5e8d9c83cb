"""Finds the tenants of a webhook's numbers and the app secrets that may have signed it, remembering both for seconds."""

import threading
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from shared.domain.errors import SealBroken
from shared.domain.ids import PhoneNumberId, WabaId
from shared.observability import event
from shared.ports import Cipher
from shared.store.database import Database
from shared.store.routes import Route, as_routes, routes_of

REMEMBERED = timedelta(seconds=30)  # a new or changed account is known everywhere after this
UNREADABLE = ""  # signs nothing: only the service's own Meta app may speak for the number until the secret is set again
MAX_REMEMBERED = 20_000  # numbers; the oldest are forgotten


@dataclass(frozen=True, slots=True)
class KnownRoute:
    """A route with its app secret readable. secret: None = signed by the service's own Meta app."""

    route: Route
    secret: str | None


class Routing:
    """A bounded, short-lived memory of number → route; misses are remembered too, so that strangers cost nothing."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        self._cipher = cipher
        self._lock = threading.Lock()
        self._known: OrderedDict[str, tuple[KnownRoute | None, float]] = OrderedDict()

    def of_numbers(self, numbers: Sequence[str]) -> dict[str, KnownRoute]:
        """Routes of the numbers that somebody has; asks the database only for what is not remembered."""
        now = time.monotonic()
        with self._lock:
            remembered = {n: self._known[n][0] for n in numbers if n in self._known and self._known[n][1] > now}
        unknown = [n for n in dict.fromkeys(numbers) if n not in remembered]
        if unknown:
            found = {r.number: self._readable(r) for r in self._find(unknown)}
            self._remember({n: found.get(PhoneNumberId(n)) for n in unknown})
            remembered |= {n: found.get(PhoneNumberId(n)) for n in unknown}
        return {n: known for n, known in remembered.items() if known}

    def of_wabas(self, wabas: Sequence[str]) -> list[KnownRoute]:
        """Routes of all numbers of these business accounts; asked each time (account-level webhooks are rare)."""
        if not wabas:
            return []
        return [self._readable(r) for r in self._find([], wabas)]

    def forget(self, numbers: Sequence[str]) -> None:
        """An answer turned out stale, or an account was made: ask again."""
        with self._lock:
            for number in numbers:
                self._known.pop(number, None)

    def _find(self, numbers: Sequence[str], wabas: Sequence[str] = ()) -> list[Route]:
        return self._database.through_door_in_one_flight(
            lambda tx: routes_of(tx, numbers=numbers, wabas=wabas), as_routes
        )

    def _readable(self, route: Route) -> KnownRoute:
        if route.app_secret is None:
            return KnownRoute(route, None)
        try:
            secret = self._cipher.open(route.app_secret, tenant=route.tenant, row=route.account, column="app_secret")
        except SealBroken:
            event("app_secret_unreadable", level="error", account_id=str(route.account))
            secret = UNREADABLE
        return KnownRoute(route, secret)

    def _remember(self, found: dict[str, KnownRoute | None]) -> None:
        until = time.monotonic() + REMEMBERED.total_seconds()
        with self._lock:
            for number, known in found.items():
                self._known[number] = (known, until)
                self._known.move_to_end(number)
            while len(self._known) > MAX_REMEMBERED:
                self._known.popitem(last=False)


def belongs(route: Route, waba: str) -> bool:
    """Whether an item that names this business account may be the number's: a mismatch is nobody's message."""
    return not route.waba or not waba or WabaId(waba) == route.waba
