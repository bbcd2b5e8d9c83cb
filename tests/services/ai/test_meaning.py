"""A question finds what it means and not only what it says; and whatever goes wrong with that, its words are left."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from local.openai_stub.client import OpenAiStub
from shared.clients.redis import MemoryKeyValue
from shared.ports import KeyValueUnavailable, KnowledgeWake
from shared.services.ai.passages import fuse
from shared.services.ai.spend import Purse
from shared.services.ai.tasks import Ai
from shared.services.work import work
from shared.store.knowledge import FoundChunk
from tests.parts import Database
from tests.services.ai.conftest import CAPS
from tests.services.ai.test_answers import FLOW, asks, teach
from tests.services.ai.test_tasks import spent
from tests.services.bot import Bot, make_bot

PETS = "Animais de estimação são bem-vindos."
ALIKE = [["cachorro", "animais"], ["bicicletas", "bike"]]
ANSWER = {"text": "Sim, são bem-vindos!", "citations": [1], "confidence": 0.9}
PERSON = "Vou chamar uma pessoa."
QUESTION = "posso levar meu cachorro?"


@pytest.fixture
def bot(database: Database, knowing: Ai, openai_stub: OpenAiStub) -> Iterator[Bot]:
    """A bot that knows about pets, in words and in what they mean."""
    made = make_bot(database, FLOW)
    made.ai = knowing
    openai_stub.script(meanings=ALIKE)
    teach(made, PETS)
    learn_all(made)
    made.hears("oi")
    scripted(openai_stub)
    yield made
    made.database.close()


def learn_all(bot: Bot) -> None:
    while work(bot.work, KnowledgeWake(bot.tenant)).next:
        pass


def scripted(stub: OpenAiStub, **more: Any) -> None:
    """Begin anew: whatever is asked, pets are welcome."""
    stub.script(meanings=ALIKE, answers=[{"when": "", "content": ANSWER}], **more)


def paths(stub: OpenAiStub) -> list[str]:
    return [call["path"].removeprefix("/v1/") for call in stub.calls]


def shown(stub: OpenAiStub) -> str:
    """What the model that answered was shown."""
    return str(next(call for call in stub.calls if "messages" in call)["messages"][1]["content"])


def test_what_no_word_of_it_names_is_found_by_its_meaning(bot: Bot, openai_stub: OpenAiStub) -> None:
    assert asks(bot, QUESTION) == ANSWER["text"]

    assert paths(openai_stub) == ["embeddings", "chat/completions"]
    assert PETS in shown(openai_stub)
    ((sources,),) = bot.sql("select content -> 'sources' from messages where text like 'Sim,%%'")
    assert [one["id"] for one in sources] == [str(one) for (one,) in bot.sql("select id from knowledge_chunks")]


def test_without_a_vector_the_same_question_finds_nothing(bot: Bot, openai_stub: OpenAiStub) -> None:
    bot.sql("delete from knowledge_embeddings")

    assert asks(bot, QUESTION) == PERSON

    assert openai_stub.count == 0


def test_what_means_something_else_is_not_shown_and_no_model_is_paid_to_say_so(
    bot: Bot, openai_stub: OpenAiStub
) -> None:
    assert asks(bot, "qual a previsão meteorológica?") == PERSON

    assert paths(openai_stub) == ["embeddings"]
    assert bot.sql("select outcome from tasks") == [("no_sources",)]


def test_words_and_meaning_are_one_ranking(bot: Bot, openai_stub: OpenAiStub) -> None:
    teach(bot, "O cachorro da vizinha late muito.")
    teach(bot, "Guardamos bicicletas na garagem.")
    learn_all(bot)
    scripted(openai_stub)

    asks(bot, "o cachorro e a bike podem?")

    assert all(text in shown(openai_stub) for text in (PETS, "late muito", "bicicletas"))
    assert shown(openai_stub).index("late muito") < shown(openai_stub).index(PETS), "by both ways before by one"


def test_both_calls_are_counted_once_and_are_one_ask_of_the_contact(bot: Bot, openai_stub: OpenAiStub) -> None:
    assert bot.ai is not None
    before = spent(bot)
    purse = Purse(MemoryKeyValue(), replace(CAPS, per_minute=1), bot.ai.purse.prices)
    bot.ai = replace(bot.ai, purse=purse)

    assert asks(bot, QUESTION) == ANSWER["text"]
    assert asks(bot, "aceitam animais?") == PERSON

    made = bot.sql(
        "select node, task, tokens, cost_micros, conversation_id is not null, task_id is not null, outcome from ai_calls"
        " where task_id is not null order by created_at"
    )
    assert [(row[0], row[1], *row[4:]) for row in made] == [
        ("faq", "embed", True, True, "ok"),
        ("faq", "answer", True, True, "ok"),
    ]
    assert spent(bot) == (
        before[0] + 2, before[1] + sum(row[2] for row in made), before[2] + sum(row[3] for row in made)
    )  # fmt: skip
    assert bot.sql("select outcome from tasks order by created_at") == [("ok",), ("sender_minute",)]


@pytest.mark.parametrize("mode", ["429", "500", "401", "hang", "trickle", "bad_json", "html", "wrong_schema", "cut", "uneven", "not_numbers"])  # fmt: skip
def test_when_the_call_fails_its_words_are_left(bot: Bot, openai_stub: OpenAiStub, mode: str) -> None:
    scripted(openai_stub, embedding_mode=mode)

    assert asks(bot, "aceitam animais?") == ANSWER["text"]
    assert paths(openai_stub) == ["embeddings", "chat/completions"]
    assert bot.sql("select count(*) from ai_calls where settled_at is null") == [(0,)]
    assert asks(bot, QUESTION) == PERSON


@pytest.mark.parametrize("limit", ["ai_calls_per_day", "ai_tokens_per_day"])
def test_when_the_budget_is_out_nobody_is_asked_at_all(bot: Bot, openai_stub: OpenAiStub, limit: str) -> None:
    bot.sql("update tenants set limits = jsonb_build_object(%s::text, 0)", limit)

    assert asks(bot, "aceitam animais?") == PERSON

    assert openai_stub.count == 0
    assert bot.sql("select outcome ~ '^day_' from tasks") == [(True,)]


def test_when_a_conversations_budget_is_out_nobody_is_asked_for_it(bot: Bot, openai_stub: OpenAiStub) -> None:
    bot.sql("update tenants set limits = '{\"ai_tokens_per_conversation_per_day\": 0}'")

    assert asks(bot, "aceitam animais?") == PERSON

    assert openai_stub.count == 0


def test_when_only_the_answer_is_within_the_budget_it_is_given_by_words(bot: Bot, openai_stub: OpenAiStub) -> None:
    """The day's last call goes to the question's meaning; the answer, which would be one more, is refused."""
    bot.sql("update tenants set limits = '{\"ai_calls_per_day\": 2}'")

    assert asks(bot, "aceitam animais?") == PERSON

    assert paths(openai_stub) == ["embeddings"]
    assert spent(bot)[0] == 2


def test_without_redis_nobody_is_asked(bot: Bot, openai_stub: OpenAiStub) -> None:
    class Away(MemoryKeyValue):
        def admit(self, key: str, *, most: int, per: timedelta) -> bool:
            raise KeyValueUnavailable

    assert bot.ai is not None
    bot.ai = replace(bot.ai, purse=Purse(Away(), CAPS, bot.ai.purse.prices))

    assert asks(bot, "aceitam animais?") == PERSON

    assert openai_stub.count == 0
    assert bot.sql("select outcome from tasks") == [("guard_unavailable",)]


def test_without_pgvector_its_words_are_left(bot: Bot, openai_stub: OpenAiStub) -> None:
    bot.sql("drop extension vector")

    assert asks(bot, "aceitam animais?") == ANSWER["text"]
    assert asks(bot, QUESTION) == PERSON

    assert paths(openai_stub) == ["chat/completions"]


def test_without_an_embedding_model_its_words_are_left(bot: Bot, openai_stub: OpenAiStub) -> None:
    assert bot.ai is not None
    bot.ai = replace(bot.ai, meanings=None)

    assert asks(bot, "aceitam animais?") == ANSWER["text"]
    assert asks(bot, QUESTION) == PERSON

    assert paths(openai_stub) == ["chat/completions"]


def test_vectors_of_another_model_are_not_compared(bot: Bot, openai_stub: OpenAiStub) -> None:
    bot.sql("update knowledge_embeddings set space = 'another/64'")
    assert asks(bot, QUESTION) == PERSON

    bot.sql(
        "update knowledge_embeddings set space = 'text-embedding-3-small/512', embedding = '{1,0,0}'"
    )  # a model that changed its length

    assert asks(bot, QUESTION) == PERSON
    assert paths(openai_stub) == ["embeddings"]


def test_sources_of_other_names_are_not_compared(bot: Bot, openai_stub: OpenAiStub) -> None:
    bot.sql("update knowledge_documents set source = 'secret'")

    assert asks(bot, QUESTION) == PERSON

    assert openai_stub.count == 0


def test_another_tenants_pieces_are_never_compared(bot: Bot, openai_stub: OpenAiStub) -> None:
    bot.sql("delete from knowledge_documents")
    rival = make_bot_beside(bot)
    learn_all(rival)
    teach(bot, "Temos piscina aquecida.")
    learn_all(bot)
    scripted(openai_stub)

    assert asks(bot, QUESTION) == PERSON
    assert paths(openai_stub) == ["embeddings"]
    found = bot.database.as_tenant(
        bot.tenant, lambda tx: tx.execute("select count(*) from knowledge_embeddings").fetchone()
    )
    assert found == (1,)
    assert bot.sql("select count(*) from knowledge_embeddings") == [(2,)]


def make_bot_beside(bot: Bot) -> Bot:
    """A rival in the same database, that knows about pets."""
    ((rival,),) = bot.sql("insert into tenants (name) values ('Rival') returning id")
    other = replace(bot, tenant=rival)
    teach(other, PETS)
    return other


def test_personal_data_of_a_question_is_masked(bot: Bot, openai_stub: OpenAiStub) -> None:
    asks(bot, "posso levar meu cachorro? me ligue: (11) 98888-7777")

    assert "98888" not in openai_stub.sent


def test_a_replay_asks_nobody(bot: Bot, openai_stub: OpenAiStub) -> None:
    asks(bot, QUESTION)
    asked = openai_stub.count

    work(bot.work, KnowledgeWake(bot.tenant))
    bot.turn()

    assert openai_stub.count == asked


def chunk(id_: str) -> FoundChunk:
    return FoundChunk(id_, "faq", "F", id_)


def test_what_is_fairly_high_in_both_stands_before_what_is_high_in_one() -> None:
    a, b, c, d = (chunk(name) for name in "abcd")

    assert fuse([[a, b, c], [d, c, b]]) == [b, c, a, d]
    assert fuse([[a, b]]) == [a, b]
    assert fuse([[], [a]]) == [a]
    assert fuse([]) == []
