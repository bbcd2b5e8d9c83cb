"""What pieces of knowledge mean is asked in the background: some at a time, within the budgets, again after a failure."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from local.openai_stub.client import OpenAiStub
from shared.clients.redis import MemoryKeyValue
from shared.domain.models import Embedded, Failed
from shared.ports import KnowledgeWake, Wake
from shared.services.ai.learn import AT_ONCE, learn
from shared.services.ai.meaning import Meanings
from shared.services.ai.spend import Purse
from shared.services.ai.tasks import Ai
from shared.services.sweep import sweep
from shared.services.work import work
from tests.fakes import RecordingWaker
from tests.parts import Database
from tests.services.ai.conftest import CAPS
from tests.services.ai.test_answers import FLOW, teach
from tests.services.ai.test_tasks import calls, spent
from tests.services.bot import Bot, make_bot

SPACE = "text-embedding-3-small/512"


@pytest.fixture
def bot(database: Database, knowing: Ai) -> Iterator[Bot]:
    made = make_bot(database, FLOW)
    made.ai = knowing
    yield made
    made.database.close()


def teach_many(bot: Bot, pieces: int) -> None:
    teach(bot, "peça 1")
    bot.sql(
        "insert into knowledge_chunks (tenant_id, document_id, place, text) select tenant_id, id, n, 'peça ' || n"
        " from knowledge_documents, generate_series(2, %s) n",
        pieces,
    )


def learn_all(bot: Bot) -> int:
    """How many wakes it took until there was no more at once."""
    wakes = 0
    while work(bot.work, KnowledgeWake(bot.tenant)).next:
        wakes += 1
    return wakes


def embedded(bot: Bot) -> list[tuple[str, int]]:
    return bot.sql(
        "select c.text, cardinality(e.embedding) from knowledge_embeddings e join knowledge_chunks c on c.id = e.chunk_id order by c.place"
    )


def due(bot: Bot) -> list[Wake]:
    waker = RecordingWaker()
    sweep(bot.database, waker, space=SPACE)
    return [wake for wake in waker.wakes if isinstance(wake, KnowledgeWake)]


def state(bot: Bot) -> tuple[str, int, bool]:
    """In what space the document is, how often it failed, and whether it waits for later."""
    ((space, attempts, waits),) = bot.sql(
        "select embedded_in, embed_attempts, embed_after > clock_timestamp() from knowledge_documents"
    )
    return space, attempts, waits


def test_pieces_are_embedded_with_their_title_and_counted(bot: Bot, openai_stub: OpenAiStub) -> None:
    teach(bot, "Aceitamos animais. Fale com ana@aurora.com.br", title="Regras")

    assert due(bot) == [KnowledgeWake(bot.tenant)]
    learn_all(bot)

    assert due(bot) == []
    assert embedded(bot) == [("Aceitamos animais. Fale com ana@aurora.com.br", 512)]
    (call,) = openai_stub.calls
    assert call["violations"] == []
    assert call["input"] == ["Regras\nAceitamos animais. Fale com [email_1]"]
    ((node, task, model, outcome, tokens, micros),) = calls(bot)
    assert (node, task, model, outcome) == ("knowledge", "embed", "text-embedding-3-small", "ok")
    assert spent(bot) == (1, tokens, micros)
    assert 0 < tokens < 60


def test_a_tenant_that_allows_it_shows_what_is_personal(bot: Bot, openai_stub: OpenAiStub) -> None:
    bot.sql("update tenants set ai_sees_personal_data = true")
    teach(bot, "ana@aurora.com.br")

    learn_all(bot)

    assert "ana@aurora.com.br" in openai_stub.sent


def test_a_long_document_is_embedded_some_pieces_at_a_time(bot: Bot, openai_stub: OpenAiStub) -> None:
    teach_many(bot, 2 * AT_ONCE + 3)

    learn_all(bot)

    assert [len(call["input"]) for call in openai_stub.calls] == [AT_ONCE, AT_ONCE, 3]
    assert len(embedded(bot)) == 2 * AT_ONCE + 3
    assert state(bot) == (SPACE, 0, False)


@pytest.mark.parametrize("mode", ["429", "500", "401", "hang", "bad_json", "cut", "uneven"])
def test_a_failure_is_tried_again_later_and_ever_more_rarely(bot: Bot, openai_stub: OpenAiStub, mode: str) -> None:
    openai_stub.script(mode)
    teach(bot, "Aceitamos animais.")

    for attempt in (1, 2):
        assert learn_all(bot) == 0
        assert state(bot) == ("", attempt, True)
        assert due(bot) == []
        bot.sql("update knowledge_documents set embed_after = now()")
    ((growing,),) = bot.sql("select count(distinct latency_ms is not null) = 1 and count(*) = 2 from ai_calls")
    assert growing

    openai_stub.script()
    learn_all(bot)

    assert embedded(bot) == [("Aceitamos animais.", 512)]
    assert state(bot) == (SPACE, 0, False)


def test_over_the_days_budget_nobody_is_asked(bot: Bot, openai_stub: OpenAiStub) -> None:
    bot.sql("update tenants set limits = '{\"ai_calls_per_day\": 1}'")
    teach(bot, "Aceitamos animais.")

    learn_all(bot)

    assert openai_stub.count == 0
    assert state(bot) == ("", 1, True)
    assert bot.sql("select count(*) from ai_calls") == [(0,)]


def test_it_leaves_half_of_the_day_to_those_who_ask(bot: Bot, openai_stub: OpenAiStub) -> None:
    bot.sql("update tenants set limits = '{\"ai_calls_per_day\": 4}'")
    for _ in range(4):
        teach(bot, "Aceitamos animais.")

    learn_all(bot)

    assert openai_stub.count == 2


def test_a_conversations_cap_and_redis_do_not_concern_it(bot: Bot, openai_stub: OpenAiStub) -> None:
    assert bot.ai is not None
    bot.sql("update tenants set limits = '{\"ai_tokens_per_conversation_per_day\": 0}'")
    bot.ai = replace(bot.ai, purse=Purse(MemoryKeyValue(), replace(CAPS, per_minute=0), bot.ai.purse.prices))
    teach(bot, "Aceitamos animais.")

    learn_all(bot)

    assert len(embedded(bot)) == 1


def test_two_instances_do_not_ask_for_one_document_at_once(bot: Bot, openai_stub: OpenAiStub) -> None:
    assert bot.ai is not None
    assert bot.ai.meanings is not None
    teach(bot, "Aceitamos animais.")
    asked: list[int] = []

    class Nested:
        """While it is asked, another instance looks for something to learn."""

        name, space, is_away = "m", SPACE, False

        def embed(self, texts: list[str]) -> Embedded | Failed:
            asked.append(len(texts))
            assert bot.ai is not None
            learn(bot.database, bot.ai, tenant=bot.tenant)
            return Failed("timeout", may_cost=True)

        def close(self) -> None: ...

    other = replace(bot.ai, meanings=Meanings(Nested(), bot.ai.meanings.prices))  # type: ignore[arg-type] # a list is enough

    assert not learn(bot.database, other, tenant=bot.tenant)

    assert asked == [1]
    assert openai_stub.count == 0


def test_a_call_whose_process_died_is_settled_once_by_its_reserve(bot: Bot, openai_stub: OpenAiStub) -> None:
    teach(bot, "Aceitamos animais.")
    bot.sql(
        "insert into ai_days (tenant_id, day, calls, tokens, cost_micros) select id, (now() at time zone timezone)::date, 1, 50, 5 from tenants;"
    )
    bot.sql(
        "insert into ai_calls (tenant_id, id, day, node, task, model, reserved_tokens, reserved_micros, tokens, cost_micros, created_at)"
        " select tenant_id, gen_random_uuid(), day, 'knowledge', 'embed', 'm', 50, 5, 50, 5, now() - interval '5 minutes' from ai_days"
    )

    learn_all(bot)

    assert [outcome for _, _, _, outcome, _, _ in calls(bot)] == ["lost", "ok"]
    ((used,),) = bot.sql("select tokens from ai_calls where outcome = 'ok'")
    assert spent(bot)[:2] == (2, 50 + used)


def test_another_model_learns_everything_anew(bot: Bot, openai_stub: OpenAiStub) -> None:
    teach(bot, "Aceitamos animais.")
    learn_all(bot)
    bot.sql("update knowledge_documents set embedded_in = 'older/64'")
    bot.sql("update knowledge_embeddings set space = 'older/64'")

    assert due(bot) == [KnowledgeWake(bot.tenant)]
    learn_all(bot)

    assert bot.sql("select space from knowledge_embeddings") == [(SPACE,)]
    assert openai_stub.count == 2


def test_a_library_beyond_what_is_compared_is_left_to_its_words(bot: Bot, openai_stub: OpenAiStub) -> None:
    assert bot.ai is not None
    teach(bot, "Aceitamos animais.")
    learn_all(bot)
    teach(bot, "Outra coisa.")

    while learn(bot.database, bot.ai, tenant=bot.tenant, most_known=1):
        pass

    assert embedded(bot) == [("Aceitamos animais.", 512)]
    assert due(bot) == []


def test_what_is_removed_meanwhile_is_no_fault(bot: Bot, openai_stub: OpenAiStub) -> None:
    assert bot.ai is not None
    assert bot.ai.meanings is not None
    teach(bot, "Aceitamos animais.")
    embedder = bot.ai.meanings.embedder

    class Removing:
        name, space, is_away = "m", SPACE, False

        def embed(self, texts: list[str]) -> Embedded | Failed:
            bot.sql("delete from knowledge_documents")
            return embedder.embed(texts)

        def close(self) -> None: ...

    learn(bot.database, replace(bot.ai, meanings=Meanings(Removing(), bot.ai.meanings.prices)), tenant=bot.tenant)  # type: ignore[arg-type] # a list is enough

    assert embedded(bot) == []


def test_without_pgvector_or_a_model_nobody_is_asked(bot: Bot, openai_stub: OpenAiStub, ai: Ai) -> None:
    teach(bot, "Aceitamos animais.")
    bot.sql("drop extension vector")

    assert due(bot) == []
    assert learn_all(bot) == 0
    assert sweep(bot.database, RecordingWaker()).knowledge == 0
    bot.ai = ai
    assert learn_all(bot) == 0
    assert openai_stub.count == 0


def test_a_suspended_tenant_learns_nothing(bot: Bot, openai_stub: OpenAiStub) -> None:
    teach(bot, "Aceitamos animais.")
    bot.sql("update tenants set status = 'suspended'")

    assert due(bot) == []
    assert learn_all(bot) == 0
    assert openai_stub.count == 0


def test_a_removed_document_leaves_nothing_of_its_meaning(bot: Bot, openai_stub: OpenAiStub) -> None:
    teach(bot, "Aceitamos animais.")
    learn_all(bot)

    bot.database.as_tenant(bot.tenant, lambda tx: tx.execute("delete from knowledge_documents").rowcount)

    assert bot.sql("select count(*) from knowledge_embeddings") == [(0,)]
