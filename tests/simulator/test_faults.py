"""Faults on request: what the caller sees, and whether the message exists all the same."""

from typing import Any

import httpx2
import pytest

from tests.simulator.client import ANA, NUMBER, Simulator, refusal
from tests.simulator.messages import BUTTONS, TEXT


def fault(simulator: Simulator, kind: str, **rest: Any) -> None:
    simulator.sim("/faults", [{"kind": kind, **rest}])


def accepted(simulator: Simulator) -> int:
    return int(simulator.sim("/assertions")["accepted"])


@pytest.mark.parametrize(
    ("kind", "http", "code"), [("http_429", 429, 130429), ("http_500", 500, 131000), ("http_503", 503, 2)]
)
@pytest.mark.parametrize("after", [False, True])
def test_errors_come_before_or_after_acceptance(
    chatting: Simulator, kind: str, http: int, code: int, after: bool
) -> None:
    fault(chatting, kind, times=1, after_accept=after)

    assert refusal(chatting.send(TEXT)) == (http, code)
    assert accepted(chatting) == int(after)
    assert chatting.send(TEXT).status_code == 200


@pytest.mark.parametrize(("code", "http"), [(131056, 400), (190, 401), (131048, 400), (131031, 403), (131057, 500)])
def test_any_graph_error_can_be_asked_for(chatting: Simulator, code: int, http: int) -> None:
    fault(chatting, "graph_error", code=code, times=1)

    assert refusal(chatting.send(TEXT)) == (http, code)


def test_a_proxy_answers_html(chatting: Simulator) -> None:
    fault(chatting, "http_502", times=1)
    answer = chatting.send(TEXT)

    assert answer.status_code == 502
    assert "<html>" in answer.text


@pytest.mark.parametrize(("body", "text"), [(None, "<html>"), ("{}", "{}"), ("", "")])
def test_an_accepted_message_can_have_an_unreadable_answer(chatting: Simulator, body: str | None, text: str) -> None:
    fault(chatting, "bad_body", times=1, **({} if body is None else {"body": body}))
    answer = chatting.send(TEXT)

    assert answer.status_code == 200
    assert text in answer.text
    assert accepted(chatting) == 1


@pytest.mark.parametrize(("kind", "count"), [("reset_before_accept", 0), ("reset_after_accept", 1)])
def test_the_connection_is_reset_before_or_after_acceptance(chatting: Simulator, kind: str, count: int) -> None:
    fault(chatting, kind, times=1)
    with pytest.raises(httpx2.TransportError):
        chatting.send(TEXT)

    assert accepted(chatting) == count
    assert chatting.send(TEXT).status_code == 200


def test_a_timeout_after_acceptance_is_an_accepted_message(chatting: Simulator) -> None:
    fault(chatting, "timeout_after_accept", times=1)
    with pytest.raises(httpx2.ReadTimeout):
        chatting.send({**TEXT, "biz_opaque_callback_data": "row-1:1"}, timeout=0.2)
    entry = chatting.journal("graph")[-1]
    chatting.receiver.wait_for_status(entry["wamid"], "read")

    assert (entry["accepted"], entry["fault"], entry["opaque"]) == (True, "timeout_after_accept", "row-1:1")
    assert {one["biz_opaque_callback_data"] for one in chatting.receiver.statuses()} == {"row-1:1"}


def test_a_hanging_call_ends_by_itself(chatting: Simulator) -> None:
    fault(chatting, "timeout_after_accept", times=1, ms=50)
    with pytest.raises(httpx2.TransportError):
        chatting.send(TEXT)

    assert accepted(chatting) == 1


def test_a_slow_call_is_an_ordinary_one(chatting: Simulator) -> None:
    fault(chatting, "slow", times=1, ms=60)
    answer = chatting.send(TEXT)

    assert answer.status_code == 200
    assert chatting.journal("graph")[-1]["ms"] >= 60


def test_a_fault_is_only_for_what_it_matches(chatting: Simulator) -> None:
    fault(chatting, "http_503", match={"type": "interactive", "to": ANA, "phone_number_id": NUMBER})

    assert chatting.send(TEXT).status_code == 200
    assert chatting.send(BUTTONS).status_code == 503
    assert chatting.sim("/faults")[0]["hits"] == 1


def test_read_marks_have_faults_of_their_own(chatting: Simulator) -> None:
    fault(chatting, "http_503", match={"type": "read"})
    body = {"messaging_product": "whatsapp", "status": "read", "message_id": chatting.say("oi")["wamid"]}

    assert chatting.graph("POST", f"{NUMBER}/messages", json=body).status_code == 503
    assert chatting.send(TEXT).status_code == 200


def test_a_fault_after_acceptance_does_not_accept_what_is_wrong(chatting: Simulator) -> None:
    fault(chatting, "bad_body", times=1)

    assert refusal(chatting.send({"type": "text", "text": {}})) == (400, 131008)
    assert accepted(chatting) == 0


def test_chance_strikes_about_as_often_as_asked(chatting: Simulator) -> None:
    chatting.sim("/settings", {"rates": {"pair_burst": 1000, "number_mps": 1000}})
    fault(chatting, "http_503", probability=0.3)
    failed = sum(chatting.send(TEXT).status_code == 503 for _ in range(200))

    assert 30 <= failed <= 90


def test_faults_are_taken_back(chatting: Simulator) -> None:
    fault(chatting, "http_503")
    fault(chatting, "http_429")
    first = chatting.sim("/faults")[0]["id"]
    left = chatting.sim(f"/faults/{first}", method="DELETE")
    limited = chatting.send(TEXT).status_code
    chatting.sim("/faults", method="DELETE")

    assert [one["kind"] for one in left] == ["http_429"]
    assert limited == 429
    assert chatting.send(TEXT).status_code == 200
    chatting.sim(f"/faults/{first}", method="DELETE", expect=404)


@pytest.mark.parametrize(
    "order",
    [{"kind": "meteor"}, {"kind": "graph_error"}, {"kind": "slow", "probability": 2}, {"kind": "slow", "often": 1}],
)
def test_a_fault_that_makes_no_sense_is_refused(chatting: Simulator, order: dict[str, Any]) -> None:
    chatting.sim("/faults", [order], expect=400)
