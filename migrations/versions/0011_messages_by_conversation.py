"""A conversation's messages are found by the conversation alone, so that nothing else is looked for by way of them.

With the tenant in front, Postgres 18 also looked a message up by its id there ("skip scan"), when it thought that a tenant has
some 200 messages: for one with many more, a status read a thousand blocks (`./prosa bench growth`). Row security keeps tenants
apart as before; ids of conversations are random.
"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

STATEMENTS = (
    "create index messages_by_conversation on messages (conversation_id, created_at desc, id desc)",
    "drop index messages_of_conversation",
)


def upgrade() -> None:
    """Replace the index."""
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Production never goes down; see the first migration."""
    raise RuntimeError("Restore a backup or write a forward fix: this schema has no way down.")
