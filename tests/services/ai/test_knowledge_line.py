"""Knowledge over HTTP from end to end: an admin saves a text, its meaning is learned behind it, a contact's question finds it."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from local.openai_stub.client import OpenAiStub
from tests import parts
from tests.services.ai.line import PATIENCE, Line, open_line
from tests.services.ai.test_answers import FLOW
from tests.services.ai.test_meaning import ALIKE, ANSWER, PETS, QUESTION
from tests.services.bot import make_bot

Admin = dict[str, str]


@pytest.fixture
def line(database: parts.Database, variables: dict[str, str], app: str, simulator: str) -> Iterator[Line]:
    with open_line(make_bot(database, FLOW), variables, app=app, simulator=simulator) as opened:
        yield opened


@pytest.fixture
def admin(line: Line, environment: dict[str, str]) -> Admin:
    """The headers of one who may teach this tenant's bot."""
    key = {"X-Super-Admin-Key": environment["SUPER_ADMIN_API_KEY"]}
    invited = post(line, f"/super/tenants/{line.bot.tenant}/invite-admin", {"email": "ana@aurora.test"}, key)
    password = "uma frase comprida de verdade"
    post(line, "/auth/accept-invite", {"token": invited["token"], "password": password}, {})
    signed_in = post(line, "/auth/login", {"email": "ana@aurora.test", "password": password}, {})
    return {"Authorization": f"Bearer {signed_in['access_token']}"}


def post(line: Line, path: str, body: dict[str, Any], headers: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = line.http.post(line.app + path, json=body, headers=headers).raise_for_status().json()
    return found


def eventually(claim: Callable[[], bool]) -> None:
    give_up = time.monotonic() + PATIENCE
    while not claim():
        assert time.monotonic() < give_up, "it never came to be so"
        time.sleep(0.1)


def test_what_an_admin_saves_is_found_by_its_meaning(line: Line, admin: Admin, openai_stub: OpenAiStub) -> None:
    openai_stub.script(meanings=ALIKE, answers=[{"when": "", "content": ANSWER}])

    post(line, "/admin/knowledge", {"title": "Regras", "text": PETS}, admin)
    eventually(lambda: line.bot.sql("select count(*) from knowledge_embeddings") == [(1,)])
    line.say({"type": "text", "text": "oi"})
    line.wait_for(bool)
    line.say({"type": "text", "text": QUESTION})

    line.wait_for(lambda shown: any(text.startswith("Sim, são bem-vindos!") for text in shown))
    made = [(call["path"], call["violations"]) for call in openai_stub.calls]
    assert made == [("/v1/embeddings", []), ("/v1/embeddings", []), ("/v1/chat/completions", [])]
    assert line.bot.sql("select task, outcome from ai_calls order by created_at") == [
        ("embed", "ok"), ("embed", "ok"), ("answer", "ok")
    ]  # fmt: skip
    spend = line.http.get(f"{line.app}/admin/ai/spend", headers=admin).json()
    ((tokens, micros),) = line.bot.sql("select sum(tokens), sum(cost_micros) from ai_calls")
    assert (spend["calls"]["spent"], spend["tokens"]["spent"], spend["cost_micros"]["spent"]) == (3, tokens, micros)


def test_saving_neither_waits_nor_fails_while_the_model_hangs(
    line: Line, admin: Admin, openai_stub: OpenAiStub
) -> None:
    openai_stub.script(embedding_mode="hang", answers=[{"when": "", "content": ANSWER}])

    post(line, "/admin/knowledge", {"title": "Regras", "text": PETS}, admin)

    eventually(lambda: openai_stub.count == 1)
    assert len(line.http.get(f"{line.app}/admin/knowledge", headers=admin).json()["items"]) == 1
    line.say({"type": "text", "text": "oi"})
    line.wait_for(bool)
    line.say({"type": "text", "text": "aceitam animais?"})
    line.wait_for(lambda shown: any(text.startswith("Sim, são bem-vindos!") for text in shown))
    openai_stub.release()
