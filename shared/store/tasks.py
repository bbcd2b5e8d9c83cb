"""Slow effects of turns: claimed before the call leaves, answered by a turn, done in that turn's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import TupleRow
from psycopg.types.json import Jsonb

from shared.domain.ids import ConversationId
from shared.store.database import Tx

Cursor = psycopg.Cursor[TupleRow]
MAX_ATTEMPTS = 5  # of one task whose answer cannot be taken in; then it is given up
LEASE = timedelta(seconds=90)  # longer than any call may take (HTTP 30 s)


@dataclass(frozen=True, slots=True)
class NewTask:
    """kind: http | model."""

    key: str
    kind: str
    request: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Task:
    """A task that this process may do now.

    attempt: above 1 = an earlier try was lost and may have had its effect. waited: since the turn that asked.
    """

    id: UUID
    conversation: ConversationId
    key: str
    kind: str
    request: dict[str, Any]
    attempt: int
    waited: timedelta


def store_tasks(tx: Tx, *, conversation: ConversationId, tasks: Sequence[NewTask]) -> None:
    """Queue the insert; a task already there (same key) is left alone."""
    for task in tasks:
        tx.execute(
            "insert into tasks (tenant_id, conversation_id, key, kind, request) values (current_tenant(), %s, %s, %s, %s)"
            " on conflict do nothing",
            (conversation, task.key, task.kind, Jsonb(task.request)),
        )


def claim_task(tx: Tx, *, conversation: ConversationId, token: UUID, model_lease: timedelta = LEASE) -> Cursor:
    """Queue: claim the conversation's oldest open task if it is due or its lease ran out; rows are for `as_task`.

    model_lease: of a task for a model; longer than the model may take. A suspended tenant's tasks wait. Asking again with
    the same token gives the same claim.
    """
    return tx.execute(
        "update tasks t set state = 'running', attempt = t.attempt + (t.claimed_by is distinct from %(token)s)::int,"
        " claimed_by = %(token)s, lease_until = now() + case t.kind when 'model' then %(model_lease)s else %(lease)s end"
        " where t.tenant_id = current_tenant() and t.id = (select id from tasks where tenant_id = current_tenant()"
        "   and conversation_id = %(conversation)s and state <> 'done' order by created_at, id limit 1)"
        " and ((t.state = 'queued' and t.not_before <= now()) or (t.state = 'running' and (t.lease_until < now()"
        "   or t.claimed_by = %(token)s)))"
        " and exists (select from tenants where id = current_tenant() and status = 'active')"
        " returning t.id, t.conversation_id, t.key, t.kind, t.request, t.attempt, now() - t.created_at",
        {"token": token, "lease": LEASE, "model_lease": model_lease, "conversation": conversation},
    )


def as_task(row: TupleRow | None) -> Task | None:
    return Task(row[0], ConversationId(row[1]), *row[2:]) if row else None


def finish_task(tx: Tx, *, task: Task, outcome: str) -> bool:
    """Mark it done; False when another attempt has answered it, and this answer must change nothing."""
    row = tx.execute(
        "update tasks set state = 'done', outcome = %s, done_at = now(), lease_until = null"
        " where tenant_id = current_tenant() and id = %s and attempt = %s and state = 'running' returning id",
        (outcome, task.id, task.attempt),
    ).fetchone()
    return row is not None


def put_off(tx: Tx, *, task: Task, pause: timedelta) -> None:
    """Queue: its answer could not be taken in; another attempt may be made after the pause."""
    tx.execute(
        "update tasks set lease_until = now() + %s where tenant_id = current_tenant() and id = %s and attempt = %s"
        " and state = 'running'",
        (pause, task.id, task.attempt),
    )


def sealed_secret(tx: Tx, *, name: str) -> tuple[UUID, bytes] | None:
    """The row and the encrypted value of a tenant's secret."""
    row = tx.execute(
        "select id, value from tenant_secrets where tenant_id = current_tenant() and name = %s", (name,)
    ).fetchone()
    return (row[0], bytes(row[1])) if row else None
