"""What a person does: writes, taps only what was really sent, sends files, and sees ticks and typing."""

import base64
import hashlib
from typing import Any

import pytest

from tests.simulator.client import ANA, NUMBER, Simulator, refusal
from tests.simulator.messages import BUTTONS, CAROUSEL, CONTACT_REQUEST, LIST, TEXT, VALID

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def sent(simulator: Simulator, message: dict[str, Any]) -> str:
    answer = simulator.send(message)
    assert answer.status_code == 200, answer.text
    wamid = str(answer.json()["messages"][0]["id"])
    simulator.receiver.wait_for_status(wamid, "read")
    return wamid


def heard(simulator: Simulator) -> dict[str, Any]:
    """The message that the business got."""
    simulator.receiver.wait(simulator.receiver.messages)
    return simulator.receiver.messages()[0]


def test_a_tap_on_a_button_is_a_button_reply(chatting: Simulator) -> None:
    wamid = sent(chatting, BUTTONS)
    chatting.say({"type": "tap", "reply_id": "rent"})
    message = heard(chatting)

    assert message["interactive"] == {"type": "button_reply", "button_reply": {"id": "rent", "title": "Alugar"}}
    assert message["context"] == {"from": "551130010001", "id": wamid}
    assert chatting.chat()["messages"][-1]["tap"] == {"id": "rent", "title": "Alugar"}


def test_a_tap_on_a_row_is_a_list_reply_with_its_description(chatting: Simulator) -> None:
    sent(chatting, LIST)
    chatting.say({"type": "tap", "reply_id": "r1"})

    assert heard(chatting)["interactive"] == {
        "type": "list_reply",
        "list_reply": {"id": "r1", "title": "Moema", "description": "Perto do parque"},
    }


def test_an_old_message_can_be_tapped(chatting: Simulator) -> None:
    old, new = sent(chatting, BUTTONS), sent(chatting, BUTTONS)
    sent(chatting, TEXT)
    chatting.say({"type": "tap", "reply_id": "buy"})
    chatting.say({"type": "tap", "reply_id": "buy", "wamid": old})
    chatting.receiver.wait(lambda: len(chatting.receiver.messages()) == 2)

    assert [message["context"]["id"] for message in chatting.receiver.messages()] == [new, old]


@pytest.mark.parametrize("reply_id", ["never-sent", ""])
def test_what_was_never_sent_cannot_be_tapped(chatting: Simulator, reply_id: str) -> None:
    sent(chatting, BUTTONS)

    chatting.say({"type": "tap", "reply_id": reply_id}, expect=409)


def test_what_another_contact_got_cannot_be_tapped(chatting: Simulator) -> None:
    sent(chatting, BUTTONS)

    chatting.say({"type": "tap", "reply_id": "buy"}, "5511999990002", expect=409)


def test_what_has_not_arrived_cannot_be_tapped(chatting: Simulator) -> None:
    chatting.sim("/settings", {"statuses": {"sent_ms": [60_000, 60_000]}})
    chatting.send(BUTTONS)

    chatting.say({"type": "tap", "reply_id": "buy"}, expect=409)


def test_a_card_of_a_carousel_can_be_tapped(chatting: Simulator) -> None:
    chatting.receiver.files["/house.png"] = ("image/png", PNG)
    cards = [
        {**card, "header": {"type": "image", "image": {"link": f"{chatting.receiver.url}/house.png"}}}
        for card in CAROUSEL["interactive"]["action"]["cards"]
    ]
    wamid = sent(chatting, {**CAROUSEL, "interactive": {**CAROUSEL["interactive"], "action": {"cards": cards}}})
    chatting.say({"type": "tap", "reply_id": "c2"})

    assert heard(chatting)["interactive"]["button_reply"] == {"id": "c2", "title": "Quero"}
    assert chatting.bubble(wamid)["cards"][0]["buttons"] == [{"id": "c0", "title": "Quero"}]


