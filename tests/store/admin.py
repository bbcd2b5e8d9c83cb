"""Two tenants with a row in every tenant table, made with plain SQL, for tests that try to reach across."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from shared.domain.ids import TenantId
from tests.superuser import superuser

# Every statement sees the tenant as %(t)s and what earlier ones returned by its table's name.
ROWS: dict[str, str] = {
    "users": "insert into users (tenant_id, email, role, password_hash) values (%(t)s, 'a@' || %(t)s || '.example', 'admin', 'x')"
    " returning id",
    "sessions": "insert into sessions (tenant_id, user_id, family, token_hash, expires_at) values (%(t)s, %(users)s,"
    " gen_random_uuid(), sha256(%(t)s::text::bytea), now()) returning id",
    "invites": "insert into invites (tenant_id, email, role, token_hash, expires_at) values (%(t)s, 'b@x.example', 'agent',"
    " sha256((%(t)s || 'i')::bytea), now()) returning id",
    "whatsapp_accounts": "insert into whatsapp_accounts (tenant_id, phone_number_id) values (%(t)s, %(t)s::text) returning id",
    "flows": "insert into flows (tenant_id, domain, name, draft) values (%(t)s, 'real_estate', 'F', '{}') returning id",
    "flow_versions": "insert into flow_versions (tenant_id, flow_id, number, definition) values (%(t)s, %(flows)s, 1, '{}')"
    " returning id",
    "publications": "insert into publications (tenant_id, domain, flow_id, flow_version_id) values (%(t)s, 'real_estate',"
    " %(flows)s, %(flow_versions)s) returning flow_id",
    "contacts": "insert into contacts (tenant_id, name) values (%(t)s, 'Ana') returning id",
    "contact_identifiers": "insert into contact_identifiers (tenant_id, kind, value, contact_id) values (%(t)s, 'wa_id',"
    " '5511999990000', %(contacts)s) returning contact_id",
    "conversations": "insert into conversations (tenant_id, account_id, contact_id) values (%(t)s, %(whatsapp_accounts)s,"
    " %(contacts)s) returning id",
    "messages": "insert into messages (tenant_id, conversation_id, account_id, direction, author, kind, text, content) values"
    " (%(t)s, %(conversations)s, %(whatsapp_accounts)s, 'in', 'contact', 'text', 'oi', '{}') returning id",
    "inbox": "insert into inbox (tenant_id, account_id, kind, dedupe_key, item) values (%(t)s, %(whatsapp_accounts)s, 'message',"
    " 'w', 'x') returning id",
    "outbox": "insert into outbox (tenant_id, conversation_id, account_id, message_id, position, payload) values (%(t)s,"
    " %(conversations)s, %(whatsapp_accounts)s, %(messages)s, 1, '{}') returning id",
    "turns": "insert into turns (tenant_id, conversation_id, number, flow_version_id, event, facts, effects, trace, state, now)"
    " values (%(t)s, %(conversations)s, 1, %(flow_versions)s, '{}', '{}', '[]', '[]', '{}', now()) returning id",
    "timers": "insert into timers (tenant_id, conversation_id, key, due) values (%(t)s, %(conversations)s, 'k', now())"
    " returning key",
    "tasks": "insert into tasks (tenant_id, conversation_id, key, kind, request) values (%(t)s, %(conversations)s, 'k', 'http',"
    " '{}') returning id",
    "ai_days": "insert into ai_days (tenant_id, day) values (%(t)s, '2026-11-29') returning day",
    "ai_calls": "insert into ai_calls (tenant_id, id, conversation_id, task_id, day, task, model, reserved_tokens, reserved_micros,"
    " tokens, cost_micros) values (%(t)s, gen_random_uuid(), %(conversations)s, %(tasks)s, '2026-11-29', 'extract', 'm', 1, 1, 1, 1)"
    " returning id",
    "knowledge_documents": "insert into knowledge_documents (tenant_id, source, title, kind, characters) values (%(t)s, 'faq', 'F',"
    " 'text', 1) returning id",
    "knowledge_chunks": "insert into knowledge_chunks (tenant_id, document_id, place, text) values (%(t)s, %(knowledge_documents)s,"
    " 1, 'x') returning id",
    "knowledge_embeddings": "insert into knowledge_embeddings (tenant_id, chunk_id, space, embedding) values (%(t)s, %(knowledge_chunks)s,"
    " 'm/2', '{1,0}') returning chunk_id",
    "tenant_secrets": "insert into tenant_secrets (tenant_id, name, value) values (%(t)s, 'crm', 'x') returning id",
    "leads": "insert into leads (tenant_id, contact_id, conversation_id, domain, stage) values (%(t)s, %(contacts)s,"
    " %(conversations)s, 'real_estate', 'new') returning id",
    "lead_events": "insert into lead_events (tenant_id, lead_id, kind, actor) values (%(t)s, %(leads)s, 'created', 'bot')"
    " returning id",
    "catalog_items": "insert into catalog_items (tenant_id, catalog, code, title) values (%(t)s, 'properties', '1', 'Casa')"
    " returning id",
    "notifications": "insert into notifications (tenant_id, conversation_id, channel, payload) values (%(t)s,"
    " %(conversations)s, 'page', '{}') returning id",
    "audit": "insert into audit (tenant_id, actor, action) values (%(t)s, 'system', 'made') returning id",
}


@dataclass(frozen=True, slots=True)
class Tenant:
    """A tenant with one row in each of `ROWS`; ids: what each statement returned."""

    id: TenantId
    ids: dict[str, Any]


def make_tenant(superuser_url: str, name: str = "T") -> Tenant:
    with superuser(superuser_url) as db:
        row = db.execute("insert into tenants (name) values (%s) returning id", (name,)).fetchone()
        assert row is not None
        ids: dict[str, Any] = {"t": row[0]}
        for table, statement in ROWS.items():
            made = db.execute(statement, ids).fetchone()
            assert made is not None
            ids[table] = made[0]
    return Tenant(TenantId(UUID(str(ids.pop("t")))), ids)
