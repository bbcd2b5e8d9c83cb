"""Statuses arrive in any order, doubled and early, and a message only ever goes up."""

import itertools
import json
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import psycopg
import pytest

from shared.domain.ids import AccountId, MessageId, OutboxId
from shared.domain.sending import Claim
from shared.store import outbox
from shared.store.database import Database, Tx
from shared.store.messages import NewMessage, apply_statuses, store_messages
from shared.whatsapp.statuses import Status, read_status
from tests import parts
from tests.store.hot import Place, count, make_place
from tests.superuser import run_sql

WAMID = "wamid.OUT"


@pytest.fixture
def hot(database: parts.Database) -> Iterator[Database]:
    opened = Database(database.pooled_url, 2)
    yield opened
    opened.close()


def status(
    word: str, *, opaque: str | None = None, code: int | None = None, pricing: bool = False, wamid: str = WAMID
) -> Status:
    raw = {
        "id": wamid, "status": word, "timestamp": "1764000000", "biz_opaque_callback_data": opaque,
        "errors": [{"code": code, "title": "x"}] if code else None, "pricing": {"billable": True} if pricing else None,
    }  # fmt: skip
    found = read_status(json.dumps(raw).encode())
    assert found is not None
    return found


def write(hot: Database, place: Place, *, wamid: str | None, state: str) -> tuple[MessageId, OutboxId]:
    message, send = MessageId(uuid.uuid4()), OutboxId(uuid.uuid4())

    def work(tx: Tx) -> None:
        new = NewMessage(
            message, "out", "bot", "text", "t", {}, "sent" if wamid else "queued", datetime.now(UTC), wamid=wamid
        )
        store_messages(tx, conversation=place.conversation, account=place.account, messages=[new])
        row = outbox.NewSend(send, message, 1, 0, int(send) % 10**6, {}, once=False)
        outbox.store_sends(
            tx, conversation=place.conversation, account=place.account, sends=[row], start_first=uuid.uuid4()
        )
        tx.execute("update outbox set state = %s, turn = null where id = %s", (state, send))

    hot.as_tenant(place.tenant, work)
    return message, send


def apply(hot: Database, place: Place, *statuses: Status, account: AccountId | None = None) -> None:
    hot.as_tenant(
        place.tenant, lambda tx: apply_statuses(tx, statuses=[(account or place.account, s) for s in statuses])
    )


def shown(hot: Database, place: Place, message: MessageId) -> str:
    row = hot.as_tenant(
        place.tenant, lambda tx: tx.execute("select status from messages where id = %s", (message,)).fetchone()
    )
    assert row is not None
    return str(row[0])


@pytest.mark.parametrize("order", list(itertools.permutations(["sent", "delivered", "read", "failed"])), ids="-".join)
def test_any_order_with_repeats_ends_at_the_highest(hot: Database, place: Place, order: tuple[str, ...]) -> None:
    message, _ = write(hot, place, wamid=WAMID, state="sent")

    for word in [*order, *order]:
        apply(hot, place, status(word, code=131026 if word == "failed" else None))

    assert shown(hot, place, message) == "read"


def test_failed_beats_sent_and_is_beaten_by_delivered(hot: Database, place: Place) -> None:
    message, _ = write(hot, place, wamid=WAMID, state="sent")

    apply(hot, place, status("failed", code=131026))
    apply(hot, place, status("sent"))
    assert shown(hot, place, message) == "failed"

    apply(hot, place, status("delivered"))
    assert shown(hot, place, message) == "delivered"


def test_statuses_of_one_body_are_applied_together(hot: Database, place: Place) -> None:
    message, _ = write(hot, place, wamid=WAMID, state="sent")

    apply(hot, place, status("read"), status("sent"), status("delivered", pricing=True))

    assert shown(hot, place, message) == "read"


@pytest.mark.parametrize("state", ["sending", "ambiguous", "parked"])
def test_a_status_settles_a_send_whose_answer_was_lost(hot: Database, place: Place, state: str) -> None:
    message, send = write(hot, place, wamid=None, state=state)

    apply(hot, place, status("delivered", opaque=f"{send}:1"))

    assert shown(hot, place, message) == "delivered"
    assert count(hot, place, "outbox", f"state = 'sent' and wamid = '{WAMID}'") == 1
    assert count(hot, place, "messages", f"wamid = '{WAMID}'") == 1


