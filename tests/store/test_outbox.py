"""The outbox of a conversation leaves in order, one at a time, each attempt claimed before and marked after."""

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg
import pytest

from shared.domain.ids import MessageId, OutboxId
from shared.domain.sending import Claim
from shared.store import outbox, receivers
from shared.store.database import Database, Tx
from shared.store.messages import NewMessage, store_messages
from shared.store.outbox import NewSend
from tests import parts
from tests.store.hot import Place, count
from tests.superuser import superuser

SETTLE = timedelta(seconds=30)
AFTER_GAP = timedelta(minutes=5)


@pytest.fixture
def hot(database: parts.Database) -> Iterator[Database]:
    opened = Database(database.pooled_url, 8)
    yield opened
    opened.close()


def queue(
    hot: Database, place: Place, how_many: int, *, start_first: bool = False, once: bool = False, turn: int = 1
) -> list[OutboxId]:
    messages = [MessageId(uuid.uuid4()) for _ in range(how_many)]
    sends = [
        NewSend(OutboxId(uuid.uuid4()), m, turn, n, turn * 100 + n, {"n": n}, once) for n, m in enumerate(messages)
    ]

    def write(tx: Tx) -> None:
        new = [NewMessage(m, "out", "bot", "text", "t", {}, "queued", datetime.now(UTC)) for m in messages]
        store_messages(tx, conversation=place.conversation, account=place.account, messages=new)
        outbox.store_sends(
            tx,
            conversation=place.conversation,
            account=place.account,
            sends=sends,
            start_first=uuid.uuid4() if start_first else None,
        )

    hot.as_tenant(place.tenant, write)
    return [send.id for send in sends]


def claim(hot: Database, place: Place) -> Claim | None:
    return hot.as_tenant(
        place.tenant,
        lambda tx: outbox.as_claim(
            outbox.claim_next(tx, conversation=place.conversation, token=uuid.uuid4()).fetchone()
        ),
    )


def test_sends_leave_in_order_and_nothing_overtakes(hot: Database, place: Place) -> None:
    first, second = queue(hot, place, 2)

    started = claim(hot, place)
    assert started is not None
    assert (started.id, started.attempt, started.to, started.free_form_open) == (first, 1, "5511999990000", True)
    assert claim(hot, place) is None

    hot.as_tenant(place.tenant, lambda tx: outbox.mark_sent(tx, claim=started, wamid="wamid.1"))
    following = claim(hot, place)
    assert following is not None
    assert following.id == second


def test_many_workers_claim_one_send_once(hot: Database, place: Place) -> None:
    queue(hot, place, 3)

    with ThreadPoolExecutor(8) as pool:
        claims = [c for c in pool.map(lambda _: claim(hot, place), range(24)) if c]

    assert len(claims) == 1


def test_the_first_send_is_started_by_the_commit_of_its_turn(hot: Database, place: Place) -> None:
    queue(hot, place, 2, start_first=True)

    assert count(hot, place, "outbox", "state = 'sending' and attempt = 1 and lease_until > now()") == 1
    assert claim(hot, place) is None


def test_a_turn_cannot_cause_the_same_step_twice(hot: Database, place: Place) -> None:
    queue(hot, place, 1, turn=7)

    with pytest.raises(psycopg.errors.UniqueViolation):
        queue(hot, place, 1, turn=7)


def test_what_was_not_sent_goes_again_first_after_its_pause(hot: Database, place: Place) -> None:
    (first, _) = queue(hot, place, 2)
    started = claim(hot, place)
    assert started is not None

    hot.as_tenant(
        place.tenant, lambda tx: outbox.put_back(tx, claim=started, code=130429, title="", pause=timedelta(hours=1))
    )
    assert claim(hot, place) is None

    hot.as_tenant(place.tenant, lambda tx: tx.execute("update outbox set not_before = now() - interval '1 second'"))
    again = claim(hot, place)
    assert again is not None
    assert (again.id, again.attempt) == (first, 2)


