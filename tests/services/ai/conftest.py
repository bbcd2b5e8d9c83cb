"""A bot whose flow asks a model; the model is the stub, Postgres and Redis are real."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from local.openai_stub.client import OpenAiStub
from shared.clients.openai import OpenAiModel
from shared.clients.redis import open_key_value
from shared.domain.spending import Caps, Prices
from shared.services.ai.spend import Purse
from shared.services.ai.tasks import Ai
from tests.parts import Database, RedisRest
from tests.services.bot import Bot, make_bot

CAPS = Caps(
    calls=500,
    tokens=1_000_000,
    micros=1_000_000,
    conversation_tokens=200_000,
    conversation_micros=200_000,
    per_minute=100,
)
FLOW: dict[str, Any] = {
    "version": 1, "start": "ask", "policy": {"debounce_ms": 0},
    "nodes": [
        {"id": "ask", "type": "ask_text", "prompt": "O que você procura?", "save_as": "wish", "transitions": [{"to": "understand"}]},
        {"id": "understand", "type": "ai_extract", "else": "typed", "transitions": [{"to": "read"}], "schema": [
            {"var": "price_max", "type": "money", "description": "o máximo que quer pagar"}, {"var": "city", "type": "place"},
            {"var": "purpose", "type": "enum", "options": ["buy", "rent"]}, {"var": "phone", "type": "phone"}]},
        {"id": "read", "type": "message", "parts": [{"text": 'Li: {{ purpose | default:"-" }} {{ city | default:"-" }} {{ price_max | default:"-" }} {{ phone | default:"-" }}'}],
         "transitions": [{"to": "ask"}]},
        {"id": "typed", "type": "message", "parts": [{"text": "Vamos por partes."}], "transitions": [{"to": "ask"}]},
    ],
}  # fmt: skip
FOUND = {
    "values": {"price_max": "até 400 mil", "city": "Campinas", "purpose": "buy", "phone": None},
    "confidence": 0.9,
}
SENTENCE = "quero comprar em campinas até 400 mil"


@pytest.fixture
def ai(openai_stub: OpenAiStub, redis_rest: RedisRest) -> Iterator[Ai]:
    key_value = open_key_value((redis_rest.url, redis_rest.token), None)
    model = OpenAiModel("gpt-4o-mini", key="sk-test", base_url=openai_stub.base_url, timeout=timedelta(seconds=5))
    yield Ai(model, Purse(key_value, CAPS, Prices(0.15, 0.6)), timedelta(seconds=20))
    model.close()
    key_value.close()


@pytest.fixture
def bot(database: Database, ai: Ai) -> Iterator[Bot]:
    made = make_bot(database, FLOW)
    made.ai = ai
    yield made
    made.database.close()
