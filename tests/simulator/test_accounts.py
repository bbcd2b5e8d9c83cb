"""Tokens, numbers and subscriptions: who may call, who gets webhooks."""

import pytest

from tests.simulator.client import ANA, NUMBER, TOKEN, WABA, Simulator, refusal
from tests.simulator.messages import TEXT


@pytest.mark.parametrize("token", [None, "SIM-other"])
def test_a_missing_or_unknown_token_is_190(chatting: Simulator, token: str | None) -> None:
    assert refusal(chatting.send(TEXT, token=token)) == (401, 190)


def test_a_revoked_token_is_190_until_the_number_is_registered_again(chatting: Simulator) -> None:
    chatting.sim(f"/numbers/{NUMBER}/revoke-token", {})
    revoked = chatting.send(TEXT)
    chatting.register()

    assert refusal(revoked) == (401, 190)
    assert revoked.json()["error"]["error_subcode"] == 460
    assert chatting.send(TEXT).status_code == 200


def test_a_replaced_token_is_190(chatting: Simulator) -> None:
    chatting.register(access_token="SIM-new")

    assert refusal(chatting.send(TEXT)) == (401, 190)
    assert chatting.send(TEXT, token="SIM-new").status_code == 200


def test_a_token_that_could_be_real_is_not_taken(simulator: Simulator) -> None:
    answer = simulator.http.post(
        f"{simulator.url}/sim/numbers",
        json={
            "phone_number_id": "1",
            "waba_id": "2",
            "display_phone_number": "1",
            "access_token": "EAAGreal",
            "app_secret": "s",
        },
    )

    assert answer.status_code == 400
    assert "SIM-" in answer.json()["error"]


@pytest.mark.parametrize("path", ["999/messages", "999", "999/media", "999/message_templates", f"{NUMBER}/nothing"])
def test_an_unknown_id_is_100_with_subcode_33(chatting: Simulator, path: str) -> None:
    method = "POST" if path.endswith(("messages", "media")) else "GET"
    answer = chatting.graph(method, path, json=TEXT if method == "POST" else None)

    assert refusal(answer) == (400, 100)
    assert answer.json()["error"]["error_subcode"] == 33


def test_another_tenants_number_looks_like_none(chatting: Simulator) -> None:
    chatting.register(phone_number_id="7", waba_id="8", access_token="SIM-other")

    assert refusal(chatting.send(TEXT, token="SIM-other")) == (400, 100)
    assert refusal(chatting.graph("GET", NUMBER, token="SIM-other")) == (400, 100)


def test_the_number_shows_its_fields(simulator: Simulator) -> None:
    asked = "display_phone_number,verified_name,quality_rating,throughput,health_status"
    number = simulator.graph("GET", NUMBER, params={"fields": asked}).json()
    numbers = simulator.graph("GET", f"{WABA}/phone_numbers").json()["data"]

    assert number["display_phone_number"] == "+55 11 3001-0001"
    assert number["throughput"] == {"level": "STANDARD"}
    assert number["health_status"]["can_send_message"] == "AVAILABLE"
    assert [one["id"] for one in numbers] == [NUMBER]
    assert refusal(simulator.graph("GET", NUMBER, params={"fields": "secret"})) == (400, 100)


def test_without_subscription_no_webhook_comes(chatting: Simulator) -> None:
    listed = chatting.graph("GET", f"{WABA}/subscribed_apps").json()["data"]
    chatting.graph("DELETE", f"{WABA}/subscribed_apps")
    chatting.say("ninguém ouve")
    chatting.graph("POST", f"{WABA}/subscribed_apps")
    chatting.say("agora sim")
    chatting.receiver.wait(chatting.receiver.messages)

    assert len(listed) == 1
    assert [one["text"]["body"] for one in chatting.receiver.messages()] == ["agora sim"]


def test_an_override_is_verified_before_it_is_used(chatting: Simulator) -> None:
    path, url = f"{WABA}/subscribed_apps", f"{chatting.receiver.url}/other"
    wrong = chatting.graph("POST", path, json={"override_callback_uri": url, "verify_token": "wrong"})
    right = chatting.graph("POST", path, json={"override_callback_uri": url, "verify_token": "verify-me"})

    assert refusal(wrong) == (400, 100)
    assert right.json() == {"success": True}
    assert chatting.sim("/numbers")[0]["webhook_url"] == url


@pytest.mark.parametrize(("token", "ok"), [("verify-me", True), ("wrong", False)])
def test_registering_reports_the_challenge(simulator: Simulator, token: str, ok: bool) -> None:
    assert simulator.register(verify_token=token)["verification"]["ok"] is ok


def test_nobody_answers_the_challenge(simulator: Simulator) -> None:
    number = simulator.register(webhook_url="http://127.0.0.1:9/webhook", verify_token="x")

    assert number["verification"]["ok"] is False


def test_secrets_are_never_shown(simulator: Simulator) -> None:
    shown = simulator.http.get(f"{simulator.url}/sim/numbers").text

    assert TOKEN not in shown
    assert "app-secret" not in shown


def test_a_test_number_has_an_allow_list(chatting: Simulator) -> None:
    chatting.register(allowed_recipients=["+5511888880000"])
    refused = chatting.send(TEXT)
    chatting.register(allowed_recipients=[f"+{ANA}"])

    assert refusal(refused) == (400, 131030)
    assert chatting.send(TEXT).status_code == 200


def test_a_number_does_not_write_to_itself(chatting: Simulator) -> None:
    assert refusal(chatting.send({**TEXT, "to": "+551130010001"})) == (400, 131021)
