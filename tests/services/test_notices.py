"""The bot is silent where a person or another responder speaks, and one person stays one contact under all their identities."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from shared.domain.sending import RetryLater, Sent
from shared.ports import ConverseWake
from shared.services.work import work
from shared.store import inbox
from shared.whatsapp.payload import read_payload
from tests import parts
from tests.services.bot import CONTACT, FLOW, Bot, make_bot


@pytest.fixture
def bot(database: parts.Database) -> Iterator[Bot]:
    made = make_bot(database, FLOW)
    yield made
    made.database.close()


def deliver(bot: Bot, field: str, value: dict[str, Any]) -> None:
    """Take a change in as the webhook does, and do the work it wakes."""
    value = {"messaging_product": "whatsapp", "metadata": {"phone_number_id": bot.number}, **value}
    body = {
        "object": "whatsapp_business_account",
        "entry": [{"id": "1", "changes": [{"field": field, "value": value}]}],
    }
    items = read_payload(json.dumps(body).encode()).items
    bot.database.in_one_flight(
        bot.tenant,
        lambda tx: inbox.store_items(tx, items=[(bot.account, i) for i in items]),
        lambda cursor: cursor.fetchall(),
    )
    for sender in dict.fromkeys(item.sender for item in items):
        work(bot.work, ConverseWake(bot.tenant, bot.account, sender))


def test_a_person_who_answers_from_the_phone_app_takes_the_conversation(bot: Bot) -> None:
    bot.hears("oi")

    deliver(bot, "smb_message_echoes", {"message_echoes": [
        {"from": "1", "to": CONTACT, "id": "wamid.E1", "timestamp": "1795428440", "type": "text", "text": {"body": "Oi, aqui é a Vera"}}]})  # fmt: skip

    assert bot.hears("alugar") == []
    assert bot.sql("select owner from conversations") == [("human",)]
    assert bot.sql("select author, text from messages where direction = 'out' order by created_at")[-1] == (
        "human",
        "Oi, aqui é a Vera",
    )


def test_what_the_bot_had_still_to_say_is_not_said_over_a_person(bot: Bot) -> None:
    bot.messenger.answer = lambda _: RetryLater(2, "x")
    bot.hears("oi")

    deliver(bot, "smb_message_echoes", {"message_echoes": [
        {"from": "1", "to": CONTACT, "id": "wamid.E1", "timestamp": "1795428440", "type": "text", "text": {"body": "Deixa comigo"}}]})  # fmt: skip

    assert bot.sql("select state from outbox") == [("cancelled",)]


def test_an_edited_echo_is_kept_and_changes_nothing(bot: Bot) -> None:
    bot.hears("oi")

    deliver(bot, "smb_message_echoes", {"message_echoes": [
        {"from": "1", "to": CONTACT, "id": "wamid.E2", "timestamp": "1795428440", "type": "edit", "edit": {"original_message_id": "x"}}]})  # fmt: skip

    assert bot.hears("alugar") == ["Como você se chama?"]


def test_a_thread_that_was_taken_is_observed_and_one_that_was_given_is_answered(bot: Bot) -> None:
    bot.hears("oi")
    handed = {
        "metadata": None,
        "recipient": {"phone_number_id": bot.number},
        "sender": {"phone_number": CONTACT},
        "timestamp": "1795428480",
    }

    deliver(
        bot,
        "messaging_handovers",
        {**handed, "type": "control_taken", "control_taken": {"new_owner_role": "escalation"}},
    )
    assert bot.hears("alugar") == []

    deliver(
        bot,
        "messaging_handovers",
        {**handed, "timestamp": "1795428490", "type": "control_passed", "control_passed": {}},
    )
    assert bot.hears("alugar") == ["Como você se chama?"]


def test_standby_is_kept_in_the_thread_and_never_answered(bot: Bot) -> None:
    deliver(bot, "standby", {"standby": {
        "contacts": [{"wa_id": CONTACT, "profile": {"name": "Zu"}}],
        "messages": [{"from": CONTACT, "id": "wamid.S1", "timestamp": "1795428460", "type": "text", "text": {"body": "Oi, tudo bem?"}}],
        "message_echoes": [{"id": "wamid.S2", "timestamp": "1795428463", "message": {"to": "+" + CONTACT, "type": "text", "text": {"body": "Sou outro"}}}],
    }})  # fmt: skip

    assert bot.messenger.bodies == []
    assert bot.sql("select author, text from messages order by created_at") == [
        ("contact", "Oi, tudo bem?"),
        ("system", "Sou outro"),
    ]


def test_a_new_number_is_the_same_contact_and_conversation(bot: Bot) -> None:
    bot.hears("oi")

    deliver(bot, "messages", {"messages": [
        {"from": CONTACT, "id": "wamid.N", "timestamp": "1795428130", "type": "system",
         "system": {"type": "user_changed_number", "wa_id": "5511955550000", "body": "x"}}]})  # fmt: skip

    assert bot.hears("alugar", sender="5511955550000") == ["Como você se chama?"]
    assert bot.messenger.bodies[-1]["to"] == "+5511955550000"
    assert bot.sql("select count(*) from conversations") == [(1,)]
    assert bot.sql("select phone from contacts") == [("+5511955550000",)]


def test_two_contacts_that_turn_out_to_be_one_become_one(bot: Bot) -> None:
    bot.hears("oi")
    message = {
        "from_user_id": "BR.77",
        "id": "wamid.B1",
        "timestamp": "4000000000",
        "type": "text",
        "text": {"body": "oi"},
    }
    deliver(
        bot, "messages", {"contacts": [{"user_id": "BR.77", "profile": {"name": "Ana Lima"}}], "messages": [message]}
    )
    assert bot.sql("select count(*) from contacts where merged_into is null") == [(2,)]

    both = {
        "from": CONTACT,
        "from_user_id": "BR.77",
        "id": "wamid.B2",
        "timestamp": "4000000000",
        "type": "text",
        "text": {"body": "alugar"},
    }
    deliver(
        bot,
        "messages",
        {"contacts": [{"user_id": "BR.77", "wa_id": CONTACT, "profile": {"name": "Ana Lima"}}], "messages": [both]},
    )

    assert bot.sql("select count(*) from contacts where merged_into is null") == [(1,)]
    assert bot.sql("select count(*) from conversations where merged_into is null") == [(1,)]
    ((kept,),) = bot.sql("select id from conversations where merged_into is null")
    assert bot.sql("select count(*) from messages where conversation_id = %s and direction = 'in'", kept) == [(3,)]
    assert bot.sql("select count(distinct contact_id) from contact_identifiers") == [(1,)]


def test_a_phone_that_was_asked_for_belongs_to_who_shared_it(bot: Bot) -> None:
    card = {"from_user_id": "BR.9", "id": "wamid.C1", "timestamp": "4000000000", "type": "contacts",
            "contacts": [{"phones": [{"phone": "+55 11 98888-7777"}], "origin": "contact_request"}]}  # fmt: skip

    deliver(bot, "messages", {"contacts": [{"user_id": "BR.9", "profile": {"name": "Otávio"}}], "messages": [card]})

    assert bot.sql("select phone from contacts") == [("+5511988887777",)]
    assert bot.sql("select kind, value from contact_identifiers order by 1") == [
        ("bsuid", "BR.9"),
        ("wa_id", "5511988887777"),
    ]


def test_stopping_marketing_is_remembered_and_does_not_silence_the_conversation(bot: Bot) -> None:
    wish = {"wa_id": CONTACT, "category": "marketing_messages", "value": "stop", "timestamp": 1795428420}
    deliver(bot, "user_preferences", {"user_preferences": [wish]})

    assert bot.sql("select marketing_opted_out_at is not null from contacts") == [(True,)]
    assert bot.hears("oi") == ["Oi! Comprar ou alugar?"]

    deliver(bot, "user_preferences", {"user_preferences": [wish | {"value": "resume", "timestamp": 1795428500}]})
    assert bot.sql("select marketing_opted_out_at is not null from contacts") == [(False,)]


def test_later_messages_wait_behind_one_that_is_tried_again(bot: Bot) -> None:
    bot.messenger.answer = lambda body: Sent(body["biz_opaque_callback_data"])
    bot.store("oi")
    bot.sql("update inbox set not_before = now() + interval '1 hour'")

    assert bot.hears("alugar") == []

    bot.sql("update inbox set not_before = now()")
    bot.turn()
    assert bot.sql("select text from messages where direction = 'in' order by created_at") == [("oi",), ("alugar",)]
