"""The inbox stores each item once and gives a new contact one conversation, whatever comes at once."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import psycopg
import pytest
from psycopg.rows import TupleRow

from shared.store import conversations, inbox
from shared.store.database import Database, Tx
from shared.whatsapp.payload import Item
from tests import parts
from tests.store.hot import Place, count, message_item
from tests.superuser import superuser


@pytest.fixture
def hot(database: parts.Database) -> Iterator[Database]:
    opened = Database(database.pooled_url, 8)
    yield opened
    opened.close()


def store(hot: Database, place: Place, *items: Item) -> list[tuple[object, ...]]:
    return hot.in_one_flight(
        place.tenant,
        lambda tx: inbox.store_items(tx, items=[(place.account, item) for item in items]),
        lambda cursor: cursor.fetchall(),
    )


def test_a_redelivered_item_is_stored_once(hot: Database, place: Place) -> None:
    first = store(hot, place, message_item(place, "wamid.1"), message_item(place, "wamid.1"))
    second = store(hot, place, message_item(place, "wamid.1"), message_item(place, "wamid.2"))

    assert (len(first), len(second)) == (1, 1)
    assert count(hot, place, "inbox") == 2


def test_fifty_equal_deliveries_at_once_store_one(hot: Database, place: Place) -> None:
    with ThreadPoolExecutor(8) as pool:
        new = list(pool.map(lambda _: len(store(hot, place, message_item(place, "wamid.1"))), range(50)))

    assert sum(new) == 1


def test_an_unreadable_item_is_kept_as_dead_with_its_reason(hot: Database, place: Place) -> None:
    broken = Item(place.number, "1", "message", "sha256:x", b"{}", fault="message_without_id")

    ((*_, state),) = store(hot, place, broken)

    assert state == "dead"
    assert count(hot, place, "inbox", "state = 'dead' and reason = 'message_without_id'") == 1


def test_messages_that_race_make_one_contact_and_one_conversation(hot: Database, place: Place) -> None:
    store(hot, place, *(message_item(place, f"wamid.{n}", sender="5511888880000", name="Bia") for n in range(30)))

    def open_it(tx: Tx) -> object:
        row = conversations.open_for_sender(tx, account=place.account, sender="5511888880000").fetchone()
        assert row is not None
        return row[0]

    with ThreadPoolExecutor(8) as pool:
        opened = list(pool.map(lambda _: hot.as_tenant(place.tenant, open_it), range(16)))

    assert len(set(opened)) == 1
    assert count(hot, place, "contacts", "name = 'Bia'") == 1
    assert count(hot, place, "conversations") == 2


def test_a_person_keeps_one_contact_when_the_phone_is_hidden_later(hot: Database, place: Place) -> None:
    both = Item(
        place.number,
        "1",
        "message",
        "w1",
        b"{}",
        sender="BR.1",
        wa_id="5511777770000",
        bsuid="BR.1",
        profile_name="Caio",
    )
    hidden = Item(place.number, "1", "message", "w2", b"{}", sender="BR.1", bsuid="BR.1", profile_name="Caio")
    phone_only = Item(
        place.number, "1", "message", "w3", b"{}", sender="5511777770000", wa_id="5511777770000", profile_name="Caio"
    )

    found = []
    for item in (both, hidden, phone_only):
        store(hot, place, item)
        found.append(hot.as_tenant(place.tenant, lambda tx, item=item: _open_and_finish(tx, place, item)))  # type: ignore[misc] # mypy cannot type lambda defaults

    assert len(set(found)) == 1
    assert count(hot, place, "contacts", "name = 'Caio' and phone = '+5511777770000'") == 1


def _open_and_finish(tx: Tx, place: Place, item: Item) -> object:
    row = conversations.open_for_sender(tx, account=place.account, sender=item.sender).fetchone()
    pending = inbox.as_pending(inbox.pending_of(tx, account=place.account, sender=item.sender).fetchall())
    inbox.finish(tx, ids=[each.id for each in pending])
    assert row is not None
    return row[0]


def test_nothing_pending_opens_nothing(hot: Database, place: Place) -> None:
    assert (
        hot.as_tenant(
            place.tenant, lambda tx: conversations.open_for_sender(tx, account=place.account, sender="x").fetchone()
        )
        is None
    )
    assert count(hot, place, "conversations") == 1


def test_an_item_that_keeps_failing_is_buried_after_five_runs_and_the_next_lives(hot: Database, place: Place) -> None:
    store(hot, place, message_item(place, "wamid.poison"))

    for _ in range(inbox.MAX_ATTEMPTS):
        hot.as_tenant(
            place.tenant,
            lambda tx: inbox.note_failure(
                tx, account=place.account, sender="5511999990000", reason="boom", pause=timedelta()
            ),
        )
    store(hot, place, message_item(place, "wamid.next"))

    assert count(hot, place, "inbox", "state = 'dead' and attempts = 5 and reason = 'boom'") == 1
    assert count(hot, place, "inbox", "state = 'pending'") == 1


def wait_for_a_lock(database: parts.Database) -> None:
    """Return when somebody waits for what another transaction holds."""
    give_up = time.monotonic() + 10
    with superuser(database.superuser_url) as db:
        while not db.execute("select from pg_stat_activity where wait_event_type = 'Lock'").fetchall():
            assert time.monotonic() < give_up, "nobody waits: the test proves nothing"


def test_a_person_who_comes_twice_at_once_under_two_identities_is_one_contact(
    hot: Database, place: Place, database: parts.Database
) -> None:
    """A message with both ids and an echo with the number only: two senders, so two workers may make the contact."""
    both = Item(
        place.number,
        "1",
        "message",
        "r1",
        b"{}",
        sender="BR.5",
        wa_id="5511666660000",
        bsuid="BR.5",
        profile_name="Davi",
    )
    number_only = Item(
        place.number, "1", "echo", "r2", b"{}", sender="5511666660000", wa_id="5511666660000", profile_name="Davi"
    )
    store(hot, place, both, number_only)
    first_has_it = threading.Event()

    def open_it(item: Item) -> None:
        def work(tx: Tx) -> None:
            if item is number_only:
                first_has_it.wait(10)
            _open_and_finish(tx, place, item)
            if item is both:
                first_has_it.set()
                wait_for_a_lock(database)

        hot.as_tenant(place.tenant, work)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(open_it, (both, number_only)))

    assert count(hot, place, "contacts", "name = 'Davi' and merged_into is null") == 1
    assert count(hot, place, "conversations", "merged_into is null") == 2, "the place's own, and one"
    assert count(hot, place, "contact_identifiers", "value in ('BR.5', '5511666660000')") == 2


def test_a_person_who_is_known_by_all_of_it_is_found_without_writing(database: parts.Database, place: Place) -> None:
    calls = "select coalesce(sum(calls), 0) from pg_stat_xact_user_functions where funcname = 'add_identities'"

    def written(db: psycopg.Connection[TupleRow], bsuid: str, wa_id: str) -> tuple[object, int]:
        found = db.execute("select find_contact(%s, %s, null, 'Ana')", (bsuid, wa_id)).fetchone()
        counted = db.execute(calls).fetchone()
        assert found is not None
        assert counted is not None
        return found[0], int(counted[0])

    with psycopg.connect(database.superuser_url) as db:
        db.execute("set local track_functions = 'pl'")
        db.execute("select set_config('app.tenant_id', %s, true)", (str(place.tenant),))
        (ana, first), (again, second), (still, third) = (
            written(db, "BR.1", wa_id) for wa_id in ("5511900000001", "5511900000001", "5511900000002")
        )

    assert ana == again == still
    assert (first, second, third) == (1, 1, 2)
