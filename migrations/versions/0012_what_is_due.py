"""The sweeper's indexes are the sweeper's alone.

They hold what is open of all tenants by its time. While little was open, Postgres thought them as good a way to one conversation's
open sends as that conversation's own index, and kept the plan: with a backlog each claim then read all of it. A condition that
is always true, and that only the sweeper states, keeps everything else away (`shared/store/due.py`).
"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

STATEMENTS = (
    "create index inbox_by_time on inbox (not_before) where state = 'pending' and not_before > '-infinity'",
    """create index outbox_by_time on outbox (coalesce(lease_until, not_before))
      where state in ('queued', 'sending', 'ambiguous') and coalesce(lease_until, not_before) > '-infinity'""",
    "drop index inbox_due",
    "drop index outbox_due",
)


def upgrade() -> None:
    """Replace them. The release before finds what is due by the other indexes of what is open."""
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Production never goes down; see the first migration."""
    raise RuntimeError("Restore a backup or write a forward fix: this schema has no way down.")
