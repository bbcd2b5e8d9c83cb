"""Those who write to a filled database and read from it: one call after the other of each kind, none like the last."""

import itertools
import random
from collections.abc import Callable

from benchmarks.rig import bodies
from benchmarks.rig.fill import BIG_SHARE, contact_of, number_of
from benchmarks.rig.grown import Grown, id_of

KNOWN = 80  # tenants that texts go to; fewer than the flows a process keeps
BIG = 1  # the tenant with a nineteenth of everything
Call = Callable[[], object]


class Callers:
    """messages: makers of a call by its kind. pages: the same for a page of the admin, as a user of a tenant sees it."""

    def __init__(self, grown: Grown, chance: random.Random) -> None:
        self.grown, self._chance = grown, chance
        size = grown.size
        self.known = list(range(2, min(KNOWN, size.tenants // 2) + 2))
        self._strangers = iter(range(len(self.known) + 2, size.tenants + 1))
        self._new = itertools.count(800_000_000)
        self.messages: dict[str, Callable[[], Call]] = {
            "text": lambda: self._text(self._usual()),
            "text, largest tenant": lambda: self._text(self._of_big()),
            "first contact": self._first_contact,
            "status": lambda: self._status(self._usual()),
            "status, largest tenant": lambda: self._status(self._of_big()),
            "first of a tenant": self._first_of_a_tenant,
            "sweep": lambda: grown.sweep,
        }
        self.pages: dict[str, Callable[[int], Call]] = {
            "conversations": lambda tenant: self._get("/admin/conversations?limit=50", tenant),
            "conversations, next page": lambda tenant: self._next_page("/admin/conversations?limit=50", tenant),
            "conversations that people have": lambda tenant: self._get(
                "/admin/conversations?limit=50&owner=human", tenant
            ),
            "conversations by a name": lambda tenant: self._get("/admin/conversations?limit=50&q=pessoa+1", tenant),
            "messages of a conversation": self._messages,
            "leads": lambda tenant: self._get("/admin/leads?limit=50", tenant),
            "leads of a stage": lambda tenant: self._get("/admin/leads?limit=50&stage=won", tenant),
            "leads, board": lambda tenant: self._get("/admin/leads/board", tenant),
            "sync, nothing new": self._sync,
            "tenants": lambda tenant: self._get("/super/tenants?limit=50", tenant),
            "dead letters": lambda tenant: self._get(f"/super/tenants/{id_of(f't{tenant}')}/dead-letters", tenant),
        }

    def warm(self) -> None:
        """Compile the flows of the tenants that are to be known, and open what opens lazily."""
        for tenant in (BIG, *self.known):
            self.grown.say(bodies.text(number_of(tenant), contact_of(self._conversation(tenant)), "oi"))
        for make in self.pages.values():
            make(BIG)()

    def ready(self) -> None:
        """Before a block: routes are remembered for half a minute, users for less."""
        self.grown.know([BIG, *self.known])

    def page(self, name: str, tenant: int) -> Call:
        """A call for a page. The user is known to the process, as one who clicks about is."""
        self.grown.get("/admin/leads?limit=1", tenant)
        return self.pages[name](tenant)

    def _conversation(self, tenant: int) -> int:
        size = self.grown.size
        if tenant == BIG:
            return BIG_SHARE * self._chance.randrange(1, size.conversations // BIG_SHARE)
        while True:
            found = tenant - 1 + size.tenants * self._chance.randrange(size.conversations // size.tenants)
            if size.tenant_of(found) == tenant:
                return found

    def someone(self) -> int:
        """One of the tenants that the process knows."""
        return self._chance.choice(self.known)

    def _usual(self) -> int:
        return self._conversation(self.someone())

    def _of_big(self) -> int:
        return self._conversation(BIG)

    def _text(self, conversation: int) -> Call:
        tenant = self.grown.size.tenant_of(conversation)
        body = bodies.text(number_of(tenant), contact_of(conversation), "dois quartos no Centro")
        return lambda: self.grown.say(body)

    def _first_contact(self) -> Call:
        body = bodies.text(number_of(self._chance.choice(self.known)), f"5511{next(self._new)}", "oi")
        return lambda: self.grown.say(body)

    def _first_of_a_tenant(self) -> Call:
        tenant = next(self._strangers)
        return self._text(self._conversation(tenant))

    def touch(self) -> Call | None:
        """A text to a tenant that has not been heard of; None when there are no more."""
        tenant = next(self._strangers, None)
        return None if tenant is None else self._text(self._conversation(tenant))

    def _status(self, conversation: int) -> Call:
        tenant = self.grown.size.tenant_of(conversation)
        ours = f"{id_of(f'o{conversation}')}:1"
        body = bodies.statuses(
            number_of(tenant), contact_of(conversation), f"wamid.out{conversation}", ["delivered"], ours=ours
        )
        return lambda: self.grown.say(body)

    def _get(self, path: str, tenant: int) -> Call:
        return lambda: self.grown.get(path, tenant)

    def _next_page(self, path: str, tenant: int) -> Call:
        cursor = self.grown.get(path, tenant)["next_cursor"]
        return self._get(f"{path}&cursor={cursor}" if cursor else path, tenant)

    def _messages(self, tenant: int) -> Call:
        conversation = id_of(f"v{self._conversation(tenant)}")
        return self._get(f"/admin/conversations/{conversation}/messages", tenant)

    def _sync(self, tenant: int) -> Call:
        cursor = self.grown.get("/admin/sync", tenant)["cursor"]
        return self._get(f"/admin/sync?cursor={cursor}", tenant)
