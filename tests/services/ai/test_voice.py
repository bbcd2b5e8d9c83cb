"""A voice note over HTTP from end to end: the phone, the webhook, Meta's files, the transcription, the answer."""

import base64
import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from local.chaos.instance import Nursery
from local.environment import with_inherited
from local.openai_stub.client import OpenAiStub
from local.ports import HOST, free_port, listen, port_of
from local.processes import python
from shared.engine import codec
from shared.engine.facts import Facts
from shared.engine.flow import load_flow
from shared.engine.state import State
from shared.engine.step import step
from tests import parts
from tests.conftest import Spawn
from tests.local.family import all_end
from tests.services.ai.voices import of_packets, spoken
from tests.services.bot import Bot, make_bot, publish

ANA = "5511999990001"
HEARD = "Quero comprar em Campinas até 400 mil."
WRITE = "Não consegui ouvir seu áudio. Pode escrever?"
PATIENCE = 60.0  # seconds; a bound against hanging, not a measure
FLOW: dict[str, Any] = {
    "version": 1, "start": "city", "policy": {"debounce_ms": 0}, "locales": {"default": "pt-BR", "list": ["pt-BR", "en"]},
    "nodes": [
        {"id": "city", "type": "ask_text", "prompt": {"pt-BR": "O que procura?", "en": "What do you want?"}, "save_as": "wish", "retry": {"max": 20},
         "transitions": [{"to": "said"}]},
        {"id": "said", "type": "message", "parts": [{"text": "Anotei: {{ wish }}"}], "transitions": [{"to": "city"}]},
    ],
}  # fmt: skip


@dataclass(slots=True)
class Line:
    """A phone on one side, the service on the other, the simulator between them."""

    bot: Bot
    http: httpx2.Client
    simulator: str
    number: str

    def say(self, action: dict[str, Any]) -> None:
        chat = f"{self.simulator}/sim/chats/{self.number}/{ANA}/messages"
        self.http.post(chat, json=action).raise_for_status()

    def speak(self, data: bytes = b"", mime_type: str = "audio/ogg; codecs=opus") -> None:
        coded = base64.b64encode(data or spoken()).decode()
        self.say({"type": "audio", "voice": True, "mime_type": mime_type, "data": coded})

    def heard(self) -> list[str]:
        """Everything the phone shows of the bot."""
        bubbles = self.http.get(f"{self.simulator}/sim/chats/{self.number}/{ANA}").raise_for_status().json()["messages"]
        return [bubble.get("text", "") for bubble in bubbles if bubble["direction"] == "out"]

    def wait_for(self, claim: Callable[[list[str]], bool]) -> list[str]:
        give_up = time.monotonic() + PATIENCE
        while not claim(self.heard()):
            assert time.monotonic() < give_up, f"the phone shows {self.heard()}"
            time.sleep(0.1)
        return self.heard()


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


@pytest.fixture
def line(database: parts.Database, variables: dict[str, str], app: str, simulator: str) -> Iterator[Line]:
    """A tenant whose number is known to both, and Ana."""
    bot = make_bot(database, FLOW)
    with httpx2.Client(timeout=15) as http:
        http.post(f"{simulator}/sim/numbers", json={
            "phone_number_id": bot.number, "waba_id": "1", "display_phone_number": "+55 11 3001-0001",
            "access_token": variables["WA_TOKEN"], "app_secret": variables["WA_WEBHOOK_SECRET"], "webhook_url": f"{app}/webhook",
        }).raise_for_status()  # fmt: skip
        http.post(f"{simulator}/sim/contacts", json={"wa_id": ANA, "name": "Ana"}).raise_for_status()
        yield Line(bot, http, simulator, bot.number)
    bot.database.close()


def test_what_is_said_is_heard_as_if_typed_and_both_are_kept(line: Line, openai_stub: OpenAiStub) -> None:
    openai_stub.script(transcript=HEARD)
    line.say({"type": "text", "text": "oi"})
    line.wait_for(bool)

    line.speak()

    line.wait_for(lambda shown: shown[-1].startswith(f"Anotei: {HEARD}"))
    (call,) = openai_stub.calls
    assert (call["path"], call["model"], call["language"], call["violations"]) == (
        "/v1/audio/transcriptions", "gpt-transcribe", "pt", []
    )  # fmt: skip
    assert call["file"]["size"] == len(spoken())
    ((kind, text, media, transcript),) = line.bot.sql(
        "select kind, text, content->'media'->>'id', content->>'transcript' from messages where kind = 'audio'"
    )
    assert (kind, text, transcript) == ("audio", HEARD, HEARD)
    assert media
    ((node, task, model, outcome, tokens, micros),) = line.bot.sql(
        "select node, task, model, outcome, tokens, cost_micros from ai_calls"
    )
    assert (node, task, model, outcome, tokens) == ("city", "transcribe", "gpt-transcribe", "ok", 0)
    assert 0 < micros < 1_000
    assert line.bot.sql("select calls, cost_micros from ai_days") == [(1, micros)]
    assert replayed(line.bot) == line.bot.sql("select state from conversations")[0][0]
    assert openai_stub.count == 1, "a replay calls nobody"


