"""No cap is ever broken: the tenant's day, the conversation's, the contact's minute; alone, at once, and without Redis."""

import json
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import uuid4

import pytest

from local.openai_stub.client import OpenAiStub
from shared.clients.redis import MemoryKeyValue
from shared.domain.ids import ContactId
from shared.domain.models import Answered, Failed, Usage
from shared.domain.spending import Caps, Prices
from shared.ports import KeyValueUnavailable
from shared.services.ai.spend import Purse, Use, spend
from shared.store import ai_calls
from shared.store.ai_calls import Asker, NewCall, Settled
from shared.store.database import Database
from tests import parts
from tests.services.ai.conftest import CAPS, FOUND, SENTENCE
from tests.services.ai.test_tasks import calls, says, spent
from tests.services.bot import Bot

OUT = "Vamos por partes."
FREE = Caps(10**6, 10**9, 10**9, 10**9, 10**9, 10**6)
PRICES = Prices(0.15, 0.6)
MOST = Usage(1000, 100)


def limit(bot: Bot, **limits: int) -> None:
    """Set the tenant's limits as /super does."""
    bot.sql("update tenants set limits = %s::jsonb", json.dumps(limits))


@pytest.mark.parametrize(
    ("limits", "asked"),
    [
        ({"ai_calls_per_day": 2}, 2), ({"ai_calls_per_day": 0}, 0), ({"ai_tokens_per_day": 100}, 0), ({"ai_usd_cents_per_day": 0}, 0),
        ({"ai_tokens_per_conversation_per_day": 100}, 0), ({"ai_usd_cents_per_conversation_per_day": 0}, 0),
        ({"ai_calls_per_sender_per_minute": 1}, 1), ({}, 4),
    ],
)  # fmt: skip
def test_a_tenants_limit_stands_over_the_services(
    bot: Bot, openai_stub: OpenAiStub, limits: dict[str, int], asked: int
) -> None:
    openai_stub.answer(FOUND)
    limit(bot, **limits)

    said = [says(bot, SENTENCE) for _ in range(4)]

    assert openai_stub.count == asked
    assert [each.startswith(OUT) for each in said] == [False] * asked + [True] * (4 - asked)
    assert len(calls(bot)) == asked


def test_a_refusal_says_which_cap(bot: Bot, openai_stub: OpenAiStub) -> None:
    limit(bot, ai_calls_per_day=0)

    says(bot, SENTENCE)

    assert bot.sql("select outcome from tasks") == [("day_calls",)]


def test_a_budget_counts_what_was_used_and_not_what_was_reserved(bot: Bot, openai_stub: OpenAiStub) -> None:
    openai_stub.answer(FOUND)
    says(bot, SENTENCE)
    ((reserved, used),) = bot.sql("select reserved_tokens, tokens from ai_calls")
    limit(bot, ai_tokens_per_day=used + reserved)

    says(bot, SENTENCE)

    assert openai_stub.count == 2
    assert spent(bot)[1] == 2 * used


def test_a_day_ends_at_midnight_of_the_tenant(bot: Bot, openai_stub: OpenAiStub) -> None:
    openai_stub.answer(FOUND)
    limit(bot, ai_calls_per_day=1)
    says(bot, SENTENCE)

    bot.sql("update ai_days set day = day - 2")
    bot.sql("update ai_calls set day = day - 2")
    says(bot, SENTENCE)

    assert openai_stub.count == 2
    for timezone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):  # 25 hours apart: one of them is on neither day
        bot.sql("update tenants set timezone = %s", timezone)
        says(bot, SENTENCE)
    assert bot.sql("select count(distinct day) >= 3 from ai_days") == [(True,)]


