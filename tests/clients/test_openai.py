"""The OpenAI client against a server that is slow, broken, huge or wrong: one call, bounded, and never an exception."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest

from local.openai_stub.client import OpenAiStub
from local.ports import HOST, free_port
from shared.clients.openai import AWAY_FOR, OpenAiModel
from shared.domain.models import NOTHING, Answered, Failed, Prompt

SCHEMA: dict[str, Any] = {
    "type": "object", "properties": {"id": {"type": ["string", "null"]}, "confidence": {"type": "number"}},
    "required": ["id", "confidence"], "additionalProperties": False,
}  # fmt: skip
PROMPT = Prompt("Say which.", '{"message":"oi","locale":"pt-BR"}', SCHEMA, 50)
TIMEOUT = timedelta(seconds=1)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@contextmanager
def model_at(base_url: str, clock: Clock) -> Iterator[OpenAiModel]:
    made = OpenAiModel("gpt-4o-mini", key="sk-test", base_url=base_url, timeout=TIMEOUT, clock=clock)
    yield made
    made.close()


def is_away(model: OpenAiModel) -> bool:
    return model.is_away  # mypy holds a property for constant


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def model(openai_stub: OpenAiStub, clock: Clock) -> Iterator[OpenAiModel]:
    with model_at(openai_stub.base_url, clock) as made:
        yield made


def test_an_answer_comes_back_with_what_it_used(openai_stub: OpenAiStub, model: OpenAiModel) -> None:
    openai_stub.answer({"id": "buy", "confidence": 0.9})

    found = model.ask(PROMPT)

    assert isinstance(found, Answered)
    assert found.content == {"id": "buy", "confidence": 0.9}
    assert found.usage is not None
    assert found.usage.tokens > 0


def test_the_request_has_two_roles_and_a_strict_schema(openai_stub: OpenAiStub, model: OpenAiModel) -> None:
    model.ask(PROMPT)

    (call,) = openai_stub.calls
    assert call["violations"] == []
    assert call["messages"] == [
        {"role": "system", "content": PROMPT.instructions},
        {"role": "user", "content": PROMPT.material},
    ]
    assert call["schema"] == {"name": "answer", "strict": True, "schema": SCHEMA}


@pytest.mark.parametrize(
    ("mode", "code", "may_cost"),
    [
        ("429", "rate_limited", False),
        ("500", "model_unavailable", False),
        ("401", "model_refused", False),
        ("bad_json", "llm_output_invalid", True),
        ("html", "llm_output_invalid", True),
        ("huge", "llm_output_invalid", True),
        ("not_json", "llm_output_invalid", True),
        ("cut", "llm_output_invalid", True),
        ("tool_call", "llm_output_invalid", True),
        ("refuse", "model_refused", True),
    ],
)
def test_what_is_no_answer_is_told_apart_and_asked_once(
    openai_stub: OpenAiStub, model: OpenAiModel, mode: str, code: str, *, may_cost: bool
) -> None:
    openai_stub.script(mode)

    found = model.ask(PROMPT)

    assert isinstance(found, Failed)
    assert (found.code, found.may_cost) == (code, may_cost)
    assert may_cost or found.usage == NOTHING
    assert openai_stub.count == 1


@pytest.mark.parametrize("mode", ["hang", "trickle"])
def test_a_server_that_does_not_come_to_an_end_is_left(openai_stub: OpenAiStub, model: OpenAiModel, mode: str) -> None:
    openai_stub.script(mode)
    started = time.monotonic()

    assert model.ask(PROMPT) == Failed("timeout", may_cost=True)

    assert (
        time.monotonic() - started < 3 * TIMEOUT.total_seconds()
    )  # a bar, not a measure: without the bound it is 300 s


def test_where_nobody_listens_nothing_is_billed() -> None:
    with model_at(f"http://{HOST}:{free_port()}/v1", Clock()) as model:
        assert model.ask(PROMPT) == Failed("model_unavailable")


def test_an_answer_without_usage_has_none(openai_stub: OpenAiStub, model: OpenAiModel) -> None:
    openai_stub.script("no_usage")

    found = model.ask(PROMPT)

    assert isinstance(found, Answered)
    assert found.usage is None


def test_after_three_failures_in_a_row_it_is_away_for_a_while(
    openai_stub: OpenAiStub, model: OpenAiModel, clock: Clock
) -> None:
    openai_stub.script("500")
    for _ in range(2):
        model.ask(PROMPT)
    assert not is_away(model)

    model.ask(PROMPT)

    assert is_away(model)
    clock.now += AWAY_FOR.total_seconds()
    assert not is_away(model)
    model.ask(PROMPT)
    assert is_away(model), "one more failure is enough"
    clock.now += AWAY_FOR.total_seconds()
    openai_stub.script("ok")
    model.ask(PROMPT)
    openai_stub.script("500")
    model.ask(PROMPT)
    assert not is_away(model), "a success forgets the failures"


def test_refusals_of_the_request_do_not_make_it_away(openai_stub: OpenAiStub, model: OpenAiModel) -> None:
    openai_stub.script("429")

    for _ in range(5):
        model.ask(PROMPT)

    assert not model.is_away


def test_the_webhook_function_imports_no_sdk(environment: dict[str, str]) -> None:
    code = (
        "import sys, functions.webhook.handler, json;"
        "from shared.container import Container; from shared.settings import load_settings;"
        "c = Container(load_settings()); c.work; c.routing;"
        "print(json.dumps([m for m in ('openai', 'httpx2', 'alembic', 'sqlalchemy') if m in sys.modules]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment | {"OPENAI_API_KEY": "sk-test", "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )

    assert json.loads(done.stdout) == []
