"""The life of a sent message as its webhooks tell it."""

import pytest

from tests.simulator.client import ANA, Simulator
from tests.simulator.messages import BUTTONS, TEXT

STRANGER = "5511777770000"


def test_sent_delivered_read_come_in_order_with_the_echo(chatting: Simulator) -> None:
    wamid = chatting.send_text(biz_opaque_callback_data="row-1:1/ç")
    chatting.receiver.wait_for_status(wamid, "read")
    statuses = chatting.receiver.statuses(wamid)

    assert [one["status"] for one in statuses] == ["sent", "delivered", "read"]
    assert {one["biz_opaque_callback_data"] for one in statuses} == {"row-1:1/ç"}
    assert {one["recipient_id"] for one in statuses} == {ANA}
    assert len({one["recipient_user_id"] for one in statuses}) == 1
    assert chatting.bubble(wamid)["status"] == "read"


def test_delivered_carries_the_price_and_the_free_messages_end(chatting: Simulator) -> None:
    chatting.sim("/settings", {"pricing": {"free_per_month": 1}})
    wamids = [chatting.send_text(), chatting.send_text()]
    first, paid = (chatting.receiver.wait_for_status(wamid, "delivered")["pricing"] for wamid in wamids)

    assert first == {"billable": False, "pricing_model": "PMP", "type": "free_customer_service", "category": "service"}
    assert paid == {"billable": True, "pricing_model": "PMP", "type": "regular", "category": "service"}


def test_contacts_come_with_every_status_but_failed(chatting: Simulator) -> None:
    delivered = chatting.send_text()
    failed = chatting.send({**TEXT, "to": f"+{STRANGER}"}).json()["messages"][0]["id"]
    chatting.receiver.wait_for_status(delivered, "read")
    chatting.receiver.wait_for_status(failed, "failed")
    values = [value for received in chatting.receiver.received for value in received.values]

    for value in values:
        assert ("contacts" in value) is (value["statuses"][0]["status"] != "failed")


def test_a_stranger_is_accepted_and_fails_later(chatting: Simulator) -> None:
    answer = chatting.send({**TEXT, "to": f"+{STRANGER}"})
    wamid = answer.json()["messages"][0]["id"]
    status = chatting.receiver.wait_for_status(wamid, "failed")

    assert answer.json()["contacts"] == [{"input": f"+{STRANGER}", "wa_id": STRANGER}]
    assert status["errors"][0]["code"] == 131026
    assert status["recipient_id"] == STRANGER
    assert "recipient_user_id" not in status
    assert [one["status"] for one in chatting.receiver.statuses(wamid)] == ["failed"]


def test_an_unreachable_contact_fails_too(chatting: Simulator) -> None:
    chatting.sim("/contacts", {"wa_id": ANA, "unreachable": True})
    wamid = chatting.send_text()

    assert chatting.receiver.wait_for_status(wamid, "failed")["errors"][0]["code"] == 131026
    assert chatting.bubble(wamid)["error"]["code"] == 131026


def test_a_bsuid_recipient_is_told_without_phone(chatting: Simulator) -> None:
    user_id = chatting.chat()["contact"]["user_id"]
    answer = chatting.send({**TEXT, "to": None, "recipient": user_id}).json()
    status = chatting.receiver.wait_for_status(answer["messages"][0]["id"], "delivered")

    assert answer["contacts"] == [{"input": user_id, "user_id": user_id}]
    assert status["recipient_user_id"] == user_id
    assert "recipient_id" not in status


def test_to_wins_over_recipient(chatting: Simulator) -> None:
    answer = chatting.send({**TEXT, "recipient": "BR.123"})

    assert answer.json()["contacts"] == [{"input": f"+{ANA}", "wa_id": ANA}]


def test_a_contact_without_phone_can_be_answered(simulator: Simulator) -> None:
    contact = simulator.sim("/contacts", {"name": "Otávio", "bsuid": "BR.47782602416835244856"})
    simulator.say("oi", contact["id"])
    answer = simulator.send({**TEXT, "to": None, "recipient": "BR.47782602416835244856"})

    assert contact["wa_id"] is None
    assert answer.status_code == 200
    assert simulator.chat(contact["id"])["messages"][-1]["text"] == "Olá!"


@pytest.mark.parametrize("to", [ANA, f"+{ANA}", "+55 (11) 99999-0001", "11999990001", "551199990001"])
def test_a_number_is_understood_as_meta_does(chatting: Simulator, to: str) -> None:
    answer = chatting.send({**TEXT, "to": to})

    assert answer.json()["contacts"] == [{"input": to, "wa_id": ANA}]


def test_delivered_can_be_dropped_and_read_takes_its_price(chatting: Simulator) -> None:
    chatting.sim("/webhook-mode", {"drop_delivered": True})
    wamid = chatting.send_text()
    chatting.receiver.wait_for_status(wamid, "read")

    assert [one["status"] for one in chatting.receiver.statuses(wamid)] == ["sent", "read"]
    assert "pricing" in chatting.receiver.statuses(wamid)[1]


def test_a_reaction_is_only_sent(chatting: Simulator) -> None:
    message_id = chatting.say("adorei")["wamid"]
    answer = chatting.send({"type": "reaction", "reaction": {"message_id": message_id, "emoji": "❤️"}})
    wamid = answer.json()["messages"][0]["id"]
    after = chatting.send_text()
    chatting.receiver.wait_for_status(after, "read")

    assert [one["status"] for one in chatting.receiver.statuses(wamid)] == ["sent"]


def test_the_person_decides_when_to_read(chatting: Simulator) -> None:
    chatting.sim("/settings", {"statuses": {"read": "never"}})
    wamid = chatting.send_text()
    chatting.receiver.wait_for_status(wamid, "delivered")
    before = [one["status"] for one in chatting.receiver.statuses(wamid)]

    assert before == ["sent", "delivered"]
    assert chatting.sim(f"/chats/100200300400501/{ANA}/read", {}) == {"read": 1}
    chatting.receiver.wait_for_status(wamid, "read")


def test_a_quoted_answer_shows_what_it_quotes(chatting: Simulator) -> None:
    quoted = chatting.say("Qual o preço?")["wamid"]
    answer = chatting.send({**BUTTONS, "context": {"message_id": quoted}})

    assert chatting.bubble(answer.json()["messages"][0]["id"])["reply_to"] == quoted