def test_without_redis_nothing_is_asked_and_the_chat_goes_on(bot: Bot, openai_stub: OpenAiStub) -> None:
    class Away(MemoryKeyValue):
        def admit(self, key: str, *, most: int, per: timedelta) -> bool:
            raise KeyValueUnavailable

    assert bot.ai is not None
    bot.ai = type(bot.ai)(bot.ai.model, Purse(Away(), CAPS, PRICES), bot.ai.lease)

    assert says(bot, SENTENCE).startswith(OUT)

    assert openai_stub.count == 0
    assert bot.sql("select outcome from tasks") == [("guard_unavailable",)]


def test_one_tenants_cap_leaves_the_others_alone(bot: Bot, openai_stub: OpenAiStub) -> None:
    openai_stub.answer(FOUND)
    bot.sql(
        "with t as (insert into tenants (name) values ('Outra') returning id)"
        " insert into ai_days (tenant_id, day, calls, tokens, cost_micros) select id, now()::date, 500, 9999999, 9999999 from t"
    )

    says(bot, SENTENCE)

    assert openai_stub.count == 1


def asks_at_once(bot: Bot, url: str, purse: Purse, *, asks: int, instances: int = 2) -> Counter[str]:
    """Make the asks through as many connection pools as there would be instances, all at the same moment."""
    bot.hears("oi")
    bot.hears(SENTENCE)
    ((task, conversation, contact),) = bot.sql(
        "select t.id, c.id, c.contact_id from tasks t join conversations c on c.id = t.conversation_id"
    )
    asker = Asker(ContactId(contact), {}, "America/Sao_Paulo", sees_personal_data=False, now=datetime.now(UTC))
    databases = [Database(url, 4) for _ in range(instances)]
    gate = threading.Barrier(instances * 16)
    called: Counter[str] = Counter()

    def call() -> Answered | Failed:
        called["called"] += 1
        return Answered({}, Usage(100, 10))

    def used(answered: Answered) -> tuple[Usage, int] | None:
        return (answered.usage, PRICES.cost(answered.usage)) if answered.usage else None

    def ask(number: int) -> None:
        if number < instances * 16:
            gate.wait(30)
        use = Use(bot.tenant, conversation, task, "understand", "extract", "m", MOST, PRICES.cost(MOST))
        found = spend(databases[number % instances], purse, use, asker=asker, call=call, used=used)
        called[found.code if isinstance(found, Failed) else "ok"] += 1

    with ThreadPoolExecutor(instances * 16) as pool:
        list(pool.map(ask, range(asks)))
    for database in databases:
        database.close()
    return called


def test_asks_at_once_on_two_instances_never_pass_the_cap(bot: Bot, database: parts.Database) -> None:
    caps = Caps(8, 10**9, 10**9, 10**9, 10**9, 10**6)

    called = asks_at_once(bot, database.pooled_url, Purse(MemoryKeyValue(), caps, PRICES), asks=200)

    assert called["called"] == called["ok"] == 8
    assert called["day_calls"] == 192
    assert spent(bot) == (8, 8 * 110, 8 * PRICES.cost(Usage(100, 10)))


def test_tokens_are_reserved_before_they_are_used(bot: Bot, database: parts.Database) -> None:
    caps = Caps(10**6, 1100 * 3 - 1, 10**9, 10**9, 10**9, 10**6)

    called = asks_at_once(bot, database.pooled_url, Purse(MemoryKeyValue(), caps, PRICES), asks=200)

    assert spent(bot)[1] <= caps.tokens
    assert called["called"] == spent(bot)[0]


def test_a_call_settles_once(bot: Bot) -> None:
    call = NewCall(uuid4(), None, None, "n", "extract", "m", 1000, 500)
    for _ in range(2):
        assert bot.database.as_tenant(bot.tenant, lambda tx: ai_calls.reserve(tx, call=call, caps=FREE)) is None
    assert spent(bot) == (1, 1000, 500)

    for tokens in (10, 20):
        settled = Settled("ok", Usage(tokens, 0), tokens, 5)
        bot.database.as_tenant(bot.tenant, partial(ai_calls.settle, call=call.id, settled=settled))

    assert spent(bot) == (1, 10, 10)
