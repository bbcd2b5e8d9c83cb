"""The pair limit, the number's throughput and the 24-hour window."""

import pytest

from tests.simulator.client import ANA, NUMBER, Simulator, refusal
from tests.simulator.messages import TEXT, VALID


def test_the_46th_message_of_a_burst_to_one_person_is_131056(chatting: Simulator) -> None:
    codes = [chatting.send(TEXT).status_code for _ in range(45)]
    refused = chatting.send(TEXT)
    chatting.say("oi", "5511999990002")

    assert codes == [200] * 45
    assert refusal(refused) == (400, 131056)
    assert chatting.send({**TEXT, "to": "+5511999990002"}).status_code == 200


def test_the_pair_earns_messages_back(chatting: Simulator) -> None:
    chatting.sim("/settings", {"rates": {"pair_burst": 1, "pair_seconds": 0.2}})
    assert chatting.send(TEXT).status_code == 200
    assert refusal(chatting.send(TEXT)) == (400, 131056)

    chatting.eventually(lambda: chatting.send(TEXT).status_code == 200)


def test_the_number_has_a_throughput(chatting: Simulator) -> None:
    chatting.register(throughput_mps=5)
    chatting.sim("/reset", {})
    people = [f"55119999800{number:02d}" for number in range(10)]
    for person in people:
        chatting.say("oi", person)
    codes = [chatting.send({**TEXT, "to": f"+{person}"}) for person in people]

    assert refusal(codes[0]) == (400, 130429)  # what was received counts as well
    chatting.eventually(lambda: chatting.send({**TEXT, "to": f"+{people[0]}"}).status_code == 200)


def test_without_a_word_from_the_person_the_window_is_closed(simulator: Simulator) -> None:
    simulator.sim("/contacts", {"wa_id": ANA, "name": "Ana"})
    refused = simulator.send({**TEXT, "biz_opaque_callback_data": "row-9:1"})

    assert refusal(refused) == (400, 131047)
    breach = simulator.sim("/assertions")["window_breaches"][0]
    assert (breach["phone_number_id"], breach["contact"], breach["opaque"]) == (NUMBER, ANA, "row-9:1")


def test_the_window_closes_after_24_hours_and_opens_with_the_next_word(chatting: Simulator) -> None:
    chatting.sim(f"/chats/{NUMBER}/{ANA}/age", {"hours": 23.9})
    still_open = chatting.send(TEXT).status_code
    window = chatting.sim(f"/chats/{NUMBER}/{ANA}/age", {"hours": 0.2})
    closed = chatting.send(TEXT)
    chatting.say("ainda aí?")

    assert still_open == 200
    assert window["open"] is False
    assert refusal(closed) == (400, 131047)
    assert chatting.send(TEXT).status_code == 200


@pytest.mark.parametrize("kind", ["image", "buttons", "location"])
def test_the_window_is_for_every_free_form_kind(simulator: Simulator, kind: str) -> None:
    simulator.sim("/contacts", {"wa_id": ANA, "name": "Ana"})

    assert refusal(simulator.send(VALID[kind])) == (400, 131047)


def test_the_window_can_be_refused_later(simulator: Simulator) -> None:
    simulator.sim("/settings", {"window": {"refuse": "later"}})
    simulator.sim("/contacts", {"wa_id": ANA, "name": "Ana"})
    wamid = simulator.send_text()

    assert simulator.receiver.wait_for_status(wamid, "failed")["errors"][0]["code"] == 131047
    assert len(simulator.sim("/assertions")["window_breaches"]) == 1


def test_a_window_belongs_to_one_number(chatting: Simulator) -> None:
    chatting.register(phone_number_id="7", waba_id="8", access_token="SIM-other")
    body = {"messaging_product": "whatsapp", "to": f"+{ANA}", **TEXT}

    assert refusal(chatting.graph("POST", "7/messages", json=body, token="SIM-other")) == (400, 131047)
