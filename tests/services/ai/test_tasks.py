"""An AI node's task is asked once, outside of the turn, recorded, and its answer is a turn of its own."""

from datetime import timedelta
from typing import Any

import pytest

from local.openai_stub.client import OpenAiStub
from shared.ports import TaskWake
from shared.services.work import Worked, work
from tests.services.ai.conftest import FOUND, SENTENCE
from tests.services.bot import Bot


def do_task(bot: Bot) -> Worked:
    return work(bot.work, TaskWake(bot.tenant, bot.conversation))


def says(bot: Bot, text: str) -> str:
    """The contact writes to a fresh question; what the bot said once the model had answered."""
    if not bot.messenger.texts:
        bot.hears("oi")
    bot.hears(text)
    do_task(bot)
    return bot.messenger.texts[-1]


def calls(bot: Bot) -> list[tuple[Any, ...]]:
    return bot.sql("select node, task, model, outcome, tokens, cost_micros from ai_calls order by created_at")


def spent(bot: Bot) -> tuple[Any, ...]:
    (found,) = bot.sql("select calls, tokens, cost_micros from ai_days")
    return found


def test_a_sentence_fills_what_it_names(bot: Bot, openai_stub: OpenAiStub) -> None:
    openai_stub.answer(FOUND)

    assert says(bot, SENTENCE).startswith("Li: buy Campinas R$ 400.000 -")


def test_the_model_is_asked_after_the_turn_and_the_answer_is_recorded(bot: Bot, openai_stub: OpenAiStub) -> None:
    openai_stub.answer(FOUND)
    bot.hears("oi")
    bot.store(SENTENCE)

    worked = bot.turn()

    assert (TaskWake(bot.tenant, bot.conversation), timedelta()) in worked.next
    assert openai_stub.count == 0
    do_task(bot)
    assert openai_stub.count == 1
    ((event,),) = bot.sql("select event from turns order by number desc limit 1")
    assert event["is"] == "EffectAnswered"
    assert event["result"]["values"] == {"price_max": 40000000, "city": "Campinas", "purpose": "buy"}


def test_every_call_is_recorded_with_what_it_used(bot: Bot, openai_stub: OpenAiStub) -> None:
    openai_stub.answer(FOUND)

    says(bot, SENTENCE)

    ((node, task, model, outcome, tokens, micros),) = calls(bot)
    assert (node, task, model, outcome) == ("understand", "extract", "gpt-4o-mini", "ok")
    assert 0 < tokens < 2000
    assert micros > 0
    assert spent(bot) == (1, tokens, micros)
    assert bot.sql("select latency_ms >= 0, settled_at is not null, reserved_tokens > tokens from ai_calls") == [
        (True, True, True)
    ]


def test_without_a_key_the_node_takes_its_way_out_in_the_same_turn(bot: Bot) -> None:
    bot.ai = None
    bot.hears("oi")

    assert bot.hears(SENTENCE)[0].startswith("Vamos por partes.")

    assert bot.sql("select count(*) from tasks") == [(0,)]


@pytest.mark.parametrize(
    "mode", ["429", "500", "401", "bad_json", "huge", "wrong_schema", "not_json", "cut", "tool_call"]
)
def test_a_model_that_fails_takes_the_way_out_and_is_settled(bot: Bot, openai_stub: OpenAiStub, mode: str) -> None:
    openai_stub.script(mode)

    assert says(bot, SENTENCE).startswith("Vamos por partes.")

    ((_, _, _, outcome, tokens, micros),) = calls(bot)
    assert outcome not in {"ok", "asked"}
    assert spent(bot) == (1, tokens, micros)
    assert (tokens == 0) == (mode in {"429", "500", "401"}), "nobody bills an error of HTTP"


def test_what_the_provider_does_not_say_counts_as_the_reserve(bot: Bot, openai_stub: OpenAiStub) -> None:
    openai_stub.script("no_usage", answers=[{"when": "", "content": FOUND}])

    says(bot, SENTENCE)

    assert bot.sql("select tokens = reserved_tokens, cost_micros = reserved_micros, input_tokens from ai_calls") == [
        (True, True, None)
    ]


def test_a_task_whose_worker_died_goes_on_without_asking_again_and_is_settled_once(
    bot: Bot, openai_stub: OpenAiStub
) -> None:
    openai_stub.answer(FOUND)
    says(bot, SENTENCE)
    bot.sql(
        "update ai_calls set settled_at = null, outcome = 'asked', tokens = reserved_tokens, cost_micros = reserved_micros"
    )
    bot.sql("update ai_days set tokens = c.reserved_tokens, cost_micros = c.reserved_micros from ai_calls c")
    bot.sql("update tasks set state = 'running', lease_until = now() - interval '1 second'")
    asked, before = openai_stub.count, spent(bot)

    do_task(bot)
    do_task(bot)

    assert openai_stub.count == asked
    assert spent(bot) == before
    assert bot.sql("select outcome, settled_at is not null from ai_calls") == [("lost", True)]
    assert bot.sql("select state, outcome from tasks") == [("done", "lost")]


def test_a_task_whose_worker_died_before_it_asked_is_asked(bot: Bot, openai_stub: OpenAiStub) -> None:
    openai_stub.answer(FOUND)
    bot.hears("oi")
    bot.hears(SENTENCE)
    bot.sql("update tasks set state = 'running', attempt = 1, lease_until = now() - interval '1 second'")
    bot.sql("update tasks set created_at = now()")

    do_task(bot)

    assert bot.messenger.texts[-1].startswith("Li: buy Campinas")
    assert openai_stub.count == 1


def test_a_task_that_waited_too_long_is_not_asked(bot: Bot, openai_stub: OpenAiStub) -> None:
    bot.hears("oi")
    bot.hears(SENTENCE)
    bot.sql("update tasks set created_at = now() - interval '1 minute'")

    do_task(bot)

    assert bot.messenger.texts[-1].startswith("Vamos por partes.")
    assert openai_stub.count == 0


def test_a_model_that_is_away_is_not_asked(bot: Bot, openai_stub: OpenAiStub) -> None:
    openai_stub.script("500")
    for _ in range(3):
        says(bot, SENTENCE)
    asked = openai_stub.count

    assert says(bot, SENTENCE).startswith("Vamos por partes.")

    assert openai_stub.count == asked == 3
    assert spent(bot)[0] == 3


def test_values_that_the_message_does_not_say_are_left_out(bot: Bot, openai_stub: OpenAiStub) -> None:
    invented = {"price_max": "1 milhão", "city": "Curitiba", "purpose": "rent", "phone": None}
    openai_stub.answer({"values": invented, "confidence": 0.9})

    assert says(bot, "quero alugar até 400 mil").startswith("Li: rent - - -")


def test_an_unsure_answer_takes_the_way_out(bot: Bot, openai_stub: OpenAiStub) -> None:
    openai_stub.answer({**FOUND, "confidence": 0.3})

    assert says(bot, SENTENCE).startswith("Vamos por partes.")


def test_a_session_with_a_budget_of_calls_asks_no_more(bot: Bot, openai_stub: OpenAiStub) -> None:
    from tests.services.ai.conftest import FLOW
    from tests.services.bot import publish

    publish(bot, {**FLOW, "policy": {"debounce_ms": 0, "budget": {"llm_calls": 1}}}, number=2)
    openai_stub.answer(FOUND)
    says(bot, SENTENCE)

    bot.hears(SENTENCE)

    assert bot.messenger.texts[-1].startswith("Vamos por partes.")
    assert openai_stub.count == 1
