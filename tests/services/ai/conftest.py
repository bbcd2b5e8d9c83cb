"""A bot whose flow asks a model; the model is the stub, Postgres and Redis are real."""

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from local.chaos.instance import Nursery
from local.environment import with_inherited
from local.openai_stub.client import OpenAiStub
from local.ports import HOST, free_port, listen, port_of
from local.processes import python
from shared.clients.openai import OpenAiEmbedder, OpenAiModel
from shared.clients.redis import open_key_value
from shared.domain.spending import Caps, Prices
from shared.services.ai.meaning import Meanings
from shared.services.ai.spend import Purse
from shared.services.ai.tasks import Ai
from tests.conftest import Spawn
from tests.local.family import all_end
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
def knowing(ai: Ai, openai_stub: OpenAiStub) -> Iterator[Ai]:
    """The same with an embedding model beside it."""
    embedder = OpenAiEmbedder(
        "text-embedding-3-small", length=512, key="sk-test", base_url=openai_stub.base_url, timeout=timedelta(seconds=2)
    )
    yield replace(ai, meanings=Meanings(embedder, Prices(0.02, 0)))
    embedder.close()


@pytest.fixture
def bot(database: Database, ai: Ai) -> Iterator[Bot]:
    made = make_bot(database, FLOW)
    made.ai = ai
    yield made
    made.database.close()


@pytest.fixture(scope="module")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    """Where the application is imported once for all these tests: each has a process of its own, forked from it."""
    running = Nursery(tmp_path_factory.mktemp("nursery"))
    yield running
    running.close()


@pytest.fixture(scope="module")
def simulator(spawn: Spawn) -> str:
    """One for all: every test has a number of its own."""
    port = free_port()
    spawn("simulator", python("local.simulator", "--host", HOST, "--port", str(port), "--no-delays")).wait_for_port(
        port
    )
    return f"http://{HOST}:{port}"


@pytest.fixture
def variables(
    environment: dict[str, str], openai_stub: OpenAiStub, simulator: str, request: pytest.FixtureRequest
) -> dict[str, str]:
    """A key, and the simulator for Graph; a test may ask for changes."""
    known = {
        "WA_GRAPH_BASE_URL": simulator, "OPENAI_API_KEY": "sk-test", "OPENAI_BASE_URL": openai_stub.base_url,
        "OPENAI_TIMEOUT_SECONDS": "3", "OPENAI_MAX_CALLS_PER_SENDER_PER_MINUTE": "100",
    }  # fmt: skip
    changes: dict[str, str] = getattr(request, "param", {})
    return environment | known | changes


@pytest.fixture
def app(nursery: Nursery, variables: dict[str, str], tmp_path: Path) -> Iterator[str]:
    """The whole service as one process; who calls before it serves waits a moment."""
    with listen() as listener:
        url = f"http://{HOST}:{port_of(listener)}"
        pid = nursery.bear(with_inherited(variables), tmp_path / "app.log", listener, clock=timedelta())
    yield url
    os.kill(pid, signal.SIGTERM)
    assert all_end([pid], seconds=30)
