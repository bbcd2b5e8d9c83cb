"""The embedding client against a server that is slow, broken or wrong: one call, vectors for every text or none, never an exception."""

import math
from collections.abc import Iterator
from datetime import timedelta

import pytest

from local.openai_stub.client import OpenAiStub
from shared.clients.openai import OpenAiEmbedder
from shared.domain.models import NOTHING, Embedded, Failed

TIMEOUT = timedelta(seconds=2)


def embedder_at(base_url: str, *, name: str = "text-embedding-3-small", length: int = 64) -> OpenAiEmbedder:
    return OpenAiEmbedder(name, length=length, key="sk-test", base_url=base_url, timeout=TIMEOUT)


@pytest.fixture
def embedder(openai_stub: OpenAiStub) -> Iterator[OpenAiEmbedder]:
    made = embedder_at(openai_stub.base_url)
    yield made
    made.close()


def test_each_text_has_its_vector_of_the_length_asked_for(openai_stub: OpenAiStub, embedder: OpenAiEmbedder) -> None:
    openai_stub.script(meanings=[["cachorro", "animais"]])

    found = embedder.embed(["cachorro", "piscina", "animais"])

    assert isinstance(found, Embedded)
    dog, pool, animals = found.vectors
    assert len(dog) == 64
    assert dog == animals != pool
    assert math.isclose(sum(number * number for number in dog), 1, abs_tol=1e-5)
    assert found.usage is not None
    assert found.usage.input_tokens > 0
    (call,) = openai_stub.calls
    assert (call["path"], call["model"], call["input"], call["violations"]) == (
        "/v1/embeddings", "text-embedding-3-small", ["cachorro", "piscina", "animais"], []
    )  # fmt: skip


def test_a_model_that_cannot_be_told_a_length_is_not(openai_stub: OpenAiStub) -> None:
    own, told = (embedder_at(openai_stub.base_url, name="bge-m3", length=length) for length in (0, 64))

    assert isinstance(own.embed(["oi"]), Embedded)
    assert told.embed(["oi"]) == Failed("model_refused", NOTHING)
    assert (own.space, told.space) == ("bge-m3/own", "bge-m3/64")
    own.close()
    told.close()


@pytest.mark.parametrize(
    ("mode", "code", "may_cost"),
    [
        ("429", "rate_limited", False),
        ("500", "model_unavailable", False),
        ("401", "model_refused", False),
        ("hang", "timeout", True),
        ("trickle", "timeout", True),
        ("bad_json", "llm_output_invalid", True),
        ("html", "llm_output_invalid", True),
        ("huge", "llm_output_invalid", True),
        ("not_json", "llm_output_invalid", True),
        ("wrong_schema", "llm_output_invalid", True),
        ("cut", "llm_output_invalid", True),
        ("uneven", "llm_output_invalid", True),
        ("not_numbers", "llm_output_invalid", True),
    ],
)
def test_what_is_no_vector_for_each_is_told_apart_and_asked_once(
    openai_stub: OpenAiStub, embedder: OpenAiEmbedder, mode: str, code: str, *, may_cost: bool
) -> None:
    openai_stub.script(mode)

    found = embedder.embed(["um", "dois"])

    assert isinstance(found, Failed)
    assert (found.code, found.may_cost) == (code, may_cost)
    assert openai_stub.count == 1


def test_vectors_without_usage_have_none(openai_stub: OpenAiStub, embedder: OpenAiEmbedder) -> None:
    openai_stub.script("no_usage")

    found = embedder.embed(["um"])

    assert isinstance(found, Embedded)
    assert found.usage is None
