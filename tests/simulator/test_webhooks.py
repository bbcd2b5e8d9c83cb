"""Webhooks: signed bytes, order, retries until 200, and bad behaviour on request."""

import hashlib
import hmac
import json

import pytest

from tests.simulator.client import ANA, NUMBER, SECRET, WABA, Simulator

WHATSAPP = "whatsapp_business_account"


def test_the_signature_is_over_the_exact_bytes(chatting: Simulator) -> None:
    chatting.say("ação às 9h/10h 🏡")
    chatting.receiver.wait(chatting.receiver.messages)
    received = chatting.receiver.received[0]

    expected = hmac.new(SECRET.encode(), received.body, hashlib.sha256).hexdigest()
    assert received.headers["x-hub-signature-256"] == f"sha256={expected}"
    assert received.headers["content-type"] == "application/json"


def test_json_is_written_as_meta_does(chatting: Simulator) -> None:
    chatting.say("ação às 9h/10h 🏡")
    chatting.receiver.wait(chatting.receiver.messages)
    body = chatting.receiver.received[0].body

    assert body.isascii()
    assert rb"a\u00e7\u00e3o \u00e0s 9h\/10h \ud83c\udfe1" in body
    assert b": " not in body


def test_a_new_app_secret_signs_at_once(chatting: Simulator) -> None:
    chatting.register(app_secret="rotated")
    chatting.say("oi")
    chatting.receiver.wait(chatting.receiver.messages)
    received = chatting.receiver.received[0]

    expected = hmac.new(b"rotated", received.body, hashlib.sha256).hexdigest()
    assert received.headers["x-hub-signature-256"] == f"sha256={expected}"


def test_a_text_has_the_shape_of_meta(chatting: Simulator) -> None:
    wamid = chatting.say("oi")["wamid"]
    chatting.receiver.wait(chatting.receiver.messages)
    body = chatting.receiver.received[0].json
    user_id = chatting.chat()["contact"]["user_id"]
    message = body["entry"][0]["changes"][0]["value"]["messages"][0]

    assert body == {
        "object": WHATSAPP,
        "entry": [
            {
                "id": WABA,
                "changes": [
                    {
                        "value": {
                            "messaging_product": "whatsapp",
                            "metadata": {"display_phone_number": "551130010001", "phone_number_id": NUMBER},
                            "contacts": [{"profile": {"name": "Ana"}, "wa_id": ANA, "user_id": user_id}],
                            "messages": [
                                {
                                    "from": ANA,
                                    "from_user_id": user_id,
                                    "id": wamid,
                                    "timestamp": message["timestamp"],
                                    "type": "text",
                                    "text": {"body": "oi"},
                                }
                            ],
                        },
                        "field": "messages",
                    }
                ],
            }
        ],
    }
    assert message["timestamp"].isdigit()


def test_a_username_hides_the_phone(chatting: Simulator) -> None:
    chatting.sim("/contacts", {"wa_id": ANA, "username_only": True, "username": "ana.b"})
    chatting.say("oi")
    chatting.receiver.wait(chatting.receiver.messages)
    value = chatting.receiver.received[0].values[0]

    assert "from" not in value["messages"][0]
    assert "wa_id" not in value["contacts"][0]
    assert value["contacts"][0]["profile"] == {"name": "Ana", "username": "ana.b"}
    assert value["messages"][0]["from_user_id"] == value["contacts"][0]["user_id"]


def test_two_businesses_see_two_user_ids(chatting: Simulator) -> None:
    chatting.register(phone_number_id="7", waba_id="8")
    here = chatting.chat()["contact"]["user_id"]
    there = chatting.sim(f"/chats/7/{ANA}")["contact"]["user_id"]

    assert here != there


@pytest.mark.parametrize("answer", [500, 503, 404, 201, 302, None])
def test_everything_but_200_is_retried_until_it_is_200(chatting: Simulator, answer: int | None) -> None:
    chatting.sim("/settings", {"webhooks": {"retry_ms": [20, 20]}})
    chatting.receiver.answers = [answer, answer, 200]
    wamid = chatting.say("oi")["wamid"]
    chatting.receiver.wait(lambda: len(chatting.receiver.received) == 3)
    bodies = {received.body for received in chatting.receiver.received}
    chatting.eventually(lambda: chatting.bubble(wamid)["status"] == "delivered")

    assert len(bodies) == 1
    assert [(one["attempt"], one["http"]) for one in chatting.journal("webhook")][-3:] == [
        (1, answer),
        (2, answer),
        (3, 200),
    ]
    assert chatting.sim("/assertions")["undelivered_webhooks"] == 0


