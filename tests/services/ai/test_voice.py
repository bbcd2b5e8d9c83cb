"""A voice note over HTTP from end to end: the phone, the webhook, Meta's files, the transcription, the answer."""

from collections.abc import Iterator
from typing import Any

import pytest

from local.openai_stub.client import OpenAiStub
from shared.engine import codec
from shared.engine.facts import Facts
from shared.engine.flow import load_flow
from shared.engine.state import State
from shared.engine.step import step
from tests import parts
from tests.services.ai.line import Line, open_line
from tests.services.ai.voices import of_packets, spoken
from tests.services.bot import Bot, make_bot, publish

HEARD = "Quero comprar em Campinas até 400 mil."
WRITE = "Não consegui ouvir seu áudio. Pode escrever?"
FLOW: dict[str, Any] = {
    "version": 1, "start": "city", "policy": {"debounce_ms": 0}, "locales": {"default": "pt-BR", "list": ["pt-BR", "en"]},
    "nodes": [
        {"id": "city", "type": "ask_text", "prompt": {"pt-BR": "O que procura?", "en": "What do you want?"}, "save_as": "wish", "retry": {"max": 20},
         "transitions": [{"to": "said"}]},
        {"id": "said", "type": "message", "parts": [{"text": "Anotei: {{ wish }}"}], "transitions": [{"to": "city"}]},
    ],
}  # fmt: skip


@pytest.fixture
def line(database: parts.Database, variables: dict[str, str], app: str, simulator: str) -> Iterator[Line]:
    with open_line(make_bot(database, FLOW), variables, app=app, simulator=simulator) as opened:
        yield opened


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
