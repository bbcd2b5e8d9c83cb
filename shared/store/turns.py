"""The record of every turn: event, facts, version, effects and the state after, so that it can be replayed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from shared.domain.ids import ConversationId, FlowVersionId
from shared.store.database import Tx


@dataclass(frozen=True, slots=True)
class Turn:
    """One step of the engine; all parts are the JSON of `shared.engine.codec`. now: the time the engine was given."""

    number: int
    version: FlowVersionId
    event: Mapping[str, Any]
    facts: Mapping[str, Any]
    effects: Sequence[Mapping[str, Any]]
    trace: Sequence[Any]
    state: Mapping[str, Any]
    now: datetime


def record(tx: Tx, *, conversation: ConversationId, turn: Turn) -> None:
    """Queue the insert. A second turn with the same number is refused by the primary key."""
    tx.execute(
        "insert into turns (tenant_id, conversation_id, number, flow_version_id, event, facts, effects, trace, state, now)"
        " values (current_tenant(), %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (
            conversation, turn.number, turn.version, Jsonb(dict(turn.event)), Jsonb(dict(turn.facts)), Jsonb(list(turn.effects)),
            Jsonb(list(turn.trace)), Jsonb(dict(turn.state)), turn.now,
        ),
    )  # fmt: skip


def definition_of(tx: Tx, *, version: FlowVersionId) -> dict[str, Any] | None:
    """The definition of a version; immutable, so that it may be kept for ever."""
    row = tx.execute(
        "select definition from flow_versions where tenant_id = current_tenant() and id = %s", (version,)
    ).fetchone()
    return row[0] if row else None


def definition_by_key(tx: Tx, *, key: str, number: int | None) -> tuple[dict[str, Any], int] | None:
    """A sub-flow by its key (the flow's name or the definition's own key): (definition, number), newest or the one given."""
    row = tx.execute(
        "select v.definition, v.number from flow_versions v join flows f on f.tenant_id = v.tenant_id and f.id = v.flow_id"
        " where v.tenant_id = current_tenant() and (v.definition ->> 'key' = %s or f.name = %s) and (%s::int is null or v.number = %s)"
        " order by f.archived_at is null desc, v.number desc, v.created_at desc, v.id limit 1",
        (key, key, number, number),
    ).fetchone()
    return (row[0], row[1]) if row else None
