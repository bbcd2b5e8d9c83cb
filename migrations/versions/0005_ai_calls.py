"""What AI was asked and what it cost: one row per call, and the row of a tenant's day that budgets lock and count on."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = """
create function tenant_today() returns date language sql stable parallel safe
  return (select (now() at time zone timezone)::date from tenants where id = current_tenant());

create table ai_days (
  tenant_id uuid not null references tenants (id),
  day date not null, -- in the tenant's timezone
  calls integer not null default 0,
  tokens bigint not null default 0, -- reserved until settled, used from then on; cost_micros likewise
  cost_micros bigint not null default 0, -- millionths of a US dollar
  primary key (tenant_id, day)
);

create table ai_calls (
  id uuid not null,
  tenant_id uuid not null references tenants (id),
  conversation_id uuid,
  task_id uuid,
  day date not null,
  node text not null default '',
  task text not null, -- extract, classify, answer, transcribe, embed
  model text not null,
  reserved_tokens integer not null,
  reserved_micros bigint not null,
  input_tokens integer, -- null until settled, and where the provider did not say
  output_tokens integer,
  tokens integer not null, -- what counts: the reserve, then what was used
  cost_micros bigint not null, -- likewise
  latency_ms integer,
  outcome text not null default 'asked', -- then ok, or why there was no answer
  created_at timestamptz not null default now(),
  settled_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, conversation_id) references conversations (tenant_id, id),
  foreign key (tenant_id, task_id) references tasks (tenant_id, id)
);
create index ai_calls_by_conversation on ai_calls (tenant_id, conversation_id, day);
create index ai_calls_newest on ai_calls (tenant_id, created_at desc, id desc);
create index ai_calls_open on ai_calls (tenant_id, task_id) where settled_at is null;
"""


def upgrade() -> None:
    """Create both tables behind their policies, and the tenant's word on personal data."""
    execute = op.get_bind().connection.cursor().execute
    execute(TABLES)
    for table in ("ai_days", "ai_calls"):
        execute(
            f"alter table {table} enable row level security; alter table {table} force row level security;"
            f"create policy tenant on {table} to prosa_app"
            f" using (tenant_id = current_tenant()) with check (tenant_id = current_tenant());"
            f"grant select, insert, update, delete on {table} to prosa_app"
        )
    execute(
        "alter table tenants add column ai_sees_personal_data boolean not null default false;"
        "grant update (ai_sees_personal_data) on tenants to prosa_app"
    )


def downgrade() -> None:
    """Production never goes down; a development database is made anew."""
    raise RuntimeError("Restore a backup or write a forward fix: this schema has no way down.")