def test_a_slow_webhook_is_a_failed_one(chatting: Simulator) -> None:
    chatting.sim("/settings", {"webhooks": {"timeout_ms": 50, "retry_ms": [60_000]}})
    chatting.receiver.slow_seconds = 0.3
    wamid = chatting.say("oi")["wamid"]
    waiting = chatting.eventually(lambda: chatting.sim("/assertions")["undelivered"])
    chatting.receiver.slow_seconds = 0

    assert chatting.bubble(wamid)["status"] == "sent"
    assert waiting[0]["updates"] == ["message text"]
    assert chatting.journal("webhook")[-1]["error"] == "no answer within 0.05 s"
    assert chatting.sim("/webhooks/retry", {}) == {"retried": 1}
    chatting.eventually(lambda: chatting.bubble(wamid)["status"] == "delivered")


def test_nobody_listening_is_retried_too(chatting: Simulator) -> None:
    chatting.sim("/settings", {"webhooks": {"retry_ms": [20]}})
    chatting.register(webhook_url="http://127.0.0.1:9/webhook")
    chatting.say("oi")
    chatting.eventually(lambda: chatting.sim("/assertions")["undelivered"])
    chatting.register()

    chatting.receiver.wait(chatting.receiver.messages)


def test_one_contacts_updates_keep_their_order(chatting: Simulator) -> None:
    said = [f"mensagem {number}" for number in range(40)]
    for text in said:
        chatting.say(text)
    chatting.receiver.wait(lambda: len(chatting.receiver.messages()) == len(said))

    assert [message["text"]["body"] for message in chatting.receiver.messages()] == said


def test_shuffling_loses_the_order_and_nothing_else(chatting: Simulator) -> None:
    chatting.sim("/webhook-mode", {"shuffle": True, "delay_ms": [0, 100]})
    said = [f"mensagem {number}" for number in range(40)]
    for text in said:
        chatting.say(text)
    chatting.receiver.wait(lambda: len(chatting.receiver.messages()) == len(said))
    heard = [message["text"]["body"] for message in chatting.receiver.messages()]

    assert heard != said
    assert sorted(heard) == sorted(said)


def test_duplicates_are_the_same_bytes_twice(chatting: Simulator) -> None:
    chatting.sim("/webhook-mode", {"duplicate": True})
    chatting.say("oi")
    chatting.receiver.wait(lambda: len(chatting.receiver.received) == 2)

    assert chatting.receiver.received[0].body == chatting.receiver.received[1].body


def test_held_updates_go_out_in_batches(chatting: Simulator) -> None:
    chatting.sim("/webhook-mode", {"hold": True})
    for number in range(10):
        chatting.say(f"mensagem {number}")
    held = len(chatting.receiver.received)
    chatting.sim("/webhook-mode", {"hold": False, "batch": 4})
    chatting.receiver.wait(lambda: len(chatting.receiver.messages()) == 10)

    assert held == 0
    assert [len(received.values[0]["messages"]) for received in chatting.receiver.received] == [4, 4, 2]
    assert all(len(received.values[0]["contacts"]) == 1 for received in chatting.receiver.received)


def test_a_batch_holds_messages_and_statuses_of_several_people(chatting: Simulator) -> None:
    chatting.sim("/webhook-mode", {"hold": True})
    chatting.say("oi", "5511999990002")
    chatting.send_text()
    chatting.sim("/webhook-mode", {"batch": 100})
    chatting.receiver.wait(chatting.receiver.received.__len__)
    value = chatting.receiver.received[0].values[0]

    assert len(value["messages"]) == 1
    assert {status["status"] for status in value["statuses"]} == {"sent", "delivered", "read"}
    assert {contact["wa_id"] for contact in value["contacts"]} == {ANA, "5511999990002"}


def test_replay_delivers_the_accepted_bodies_again(chatting: Simulator) -> None:
    chatting.say("um")
    chatting.receiver.wait(chatting.receiver.messages)
    chatting.eventually(lambda: chatting.sim("/assertions")["webhooks_in_flight"] == 0)
    chatting.receiver.received.clear()

    assert chatting.sim("/webhooks/replay", {}) == {"answers": {"200": 2}}
    assert [message["text"]["body"] for message in chatting.receiver.messages()] == ["oi", "um"]


def test_any_other_field_can_be_sent(chatting: Simulator) -> None:
    value = {"event": "ACCOUNT_RESTRICTION"}
    chatting.sim("/webhooks", {"phone_number_id": NUMBER, "field": "account_update", "value": value})
    chatting.receiver.wait(chatting.receiver.received.__len__)

    change = json.loads(chatting.receiver.received[0].body)["entry"][0]["changes"][0]
    assert change == {"value": value, "field": "account_update"}


def test_a_dead_webhook_holds_up_nobody_else(chatting: Simulator) -> None:
    chatting.sim("/settings", {"webhooks": {"connections": 1, "timeout_ms": 5000}})
    chatting.register(phone_number_id="7", waba_id="8", webhook_url="http://10.255.255.1:81/hangs")
    chatting.sim(f"/chats/7/{ANA}/messages", {"type": "text", "text": "ninguém"})
    chatting.say("alguém")

    chatting.receiver.wait(chatting.receiver.messages)
