"""When a person takes over, the contact opts out or the tenant is suspended in the middle of a send, the sender is who obeys."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from shared.domain.sending import Outcome, RetryLater, Unknown
from shared.ports import DeliverWake, TaskWake, TimerWake
from shared.services.sweep import sweep
from shared.services.work import work
from tests import parts
from tests.fakes import RecordingWaker
from tests.services.bot import CONTACT, FLOW, Bot, make_bot, publish
from tests.services.test_notices import deliver as deliver_webhook
from tests.services.test_perform import FLOW as WITH_CALL
from tests.services.test_perform import FakeHttp


@pytest.fixture
def bot(database: parts.Database) -> Iterator[Bot]:
    made = make_bot(database, FLOW)
    yield made
    made.database.close()


def person_answers(bot: Bot) -> None:
    """Somebody of the team writes from the WhatsApp Business app."""
    echo = {"from": "1", "to": CONTACT, "id": "wamid.E1", "timestamp": "1795428440", "type": "text", "text": {"body": "Oi, é a Vera"}}  # fmt: skip
    deliver_webhook(bot, "smb_message_echoes", {"message_echoes": [echo]})


def meanwhile(bot: Bot, what: Callable[[Bot], None], outcome: Outcome) -> None:
    """Let something happen while the first send is at Graph, which then answers so."""

    def answer(_: dict[str, Any]) -> Outcome:
        what(bot)
        return outcome

    bot.messenger.answer = answer


def deliver(bot: Bot) -> None:
    bot.sql("update outbox set not_before = now()")
    work(bot.work, DeliverWake(bot.tenant, bot.conversation))


def test_what_was_leaving_when_a_person_took_over_is_not_tried_again(bot: Bot) -> None:
    meanwhile(bot, person_answers, RetryLater(2, "down"))

    bot.hears("oi")
    deliver(bot)

    assert len(bot.messenger.bodies) == 1
    assert bot.sql("select state from outbox") == [("cancelled",)]
    assert bot.sql("select status, error_title from messages where author = 'bot'") == [
        ("failed", "a person took over")
    ]


def test_what_may_have_left_when_a_person_took_over_is_shown_and_not_sent_again(bot: Bot) -> None:
    bot.settle = timedelta(0)
    meanwhile(bot, person_answers, Unknown("TimeoutError"))

    bot.hears("oi")
    deliver(bot)

    assert len(bot.messenger.bodies) == 1
    assert bot.sql("select state from outbox") == [("parked",)]
    assert bot.sql("select status from messages where author = 'bot'") == [("parked",)]


def test_the_goodbye_of_the_turn_that_opted_out_is_sent_and_nothing_older_or_later(bot: Bot) -> None:
    bot.messenger.answer = lambda _: RetryLater(2, "down")
    bot.hears("oi")
    bot.sql(
        "with t as (select now() as at), k as (update contacts set opted_out_at = (select at from t)),"
        " m as (insert into messages (tenant_id, conversation_id, account_id, direction, author, kind, content, status, text)"
        "   select tenant_id, id, account_id, 'out', 'bot', 'text', '{}', 'queued', 'tchau' from conversations returning *)"
        " insert into outbox (tenant_id, conversation_id, account_id, message_id, turn, position, payload, created_at)"
        " select tenant_id, conversation_id, account_id, id, 2, 99, %s, (select at from t) from m",
        json.dumps({"is": "Text", "body": "Tchau!"}),
    )
    del bot.messenger.bodies[:]
    bot.messenger.answer = type(bot.messenger)().answer

    deliver(bot)

    assert bot.messenger.texts == ["Tchau!"]
    assert bot.sql("select state, error_code from outbox order by position") == [("failed", 131050), ("sent", None)]


def test_a_timer_that_comes_due_while_a_person_has_the_conversation_says_nothing(bot: Bot) -> None:
    asking = FLOW["nodes"][0] | {"silence": {"after": "2h", "say": "Ainda por aí?"}}
    publish(bot, FLOW | {"nodes": [asking, *FLOW["nodes"][1:]]}, number=2)
    said = bot.hears("oi")
    bot.sql("update timers set due = now() - interval '1 second'")
    bot.sql("update conversations set owner = 'human'")

    work(bot.work, TimerWake(bot.tenant, bot.conversation))

    assert bot.messenger.texts == said
    assert bot.sql("select count(*) from timers") == [(0,)]


def test_a_suspended_tenants_timer_waits_and_rings_when_it_is_active_again(bot: Bot) -> None:
    bot.hears("oi")
    bot.sql(
        "insert into timers (tenant_id, conversation_id, key, due) select tenant_id, id, 'x', now() from conversations"
    )
    bot.sql("update tenants set status = 'suspended'")

    work(bot.work, TimerWake(bot.tenant, bot.conversation))

    assert bot.sql("select count(*) from timers where key = 'x'") == [(1,)]
    assert sweep(bot.database, RecordingWaker()).timers == 0
    bot.sql("update tenants set status = 'active'")
    assert sweep(bot.database, RecordingWaker()).timers == 1
    work(bot.work, TimerWake(bot.tenant, bot.conversation))
    assert bot.sql("select count(*) from timers where key = 'x'") == [(0,)]


def test_a_suspended_tenants_call_is_not_made_until_it_is_active_again(database: parts.Database) -> None:
    bot = make_bot(database, WITH_CALL | {"nodes": [_without_secret(node) for node in WITH_CALL["nodes"]]})
    http = bot.http = FakeHttp()
    bot.hears("oi")
    bot.hears("13000-000")
    bot.sql("update tenants set status = 'suspended'")
    work(bot.work, TaskWake(bot.tenant, bot.conversation))
    assert http.requests == []

    bot.sql("update tenants set status = 'active'")
    work(bot.work, TaskWake(bot.tenant, bot.conversation))

    assert bot.messenger.texts[-1].startswith("Cidade: Campinas")
    bot.database.close()


def test_an_answer_that_came_while_the_tenant_was_suspended_is_asked_for_again(database: parts.Database) -> None:
    nodes = [
        _without_secret(node) | ({"method": "GET"} if node["type"] == "http" else {}) for node in WITH_CALL["nodes"]
    ]
    bot = make_bot(database, WITH_CALL | {"nodes": nodes})

    class Suspending(FakeHttp):
        def call(self, request: dict[str, Any]) -> dict[str, Any]:
            if not self.requests:
                bot.sql("update tenants set status = 'suspended'")
            return super().call(request)

    bot.http = Suspending()
    bot.hears("oi")
    bot.hears("13000-000")
    work(bot.work, TaskWake(bot.tenant, bot.conversation))
    assert bot.sql("select state from tasks") == [("running",)]

    bot.sql("update tenants set status = 'active'")
    bot.sql("update tasks set lease_until = now() - interval '1 second'")
    work(bot.work, TaskWake(bot.tenant, bot.conversation))

    assert bot.messenger.texts[-1].startswith("Cidade: Campinas")
    bot.database.close()


def _without_secret(node: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in node.items() if key != "headers"}
