"""The tables that the admin side reads and writes, as SQLAlchemy sees them; a test compares them with the migrated schema."""

from typing import Any

from sqlalchemy import (
    REAL,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Identity,
    Integer,
    LargeBinary,
    MetaData,
    Row,
    SmallInteger,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

metadata = MetaData()
AnyRow = Row[*tuple[Any, ...]]  # a row whose columns the reader names


def _id() -> Column[Any]:
    return Column("id", Uuid, primary_key=True, server_default=text("gen_random_uuid()"))


def _serial() -> Column[Any]:
    return Column("id", BigInteger, Identity(always=True), primary_key=True)


def _tenant() -> Column[Any]:
    return Column("tenant_id", Uuid, primary_key=True)


def _one(name: str, kind: Any, default: str | None = None) -> Column[Any]:
    """A column that always has a value; `default` is the server's, as SQL."""
    return Column(name, kind, nullable=False, server_default=None if default is None else text(default))


def _maybe(name: str, kind: Any) -> Column[Any]:
    return Column(name, kind)


def _at(name: str) -> Column[Any]:
    return Column(name, DateTime(timezone=True))


def _since(name: str) -> Column[Any]:
    return Column(name, DateTime(timezone=True), nullable=False, server_default=text("now()"))


tenants = Table(
    "tenants",
    metadata,
    _id(),
    _one("name", Text),
    _one("status", Text, "'active'"),
    _one("domain", Text, "'real_estate'"),
    _one("timezone", Text, "'America/Sao_Paulo'"),
    _one("locale", Text, "'pt-BR'"),
    _one("limits", JSONB, "'{}'"),
    _maybe("business_hours", JSONB),
    _since("created_at"),
    _since("updated_at"),
    _one("ai_sees_personal_data", Boolean, "false"),
)

users = Table(
    "users",
    metadata,
    _id(),
    _tenant(),
    _one("email", Text),
    _one("name", Text, "''"),
    _one("role", Text),
    _one("password_hash", Text),
    _one("session_epoch", Integer, "1"),
    _at("deactivated_at"),
    _since("created_at"),
    _since("updated_at"),
)

sessions = Table(
    "sessions",
    metadata,
    _id(),
    _tenant(),
    _one("user_id", Uuid),
    _one("family", Uuid),
    _one("token_hash", LargeBinary),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    _at("used_at"),
    _at("revoked_at"),
    _since("created_at"),
)

invites = Table(
    "invites",
    metadata,
    _id(),
    _tenant(),
    _one("email", Text),
    _one("role", Text),
    _one("token_hash", LargeBinary),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    _at("accepted_at"),
    _at("revoked_at"),
    _since("created_at"),
)

whatsapp_accounts = Table(
    "whatsapp_accounts",
    metadata,
    _id(),
    _tenant(),
    _one("phone_number_id", Text),
    _maybe("waba_id", Text),
    _maybe("display_phone_number", Text),
    _maybe("access_token", LargeBinary),
    _maybe("access_token_hint", Text),
    _maybe("app_secret", LargeBinary),
    _maybe("app_secret_hint", Text),
    _one("status", Text, "'connected'"),
    _maybe("attention_reason", Text),
    _since("created_at"),
    _since("updated_at"),
)

flows = Table(
    "flows",
    metadata,
    _id(),
    _tenant(),
    _one("domain", Text),
    _one("name", Text),
    _one("draft", JSONB),
    _one("draft_revision", Integer, "1"),
    _maybe("draft_by", Uuid),
    _one("latest_version", Integer, "0"),
    _at("archived_at"),
    _since("created_at"),
    _since("updated_at"),
)

flow_versions = Table(
    "flow_versions",
    metadata,
    _id(),
    _tenant(),
    _one("flow_id", Uuid),
    _one("number", Integer),
    _one("definition", JSONB),
    _one("note", Text, "''"),
    _maybe("forced_reason", Text),
    _maybe("published_by", Uuid),
    _since("created_at"),
)

publications = Table(
    "publications",
    metadata,
    _tenant(),
    Column("domain", Text, primary_key=True),
    _one("flow_id", Uuid),
    _one("flow_version_id", Uuid),
    _one("running", Text, "'finish'"),
    _since("published_at"),
)

contacts = Table(
    "contacts",
    metadata,
    _id(),
    _tenant(),
    _one("name", Text, "''"),
    _one("profile_name", Text, "''"),
    _maybe("phone", Text),
    _maybe("email", Text),
    _one("fields", JSONB, "'{}'"),
    _at("opted_out_at"),
    _at("marketing_opted_out_at"),
    _at("unreachable_at"),
    _maybe("merged_into", Uuid),
    _since("created_at"),
    _since("updated_at"),
)

conversations = Table(
    "conversations",
    metadata,
    _id(),
    _tenant(),
    _one("account_id", Uuid),
    _one("contact_id", Uuid),
    _one("owner", Text, "'bot'"),
    _maybe("owner_user_id", Uuid),
    _maybe("team", Text),
    _maybe("flow_version_id", Uuid),
    _maybe("state", JSONB),
    _one("turns", Integer, "0"),
    _one("sends", Integer, "0"),
    _maybe("send_to", Text),
    _maybe("send_to_kind", Text),
    _at("last_incoming_at"),
    _at("last_message_at"),
    _one("last_preview", Text, "''"),
    _one("unread", Integer, "0"),
    _maybe("merged_into", Uuid),
    _one("pair_level", REAL, "0"),
    _since("pair_at"),
    _since("created_at"),
    _since("updated_at"),
)

messages = Table(
    "messages",
    metadata,
    _id(),
    _tenant(),
    _one("conversation_id", Uuid),
    _one("account_id", Uuid),
    _one("direction", Text),
    _one("author", Text),
    _maybe("user_id", Uuid),
    _maybe("wamid", Text),
    _one("kind", Text),
    _one("text", Text, "''"),
    _one("content", JSONB),
    _maybe("node", Text),
    _maybe("turn", Integer),
    _one("status", Text, "'received'"),
    _since("status_at"),
    _maybe("error_code", Integer),
    _maybe("error_title", Text),
    _maybe("pricing", JSONB),
    _since("sent_at"),
    _since("created_at"),
)

leads = Table(
    "leads",
    metadata,
    _id(),
    _tenant(),
    _one("contact_id", Uuid),
    _one("conversation_id", Uuid),
    _one("domain", Text),
    _one("stage", Text),
    _one("fields", JSONB, "'{}'"),
    _one("summary", JSONB, "'[]'"),
    _one("tags", ARRAY(Text), "'{}'"),
    _maybe("value_cents", BigInteger),
    _maybe("owner_user_id", Uuid),
    _at("closed_at"),
    _since("created_at"),
    _since("updated_at"),
)

lead_events = Table(
    "lead_events",
    metadata,
    _serial(),
    _tenant(),
    _one("lead_id", Uuid),
    _one("kind", Text),
    _one("actor", Text),
    _one("detail", JSONB, "'{}'"),
    _since("at"),
)

knowledge_documents = Table(
    "knowledge_documents",
    metadata,
    _id(),
    _tenant(),
    _one("source", Text),
    _one("title", Text),
    _one("kind", Text),
    _one("characters", Integer),
    _maybe("added_by", Uuid),
    _since("created_at"),
    _one("embedded_in", Text, "''"),
    _since("embed_after"),
    _one("embed_attempts", SmallInteger, "0"),
)

knowledge_chunks = Table(
    "knowledge_chunks",
    metadata,
    _id(),
    _tenant(),
    _one("document_id", Uuid),
    _one("place", Integer),
    _one("text", Text),
)

ai_days = Table(
    "ai_days",
    metadata,
    _tenant(),
    Column("day", Date, primary_key=True),
    _one("calls", Integer, "0"),
    _one("tokens", BigInteger, "0"),
    _one("cost_micros", BigInteger, "0"),
)

ai_calls = Table(
    "ai_calls",
    metadata,
    Column("id", Uuid, primary_key=True),
    _tenant(),
    _maybe("conversation_id", Uuid),
    _maybe("task_id", Uuid),
    _one("day", Date),
    _one("node", Text, "''"),
    _one("task", Text),
    _one("model", Text),
    _one("reserved_tokens", Integer),
    _one("reserved_micros", BigInteger),
    _maybe("input_tokens", Integer),
    _maybe("output_tokens", Integer),
    _one("tokens", Integer),
    _one("cost_micros", BigInteger),
    _maybe("latency_ms", Integer),
    _one("outcome", Text, "'asked'"),
    _since("created_at"),
    _at("settled_at"),
)

audit = Table(
    "audit",
    metadata,
    _serial(),
    _maybe("tenant_id", Uuid),
    _one("actor", Text),
    _one("action", Text),
    _one("target", Text, "''"),
    _one("detail", JSONB, "'{}'"),
    _one("correlation_id", Text, "''"),
    _since("at"),
)
