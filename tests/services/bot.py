"""A tenant with a published flow and a contact that writes: converse and deliver on real Postgres, Graph faked."""

import json
import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from shared.clients.cipher import AesGcmCipher, read_keys
from shared.clients.egress import GuardedHttp
from shared.domain.ids import AccountId, ConversationId, PhoneNumberId, TenantId
from shared.ports import ConverseWake, HttpCaller
from shared.services.ai.tasks import Ai
from shared.services.deliver import Delivery
from shared.services.flow_cache import FlowCache
from shared.services.pace import Pace
from shared.services.work import Work, Worked, work
from shared.store import inbox
from shared.store.database import Database
from shared.whatsapp.payload import Item
from tests import parts
from tests.fakes import FakeMessenger
from tests.superuser import run_sql

CONTACT = "5511987654321"
FLOW: dict[str, Any] = {
    "version": 1,
    "start": "hello",
    "policy": {"debounce_ms": 0},
    "nodes": [
        {
            "id": "hello", "type": "choice", "prompt": "Oi! Comprar ou alugar?", "save_as": "purpose",
            "options": [{"id": "buy", "label": "Comprar"}, {"id": "rent", "label": "Alugar"}],
            "transitions": [{"to": "name"}],
        },
        {"id": "name", "type": "ask_text", "prompt": "Como você se chama?", "save_as": "name", "transitions": [{"to": "lead"}]},
        {"id": "lead", "type": "lead", "upsert": {"purpose": "{{ purpose }}"}, "stage": "new", "transitions": [{"to": "thanks"}]},
        {"id": "thanks", "type": "message", "parts": [{"text": "Obrigado, {{ name }}!"}], "transitions": [{"to": "person"}]},
        {"id": "person", "type": "handoff", "transitions": []},
    ],
}  # fmt: skip


@dataclass(slots=True)
class Bot:
    """Everything a worker has, and a contact's thumb."""

    database: Database
    superuser_url: str
    tenant: TenantId
    account: AccountId
    number: PhoneNumberId
    messenger: FakeMessenger = field(default_factory=FakeMessenger)
    http: HttpCaller = field(default_factory=lambda: GuardedHttp(["127.0.0.0/8"]))
    ai: Ai | None = None
    pace: Pace = field(default_factory=Pace)
    flows: FlowCache = field(default_factory=FlowCache)
    settle: timedelta = timedelta(seconds=30)
    settle_after_gap: timedelta = timedelta(seconds=300)
    cipher: AesGcmCipher = field(default_factory=lambda: AesGcmCipher(read_keys(["k1:" + "A" * 43 + "="])))

    @property
    def work(self) -> Work:
        delivery = Delivery(
            self.messenger,
            self.cipher,
            self.pace,
            "SIM-default",
            "http://testserver",
            self.settle,
            self.settle_after_gap,
        )
        return Work(self.database, self.flows, delivery, self.http, self.ai)

    def store(
        self,
        *texts: str,
        sender: str = CONTACT,
        at: datetime | None = None,
        kind: str = "text",
        reply: str | None = None,
    ) -> None:
        """Put messages into the inbox as `receive` does."""
        at = at or datetime.now(UTC)
        items = [self._item(text, sender, at, kind, reply) for text in texts]
        self.database.in_one_flight(
            self.tenant,
            lambda tx: inbox.store_items(tx, items=[(self.account, item) for item in items]),
            lambda cursor: cursor.fetchall(),
        )

    def _item(self, text: str, sender: str, at: datetime, kind: str, reply: str | None) -> Item:
        wamid = f"wamid.{uuid.uuid4().hex}"
        content: dict[str, Any] = {"body": text} if kind == "text" else {"id": "1", "mime_type": "audio/ogg"}
        if reply is not None:
            kind, content = "interactive", {"type": "button_reply", "button_reply": {"id": reply, "title": text}}
        raw = {"id": wamid, "from": sender, "timestamp": str(int(at.timestamp())), "type": kind, kind: content}
        return Item(
            self.number, "1", "message", wamid, json.dumps(raw).encode(), sender=sender, wa_id=sender, profile_name="Ana Lima", sent_at=at
        )  # fmt: skip

    def turn(self, sender: str = CONTACT) -> Worked:
        """Do the work of one wake."""
        return work(self.work, ConverseWake(self.tenant, self.account, sender))

    def hears(self, *texts: str, **how: Any) -> list[str]:
        """The contact writes, the bot works; what the contact reads then."""
        before = len(self.messenger.texts)
        self.store(*texts, **how)
        self.turn(how.get("sender", CONTACT))
        return self.messenger.texts[before:]

    def sql(self, sql: str, *params: object) -> list[tuple[Any, ...]]:
        """Look (or change) as the superuser."""
        return run_sql(self.superuser_url, sql, *params)

    @property
    def conversation(self) -> ConversationId:
        ((found,),) = self.sql("select id from conversations")
        return ConversationId(found)


def make_bot(database: parts.Database, definition: dict[str, Any] | None = None) -> Bot:
    """A tenant "Aurora" whose number answers with `definition`."""
    number = f"{time.time_ns()}"[:15]
    ((tenant, account),) = run_sql(
        database.superuser_url,
        "with t as (insert into tenants (name) values ('Aurora') returning id),"
        " a as (insert into whatsapp_accounts (tenant_id, phone_number_id) select id, %s from t returning id, tenant_id)"
        " select tenant_id, id from a",
        number,
    )
    bot = Bot(
        Database(database.pooled_url, 8),
        database.superuser_url,
        TenantId(tenant),
        AccountId(account),
        PhoneNumberId(number),
    )
    if definition is not None:
        publish(bot, definition)
    return bot


def publish(bot: Bot, definition: dict[str, Any], *, number: int = 1, running: str = "finish") -> None:
    """Publish a definition as the version `number` of the tenant's flow."""
    body = json.dumps(definition)
    bot.sql(
        "insert into flows (tenant_id, domain, name, draft, latest_version) select %s, 'real_estate', 'Atendimento', %s, 0"
        " where not exists (select from flows where tenant_id = %s)", bot.tenant, body, bot.tenant,
    )  # fmt: skip
    bot.sql(
        "with v as (insert into flow_versions (tenant_id, flow_id, number, definition) select tenant_id, id, %s, %s from flows"
        " where tenant_id = %s returning *) insert into publications (tenant_id, domain, flow_id, flow_version_id, running)"
        " select tenant_id, 'real_estate', flow_id, id, %s from v on conflict (tenant_id, domain) do update"
        " set flow_version_id = excluded.flow_version_id, running = excluded.running",
        number, body, bot.tenant, running,
    )  # fmt: skip
