"""The inbox: every webhook item, stored once before we answer 200, until a turn has taken it in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg
from psycopg.rows import TupleRow

from shared.domain.ids import AccountId, InboxId, PhoneNumberId
from shared.store.database import Tx
from shared.whatsapp.payload import Change, Item, item_from_bytes, item_to_bytes

MAX_ATTEMPTS = 5  # failed runs of one item; then it is dead and the conversation goes on (M3)
Cursor = psycopg.Cursor[TupleRow]
TAKEN_AT_ONCE = 20  # messages of one contact in one turn; the rest follow in the next


# Kinds that a conversation takes in, in their order; the rest is done at once (statuses) or only kept.
FOR_A_CONVERSATION = {"message", "echo", "standby_message", "standby_echo", "handover", "preference", "system"}


@dataclass(frozen=True, slots=True)
class Pending:
    """An item waiting for its turn. item: the bytes of Meta's object. wa_id, bsuid: exactly as they came. attempts: failed runs."""

    id: InboxId
    item: bytes
    kind: str
    received_at: datetime
    wa_id: str | None
    bsuid: str | None
    attempts: int


def store_items(tx: Tx, *, items: Sequence[tuple[AccountId, Item]]) -> Cursor:
    """Queue the insert of items of the entered tenant; known ones are left alone.

    Reading the cursor gives (account_id, sender, kind, dedupe_key, state) of each row that is new. Statuses are stored as done: they
    are applied in the same transaction (`shared.store.messages.apply_statuses`).
    """
    columns: list[list[Any]] = [[] for _ in range(12)]
    for account, item in items:
        row = (
            account, item.kind, item.key, item.sender, item.wa_id, item.bsuid, item.parent_bsuid, item.profile_name,
            item.sent_at, item.raw, _first_state(item), item.fault,
        )  # fmt: skip
        for column, value in zip(columns, row, strict=True):
            column.append(value)
    return tx.execute(
        "insert into inbox (tenant_id, account_id, kind, dedupe_key, sender, wa_id, bsuid, parent_bsuid, profile_name,"
        " sent_at, item, state, reason)"
        " select current_tenant(), account, kind, key, sender, wa_id, bsuid, parent, name, at, item, state, reason"
        " from unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],"
        " %s::timestamptz[], %s::bytea[], %s::text[], %s::text[])"
        " with ordinality as given (account, kind, key, sender, wa_id, bsuid, parent, name, at, item, state, reason, place)"
        " order by place on conflict do nothing returning account_id, sender, kind, dedupe_key, state",
        columns,
    )


def _first_state(item: Item) -> str:
    if item.fault:
        return "dead"
    if item.kind in FOR_A_CONVERSATION:
        return "pending"
    return "done" if item.kind == "status" else "kept"


def park_unrouted(tx: Tx, *, items: Sequence[Item]) -> None:
    """Keep items whose number nobody has, whole, to take them in once the account exists. Needs the door."""
    tx.execute(
        "insert into unrouted (phone_number_id, field, digest, change)"
        " select number, kind, sha256(item), whole"
        " from unnest(%s::text[], %s::text[], %s::bytea[], %s::bytea[]) as given (number, kind, item, whole)"
        " on conflict do nothing",
        (
            [i.phone_number_id for i in items],
            [i.kind for i in items],
            [i.raw for i in items],
            [item_to_bytes(i) for i in items],
        ),
    )


def parked_of(tx: Tx, *, number: PhoneNumberId) -> list[tuple[int, Item]]:
    """What was parked for a number, in order of arrival, with the ids for `unpark`. Needs the door."""
    rows = tx.execute("select id, change from unrouted where phone_number_id = %s order by id", (number,)).fetchall()
    return [(int(row[0]), item_from_bytes(bytes(row[1]))) for row in rows]


def unpark(tx: Tx, *, ids: Sequence[int]) -> None:
    """Queue: these have been taken in. Needs the door."""
    tx.execute("delete from unrouted where id = any(%s)", (list(ids),))


