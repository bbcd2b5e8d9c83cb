"""A slow effect is done outside of the turn, once, and its answer moves the conversation on."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from shared.ports import TaskWake
from shared.services.work import Worked, work
from tests import parts
from tests.services.bot import Bot, make_bot

FLOW: dict[str, Any] = {
    "version": 1, "start": "ask", "policy": {"debounce_ms": 0},
    "nodes": [
        {"id": "ask", "type": "ask_text", "prompt": "CEP?", "save_as": "cep", "transitions": [{"to": "look"}]},
        {"id": "look", "type": "http", "method": "POST", "url": "https://cep.example.com/{{ cep }}", "headers": {"X-Key": {"secret": "cep"}},
         "map": [{"path": "city", "var": "city"}], "on_error": "sorry", "transitions": [{"to": "found"}]},
        {"id": "found", "type": "message", "parts": [{"text": "Cidade: {{ city }}"}], "transitions": [{"to": "ask"}]},
        {"id": "sorry", "type": "message", "parts": [{"text": "Não consegui agora."}], "transitions": [{"to": "ask"}]},
    ],
}  # fmt: skip


class FakeHttp:
    """Answers, and remembers what it was asked."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.answer: dict[str, Any] = {"ok": True, "status": 200, "body": {"city": "Campinas"}}

    def call(self, request: dict[str, Any]) -> dict[str, Any]:
        self.requests.append(request)
        return self.answer


@pytest.fixture
def bot(database: parts.Database) -> Iterator[Bot]:
    made = make_bot(database, FLOW)
    made.http = FakeHttp()
    made.sql("insert into tenant_secrets (tenant_id, name, value) values (%s, 'cep', '')", made.tenant)
    ((row,),) = made.sql("select id from tenant_secrets")
    made.sql(
        "update tenant_secrets set value = %s", made.cipher.seal("s3cret", tenant=made.tenant, row=row, column="value")
    )
    yield made
    made.database.close()


def asked(bot: Bot) -> list[dict[str, Any]]:
    assert isinstance(bot.http, FakeHttp)
    return bot.http.requests


def do_task(bot: Bot) -> Worked:
    return work(bot.work, TaskWake(bot.tenant, bot.conversation))


def ask(bot: Bot) -> Worked:
    bot.hears("oi")
    bot.store("13000-000")
    return bot.turn()


def test_the_call_is_made_after_the_turn_and_its_answer_is_a_turn_of_its_own(bot: Bot) -> None:
    worked = ask(bot)
    assert (TaskWake(bot.tenant, bot.conversation), timedelta()) in worked.next
    assert asked(bot) == []

    do_task(bot)

    assert asked(bot)[0]["url"] == "https://cep.example.com/13000-000"
    assert asked(bot)[0]["headers"] == {"X-Key": "s3cret"}
    assert bot.messenger.texts[-1].startswith("Cidade: Campinas")
    assert bot.sql("select event ->> 'is' from turns order by number desc limit 1") == [("EffectAnswered",)]
    assert bot.sql(
        "select count(*) from turns where effects::text like '%%s3cret%%' or facts::text like '%%s3cret%%'"
    ) == [(0,)]


def test_two_workers_make_one_call(bot: Bot) -> None:
    ask(bot)

    do_task(bot)
    do_task(bot)

    assert len(asked(bot)) == 1


def test_an_error_takes_the_way_out(bot: Bot) -> None:
    ask(bot)
    bot.http = FakeHttp()
    assert isinstance(bot.http, FakeHttp)
    bot.http.answer = {"ok": False, "error": "timeout"}

    do_task(bot)

    assert bot.messenger.texts[-1].startswith("Não consegui agora.")
    assert bot.sql("select outcome from tasks") == [("timeout",)]


def test_a_call_that_may_have_had_its_effect_is_not_repeated(bot: Bot) -> None:
    ask(bot)
    bot.sql("update tasks set state = 'running', attempt = 1, lease_until = now() - interval '1 second'")

    do_task(bot)

    assert asked(bot) == []
    assert bot.sql("select outcome from tasks") == [("unknown_outcome",)]
    assert bot.messenger.texts[-1].startswith("Não consegui agora.")


def test_the_answer_of_a_lost_attempt_changes_nothing(bot: Bot) -> None:
    ask(bot)
    bot.sql("update tasks set state = 'done'")

    assert do_task(bot).turns == 0


def test_a_person_in_charge_is_not_talked_over_by_an_answer(bot: Bot) -> None:
    ask(bot)
    bot.sql("update conversations set owner = 'human'")
    before = len(bot.messenger.texts)

    do_task(bot)

    assert len(bot.messenger.texts) == before
    assert bot.sql("select state from tasks") == [("done",)]