def test_a_late_result_of_an_older_attempt_changes_nothing(hot: Database, place: Place) -> None:
    queue(hot, place, 1)
    old = claim(hot, place)
    assert old is not None
    hot.as_tenant(place.tenant, lambda tx: outbox.put_back(tx, claim=old, code=2, title="", pause=timedelta()))
    new = claim(hot, place)
    assert new is not None

    hot.as_tenant(place.tenant, lambda tx: outbox.mark_failed(tx, claim=old, code=100, title=""))

    assert count(hot, place, "outbox", "state = 'sending' and attempt = 2") == 1


def test_an_expired_lease_is_ambiguous_and_is_sent_again_only_after_the_settling_time(
    hot: Database, place: Place
) -> None:
    (first, _) = queue(hot, place, 2, start_first=True)
    hot.as_tenant(
        place.tenant,
        lambda tx: tx.execute("update outbox set lease_until = now() - interval '1 second' where state = 'sending'"),
    )

    def recover(tx: Tx) -> Claim | None:
        outbox.expire_leases(tx, conversation=place.conversation, settle=SETTLE)
        outbox.settle_ambiguous(tx, conversation=place.conversation, after_gap=AFTER_GAP, attempts=8)
        return outbox.as_claim(outbox.claim_next(tx, conversation=place.conversation, token=uuid.uuid4()).fetchone())

    assert hot.as_tenant(place.tenant, recover) is None
    assert count(hot, place, "outbox", "state = 'ambiguous' and not_before > now() + interval '20 seconds'") == 1

    hot.as_tenant(place.tenant, lambda tx: tx.execute("update outbox set not_before = now() where state = 'ambiguous'"))
    again = hot.as_tenant(place.tenant, recover)
    assert again is not None
    assert (again.id, again.attempt) == (first, 2)


def test_an_at_most_once_send_is_parked_instead_of_sent_again(hot: Database, place: Place) -> None:
    queue(hot, place, 1, once=True)
    started = claim(hot, place)
    assert started is not None
    hot.as_tenant(
        place.tenant, lambda tx: outbox.mark_ambiguous(tx, claim=started, reason="TimeoutError", settle=timedelta())
    )

    hot.as_tenant(
        place.tenant,
        lambda tx: outbox.settle_ambiguous(tx, conversation=place.conversation, after_gap=AFTER_GAP, attempts=8),
    )

    assert count(hot, place, "outbox", "state = 'parked'") == 1


def test_after_a_gap_in_our_receiving_a_send_waits_longer_for_its_status(hot: Database, place: Place) -> None:
    queue(hot, place, 1)
    started = claim(hot, place)
    assert started is not None
    hot.as_tenant(
        place.tenant, lambda tx: outbox.mark_ambiguous(tx, claim=started, reason="TimeoutError", settle=timedelta())
    )
    process = uuid.uuid4()
    hot.through_door(lambda tx: receivers.beat(tx, receiver=process, silent_for=timedelta(seconds=6), had_gap=False))

    def settle() -> list[tuple[object, ...]]:
        hot.as_tenant(
            place.tenant,
            lambda tx: outbox.settle_ambiguous(tx, conversation=place.conversation, after_gap=AFTER_GAP, attempts=8),
        )
        return hot.as_tenant(
            place.tenant,
            lambda tx: tx.execute("select state, not_before > now() + interval '4 minutes' from outbox").fetchall(),
        )

    assert settle() == [("ambiguous", True)]

    hot.as_tenant(place.tenant, lambda tx: tx.execute("update outbox set not_before = now()"))
    hot.through_door(lambda tx: tx.execute("update receivers set started_at = now() - interval '6 minutes'"))
    assert settle() == [("queued", False)]