def test_a_voice_note_may_come_first(line: Line, openai_stub: OpenAiStub) -> None:
    openai_stub.script(transcript="Oi, tudo bem?")

    line.speak()

    assert line.wait_for(bool) == ["O que procura?"]


@pytest.mark.parametrize(
    ("variables", "outcome"),
    [
        ({"OPENAI_API_KEY": ""}, None), ({"OPENAI_TRANSCRIPTION_MODEL": "off"}, "not_available"), ({"OPENAI_MAX_USD_PER_TENANT_PER_DAY": "0"}, "day_cost"),
        ({"OPENAI_MAX_CALLS_PER_TENANT_PER_DAY": "0"}, "day_calls"), ({"OPENAI_MAX_VOICE_SECONDS": "1"}, "voice_too_long"),
    ],
    indirect=["variables"],
)  # fmt: skip
def test_without_a_key_or_over_a_bound_the_contact_is_asked_to_write(
    line: Line, openai_stub: OpenAiStub, outcome: str | None
) -> None:
    line.say({"type": "text", "text": "oi"})
    line.wait_for(bool)

    line.speak()

    assert line.wait_for(lambda shown: len(shown) > 1)[-1] == f"{WRITE}\n\nO que procura?"
    assert openai_stub.count == 0
    assert line.bot.sql("select outcome from tasks") == ([(outcome,)] if outcome else [])
    line.say({"type": "text", "text": "casa"})
    line.wait_for(lambda shown: shown[-1].startswith("Anotei: casa"))


def test_every_failure_asks_to_write_and_the_conversation_goes_on(line: Line, openai_stub: OpenAiStub) -> None:
    line.say({"type": "text", "text": "oi"})
    line.wait_for(bool)
    asked = [
        ("429", "rate_limited", spoken()), ("wrong_schema", "llm_output_invalid", spoken()), ("not_json", "llm_output_invalid", spoken()),
        ("401", "model_refused", spoken()), ("ok", "nothing_said", spoken()), ("ok", "media_type", b"ID3 is music"),
        ("ok", "voice_too_long", of_packets([bytes([31 << 3])] * 20_000)), ("hang", "timeout", spoken()),
    ]  # fmt: skip
    for number, (mode, outcome, data) in enumerate(asked, 2):
        openai_stub.script(mode, transcript="" if outcome == "nothing_said" else HEARD)

        line.speak(data)

        shown = line.wait_for(lambda shown, number=number: len(shown) >= number)  # type: ignore[misc]  # mypy cannot type lambda defaults
        assert shown[-1] == f"{WRITE}\n\nO que procura?", outcome
        (found,) = line.bot.sql("select outcome from tasks order by created_at desc limit 1")
        assert found == (outcome,)
    assert line.bot.sql("select count(*) from ai_calls where settled_at is null") == [(0,)]
    line.speak(mime_type="audio/mpeg")
    assert line.wait_for(lambda shown: len(shown) == len(asked) + 2)[-1].startswith(WRITE)


def test_in_english_too(line: Line, openai_stub: OpenAiStub) -> None:
    publish(line.bot, {**FLOW, "locales": {"default": "en", "list": ["en", "pt-BR"]}}, number=2)
    openai_stub.script("500")
    line.say({"type": "text", "text": "hi"})
    line.wait_for(bool)

    line.speak()

    shown = line.wait_for(lambda shown: len(shown) > 1)
    assert shown[-1] == "I couldn't listen to your voice message. Could you write?\n\nWhat do you want?"


def replayed(bot: Bot) -> dict[str, Any]:
    """The state after every recorded turn is made again, from what was recorded and nothing else."""
    flow, state = load_flow(FLOW, version=1), State.initial()
    for event, facts, now in bot.sql("select event, facts, now from turns order by number"):
        made = step(flow, state, codec.event_from_json(event), now=now, facts=Facts(facts["answers"], facts["host"]))
        state = made.state  # type: ignore[union-attr]  # everything it wants was recorded
    return codec.state_to_json(state)