def keep_changes(tx: Tx, *, changes: Sequence[Change]) -> None:
    """Keep account-level changes raw, each once. Needs the door."""
    tx.execute(
        "insert into webhook_changes (field, waba_id, digest, change)"
        " select field, waba, digest, item from unnest(%s::text[], %s::text[], %s::bytea[], %s::bytea[])"
        " as given (field, waba, digest, item) on conflict do nothing",
        (
            [c.field for c in changes],
            [c.waba_id for c in changes],
            [c.digest for c in changes],
            [c.raw for c in changes],
        ),
    )


def pending_of(tx: Tx, *, account: AccountId, sender: str) -> Cursor:
    """Queue the read of a sender's waiting items, oldest first; rows are for `as_pending`.

    Nothing overtakes: while an item waits for its next try, those behind it wait too.
    """
    return tx.execute(
        "select id, item, kind, received_at, wa_id, bsuid, attempts from inbox"
        " where tenant_id = current_tenant() and account_id = %(account)s and sender = %(sender)s and state = 'pending'"
        " and id < coalesce((select min(id) from inbox where tenant_id = current_tenant() and account_id = %(account)s"
        "  and sender = %(sender)s and state = 'pending' and not_before > now()), 9223372036854775807)"
        " order by id limit taken_together(%(account)s, %(sender)s, %(most)s)",
        {"account": account, "sender": sender, "most": TAKEN_AT_ONCE},
    )


def as_pending(rows: list[TupleRow]) -> list[Pending]:
    return [Pending(InboxId(row[0]), bytes(row[1]), *row[2:]) for row in rows]


def finish(tx: Tx, *, ids: Sequence[InboxId]) -> None:
    """The items have been taken in; part of the transaction of their turn."""
    tx.execute(
        "update inbox set state = 'done', done_at = now() where tenant_id = current_tenant() and id = any(%s)",
        (list(ids),),
    )


def note_failure(tx: Tx, *, account: AccountId, sender: str, reason: str, pause: timedelta) -> None:
    """A run over the sender's oldest items failed: try again after a pause that doubles, and bury what failed MAX_ATTEMPTS times."""
    tx.execute(
        "update inbox set attempts = attempts + 1, reason = %(reason)s, not_before = now() + %(pause)s * power(2, attempts),"
        " state = case when attempts + 1 >= %(buried)s then 'dead' else state end"
        " where tenant_id = current_tenant() and id in (select id from inbox where tenant_id = current_tenant()"
        "   and account_id = %(account)s and sender = %(sender)s and state = 'pending' order by id"
        " limit taken_together(%(account)s, %(sender)s, %(most)s))",
        {
            "reason": reason,
            "pause": pause,
            "buried": MAX_ATTEMPTS,
            "account": account,
            "sender": sender,
            "most": TAKEN_AT_ONCE,
        },
    )


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """An item that could not be taken in. reason: a fault's name, never content."""

    id: InboxId
    kind: str
    reason: str
    attempts: int
    received_at: datetime


def dead_letters(tx: Tx, *, limit: int) -> list[DeadLetter]:
    """The tenant's dead items, newest first."""
    rows = tx.execute(
        "select id, kind, coalesce(reason, ''), attempts, received_at from inbox"
        " where tenant_id = current_tenant() and state = 'dead' order by id desc limit %s",
        (limit,),
    ).fetchall()
    return [DeadLetter(InboxId(row[0]), *row[1:]) for row in rows]


def revive(tx: Tx, *, ids: Sequence[InboxId] | None) -> list[tuple[AccountId, str]]:
    """Give dead items (None = all that can be read) another five runs; returns whom to wake."""
    rows = tx.execute(
        "update inbox set state = 'pending', attempts = 0, not_before = now(), reason = null"
        " where tenant_id = current_tenant() and state = 'dead' and sender <> '' and kind = any(%s)"
        " and (%s::bigint[] is null or id = any(%s::bigint[])) returning account_id, sender",
        (sorted(FOR_A_CONVERSATION), None if ids is None else list(ids), None if ids is None else list(ids)),
    ).fetchall()
    return [(AccountId(account), str(sender)) for account, sender in dict.fromkeys(rows)]