@pytest.mark.parametrize(("says_goodbye", "is_gap"), [(False, True), (True, None)])
def test_a_process_that_died_without_a_word_is_a_gap_and_one_that_left_is_not(
    hot: Database, says_goodbye: bool, is_gap: bool | None
) -> None:
    process = uuid.uuid4()
    hot.through_door(lambda tx: receivers.beat(tx, receiver=process, silent_for=timedelta(minutes=1), had_gap=False))
    if says_goodbye:
        hot.through_door(lambda tx: receivers.leave(tx, receiver=process))

    hot.through_door(
        lambda tx: tx.execute(
            "update receivers set started_at = now() - interval '1 hour', next_by = now() - interval '1 second'"
        )
    )

    row = hot.through_door(
        lambda tx: tx.execute("select last_receiving_gap() > now() - interval '1 minute'").fetchone()
    )
    assert row == (False if is_gap is None else is_gap,)


def test_a_send_that_stays_unknown_is_parked_after_a_quarter_of_an_hour(hot: Database, place: Place) -> None:
    queue(hot, place, 1)
    started = claim(hot, place)
    assert started is not None
    hot.as_tenant(place.tenant, lambda tx: outbox.mark_ambiguous(tx, claim=started, reason="x", settle=timedelta()))
    hot.as_tenant(place.tenant, lambda tx: tx.execute("update outbox set ambiguous_at = now() - interval '16 minutes'"))

    hot.as_tenant(
        place.tenant,
        lambda tx: outbox.settle_ambiguous(tx, conversation=place.conversation, after_gap=AFTER_GAP, attempts=8),
    )

    assert count(hot, place, "outbox", "state = 'parked'") == 1
    assert count(hot, place, "messages", "status = 'parked'") == 1


def test_a_claim_whose_commit_answer_was_lost_is_found_again_by_its_token(hot: Database, place: Place) -> None:
    queue(hot, place, 1)
    token = uuid.uuid4()

    def ask(with_token: UUID) -> Claim | None:
        return hot.as_tenant(
            place.tenant,
            lambda tx: outbox.as_claim(
                outbox.claim_next(tx, conversation=place.conversation, token=with_token).fetchone()
            ),
        )

    first, again, other = ask(token), ask(token), ask(uuid.uuid4())

    assert first is not None
    assert first == again
    assert other is None
    assert count(hot, place, "outbox", "attempt = 1") == 1


def test_a_burst_to_one_contact_is_held_before_meta_refuses_it(hot: Database, place: Place) -> None:
    queue(hot, place, 60)

    sent = 0
    while (started := claim(hot, place)) is not None:
        hot.as_tenant(place.tenant, lambda tx: outbox.mark_sent(tx, claim=started, wamid=f"wamid.{started.id}"))
        sent += 1

    assert sent == outbox.PAIR_BURST
    assert (
        count(
            hot,
            place,
            "outbox",
            "state = 'queued' and not_before > now() and not_before < now() + interval '7 seconds'",
        )
        == 1
    )


@pytest.mark.parametrize(
    "obstacle",
    [
        "update whatsapp_accounts set status = 'needs_attention'",
        "update tenants set status = 'suspended'",
        "update conversations set send_to = null",
    ],
)
def test_nothing_leaves_for_a_stopped_number_a_suspended_tenant_or_nobody(
    hot: Database, place: Place, database: parts.Database, obstacle: str
) -> None:
    queue(hot, place, 1)
    with superuser(database.superuser_url) as db:
        db.execute(obstacle)

    assert claim(hot, place) is None


def test_a_closed_window_and_an_opt_out_are_seen_by_the_sender(hot: Database, place: Place) -> None:
    queue(hot, place, 1)
    hot.as_tenant(
        place.tenant,
        lambda tx: (
            tx.execute("update conversations set last_incoming_at = now() - interval '24 hours'"),
            tx.execute("update contacts set opted_out_at = now()"),
        ),
    )

    started = claim(hot, place)

    assert started is not None
    assert (started.free_form_open, started.opted_out) == (False, True)
