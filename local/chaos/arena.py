"""A tenant with a number of its own and a published flow, and people who write to it: what one test or run looks at."""

import itertools
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from local.chaos.waiting import wait_until

if TYPE_CHECKING:
    from local.chaos.rig import Rig

DISPLAYED = "+55 48 4002-8922"
_contacts = itertools.count(1)  # so that no two arenas of a process share a person


@dataclass(frozen=True, slots=True)
class Said:
    """What a person wrote."""

    contact: str
    wamid: str
    text: str


@dataclass(slots=True)
class Arena:
    """number: its phone_number_id. said: everything people wrote, in order."""

    rig: "Rig"
    tenant: UUID
    account: UUID
    number: str
    said: list[Said] = field(default_factory=list)

    def person(self) -> str:
        """Give a wa_id that nobody else has."""
        return f"55119{next(_contacts):08d}"

    def say(self, contact: str, text: str) -> str:
        """Have a person write; return the wamid."""
        wamid = self.rig.simulator.say(self.number, contact, text)
        self.said.append(Said(contact, wamid, text))
        return wamid

    def answers(self, contact: str) -> list[dict[str, Any]]:
        """What the person has got, in the order of acceptance."""
        shown = self.rig.simulator.transcript(self.number, contact)
        return [bubble for bubble in shown if bubble["direction"] == "out"]

    def texts(self, contact: str) -> list[str]:
        return [str(bubble.get("text", "")) for bubble in self.answers(contact)]

    def ask(self, contact: str, text: str, *, patience: timedelta = timedelta(seconds=15)) -> str:
        """Write, and wait for one answer more than there were; return it."""
        before = len(self.answers(contact))
        self.say(contact, text)
        return self.wait_for_answers(contact, before + 1, patience=patience)[-1]

    def wait_for_answers(self, contact: str, count: int, *, patience: timedelta = timedelta(seconds=15)) -> list[str]:
        """Wait until the person has got so many; return their texts."""
        wait_until(lambda: len(self.answers(contact)) >= count, patience, f"{count} answers to {contact}")
        return self.texts(contact)

    def sql(self, sql: str, *params: object) -> list[tuple[Any, ...]]:
        return self.rig.sql(sql, *params)

    def one(self, sql: str) -> Any:
        """The only value of a question about this tenant: `%s` stands for its id, once."""
        return self.sql(sql, self.tenant)[0][0]

    def states(self) -> list[str]:
        """The states of the outbox, in order."""
        rows = self.sql("select state from outbox where tenant_id = %s order by conversation_id, position", self.tenant)
        return [str(state) for (state,) in rows]

    def open_work(self) -> int:
        """How much waits to be taken in or to be sent."""
        ((waiting,),) = self.sql(
            "select (select count(*) from inbox where tenant_id = %(t)s and state = 'pending')"
            " + (select count(*) from outbox where tenant_id = %(t)s and state in ('queued', 'sending', 'ambiguous'))",
            {"t": self.tenant},
        )
        return int(waiting)

    def untaken(self) -> int:
        """How many messages people wrote that are not in the inbox yet."""
        ((stored,),) = self.sql("select count(*) from inbox where tenant_id = %s and kind = 'message'", self.tenant)
        return len(self.said) - int(stored)

    def is_at_rest(self) -> bool:
        """Whether everything written has come in, been answered and been sent."""
        return self.untaken() <= 0 and not self.open_work()

    def drain(self, patience: timedelta) -> None:
        """Wait until it is at rest, and no webhook is under way."""
        drain([self], patience)

    def explain(self) -> str:
        rows = self.sql(
            "select 'outbox', state, count(*), min(coalesce(lease_until, not_before)) - now() from outbox where tenant_id = %(t)s"
            " group by 1, 2 union all select 'inbox', state, count(*), min(not_before) - now() from inbox"
            " where tenant_id = %(t)s and kind = 'message' group by 1, 2",
            {"t": self.tenant},
        )
        return f"{self.number}: {self.untaken()} not stored; {rows}"


def drain(arenas: Sequence[Arena], patience: timedelta) -> None:
    """Wait until all are at rest, and no webhook is under way."""
    simulator = arenas[0].rig.simulator

    def is_over() -> bool:
        if not all(arena.is_at_rest() for arena in arenas):
            return False
        meta = simulator.assertions()  # every message will be read, and each step is told by a webhook
        return not meta["undelivered_webhooks"] and meta["read"] + meta["failed"] >= meta["accepted"]

    def explain() -> str:
        busy = [arena.explain() for arena in arenas if not arena.is_at_rest()]
        return f"{busy[:3]}; undelivered webhooks: {simulator.assertions()['undelivered'][:5]}"

    wait_until(is_over, patience, "everything to be answered", explain=explain)


def publish(arena: Arena, definition: dict[str, Any], *, number: int = 1, running: str = "finish") -> None:
    """Publish a definition as a version of the tenant's flow."""
    body = json.dumps(definition)
    arena.sql(
        "insert into flows (tenant_id, domain, name, draft, latest_version) select %s, 'real_estate', 'Echo', %s, 0"
        " where not exists (select from flows where tenant_id = %s)", arena.tenant, body, arena.tenant,
    )  # fmt: skip
    arena.sql(
        "with v as (insert into flow_versions (tenant_id, flow_id, number, definition) select tenant_id, id, %s, %s from flows"
        " where tenant_id = %s returning *) insert into publications (tenant_id, domain, flow_id, flow_version_id, running)"
        " select tenant_id, 'real_estate', flow_id, id, %s from v on conflict (tenant_id, domain) do update"
        " set flow_version_id = excluded.flow_version_id, running = excluded.running",
        number, body, arena.tenant, running,
    )  # fmt: skip


def open_arena(rig: "Rig", definition: dict[str, Any] | None) -> Arena:
    """Make the tenant with its number, in the database and in the simulator. None = nothing is published."""
    number = f"1{random.SystemRandom().randrange(10**14):014d}"
    ((tenant, account),) = rig.sql(
        "with t as (insert into tenants (name) values ('Aurora') returning id),"
        " a as (insert into whatsapp_accounts (tenant_id, phone_number_id) select id, %s from t returning id, tenant_id)"
        " select tenant_id, id from a",
        number,
    )
    arena = Arena(rig, tenant, account, number)
    if definition is not None:
        publish(arena, definition)
    rig.simulator.register(
        {
            "phone_number_id": number,
            "waba_id": f"2{number[1:]}",
            "display_phone_number": DISPLAYED,
            "verified_name": "Aurora",
            "access_token": rig.secrets.wa_token,
            "app_secret": rig.secrets.wa_webhook_secret,
            "webhook_url": rig.webhook_url(),
        }
    )
    return arena
