"""What a tenant lets AI answer from: its documents in pieces, found by Portuguese full text without accents."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = """
create function unaccented(text) returns text language sql immutable strict parallel safe
  return translate(lower($1), 'áàâãäåéèêëíìîïóòôõöúùûüçñ', 'aaaaaaeeeeiiiiooooouuuucn');

-- Any of a question's words, not all of them: people ask in sentences.
create function words_asked(text) returns tsquery language sql immutable strict parallel safe
  return cast(replace(cast(plainto_tsquery('portuguese', unaccented($1)) as text), '&', '|') as tsquery);

create table knowledge_documents (
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null references tenants (id),
  source text not null check (source ~ '^[a-z][a-z0-9_]{0,39}$'), -- what an ai_answer node names
  title text not null check (length(title) between 1 and 200),
  kind text not null check (kind in ('text', 'pdf')),
  characters integer not null,
  added_by uuid,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id)
);
create index knowledge_documents_newest on knowledge_documents (tenant_id, created_at desc, id desc);

create table knowledge_chunks (
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null,
  document_id uuid not null,
  place integer not null, -- in the document
  text text not null check (length(text) between 1 and 4000),
  primary key (tenant_id, id),
  unique (tenant_id, document_id, place),
  foreign key (tenant_id, document_id) references knowledge_documents (tenant_id, id) on delete cascade
);
create index knowledge_chunks_words on knowledge_chunks using gin (to_tsvector('portuguese', unaccented(text)));
create index catalog_items_words on catalog_items using gin (to_tsvector('portuguese', unaccented(title))) where active;
"""


def upgrade() -> None:
    """Create both tables behind their policies."""
    execute = op.get_bind().connection.cursor().execute
    execute(TABLES)
    for table in ("knowledge_documents", "knowledge_chunks"):
        execute(
            f"alter table {table} enable row level security; alter table {table} force row level security;"
            f"create policy tenant on {table} to prosa_app"
            f" using (tenant_id = current_tenant()) with check (tenant_id = current_tenant());"
            f"grant select, insert, update, delete on {table} to prosa_app"
        )


def downgrade() -> None:
    """Production never goes down; a development database is made anew."""
    raise RuntimeError("Restore a backup or write a forward fix: this schema has no way down.")
