"""What a turn says leaves once and in order; every answer of Graph has its consequence; the window and the contact's wish hold."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from shared.domain.ids import TenantId
from shared.domain.sending import AccountFault, Outcome, Refused, RetryLater, Sent, Unknown
from shared.ports import DeliverWake
from shared.services.sweep import sweep
from shared.services.work import Worked, work
from tests import parts
from tests.fakes import RecordingWaker
from tests.services.bot import CONTACT, Bot, make_bot

TWO_BUBBLES: dict[str, Any] = {
    "version": 1,
    "start": "a",
    "policy": {"debounce_ms": 0},
    "nodes": [
        {
            "id": "a", "type": "message",
            "parts": [{"text": "um"}, {"image": "/local/pictures/a.jpg", "caption": "dois"}],
            "transitions": [{"to": "ask"}],
        },
        {"id": "ask", "type": "ask_text", "prompt": "E agora?", "save_as": "x", "transitions": [{"to": "a"}]},
    ],
}  # fmt: skip


@pytest.fixture
def bot(database: parts.Database) -> Iterator[Bot]:
    made = make_bot(database, TWO_BUBBLES)
    yield made
    made.database.close()


def deliver(bot: Bot) -> Worked:
    return work(bot.work, DeliverWake(bot.tenant, bot.conversation))


def states(bot: Bot) -> list[str]:
    return [row[0] for row in bot.sql("select state from outbox order by position")]


def once(outcome: Outcome) -> Callable[[dict[str, Any]], Outcome]:
    """Answer the first call so, and take what follows."""
    answers = [outcome]
    return lambda body: answers.pop() if answers else Sent(f"wamid.{body['biz_opaque_callback_data']}")


def test_bubbles_leave_in_order_to_exactly_the_id_that_wrote(bot: Bot) -> None:
    said = bot.hears("oi")

    assert said == ["um", "dois\n\nE agora?"]
    assert {body["to"] for body in bot.messenger.bodies} == {"+" + CONTACT}
    assert bot.messenger.bodies[1]["image"]["link"] == "http://testserver/local/pictures/a.jpg"
    assert {sender.token for sender in bot.messenger.senders} == {"SIM-default"}
    assert set(states(bot)) == {"sent"}


def test_every_attempt_carries_its_own_id(bot: Bot) -> None:
    bot.messenger.answer = once(RetryLater(131016, "x", timedelta()))
    bot.hears("oi")
    bot.sql("update outbox set not_before = now()")
    deliver(bot)

    ids = [body["biz_opaque_callback_data"] for body in bot.messenger.bodies]
    assert ids[0].endswith(":1")
    assert ids[1] == ids[0][:-1] + "2"
    assert len(set(ids)) == len(ids)


def test_a_number_with_its_own_token_uses_it(bot: Bot) -> None:
    sealed = bot.cipher.seal("SIM-own", tenant=TenantId(bot.tenant), row=bot.account, column="access_token")
    bot.sql("update whatsapp_accounts set access_token = %s", sealed)

    bot.hears("oi")

    assert {sender.token for sender in bot.messenger.senders} == {"SIM-own"}


def test_what_graph_takes_later_keeps_its_place(bot: Bot) -> None:
    bot.messenger.answer = once(RetryLater(130429, "rate"))

    assert bot.hears("oi") == ["um"]
    assert states(bot)[0] == "queued"
    assert deliver(bot).sent == 0

    bot.sql("update outbox set not_before = now()")
    deliver(bot)
    assert bot.messenger.texts[1:] == ["um", "dois\n\nE agora?"]
    assert set(states(bot)) == {"sent"}


def test_what_graph_refuses_is_failed_with_its_code_and_the_next_goes(bot: Bot) -> None:
    bot.messenger.answer = once(Refused(131026, "undeliverable"))

    bot.hears("oi")

    assert states(bot)[0] == "failed"
    assert set(states(bot)[1:]) == {"sent"}
    assert bot.sql("select error_code from messages where status = 'failed'") == [(131026,)]


def test_a_revoked_token_stops_the_number_and_keeps_what_waits(bot: Bot) -> None:
    bot.messenger.answer = lambda _: AccountFault(190, "token")

    bot.hears("oi")
    bot.hears("tem alguém?")
    deliver(bot)

    assert len(bot.messenger.bodies) == 1
    assert bot.sql("select status, attention_reason from whatsapp_accounts") == [("needs_attention", "graph_190")]
    assert set(states(bot)) == {"queued"}
    assert bot.sql("select count(*) from messages where direction = 'in'") == [(2,)]


def test_an_unknown_outcome_waits_for_its_status_and_nothing_overtakes(bot: Bot) -> None:
    bot.messenger.answer = once(Unknown("TimeoutError"))

    assert bot.hears("oi") == ["um"]

    assert states(bot)[0] == "ambiguous"
    assert deliver(bot).sent == 0
    assert bot.sql("select not_before > now() + interval '20 seconds' from outbox where state = 'ambiguous'") == [
        (True,)
    ]


def test_an_unknown_outcome_is_sent_again_when_no_status_came(bot: Bot) -> None:
    bot.settle = timedelta(0)
    bot.messenger.answer = once(Unknown("TimeoutError"))
    bot.hears("oi")

    deliver(bot)

    assert bot.messenger.texts == ["um", "um", "dois\n\nE agora?"]
    assert set(states(bot)) == {"sent"}


def test_a_closed_window_is_seen_before_graph_is_asked(bot: Bot) -> None:
    bot.messenger.answer = once(RetryLater(2, "x"))
    bot.hears("oi")
    bot.sql("update conversations set last_incoming_at = now() - interval '24 hours'")
    bot.sql("update outbox set not_before = now()")

    deliver(bot)

    assert len(bot.messenger.bodies) == 1
    assert set(bot.sql("select status, error_code from messages where direction = 'out'")) == {("failed", 131047)}


def test_nothing_more_is_said_to_who_asked_to_be_left_alone(bot: Bot) -> None:
    bot.messenger.answer = once(RetryLater(2, "x"))
    bot.hears("oi")
    bot.sql("update contacts set opted_out_at = now()")
    bot.sql("update outbox set not_before = now()")

    deliver(bot)

    assert len(bot.messenger.bodies) == 1


def test_a_message_that_never_gets_through_is_parked(bot: Bot) -> None:
    bot.messenger.answer = lambda _: RetryLater(131016, "down")
    bot.hears("oi")

    for _ in range(8):
        bot.sql("update outbox set not_before = now()")
        deliver(bot)

    assert states(bot)[0] == "parked"


def test_the_sweep_finds_lost_wakes_due_sends_and_due_timers(bot: Bot) -> None:
    bot.messenger.answer = once(RetryLater(2, "x"))
    bot.hears("oi")
    bot.sql("update outbox set not_before = now()")
    bot.store("de novo", sender="5511900001111")
    bot.sql("update inbox set received_at = now() - interval '5 seconds'")
    bot.sql(
        "insert into timers (tenant_id, conversation_id, key, due) select tenant_id, id, 'x', now() from conversations"
    )
    waker = RecordingWaker()

    swept = sweep(bot.database, waker)

    assert (swept.senders, swept.sends, swept.timers) == (1, 1, 1)
    assert {type(wake).__name__ for wake in waker.wakes} == {"ConverseWake", "DeliverWake", "TimerWake"}


def test_the_sweep_says_when_the_next_thing_is_due_and_finds_nothing_for_stopped_numbers(bot: Bot) -> None:
    bot.messenger.answer = once(RetryLater(2, "x", timedelta(minutes=5)))
    bot.hears("oi")
    waker = RecordingWaker()

    swept = sweep(bot.database, waker)

    assert swept.found == 0
    assert swept.next_in is not None
    bot.sql("update outbox set not_before = now() - interval '1 second'")
    bot.sql("update whatsapp_accounts set status = 'needs_attention'")
    assert sweep(bot.database, waker).found == 0