@pytest.mark.parametrize(
    ("kind", "mime_type", "extra", "told"),
    [
        ("image", "image/png", {"caption": "Fachada"}, {"caption": "Fachada"}),
        ("audio", "audio/ogg; codecs=opus", {"voice": True}, {"voice": True}),
        ("document", "application/pdf", {"filename": "contrato ção.pdf"}, {"filename": "contrato ção.pdf"}),
        ("sticker", "image/webp", {}, {"animated": False}),
    ],
)
def test_a_file_can_be_looked_up_and_downloaded(
    chatting: Simulator, kind: str, mime_type: str, extra: dict[str, Any], told: dict[str, Any]
) -> None:
    data = base64.b64encode(PNG).decode()
    chatting.say({"type": kind, "data": data, "mime_type": mime_type, **extra})
    body = heard(chatting)[kind]
    found = chatting.graph("GET", body["id"]).json()
    digest = hashlib.sha256(PNG)

    assert body["mime_type"] == mime_type
    assert body["sha256"] == base64.b64encode(digest.digest()).decode()
    assert {key: body[key] for key in told} == told
    assert found["sha256"] == digest.hexdigest()
    for url in (body["url"], found["url"]):
        assert chatting.http.get(url, headers={"Authorization": "Bearer SIM-token"}).content == PNG
        assert chatting.http.get(url).status_code == 401


def test_a_location_is_told(chatting: Simulator) -> None:
    chatting.say({"type": "location", "latitude": -23, "longitude": -46.63, "name": "Praça"})

    assert heard(chatting)["location"] == {"latitude": -23, "longitude": -46.63, "name": "Praça"}


def test_a_reaction_and_its_removal_are_told(chatting: Simulator) -> None:
    wamid = sent(chatting, TEXT)
    chatting.say({"type": "reaction", "message_id": wamid, "emoji": "❤️"})
    chatting.say({"type": "reaction", "message_id": wamid})
    chatting.receiver.wait(lambda: len(chatting.receiver.messages()) == 2)
    told = [message["reaction"] for message in chatting.receiver.messages()]

    assert told == [{"message_id": wamid, "emoji": "❤️"}, {"message_id": wamid}]


def test_a_quoted_text_names_what_it_quotes(chatting: Simulator) -> None:
    wamid = sent(chatting, TEXT)
    chatting.say({"type": "text", "text": "esse", "reply_to": wamid})

    assert heard(chatting)["context"]["id"] == wamid


def test_the_own_card_answers_a_contact_request(chatting: Simulator) -> None:
    sent(chatting, CONTACT_REQUEST)
    chatting.say({"type": "contact"})
    card = heard(chatting)["contacts"][0]

    assert card["origin"] == "contact_request"
    assert card["phones"][0]["wa_id"] == ANA


def test_any_body_can_be_sent_raw(chatting: Simulator) -> None:
    chatting.say({"type": "raw", "message": {"type": "order", "order": {"catalog_id": "1"}, "from": None}})
    message = heard(chatting)

    assert message["order"] == {"catalog_id": "1"}
    assert "from" not in message
    assert message["id"].startswith("wamid.")


@pytest.mark.parametrize(
    "action",
    [
        {},
        {"type": "dance"},
        {"type": "text"},
        {"type": "text", "text": ""},
        {"type": "image", "data": "não é base64", "mime_type": "image/png"},
        {"type": "text", "text": "oi", "colour": "red"},
    ],
)
def test_what_makes_no_sense_is_refused_in_one_sentence(chatting: Simulator, action: dict[str, Any]) -> None:
    assert "\n" not in chatting.say(action, expect=400)["error"]


def test_reading_marks_this_message_and_the_earlier_ones(chatting: Simulator) -> None:
    wamids = [chatting.say(text)["wamid"] for text in ("um", "dois", "três")]
    chatting.receiver.wait(lambda: len(chatting.receiver.messages()) == 3)
    body = {"messaging_product": "whatsapp", "status": "read", "message_id": wamids[1]}
    answer = chatting.graph("POST", f"{NUMBER}/messages", json=body)

    assert answer.json() == {"success": True}
    assert [chatting.bubble(wamid)["status"] for wamid in wamids] == ["read", "read", "delivered"]


@pytest.mark.parametrize("message_id", ["wamid.unknown", "own"])
def test_only_a_received_message_can_be_read(chatting: Simulator, message_id: str) -> None:
    own = sent(chatting, TEXT)
    body = {"messaging_product": "whatsapp", "status": "read", "message_id": own if message_id == "own" else message_id}

    assert refusal(chatting.graph("POST", f"{NUMBER}/messages", json=body)) == (400, 131009)


