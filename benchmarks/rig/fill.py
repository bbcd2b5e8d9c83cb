"""Fills a database with as many tenants and conversations as asked for, each a copy of one that the product has really led.

Rows lie as production would have them: by time, tenants mixed, half a year of them. Indexes and keys are taken away first
and made again afterwards from their own definitions, which is many times faster; then everything is vacuumed and analysed.
"""

import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import psycopg
from psycopg import sql

from benchmarks.rig.agency import Agency

BIG_SHARE = 19  # every 19th conversation is the first tenant's: a large customer among small ones; shares no factor with tenants
FILLED = (
    "tenants", "users", "whatsapp_accounts", "flows", "flow_versions", "publications", "contacts", "contact_identifiers",
    "conversations", "messages", "inbox", "outbox", "turns", "leads", "lead_events",
)  # fmt: skip
# i: a conversation; n: its tenant; at: when it was. Ids are made of both, so that each table can be filled by itself.
EACH = (
    "select i, case when i % {big} = 0 then 1 else 1 + i % {tenants} end as n,"
    " now() - interval '180 days' * (1 - i::float8 / {conversations}) - interval '1 hour' as at"
    " from generate_series(1, {conversations}) i"
)
TENANTS = {
    "tenants": "insert into tenants (id, name, created_at) select md5('t' || n)::uuid, 'Agency ' || n, now() - n * interval '1 minute'"
    " from generate_series(1, {tenants}) n",
    "users": "insert into users (tenant_id, id, email, role, password_hash)"
    " select md5('t' || n)::uuid, md5('u' || n)::uuid, n || '@example.org', 'admin', '-' from generate_series(1, {tenants}) n",
    "whatsapp_accounts": "insert into whatsapp_accounts (tenant_id, id, phone_number_id)"
    " select md5('t' || n)::uuid, md5('a' || n)::uuid, (100000000000000 + n)::text from generate_series(1, {tenants}) n",
    "flows": "insert into flows (tenant_id, id, domain, name, draft, latest_version)"
    " select md5('t' || n)::uuid, md5('f' || n)::uuid, s.domain, s.name, s.draft, 1"
    " from generate_series(1, {tenants}) n, flows s where s.tenant_id = {sample}",
    "flow_versions": "insert into flow_versions (tenant_id, id, flow_id, number, definition)"
    " select md5('t' || n)::uuid, md5('w' || n)::uuid, md5('f' || n)::uuid, 1, s.definition"
    " from generate_series(1, {tenants}) n, flow_versions s where s.tenant_id = {sample}",
    "publications": "insert into publications (tenant_id, domain, flow_id, flow_version_id)"
    " select md5('t' || n)::uuid, s.domain, md5('f' || n)::uuid, md5('w' || n)::uuid"
    " from generate_series(1, {tenants}) n, publications s where s.tenant_id = {sample}",
}
CONVERSATIONS = {
    "contacts": "insert into contacts (tenant_id, id, name, profile_name, phone, created_at, updated_at)"
    " select md5('t' || n)::uuid, md5('k' || i)::uuid, 'Pessoa ' || i, s.profile_name, '+5511' || lpad(i::text, 9, '0'), at, at"
    " from each, contacts s where s.tenant_id = {sample}",
    "contact_identifiers": "insert into contact_identifiers (tenant_id, kind, value, contact_id, created_at)"
    " select md5('t' || n)::uuid, s.kind, case s.kind when 'bsuid' then 'BR.' else '' end || '5511' || lpad(i::text, 9, '0'),"
    "  md5('k' || i)::uuid, at from each, contact_identifiers s where s.tenant_id = {sample}",
    "conversations": "insert into conversations (tenant_id, id, account_id, contact_id, owner, flow_version_id, state, turns, sends,"
    "  send_to, send_to_kind, last_incoming_at, last_message_at, last_preview, pair_at, created_at, updated_at)"
    " select md5('t' || n)::uuid, md5('v' || i)::uuid, md5('a' || n)::uuid, md5('k' || i)::uuid,"
    "  case when i % 50 = 1 then 'human' else 'bot' end, md5('w' || n)::uuid, s.state, s.turns, s.sends,"
    "  '5511' || lpad(i::text, 9, '0'), 'wa_id', at, at, s.last_preview, at, at, at"
    " from each, conversations s where s.tenant_id = {sample}",
    "messages": "insert into messages (tenant_id, id, conversation_id, account_id, direction, author, wamid, kind, text, content, node,"
    "  turn, status, status_at, sent_at, created_at)"
    " select md5('t' || n)::uuid, md5(s.direction || i)::uuid, md5('v' || i)::uuid, md5('a' || n)::uuid, s.direction, s.author,"
    "  'wamid.' || s.direction || i, s.kind, s.text, s.content, s.node, s.turn,"
    "  case s.direction when 'in' then 'received' else 'sent' end, at, at, at + case s.direction when 'in' then interval '0' else interval '1 s' end"
    " from each, messages s where s.tenant_id = {sample}",
    "inbox": "insert into inbox (tenant_id, account_id, kind, dedupe_key, sender, wa_id, bsuid, profile_name, sent_at, item, state,"
    "  not_before, received_at, done_at)"
    " select md5('t' || n)::uuid, md5('a' || n)::uuid, s.kind, 'wamid.in' || i, 'BR.5511' || lpad(i::text, 9, '0'),"
    "  '5511' || lpad(i::text, 9, '0'), 'BR.5511' || lpad(i::text, 9, '0'), s.profile_name, at, s.item, 'done', at, at, at"
    " from each, inbox s where s.tenant_id = {sample}",
    "outbox": "insert into outbox (tenant_id, id, conversation_id, account_id, message_id, turn, step, position, payload, state,"
    "  attempt, claimed_by, not_before, wamid, created_at, done_at)"
    " select md5('t' || n)::uuid, md5('o' || i)::uuid, md5('v' || i)::uuid, md5('a' || n)::uuid, md5('out' || i)::uuid, s.turn, s.step,"
    "  s.position, s.payload, 'sent', 1, md5('c' || i)::uuid, at, 'wamid.out' || i, at, at"
    " from each, outbox s where s.tenant_id = {sample}",
    "turns": "insert into turns (tenant_id, conversation_id, number, flow_version_id, event, facts, effects, trace, state, now, created_at)"
    " select md5('t' || n)::uuid, md5('v' || i)::uuid, s.number, md5('w' || n)::uuid, s.event, s.facts, s.effects, s.trace, s.state, at, at"
    " from each, turns s where s.tenant_id = {sample}",
    "leads": "insert into leads (tenant_id, id, contact_id, conversation_id, domain, stage, fields, value_cents, created_at, updated_at)"
    " select md5('t' || n)::uuid, md5('l' || i)::uuid, md5('k' || i)::uuid, md5('v' || i)::uuid, 'real_estate',"
    "  (array['new', 'qualified', 'visit', 'proposal', 'won'])[1 + i % 5], '{{\"budget\": 250000}}', 25000000, at, at"
    " from each where i % 2 = 0 or i % 3 = 0",
    "lead_events": "insert into lead_events (tenant_id, lead_id, kind, actor, at)"
    " select md5('t' || n)::uuid, md5('l' || i)::uuid, 'created', 'bot', at from each where i % 2 = 0 or i % 3 = 0",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Size:
    """How much a database holds. Each conversation has two messages."""

    tenants: int
    conversations: int

    @property
    def name(self) -> str:
        return f"{self.tenants:,} tenants, {self.conversations:,} conversations"

    def tenant_of(self, conversation: int) -> int:
        return 1 if conversation % BIG_SHARE == 0 else 1 + conversation % self.tenants


def number_of(tenant: int) -> str:
    """The phone number id of a filled tenant."""
    return str(100_000_000_000_000 + tenant)


def contact_of(conversation: int) -> str:
    """The wa_id of a filled conversation."""
    return f"5511{conversation:09d}"


def fill(superuser_url: str, sample: Agency, size: Size, told: Callable[[int, int], object]) -> None:
    """Copy the sample's one conversation; the sample stays beside the copies. Two sessions work at once."""
    with psycopg.connect(superuser_url, autocommit=True) as db:
        keys, foreign = _take_keys(db)
    values = {"tenants": sql.Literal(size.tenants), "sample": sql.Literal(sample.tenant)}
    rows = [sql.SQL(statement).format(**values) for statement in (TENANTS | CONVERSATIONS).values()]
    rows.sort(key=lambda statement: "into turns" not in statement.as_string())  # the largest first
    done, of = itertools.count(1), len(rows) + len(keys) + len(foreign) + 1
    with ThreadPoolExecutor(2) as sessions:
        for statements in (rows, [sql.SQL(key) for key in keys]):
            for _ in sessions.map(lambda statement: _alone(superuser_url, size, statement), statements):
                told(next(done), of)
    with psycopg.connect(superuser_url, autocommit=True) as db:
        for key in foreign:
            db.execute(key.encode())
            told(next(done), of)
        db.execute("vacuum (analyze, parallel 0)")
        db.execute("checkpoint")


def _alone(superuser_url: str, size: Size, statement: sql.SQL | sql.Composed) -> None:
    """Run one statement in a session of its own, where no trigger checks what is true by construction."""
    with psycopg.connect(superuser_url, autocommit=True) as db:
        db.execute(
            "set session_replication_role = replica; set maintenance_work_mem = '512MB'; set synchronous_commit = off"
        )
        each = sql.SQL("create temp view each as ") + sql.SQL(EACH).format(
            big=sql.Literal(BIG_SHARE), tenants=sql.Literal(size.tenants), conversations=sql.Literal(size.conversations)
        )
        db.execute(each)
        db.execute(statement)


def _take_keys(db: psycopg.Connection[tuple[object, ...]]) -> tuple[list[str], list[str]]:
    """Drop the keys and indexes of the tables to fill; gives the statements that make them again: keys and indexes; then foreign keys.

    Foreign keys come back unvalidated, which changes nothing for new rows.
    """
    keys = db.execute(
        "select conrelid::regclass::text, conname, pg_get_constraintdef(oid), contype = 'f' from pg_constraint"
        " where connamespace = 'public'::regnamespace and contype in ('p', 'u', 'f')"
        "  and (conrelid::regclass::text = any(%(filled)s) or confrelid::regclass::text = any(%(filled)s))"
        " order by contype = 'f' desc, contype = 'p' desc",
        {"filled": list(FILLED)},
    ).fetchall()
    indexes = db.execute(
        "select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index where indrelid::regclass::text = any(%s)"
        " and indexrelid not in (select conindid from pg_constraint)",
        (list(FILLED),),
    ).fetchall()
    for table, name, *_ in keys:
        db.execute(f'alter table {table} drop constraint "{name}"'.encode())
    for name, _ in indexes:
        db.execute(f"drop index {name}".encode())
    own = [f'alter table {table} add constraint "{name}" {made}' for table, name, made, foreign in keys if not foreign]
    foreign = [
        f'alter table {table} add constraint "{name}" {made} not valid'
        for table, name, made, foreign in keys
        if foreign
    ]
    return [*own, *(str(made) for _, made in indexes)], foreign
