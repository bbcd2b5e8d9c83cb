"""Agencies with users, conversations and leads, made with plain SQL, for tests of the edge."""

import json
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from shared.container import Container
from shared.domain.ids import TenantId, UserId
from shared.domain.principals import Role
from shared.domain.tenants import User
from shared.services.authenticate import SignedIn
from shared.services.passwords import Passwords
from tests.parts import Database
from tests.superuser import run_sql

PASSWORD = "correct horse battery"
FLOW = {
    "version": 1,
    "start": "hello",
    "nodes": [{"id": "hello", "type": "message", "prompt": "Oi!", "transitions": []}],
    "lead_kanban": {"stages": [{"id": "new", "label": "Novo"}, {"id": "visit", "label": "Visita"}]},
}


@dataclass(frozen=True, slots=True)
class Agency:
    """A tenant with one admin, already signed in."""

    tenant: TenantId
    admin: UserId
    email: str
    signed_in: SignedIn
    superuser_url: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.signed_in.access_token}"}

    def sql(self, sql: str, *params: object) -> list[tuple[Any, ...]]:
        return run_sql(self.superuser_url, sql, *params)


@dataclass(frozen=True, slots=True)
class Chat:
    """One conversation with a message each way, and its lead."""

    contact: uuid.UUID
    account: uuid.UUID
    conversation: uuid.UUID
    lead: uuid.UUID


def make_agency(
    container: Container, database: Database, name: str = "Aurora", *, published: bool = True, role: Role = Role.ADMIN
) -> Agency:
    url = database.superuser_url
    ((tenant,),) = run_sql(url, "insert into tenants (name) values (%s) returning id", name)
    if published:
        publish_flow(url, tenant)
    email = f"admin-{uuid.uuid4().hex[:8]}@{name.lower()}.example"
    user = make_user(url, TenantId(tenant), email, role)
    return Agency(TenantId(tenant), user, email, sign_in(container, TenantId(tenant), user, role), url)


def make_user(url: str, tenant: TenantId, email: str, role: Role = Role.ADMIN) -> UserId:
    ((user,),) = run_sql(
        url,
        "insert into users (tenant_id, email, name, role, password_hash) values (%s, %s, 'Bia', %s, %s) returning id",
        tenant, email, role.value, _hashed(),
    )  # fmt: skip
    return UserId(user)


def sign_in(container: Container, tenant: TenantId, user: UserId, role: Role) -> SignedIn:
    """Open a session without the cost of a password."""
    someone = User(user, tenant, "", "", role, 1, None)
    with container.core.tenant(tenant) as tx:
        return container.sessions.open(tx, user=someone, now=datetime.now(UTC))


def publish_flow(
    url: str, tenant: object, definition: dict[str, Any] | None = None, name: str = "Atendimento"
) -> uuid.UUID:
    body = json.dumps(definition or FLOW)
    ((flow,),) = run_sql(
        url,
        "insert into flows (tenant_id, domain, name, draft, latest_version) values (%s, 'real_estate', %s, %s, 1) returning id",
        tenant, name, body,
    )  # fmt: skip
    run_sql(
        url,
        "with v as (insert into flow_versions (tenant_id, flow_id, number, definition) values (%s, %s, 1, %s) returning id)"
        " insert into publications (tenant_id, domain, flow_id, flow_version_id) select %s, 'real_estate', %s, id from v",
        tenant, flow, body, tenant, flow,
    )  # fmt: skip
    return uuid.UUID(str(flow))


def make_chat(
    agency: Agency,
    name: str = "Ana Lima",
    *,
    phone: str | None = "+5511987654321",
    stage: str = "new",
    ago: timedelta = timedelta(),
    said: str = "oi",
    value_cents: int | None = None,
) -> Chat:
    """Everything happened `ago`."""
    at = datetime.now(UTC) - ago
    ((account,),) = agency.sql(
        "insert into whatsapp_accounts (tenant_id, phone_number_id, display_phone_number) values (%s, %s, '+55 11 3333-4444')"
        " on conflict (phone_number_id) do update set updated_at = now() returning id",
        agency.tenant, str(agency.tenant.int)[:15],
    )  # fmt: skip
    ((contact,),) = agency.sql(
        "insert into contacts (tenant_id, name, profile_name, phone) values (%s, %s, %s, %s) returning id",
        agency.tenant, name, name, phone,
    )  # fmt: skip
    ((conversation,),) = agency.sql(
        "insert into conversations (tenant_id, account_id, contact_id, last_incoming_at, last_message_at, last_preview, unread,"
        " created_at, updated_at) values (%s, %s, %s, %s, %s, %s, 1, %s, %s) returning id",
        agency.tenant, account, contact, at, at, said, at, at,
    )  # fmt: skip
    for direction, author, text in (("in", "contact", said), ("out", "bot", "Olá!")):
        make_message(agency, conversation, account, direction=direction, author=author, text=text, at=at)
    ((lead,),) = agency.sql(
        "insert into leads (tenant_id, contact_id, conversation_id, domain, stage, fields, summary, tags, value_cents, created_at,"
        " updated_at) values (%s, %s, %s, 'real_estate', %s, '{\"city\": \"Santos\"}',"
        " '[{\"label\": \"Cidade\", \"value\": \"Santos\"}]', '{quente}', %s, %s, %s) returning id",
        agency.tenant, contact, conversation, stage, value_cents, at, at,
    )  # fmt: skip
    agency.sql(
        "insert into lead_events (tenant_id, lead_id, kind, actor, detail) values (%s, %s, 'created', 'bot', '{\"stage\": \"new\"}')",
        agency.tenant, lead,
    )  # fmt: skip
    return Chat(contact, account, conversation, lead)


def make_message(
    agency: Agency,
    conversation: uuid.UUID,
    account: uuid.UUID,
    *,
    direction: str = "out",
    author: str = "bot",
    text: str = "Olá!",
    at: datetime | None = None,
) -> uuid.UUID:
    at = at or datetime.now(UTC)
    ((message,),) = agency.sql(
        "insert into messages (tenant_id, conversation_id, account_id, direction, author, wamid, kind, text, content, node, status,"
        " status_at, sent_at, created_at) values (%s, %s, %s, %s, %s, %s, 'text', %s, %s, 'hello', %s, %s, %s, %s) returning id",
        agency.tenant, conversation, account, direction, author, f"wamid.{uuid.uuid4().hex}", text,
        json.dumps({"v": 1, "is": "Text", "body": text}), "received" if direction == "in" else "sent", at, at, at,
    )  # fmt: skip
    return uuid.UUID(str(message))


@cache
def _hashed() -> str:
    return Passwords().hash(PASSWORD)
