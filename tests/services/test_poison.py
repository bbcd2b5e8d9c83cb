"""What one message, timer, answer or number does to us never stops the next: it is tried, counted, and put aside where it is seen."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from shared.domain.ids import FlowVersionId
from shared.domain.sending import Unknown
from shared.engine.flow import Flow
from shared.ports import ConverseWake, DeliverWake, TaskWake, TimerWake
from shared.services.flow_cache import FlowCache
from shared.services.work import handle
from tests import parts
from tests.services.bot import CONTACT, FLOW, Bot, make_bot
from tests.services.test_perform import FLOW as WITH_CALL
from tests.services.test_perform import FakeHttp

RUNS = 5  # failed ones, until something is given up


class BrokenFlows(FlowCache):
    """Every flow breaks whoever takes it."""

    def get(self, version: FlowVersionId, number: int, read: Callable[[], dict[str, Any] | None]) -> Flow:
        raise ZeroDivisionError


@pytest.fixture
def bot(database: parts.Database) -> Iterator[Bot]:
    made = make_bot(database, FLOW)
    yield made
    made.database.close()


def spoil(bot: Bot, text: str) -> None:
    """Make a stored message one that no run can read."""
    bot.sql("update inbox set item = 'not json' where position(%s::bytea in item) > 0", text.encode())


def run_again(bot: Bot, times: int) -> None:
    """Let the pauses pass and work, as the sweeper does."""
    for _ in range(times):
        bot.sql("update inbox set not_before = now()")
        handle(bot.work, ConverseWake(bot.tenant, bot.account, CONTACT))


def test_a_poison_message_dies_alone_and_those_beside_it_are_answered(bot: Bot) -> None:
    bot.store("oi", "veneno", "alugar", "Ana")
    spoil(bot, "veneno")

    run_again(bot, 1 + 1 + RUNS + 2)

    assert bot.sql("select state, count(*) from inbox group by 1 order by 1") == [("dead", 1), ("done", 3)]
    assert bot.sql("select text from messages where direction = 'in' order by created_at") == [
        ("oi",),
        ("alugar",),
        ("Ana",),
    ]
    assert bot.messenger.texts[-1].startswith("Obrigado, Ana!")


def test_a_contact_with_a_poison_message_waits_seconds_and_not_minutes(bot: Bot) -> None:
    bot.store("veneno")
    spoil(bot, "veneno")
    waited = timedelta()

    for _ in range(RUNS):
        run_again(bot, 1)
        waited += sum(
            (pause for (pause,) in bot.sql("select not_before - now() from inbox where state = 'pending'")), timedelta()
        )

    assert bot.sql("select state from inbox") == [("dead",)]
    assert waited < timedelta(seconds=20)


def test_a_message_that_cannot_be_built_fails_and_the_next_goes(bot: Bot) -> None:
    bot.hears("oi")
    bot.sql("update outbox set state = 'queued', payload = %s", json.dumps({"is": "Nonsense"}))
    before = len(bot.messenger.bodies)

    handle(bot.work, DeliverWake(bot.tenant, bot.conversation))

    assert len(bot.messenger.bodies) == before
    assert bot.sql("select state, error_title from outbox") == [("failed", "The message could not be built")]
    assert bot.hears("alugar") == ["Como você se chama?"]


def test_a_token_that_does_not_open_stops_its_number_and_keeps_what_waits(bot: Bot) -> None:
    bot.sql("update whatsapp_accounts set access_token = 'garbage'")

    bot.store("oi")
    bot.turn()

    assert bot.messenger.bodies == []
    assert bot.sql("select status, attention_reason from whatsapp_accounts") == [
        ("needs_attention", "token_unreadable")
    ]
    assert bot.sql("select state, attempt from outbox") == [("queued", 0)]


def test_a_send_that_stays_unknown_is_not_repeated_for_ever(bot: Bot) -> None:
    bot.settle = timedelta(0)
    bot.messenger.answer = lambda _: Unknown("TimeoutError")
    bot.hears("oi")

    for _ in range(20):
        bot.sql("update outbox set not_before = now()")
        handle(bot.work, DeliverWake(bot.tenant, bot.conversation))
        bot.pace.note_answer(bot.number)  # the breaker is another matter

    assert bot.sql("select state from outbox") == [("parked",)]
    assert len(bot.messenger.bodies) <= 8


def test_the_quarter_of_an_hour_counts_from_the_first_unknown_attempt(bot: Bot) -> None:
    bot.settle = timedelta(0)
    bot.messenger.answer = lambda _: Unknown("TimeoutError")
    bot.hears("oi")
    bot.sql("update outbox set ambiguous_at = now() - interval '10 minutes'")
    handle(bot.work, DeliverWake(bot.tenant, bot.conversation))
    assert len(bot.messenger.bodies) == 2

    bot.sql("update outbox set ambiguous_at = ambiguous_at - interval '6 minutes', not_before = now()")
    handle(bot.work, DeliverWake(bot.tenant, bot.conversation))

    assert len(bot.messenger.bodies) == 2
    assert bot.sql("select state from outbox") == [("parked",)]


def test_a_timer_that_breaks_its_turn_is_given_up_after_five_runs(bot: Bot) -> None:
    bot.hears("oi")
    bot.sql(
        "insert into timers (tenant_id, conversation_id, key, due) select tenant_id, id, 'x', now() from conversations"
    )
    bot.flows = BrokenFlows()

    pauses = []
    for _ in range(RUNS):
        bot.sql("update timers set due = least(due, now())")
        handle(bot.work, TimerWake(bot.tenant, bot.conversation))
        pauses += [due for (due,) in bot.sql("select due > now() + interval '0.5 seconds' from timers")]

    assert pauses == [True] * (RUNS - 1), "a failed run waits before the next"
    assert bot.sql("select count(*) from timers") == [(0,)]


def test_an_answer_that_breaks_its_turn_is_given_up_after_five_runs(database: parts.Database) -> None:
    bot = make_bot(database, WITH_CALL)
    bot.http = FakeHttp()
    bot.hears("oi")
    bot.store("13000-000")
    bot.turn()
    bot.flows = BrokenFlows()

    for _ in range(RUNS + 2):
        bot.sql("update tasks set lease_until = now() - interval '1 second' where state = 'running'")
        handle(bot.work, TaskWake(bot.tenant, bot.conversation))

    assert bot.sql("select state, outcome, attempt from tasks") == [("done", "given_up", RUNS)]
    bot.database.close()


def test_a_contact_without_a_sender_of_its_own_is_no_poison(bot: Bot) -> None:
    raw: dict[str, Any] = {
        "id": "wamid.X",
        "from": CONTACT,
        "timestamp": "zzz",
        "type": "text",
        "text": "not an object",
    }
    bot.store("oi")
    bot.sql("update inbox set item = %s", json.dumps(raw).encode())

    bot.turn()

    assert bot.sql("select state from inbox") == [("done",)]
