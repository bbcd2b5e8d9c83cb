"""An answer comes from the tenant's own texts, says nothing else, and keeps what it was taken from."""

from collections.abc import Iterator
from typing import Any

import pytest

from local.openai_stub.client import OpenAiStub
from shared.services.ai.tasks import Ai
from tests.parts import Database
from tests.services.ai.test_tasks import calls, do_task
from tests.services.bot import Bot, make_bot

FLOW: dict[str, Any] = {
    "version": 1, "start": "ask", "policy": {"debounce_ms": 0},
    "nodes": [
        {"id": "ask", "type": "ask_text", "prompt": "Qual a sua dúvida?", "save_as": "question", "transitions": [{"to": "faq"}]},
        {"id": "faq", "type": "ai_answer", "sources": ["faq", "properties"], "max_chars": 300, "else": "person", "transitions": [{"to": "ask"}]},
        {"id": "person", "type": "message", "parts": [{"text": "Vou chamar uma pessoa."}], "transitions": [{"to": "ask"}]},
    ],
}  # fmt: skip
HOURS = "Atendemos de segunda a sexta, das 9h às 18h, e sábado até 13h. Telefone da loja: (11) 3333-4444. Site: https://aurora.com.br/faq"


@pytest.fixture
def bot(database: Database, ai: Ai) -> Iterator[Bot]:
    made = make_bot(database, FLOW)
    made.ai = ai
    teach(made, HOURS)
    made.sql(
        "insert into catalog_items (tenant_id, catalog, code, title, price_cents, fields) values"
        " (%s, 'properties', 'AP0033', 'Apartamento de 2 quartos no Centro', 35500000, '{\"city\": \"Campinas\", \"bedrooms\": 2}')",
        made.tenant,
    )
    made.hears("oi")
    yield made
    made.database.close()


def teach(bot: Bot, text: str, *, source: str = "faq", title: str = "Perguntas") -> None:
    bot.sql(
        "with d as (insert into knowledge_documents (tenant_id, source, title, kind, characters) values (%s, %s, %s, 'text', 1)"
        " returning id, tenant_id) insert into knowledge_chunks (tenant_id, document_id, place, text) select tenant_id, id, 1, %s from d",
        bot.tenant, source, title, text,
    )  # fmt: skip


def asks(bot: Bot, question: str) -> str:
    bot.hears(question)
    do_task(bot)
    return bot.messenger.texts[-1].split("\n\n")[0]


def test_a_question_is_answered_from_the_knowledge(bot: Bot, openai_stub: OpenAiStub) -> None:
    openai_stub.answer({"text": "Sim! Sábado até 13h.", "citations": [1], "confidence": 0.9})

    assert asks(bot, "vocês abrem no SÁBADO?") == "Sim! Sábado até 13h."

    (call,) = openai_stub.calls
    assert "sábado até 13h" in call["messages"][1]["content"]
    assert "sábado" not in call["messages"][0]["content"]


def test_the_message_keeps_its_sources(bot: Bot, openai_stub: OpenAiStub) -> None:
    openai_stub.answer({"text": "Sábado até 13h.", "citations": [1], "confidence": 0.9})

    asks(bot, "abrem sábado?")

    ((sources,),) = bot.sql(
        "select content -> 'sources' from messages where direction = 'out' and text like 'Sábado%%'"
    )
    assert [(one["source"], one["title"]) for one in sources] == [("faq", "Perguntas")]
    assert all("sources" not in body for body in bot.messenger.bodies)


def test_an_item_is_found_by_its_code_and_by_its_words(bot: Bot, openai_stub: OpenAiStub) -> None:
    openai_stub.answer({"text": "O AP0033 custa R$ 355.000.", "citations": [1], "confidence": 0.9})

    assert asks(bot, "quanto custa o ap0033?") == "O AP0033 custa R$ 355.000."
    assert asks(bot, "tem apartamento no centro?") == "O AP0033 custa R$ 355.000."


def test_without_a_text_that_fits_nobody_is_asked(bot: Bot, openai_stub: OpenAiStub) -> None:
    assert asks(bot, "xyzzy") == "Vou chamar uma pessoa."

    assert openai_stub.count == 0
    assert bot.sql("select outcome from tasks") == [("no_sources",)]


def test_sources_of_other_names_and_tenants_are_not_read(bot: Bot, openai_stub: OpenAiStub) -> None:
    teach(bot, "Segredo do sábado: 4711", source="internal")
    bot.sql(
        "with t as (insert into tenants (name) values ('Outra') returning id), d as (insert into knowledge_documents (tenant_id, source,"
        " title, kind, characters) select id, 'faq', 'F', 'text', 1 from t returning id, tenant_id) insert into knowledge_chunks (tenant_id,"
        " document_id, place, text) select tenant_id, id, 1, 'sábado da outra: 0815' from d"
    )

    asks(bot, "abrem sábado?")

    assert "4711" not in openai_stub.sent
    assert "0815" not in openai_stub.sent


@pytest.mark.parametrize(
    "text",
    [
        "O apartamento custa R$ 1.", "Fale com (11) 98888-7777.", "Veja https://evil.example.com/promo", "Mande para pix@evil.com",
        "Abrimos domingo.", "O AP0099 é melhor.", "Custa trezentos mil.", "Até 25/12.", "Pague em evil.shop", "Aberto até 22h.", "x" * 5000,
    ],
)  # fmt: skip
def test_what_the_texts_do_not_say_is_not_said(bot: Bot, openai_stub: OpenAiStub, text: str) -> None:
    openai_stub.answer({"text": text, "citations": [1], "confidence": 1})

    assert asks(bot, "abrem sábado?") == "Vou chamar uma pessoa."

    assert calls(bot)[0][3] == "llm_output_invalid"


@pytest.mark.parametrize(
    "content",
    [
        {"text": None, "citations": [], "confidence": 0.9},
        {"text": "Sábado até 13h.", "citations": [], "confidence": 0.9},
        {"text": "Sábado até 13h.", "citations": [9], "confidence": 0.9},
        {"text": "Sábado até 13h.", "citations": ["1"], "confidence": 0.9},
        {"text": "Sábado até 13h.", "citations": [1], "confidence": 0.2},
        {"text": "Sábado até 13h.", "citations": [1], "confidence": 7},
        {"text": "Sábado até 13h.", "citations": [1], "confidence": 0.9, "stage": "won"},
        {"text": 13, "citations": [1], "confidence": 0.9},
    ],
)
def test_an_answer_of_another_form_or_without_sources_is_none(
    bot: Bot, openai_stub: OpenAiStub, content: dict[str, Any]
) -> None:
    openai_stub.answer(content)

    assert asks(bot, "abrem sábado?") == "Vou chamar uma pessoa."


def test_the_shops_own_phone_is_said_though_no_model_saw_it(bot: Bot, openai_stub: OpenAiStub) -> None:
    openai_stub.answer({"text": "Ligue para [phone_1].", "citations": [1], "confidence": 0.9})

    assert asks(bot, "qual o telefone da loja?") == "Ligue para (11) 3333-4444."

    assert "3333-4444" not in openai_stub.sent