def test_a_message_older_than_30_days_cannot_be_read(chatting: Simulator) -> None:
    wamid = chatting.say("oi")["wamid"]
    chatting.sim(f"/chats/{NUMBER}/{ANA}/age", {"hours": 30 * 24 + 1})
    body = {"messaging_product": "whatsapp", "status": "read", "message_id": wamid}

    assert refusal(chatting.graph("POST", f"{NUMBER}/messages", json=body)) == (400, 131009)


def test_typing_lasts_until_the_answer(chatting: Simulator) -> None:
    body = {
        "messaging_product": "whatsapp",
        "status": "read",
        "message_id": chatting.say("oi")["wamid"],
        "typing_indicator": {"type": "text"},
    }
    chatting.graph("POST", f"{NUMBER}/messages", json=body)
    while_typing = chatting.chat()["typing"]
    chatting.send(TEXT)

    assert while_typing is True
    assert chatting.chat()["typing"] is False


def test_typing_ends_by_itself(chatting: Simulator) -> None:
    chatting.sim("/settings", {"typing": {"seconds": 0.05}})
    body = {
        "messaging_product": "whatsapp",
        "status": "read",
        "message_id": chatting.say("oi")["wamid"],
        "typing_indicator": {"type": "text"},
    }
    chatting.graph("POST", f"{NUMBER}/messages", json=body)

    chatting.eventually(lambda: chatting.chat()["typing"] is False)


@pytest.mark.parametrize("kind", VALID)
def test_every_kind_shows_as_a_bubble(chatting: Simulator, kind: str) -> None:
    answer = chatting.send(VALID[kind])
    bubble = chatting.bubble(answer.json()["messages"][0]["id"])

    assert bubble["direction"] == "out"
    assert bubble["kind"] != "other"
    assert bubble.keys() > {"wamid", "direction", "at", "kind", "status"}


def test_a_list_bubble_has_all_the_phone_needs(chatting: Simulator) -> None:
    bubble = chatting.bubble(sent(chatting, LIST))

    assert bubble["text"] == "Qual bairro?"
    assert bubble["header"] == {"type": "text", "text": "Bairros"}
    assert bubble["footer"] == "Escolha um"
    assert bubble["list"]["button"] == "Ver bairros"
    assert [row["id"] for section in bubble["list"]["sections"] for row in section["rows"]] == ["r1", "r2"]


def test_restart_forgets_the_bubbles_and_what_could_be_tapped(chatting: Simulator) -> None:
    sent(chatting, BUTTONS)
    chat = chatting.sim(f"/chats/{NUMBER}/{ANA}/restart", {})

    assert chat["messages"] == []
    assert chat["window"]["open"] is True
    chatting.say({"type": "tap", "reply_id": "buy"}, expect=409)


def test_chats_and_contacts_are_listed_and_forgotten(chatting: Simulator) -> None:
    chats = chatting.sim("/chats")
    contacts = chatting.sim("/contacts")
    forgotten = chatting.sim("/contacts", method="DELETE")

    assert [(chat["contact"]["id"], chat["messages"]) for chat in chats] == [(ANA, 1)]
    assert [contact["name"] for contact in contacts] == ["Ana"]
    assert forgotten == {"forgotten": 1}
    assert chatting.sim("/chats") == []


def test_opting_out_is_told_and_holds(chatting: Simulator) -> None:
    contact = chatting.sim(f"/chats/{NUMBER}/{ANA}/preferences", {"value": "stop"})
    chatting.receiver.wait(chatting.receiver.received.__len__)
    value = chatting.receiver.received[0].values[0]

    assert contact["opted_out"] is True
    assert value["user_preferences"][0]["value"] == "stop"
    assert isinstance(value["user_preferences"][0]["timestamp"], int)


def test_an_unknown_number_or_contact_is_404(simulator: Simulator) -> None:
    simulator.sim(f"/chats/999/{ANA}", expect=404)
    simulator.sim(f"/chats/{NUMBER}/nobody", expect=404)


def test_half_a_surrogate_pair_and_nul_reach_the_business(chatting: Simulator) -> None:
    body = b'{"type":"raw","message":{"type":"text","text":{"body":"a\\u0000\\ud83c"}}}'
    answer = chatting.http.post(f"{chatting.url}/sim/chats/{NUMBER}/{ANA}/messages", content=body)
    chatting.receiver.wait(chatting.receiver.messages)

    assert answer.status_code == 200
    assert rb'"a\u0000\ud83c"' in chatting.receiver.received[0].body
    assert chatting.chat()["messages"][-1]["body"]["text"] == {"body": "a\x00\ud83c"}
