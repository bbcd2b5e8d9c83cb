"""The index of the conversations that people have: few among many, and the first thing an agent asks for."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# By `./prosa bench growth`: where people have one conversation in fifty, a page walked 2,596 conversations to find 51.
STATEMENT = (
    "create index conversations_of_people on conversations (tenant_id, last_message_at desc nulls last, id desc)"
    " where owner = 'human'"
)


def upgrade() -> None:
    """Add it."""
    op.execute(STATEMENT)


def downgrade() -> None:
    """Production never goes down; see the first migration."""
    raise RuntimeError("Restore a backup or write a forward fix: this schema has no way down.")
