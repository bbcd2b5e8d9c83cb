"""What pieces of knowledge mean, as vectors beside their words; and which documents wait for theirs.

Plain arrays, so that the schema is the same where pgvector is missing; it compares them where it is there (migrations/env.py).
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLES = """
alter table knowledge_documents
  add column embedded_in text not null default '', -- the model and length of its vectors; another one than ours = it waits
  add column embed_after timestamptz not null default now(), -- when it may be asked for; while somebody asks, until when it is theirs
  add column embed_attempts smallint not null default 0;
create index knowledge_documents_waiting on knowledge_documents (embedded_in, embed_after);

create table knowledge_embeddings (
  tenant_id uuid not null,
  chunk_id uuid not null,
  space text not null, -- only vectors of one space can be compared
  embedding real[] not null check (cardinality(embedding) between 1 and 4096),
  primary key (tenant_id, chunk_id),
  foreign key (tenant_id, chunk_id) references knowledge_chunks (tenant_id, id) on delete cascade
);
alter table knowledge_embeddings alter column embedding set storage external; -- numbers do not compress
"""
POLICIES = """
alter table knowledge_embeddings enable row level security;
alter table knowledge_embeddings force row level security;
create policy tenant on knowledge_embeddings to prosa_app
  using (tenant_id = current_tenant()) with check (tenant_id = current_tenant());
grant select, insert, update, delete on knowledge_embeddings to prosa_app;
create policy door on knowledge_documents for select to prosa_door using (true);
grant select (tenant_id, embedded_in, embed_after) on knowledge_documents to prosa_door;
"""


def upgrade() -> None:
    """Add the table behind its policy."""
    execute = op.get_bind().connection.cursor().execute
    execute(TABLES)
    execute(POLICIES)


def downgrade() -> None:
    """Production never goes down; a development database is made anew."""
    raise RuntimeError("Restore a backup or write a forward fix: this schema has no way down.")
