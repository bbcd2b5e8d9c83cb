"""The short cut of a message that comes alone: what it does at once, and what makes it give way to the usual road."""

import threading
import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from shared.domain.sending import Outcome, Sent
from shared.ports import ConverseWake, DeliverWake, SendWake, Wake
from shared.services.converse import LATE_COMMIT, converse
from shared.services.deliver import Started
from shared.services.direct import DirectTurns, Took
from shared.services.work import handle, work
from shared.whatsapp.payload import Item
from tests import parts
from tests.services.bot import CONTACT, FLOW, Bot, make_bot, publish


class OneHand:
    """Implements `Waker` with a hand that is free, or not."""

    def __init__(self, *, is_free: bool = True) -> None:
        self.is_free = is_free
        self.released = 0
        self.wakes: list[tuple[Wake, timedelta]] = []

    def wake(self, wakes: Sequence[Wake], *, after: timedelta = timedelta()) -> None:
        self.wakes += [(wake, after) for wake in wakes]

    def reserve(self) -> bool:
        return self.is_free

    def release(self) -> None:
        self.released += 1


@pytest.fixture
def bot(database: parts.Database) -> Iterator[Bot]:
    made = make_bot(database, FLOW)
    yield made
    made.database.close()


def an_item(bot: Bot, text: str = "oi", *, at: datetime | None = None) -> Item:
    return bot._item(text, CONTACT, at or datetime.now(UTC), "text", None)


def take(bot: Bot, item: Item, hand: OneHand) -> Took | None:
    return DirectTurns(bot.database, bot.flows, hand, asks_models=False).take(bot.tenant, bot.account, item)


def test_a_message_is_stored_turned_and_its_answer_handed_on_claimed(bot: Bot) -> None:
    hand = OneHand()

    took = take(bot, an_item(bot), hand)

    ((wake, after),) = hand.wakes
    assert (took, after, hand.released) == (Took(is_new=True, turned=True), timedelta(), 0)
    assert isinstance(wake, SendWake)
    assert bot.sql("select state from inbox") == [("done",)]
    assert bot.sql("select state, claimed_by from outbox") == [("sending", wake.token)]
    assert work(bot.work, wake).sent == 1
    assert bot.messenger.texts == ["Oi! Comprar ou alugar?"]


def test_without_a_free_hand_nothing_is_claimed(bot: Bot) -> None:
    """A claimed send must not wait in a queue: its lease would run out."""
    hand = OneHand(is_free=False)

    take(bot, an_item(bot), hand)

    assert hand.wakes == [(DeliverWake(bot.tenant, bot.conversation), timedelta())]
    assert bot.sql("select state from outbox") == [("queued",)]


def test_a_message_that_was_here_is_known_and_adds_nothing(bot: Bot) -> None:
    item, hand = an_item(bot), OneHand()
    take(bot, item, hand)

    assert take(bot, item, hand) == Took(is_new=False, turned=False)  # another process: its memory is empty
    assert (len(hand.wakes), hand.released) == (1, 1)
    assert len(bot.sql("select 1 from turns")) == 1


def test_the_same_process_gives_a_redelivery_to_the_usual_way(bot: Bot) -> None:
    direct, item = DirectTurns(bot.database, bot.flows, OneHand(), asks_models=False), an_item(bot)
    direct.take(bot.tenant, bot.account, item)

    assert direct.take(bot.tenant, bot.account, item) is None


def test_a_late_message_goes_the_usual_way(bot: Bot) -> None:
    assert take(bot, an_item(bot, at=datetime.now(UTC) - timedelta(minutes=1)), OneHand()) is None
    assert bot.sql("select 1 from inbox") == []


def test_while_somebody_works_on_the_conversation_it_is_stored_and_they_are_told(
    bot: Bot, database: parts.Database
) -> None:
    hand = OneHand()
    with psycopg.connect(database.superuser_url) as other:
        other.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s::uuid::text || %s::text, 0))", (bot.account, CONTACT)
        )

        took = take(bot, an_item(bot), hand)

    assert took == Took(is_new=True, turned=False)
    assert hand.wakes == [(ConverseWake(bot.tenant, bot.account, CONTACT), timedelta())]
    assert (bot.sql("select state from inbox"), hand.released) == ([("pending",)], 1)


def test_what_fails_stores_nothing_and_leaves_it_to_the_usual_way_and_somebody_looks_for_a_late_commit(
    bot: Bot,
) -> None:
    bot.sql("alter table turns rename to turns_away")
    hand = OneHand()

    assert take(bot, an_item(bot), hand) is None
    assert (bot.sql("select 1 from inbox"), hand.released) == ([], 1)
    assert hand.wakes == [(ConverseWake(bot.tenant, bot.account, CONTACT), LATE_COMMIT)]


