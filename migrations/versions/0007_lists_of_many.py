"""Indexes for lists of those who have much: their length no longer counts, only that of the page."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# By `./prosa bench growth`, for a tenant with 1,000 conversations: a page of 50 looked at 36,720 rows of leads, a stage's
# leads and the dead letters at all there are; the tenants' list at all tenants.
STATEMENTS = (
    "create index leads_of_conversation on leads (tenant_id, conversation_id, created_at desc, id)",
    "create index leads_of_stage on leads (tenant_id, stage, updated_at desc, id desc) include (value_cents)",
    "create index inbox_dead on inbox (tenant_id, id desc) where state = 'dead'",
    "create index tenants_newest on tenants (created_at desc, id desc)",
)


def upgrade() -> None:
    """Add them."""
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Production never goes down; see the first migration."""
    raise RuntimeError("Restore a backup or write a forward fix: this schema has no way down.")
