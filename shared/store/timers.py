"""Timers of conversations, on database time: silence, waiting, the end of a session."""

from datetime import datetime, timedelta

from shared.domain.ids import ConversationId
from shared.store.database import Tx

MAX_ATTEMPTS = 5  # failed runs of one timer; then it is given up and the conversation goes on


def set_timer(tx: Tx, *, conversation: ConversationId, key: str, due: datetime) -> None:
    """Queue: the same key replaces."""
    tx.execute(
        "insert into timers (tenant_id, conversation_id, key, due) values (current_tenant(), %s, %s, %s)"
        " on conflict (tenant_id, conversation_id, key) do update set due = excluded.due, attempts = 0",
        (conversation, key, due),
    )


def cancel_timer(tx: Tx, *, conversation: ConversationId, key: str) -> None:
    tx.execute(
        "delete from timers where tenant_id = current_tenant() and conversation_id = %s and key = %s",
        (conversation, key),
    )


def take_due(tx: Tx, *, conversation: ConversationId) -> str | None:
    """Remove and return the key of the oldest timer that is due; part of the transaction of its turn."""
    row = tx.execute(
        "delete from timers where tenant_id = current_tenant() and conversation_id = %s and key = (select key from timers"
        "  where tenant_id = current_tenant() and conversation_id = %s and due <= now() order by due, key limit 1) returning key",
        (conversation, conversation),
    ).fetchone()
    return str(row[0]) if row else None


def note_failure(tx: Tx, *, conversation: ConversationId, pause: timedelta) -> None:
    """Queue: the turn of the oldest due timer failed: it is due again after a pause that doubles, and gone after MAX_ATTEMPTS."""
    tx.execute(
        "update timers set attempts = attempts + 1, due = now() + %s * power(2, attempts)"
        " where tenant_id = current_tenant() and conversation_id = %s and key = (select key from timers"
        "  where tenant_id = current_tenant() and conversation_id = %s and due <= now() order by due, key limit 1)",
        (pause, conversation, conversation),
    )
    tx.execute(
        "delete from timers where tenant_id = current_tenant() and conversation_id = %s and attempts >= %s",
        (conversation, MAX_ATTEMPTS),
    )
