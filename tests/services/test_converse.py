"""A turn is one commit: state, messages, lead, outbox and the record; nobody talks over a person; nothing is said twice."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.domain.errors import SchemaOutdated
from shared.engine import codec
from shared.engine.facts import Facts
from shared.engine.flow import load_flow
from shared.engine.state import State
from shared.engine.step import Step, step
from shared.ports import ConverseWake, TimerWake
from shared.services.work import work
from tests import parts
from tests.services.bot import CONTACT, FLOW, Bot, make_bot, publish

CALLING = "Vou chamar uma pessoa da equipe para continuar com você. Só um momento."


@pytest.fixture
def bot(database: parts.Database) -> Iterator[Bot]:
    made = make_bot(database, FLOW)
    yield made
    made.database.close()


def test_a_whole_conversation_ends_in_a_lead_and_a_person(bot: Bot) -> None:
    assert bot.hears("oi") == ["Oi! Comprar ou alugar?"]
    assert bot.hears("alugar") == ["Como você se chama?"]
    assert bot.hears("Ana") == [f"Obrigado, Ana!\n\n{CALLING}"]

    assert bot.sql("select owner, turns, sends, send_to, unread from conversations") == [("human", 3, 3, CONTACT, 3)]
    assert bot.sql("select stage, fields ->> 'purpose' from leads") == [("new", "rent")]
    assert bot.sql("select direction, author, status from messages order by created_at") == [
        ("in", "contact", "received"), ("out", "bot", "sent")] * 3  # fmt: skip
    assert bot.sql("select count(*) from outbox where state = 'sent' and wamid is not null") == [(3,)]
    assert bot.sql("select kind, actor from lead_events") == [("created", "bot")]
    assert bot.sql("select channel from notifications") == [("handoff",)]


def test_a_person_in_charge_is_not_talked_over(bot: Bot) -> None:
    bot.hears("oi")
    bot.sql("update conversations set owner = 'human'")

    assert bot.hears("alugar") == []
    assert bot.sql("select count(*) from messages where direction = 'in'") == [(2,)]
    assert bot.sql("select count(*) from turns") == [(1,)]


def test_a_suspended_tenant_keeps_what_comes_and_says_nothing(bot: Bot) -> None:
    bot.sql("update tenants set status = 'suspended'")

    assert bot.hears("oi") == []
    assert bot.sql("select count(*) from messages") == [(1,)]


def test_without_a_published_flow_messages_are_kept(database: parts.Database) -> None:
    bot = make_bot(database)

    assert bot.hears("oi") == []
    assert bot.sql("select count(*) from messages") == [(1,)]
    bot.database.close()


def test_a_message_of_yesterday_is_kept_and_not_answered(bot: Bot) -> None:
    assert bot.hears("oi", at=datetime.now(UTC) - timedelta(hours=25)) == []

    assert bot.sql("select count(*) from messages") == [(1,)]
    assert bot.hears("oi") == ["Oi! Comprar ou alugar?"]


def test_on_a_schema_that_waits_for_its_migration_messages_wait_and_no_run_is_counted(bot: Bot) -> None:
    bot.sql("alter function taken_together(uuid, text, integer) rename to taken_later")
    bot.store("oi")

    for _ in range(6):
        with pytest.raises(SchemaOutdated):
            bot.turn()

    assert bot.sql("select state, attempts from inbox") == [("pending", 0)]
    bot.sql("alter function taken_later(uuid, text, integer) rename to taken_together")
    bot.turn()
    assert bot.messenger.texts == ["Oi! Comprar ou alugar?"]


def test_a_wake_for_nothing_does_nothing(bot: Bot) -> None:
    bot.hears("oi")

    assert bot.turn().turns == 0
    assert len(bot.messenger.bodies) == 1


def test_many_wakes_at_once_answer_once(bot: Bot) -> None:
    bot.store("oi")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: bot.turn(), range(16)))

    assert bot.messenger.texts == ["Oi! Comprar ou alugar?"]
    assert bot.sql("select count(*) from turns") == [(1,)]


def test_messages_that_came_together_are_one_turn_in_their_order(bot: Bot) -> None:
    assert bot.hears("oi", "alugar")[-1] == "Como você se chama?"

    assert bot.sql("select count(*) from turns") == [(1,)]
    assert bot.sql("select text from messages where direction = 'in' order by created_at") == [("oi",), ("alugar",)]


def test_a_burst_is_waited_for(bot: Bot) -> None:
    publish(bot, FLOW | {"policy": {"debounce_ms": 30_000}}, number=2)
    bot.store("oi")

    worked = bot.turn()

    assert bot.messenger.bodies == []
    ((wake, after),) = worked.next
    assert isinstance(wake, ConverseWake)
    assert timedelta(seconds=20) < after <= timedelta(seconds=30)


def test_a_tap_is_never_kept_waiting(bot: Bot) -> None:
    publish(bot, FLOW | {"policy": {"debounce_ms": 30_000}}, number=2)

    assert bot.hears("Alugar", reply="whatever") != []


def test_a_tap_carries_its_question_and_answers_it(bot: Bot) -> None:
    bot.hears("oi")
    (_, rent) = bot.messenger.bodies[0]["interactive"]["action"]["buttons"]

    assert bot.hears("Alugar", reply=rent["reply"]["id"]) == ["Como você se chama?"]


def test_the_turns_replay_to_the_same_bytes(bot: Bot) -> None:
    for text in ("oi", "não sei bem", "alugar", "Ana"):
        bot.hears(text)

    state: dict[str, Any] | None = None
    rows = bot.sql("select event, facts, effects, state, now from turns order by number")
    for event, facts, effects, after, now in rows:
        flow = load_flow(FLOW, version=1)
        before = codec.state_from_json(state) if state else State.initial()
        again = step(flow, before, codec.event_from_json(event), now=now, facts=Facts(facts["answers"], facts["host"]))
        assert isinstance(again, Step)
        assert codec.state_to_json(again.state) == after
        assert [codec.effect_to_json(effect) for effect in again.effects] == effects
        state = after
    assert len(rows) == 4


def test_a_running_conversation_stays_on_its_version_and_a_new_one_takes_the_new(bot: Bot) -> None:
    bot.hears("oi")
    publish(bot, _with_prompt("name", "Seu nome, por favor?"), number=2)

    assert bot.hears("alugar") == ["Como você se chama?"]
    bot.hears("oi", sender="5511911112222")
    assert bot.hears("comprar", sender="5511911112222") == ["Seu nome, por favor?"]


def test_a_running_conversation_moves_when_the_author_said_so(bot: Bot) -> None:
    bot.hears("oi")
    publish(bot, _with_prompt("name", "Seu nome, por favor?"), number=2, running="move")

    assert bot.hears("alugar") == ["Seu nome, por favor?"]


def test_a_message_that_breaks_a_turn_is_buried_after_five_runs(bot: Bot) -> None:
    bot.store("oi")
    bot.sql("update inbox set item = 'not json'")

    for _ in range(5):
        with pytest.raises(Exception, match="JSONDecodeError"):
            bot.turn()
        bot.sql("update inbox set not_before = now()")

    assert bot.sql("select state, reason, attempts from inbox") == [("dead", "JSONDecodeError", 5)]
    assert bot.hears("oi") == ["Oi! Comprar ou alugar?"]


def test_a_timer_that_is_due_takes_its_turn_once(bot: Bot) -> None:
    quiet = [
        n | {"silence": {"after": "2h", "say": "Ainda por aí?", "to": "person"}} if n["id"] == "name" else n
        for n in FLOW["nodes"]
    ]
    publish(bot, FLOW | {"nodes": quiet}, number=2)
    bot.hears("oi")
    bot.hears("alugar")
    assert bot.sql("select count(*) from timers where due > now() + interval '1 hour'") == [(1,)]
    bot.sql("update timers set due = now() - interval '1 second'")

    for _ in range(2):
        work(bot.work, TimerWake(bot.tenant, bot.conversation))

    assert bot.messenger.texts[2:] == [f"Ainda por aí?\n\n{CALLING}"]
    assert bot.sql("select count(*) from timers") == [(0,)]


def _with_prompt(node: str, prompt: str) -> dict[str, Any]:
    return FLOW | {"nodes": [n | {"prompt": prompt} if n["id"] == node else n for n in FLOW["nodes"]]}


def test_a_lead_moves_forward_only_and_a_person_outranks_the_bot(database: parts.Database) -> None:
    stages = [{"id": stage, "label": stage} for stage in ("new", "visit", "won")]
    bot = make_bot(database, FLOW | {"lead_kanban": {"stages": stages}})
    for text in ("oi", "alugar", "Ana"):
        bot.hears(text)
    bot.sql("update leads set stage = 'visit'")
    bot.sql("update conversations set owner = 'bot', state = null")

    for text in ("oi", "comprar", "Ana"):
        bot.hears(text)

    assert bot.sql("select stage, fields ->> 'purpose' from leads") == [("visit", "buy")]
    assert bot.sql("select count(*) from lead_events where kind = 'moved'") == [(0,)]
    bot.database.close()