def test_a_status_from_another_number_settles_nothing(hot: Database, place: Place, database: parts.Database) -> None:
    message, send = write(hot, place, wamid=None, state="ambiguous")
    other = make_place(database.superuser_url)

    apply(hot, other, status("delivered", opaque=f"{send}:1"))
    apply(hot, place, status("delivered", opaque=f"{send}:1"), account=other.account)

    assert shown(hot, place, message) == "queued"
    assert count(hot, place, "outbox", "state = 'ambiguous'") == 1


def test_hostile_opaque_data_is_nobodys_send(hot: Database, place: Place) -> None:
    message, _ = write(hot, place, wamid=None, state="ambiguous")

    for opaque in ("", ":", "x:1", "' or true --", str(uuid.uuid4())):
        apply(hot, place, status("delivered", opaque=opaque))

    assert shown(hot, place, message) == "queued"


def test_a_quicker_status_is_not_undone_by_the_answer_of_the_send(hot: Database, place: Place) -> None:
    message, send = write(hot, place, wamid=None, state="sending")
    apply(hot, place, status("read", opaque=f"{send}:1"))

    late = Claim(
        send, place.conversation, message, 1, {}, once=False, to="x", to_kind="wa_id", free_form_open=True, opted_out=False,
        account=place.account, number=place.number, access_token=None,
    )  # fmt: skip
    hot.as_tenant(place.tenant, lambda tx: outbox.mark_sent(tx, claim=late, wamid=WAMID))

    assert shown(hot, place, message) == "read"


def test_f25_a_wamid_that_another_message_has_already_breaks_neither_mark_nor_status(
    hot: Database, place: Place
) -> None:
    """Graph answered with somebody else's wamid; ours is settled by our own id, and the other keeps its name."""
    first, _ = write(hot, place, wamid=WAMID, state="sent")
    second, send = write(hot, place, wamid=None, state="sending")

    claim = Claim(
        send, place.conversation, second, 1, {}, once=False, to="x", to_kind="wa_id", free_form_open=True, opted_out=False,
        account=place.account, number=place.number, access_token=None,
    )  # fmt: skip
    hot.as_tenant(place.tenant, lambda tx: outbox.mark_sent(tx, claim=claim, wamid=WAMID))
    apply(hot, place, status("delivered", opaque=f"{send}:1"))

    assert (shown(hot, place, first), shown(hot, place, second)) == ("delivered", "delivered")
    assert count(hot, place, "messages", f"wamid = '{WAMID}'") == 1
    assert count(hot, place, "outbox", f"id = '{send}' and state = 'sent'") == 1


@pytest.mark.parametrize("order", list(itertools.permutations(["sent", "delivered", "read"])), ids="-".join)
def test_of_two_attempts_of_one_message_the_further_one_counts(
    hot: Database, place: Place, order: tuple[str, ...]
) -> None:
    """Both left, since nobody knew of the first: their statuses name two wamids and one send."""
    message, send = write(hot, place, wamid=None, state="ambiguous")

    apply(hot, place, *(status(word, opaque=f"{send}:{n}", wamid=f"wamid.{n}") for n, word in enumerate(order, 1)))

    assert shown(hot, place, message) == "read"


def test_a_status_and_the_mark_of_its_send_do_not_wait_for_each_other(
    hot: Database, place: Place, database: parts.Database
) -> None:
    message, send = write(hot, place, wamid=None, state="sending")
    runs: list[None] = []

    def status_comes(tx: Tx) -> None:
        runs.append(None)
        apply_statuses(tx, statuses=[(place.account, status("delivered", opaque=f"{send}:1"))])

    with ThreadPoolExecutor(1) as pool:
        with psycopg.connect(database.superuser_url) as marking:
            marking.execute("update outbox set state = 'sent' where id = %s", (send,))
            applied = pool.submit(hot.as_tenant, place.tenant, status_comes)
            wait_for_a_lock(database.superuser_url)
            marking.execute("update messages set status = 'sent' where id = %s", (message,))
        applied.result(30)

    assert len(runs) == 1  # a deadlock would have ended one of the two
    assert shown(hot, place, message) == "delivered"


def wait_for_a_lock(superuser_url: str) -> None:
    waiting = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    until = time.monotonic() + 30
    while run_sql(superuser_url, waiting) == [(0,)]:
        assert time.monotonic() < until