def test_the_send_of_a_commit_that_was_given_up_on_is_found_under_its_token(bot: Bot) -> None:
    token = uuid.uuid4()
    bot.store("oi")
    lost = converse(bot.database, bot.flows, tenant=bot.tenant, account=bot.account, sender=CONTACT, token=token)
    assert lost.claim is not None

    work(bot.work, ConverseWake(bot.tenant, bot.account, CONTACT))
    assert bot.messenger.texts == []
    work(bot.work, ConverseWake(bot.tenant, bot.account, CONTACT, token))

    assert len(bot.messenger.texts) == 1


def test_a_flow_that_waits_for_bursts_is_remembered(bot: Bot) -> None:
    patient: dict[str, Any] = FLOW | {"policy": {"debounce_ms": 60_000}}
    publish(bot, patient, number=2)
    hand = OneHand()

    first = take(bot, an_item(bot), hand)
    ((wake, after),) = hand.wakes

    assert first == Took(is_new=True, turned=False)
    assert isinstance(wake, ConverseWake)
    assert timedelta(seconds=50) < after <= timedelta(seconds=60)
    second = an_item(bot)
    direct = DirectTurns(bot.database, bot.flows, hand, asks_models=False)
    assert direct.take(bot.tenant, bot.account, second) is None
    assert direct.pause_before(bot.account, second) == timedelta(seconds=60)


def test_two_at_once_become_one_turn_after_the_other(bot: Bot) -> None:
    bot.hears("oi")
    hand, gate = OneHand(is_free=False), threading.Barrier(2)
    direct = DirectTurns(bot.database, bot.flows, hand, asks_models=False)

    def run(item: Item) -> None:
        gate.wait()
        direct.take(bot.tenant, bot.account, item)

    threads = [threading.Thread(target=run, args=(an_item(bot, text),)) for text in ("Comprar", "Ana")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for wake, _ in hand.wakes:
        work(bot.work, wake)

    assert bot.sql("select 1 from inbox where state <> 'done'") == []
    numbers = [number for (number,) in bot.sql("select number from turns order by number")]
    assert numbers == list(range(1, len(numbers) + 1))
    assert bot.sql("select 1 from outbox where state <> 'sent'") == []


def test_a_lost_answer_of_the_commit_is_found_again_under_its_token(bot: Bot) -> None:
    """The second run finds its message done; the send that the first run started is still ours."""
    hand = OneHand()
    direct = DirectTurns(LosesAnAnswer(bot), bot.flows, hand, asks_models=False)  # type: ignore[arg-type] # as_tenant is all it uses

    took = direct.take(bot.tenant, bot.account, an_item(bot))

    assert took == Took(is_new=True, turned=True)
    ((wake, _),) = hand.wakes
    assert isinstance(wake, SendWake | DeliverWake)
    assert len(bot.sql("select 1 from turns")) == 1
    if isinstance(wake, DeliverWake):
        from shared.services.deliver import deliver

        (token,) = bot.sql("select claimed_by from outbox")[0]
        deliver(bot.database, bot.work.delivery, tenant=bot.tenant, started=Started(wake.conversation, None, token))
    assert bot.messenger.texts == ["Oi! Comprar ou alugar?"]


class LosesAnAnswer:
    """Runs the work twice, as `Database` does when it cannot know whether a commit went through."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    def as_tenant(self, tenant: Any, work: Any, *, deadline: Any) -> Any:
        self._bot.database.as_tenant(tenant, work)
        return self._bot.database.as_tenant(tenant, work, deadline=deadline)


@pytest.mark.parametrize("kind", ["converse", "deliver"])
def test_a_send_whose_mark_failed_is_not_sent_again_under_its_token(bot: Bot, kind: str) -> None:
    token = uuid.uuid4()
    bot.store("oi")
    converse(bot.database, bot.flows, tenant=bot.tenant, account=bot.account, sender=CONTACT, token=token)
    wake: Wake = ConverseWake(bot.tenant, bot.account, CONTACT, token)
    if kind == "deliver":
        wake = DeliverWake(bot.tenant, bot.conversation, token)

    def sent_and_then_postgres_is_away(_: dict[str, Any]) -> Outcome:
        bot.sql("alter table outbox rename to outbox_away")
        return Sent("wamid.1")

    bot.messenger.answer = sent_and_then_postgres_is_away
    following = handle(bot.work, wake)
    bot.sql("alter table outbox_away rename to outbox")
    for again, _ in following:
        handle(bot.work, again)

    assert len(following) == 1
    assert len(bot.messenger.texts) == 1
