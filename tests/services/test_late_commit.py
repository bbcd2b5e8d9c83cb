"""A turn's commit that takes longer than its deadline and comes through after all: what it claimed leaves soon, and once."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from shared.domain.errors import StoreUnavailable
from shared.ports import ConverseWake, TaskWake, TimerWake, Wake
from shared.services.converse import LATE_COMMIT
from shared.services.work import handle
from tests import parts
from tests.services.bot import CONTACT, FLOW, Bot, make_bot, publish

ASKS: dict[str, Any] = {
    "version": 1,
    "start": "cep",
    "policy": {"debounce_ms": 0},
    "nodes": [
        {
            "id": "cep",
            "type": "http",
            "method": "GET",
            "url": "https://cep.example.com/",
            "on_error": "done",
            "transitions": [{"to": "done"}],
        },
        {"id": "done", "type": "message", "parts": [{"text": "Achei."}], "transitions": []},
    ],
}


class CommitsLate:
    """A store whose next turn is committed after it was given up on."""

    def __init__(self, bot: Bot) -> None:
        self._store = bot.database
        self._is_late = True

    def as_tenant(self, tenant: Any, run: Any, **limits: Any) -> Any:
        result = self._store.as_tenant(tenant, run, **limits)
        if self._is_late:
            self._is_late = False
            raise StoreUnavailable
        return result

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


class Answers:
    """Implements `HttpCaller`."""

    def call(self, request: dict[str, Any]) -> dict[str, Any]:
        return {"ok": True, "status": 200, "body": {}}


@pytest.fixture
def bot(database: parts.Database) -> Iterator[Bot]:
    made = make_bot(database, FLOW)
    yield made
    made.database.close()


def a_message(bot: Bot) -> Wake:
    bot.store("oi")
    return ConverseWake(bot.tenant, bot.account, CONTACT)


def a_timer(bot: Bot) -> Wake:
    asking = FLOW["nodes"][0] | {"silence": {"after": "2h", "say": "Ainda por aí?"}}
    publish(bot, FLOW | {"nodes": [asking, *FLOW["nodes"][1:]]}, number=2)
    bot.hears("oi")
    bot.sql("update timers set due = now() - interval '1 second'")
    return TimerWake(bot.tenant, bot.conversation)


def an_answer(bot: Bot) -> Wake:
    bot.http = Answers()
    publish(bot, ASKS, number=2)
    bot.store("oi")
    assert bot.turn().turns == 1
    return TaskWake(bot.tenant, bot.conversation)


@pytest.mark.parametrize("what", [a_message, a_timer, an_answer])
def test_what_a_late_commit_claimed_is_sent_without_waiting_for_its_lease(bot: Bot, what: Any) -> None:
    wake = what(bot)
    before, waiting = len(bot.messenger.texts), [wake]
    slow = replace(bot.work, database=CommitsLate(bot))  # type: ignore[arg-type] # it passes on what it does not do itself

    following = handle(slow, wake)
    assert len(bot.messenger.texts) == before
    assert max(after for _, after in following) == LATE_COMMIT
    waiting = [again for again, _ in following]
    while waiting:
        waiting = [again for each in waiting for again, _ in handle(bot.work, each)]

    assert len(bot.messenger.texts) == before + 1
    assert bot.sql("select 1 from outbox where state <> 'sent'") == []
