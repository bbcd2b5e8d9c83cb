"""Slow effects: what a turn asked of another system, done outside of any transaction and answered by a turn of its own."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TASKS = """
create table tasks (
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null,
  conversation_id uuid not null,
  key text not null, -- the effect's; its answer carries it
  kind text not null check (kind in ('http', 'model')),
  request jsonb not null,
  state text not null default 'queued' check (state in ('queued', 'running', 'done')),
  attempt smallint not null default 0,
  claimed_by uuid,
  lease_until timestamptz,
  not_before timestamptz not null default now(),
  outcome text, -- ok, or the error's code; what came back is in the record of the turn that took it
  created_at timestamptz not null default now(),
  done_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, conversation_id, key),
  foreign key (tenant_id, conversation_id) references conversations (tenant_id, id)
);
create index tasks_due on tasks (coalesce(lease_until, not_before)) where state <> 'done';
create index tasks_open on tasks (tenant_id, conversation_id, created_at) where state <> 'done';

create table tenant_secrets ( -- what HTTP nodes name in their headers; the engine never sees the values
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null references tenants (id),
  name text not null check (name ~ '^[A-Za-z0-9_.-]{1,64}$'),
  value bytea not null, -- encrypted, bound to (tenant, row, column)
  hint text not null default '',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, name)
);
"""
DOOR = """
create policy door on tasks for select to prosa_door using (true);
grant select (id, tenant_id, conversation_id, kind, state, not_before, lease_until, created_at) on tasks to prosa_door;
"""


def upgrade() -> None:
    """Create both tables behind their policies."""
    execute = op.get_bind().connection.cursor().execute
    execute(TASKS)
    for table in ("tasks", "tenant_secrets"):
        execute(
            f"alter table {table} enable row level security; alter table {table} force row level security;"
            f"create policy tenant on {table} to prosa_app"
            f" using (tenant_id = current_tenant()) with check (tenant_id = current_tenant());"
            f"grant select, insert, update, delete on {table} to prosa_app"
        )
    execute(DOOR)


def downgrade() -> None:
    """Production never goes down; a development database is made anew."""
    raise RuntimeError("Restore a backup or write a forward fix: this schema has no way down.")
