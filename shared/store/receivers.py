"""The processes that take webhooks in, and when our receiving last had a gap: the ground for settling unknown sends."""

from datetime import timedelta
from uuid import UUID

from shared.store.database import Tx

FORGOTTEN_AFTER = timedelta(days=1)  # rows of processes that are long gone


def beat(tx: Tx, *, receiver: UUID, silent_for: timedelta, had_gap: bool) -> None:
    """Queue: this process lives and says something again within `silent_for`. had_gap: it could not store a webhook lately."""
    tx.execute(
        "insert into receivers (id, next_by, gap_at) values (%(id)s, now() + %(silent)s, case when %(gap)s then now() end)"
        " on conflict (id) do update set seen_at = now(), next_by = now() + %(silent)s,"
        "  gap_at = case when %(gap)s or receivers.next_by < now() then now() else receivers.gap_at end",
        {"id": receiver, "silent": silent_for, "gap": had_gap},
    )


def leave(tx: Tx, *, receiver: UUID) -> None:
    """Queue: this process goes in good order; rows of the long gone go with it."""
    tx.execute("update receivers set left_at = now() where id = %s", (receiver,))
    tx.execute("delete from receivers where greatest(seen_at, next_by) < now() - %s", (FORGOTTEN_AFTER,))
