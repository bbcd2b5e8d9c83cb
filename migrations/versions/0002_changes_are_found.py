"""Indexes for the poll of the admin page: which conversations and messages changed lately."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Messages: a block-range index, because statuses are the bulk of the writes and it lets an update stay on its page
# (Postgres 16: summarising indexes do not count against HOT), while a change of the last seconds lies in few blocks.
STATEMENTS = (
    "create index conversations_changed on conversations (tenant_id, updated_at)",
    "create index messages_changed on messages using brin (status_at) with (pages_per_range = 16, autosummarize = on)",
)


def upgrade() -> None:
    """Add them; both tables are small or empty where this release is the first."""
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Production never goes down; see the first migration."""
    raise RuntimeError("Restore a backup or write a forward fix: this schema has no way down.")
