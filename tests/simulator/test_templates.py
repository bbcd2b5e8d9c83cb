"""Templates: definition, review, parameters, opt-out, and the quick replies a person taps."""

from typing import Any

import pytest

from tests.simulator.client import ANA, NUMBER, WABA, Simulator, refusal

DEFINITION: dict[str, Any] = {
    "name": "visita_amanha",
    "language": "pt_BR",
    "category": "UTILITY",
    "components": [
        {"type": "HEADER", "format": "TEXT", "text": "Visita de {{1}}"},
        {"type": "BODY", "text": "Olá {{1}}, sua visita é {{2}}."},
        {"type": "FOOTER", "text": "Imobiliária"},
        {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Confirmar"}]},
    ],
}


def text(*values: str) -> list[dict[str, Any]]:
    return [{"type": "text", "text": value} for value in values]


def components(header: list[Any], body: list[Any]) -> list[dict[str, Any]]:
    return [{"type": "header", "parameters": header}, {"type": "body", "parameters": body}]


def template(parts: list[dict[str, Any]] | None = None, **changes: Any) -> dict[str, Any]:
    given = components(text("Ana"), text("Ana", "amanhã")) if parts is None else parts
    body = {"name": "visita_amanha", "language": {"code": "pt_BR"}, "components": given, **changes}
    return {"type": "template", "template": body}


@pytest.fixture
def ready(simulator: Simulator) -> Simulator:
    """Ana is known, her window is closed, and the template is approved."""
    simulator.sim("/contacts", {"wa_id": ANA, "name": "Ana"})
    simulator.graph("POST", f"{WABA}/message_templates", json=DEFINITION)
    simulator.receiver.wait(simulator.receiver.received.__len__)
    return simulator


def test_a_new_template_is_approved_after_a_moment(simulator: Simulator) -> None:
    simulator.sim("/settings", {"templates": {"review_ms": 50}})
    created = simulator.graph("POST", f"{WABA}/message_templates", json=DEFINITION).json()
    simulator.receiver.wait(simulator.receiver.received.__len__)
    change = simulator.receiver.received[0].json["entry"][0]["changes"][0]
    listed = simulator.graph("GET", f"{WABA}/message_templates", params={"name": "visita_amanha"}).json()["data"]

    assert created["status"] == "PENDING"
    assert change["field"] == "message_template_status_update"
    assert change["value"]["event"] == "APPROVED"
    assert change["value"]["message_template_id"] == int(created["id"])
    assert [(one["id"], one["status"]) for one in listed] == [(created["id"], "APPROVED")]


def test_a_template_reaches_a_person_whose_window_is_closed(ready: Simulator) -> None:
    answer = ready.send(template()).json()["messages"][0]
    status = ready.receiver.wait_for_status(answer["id"], "delivered")
    bubble = ready.bubble(answer["id"])

    assert answer["message_status"] == "accepted"
    assert bubble["text"] == "Olá Ana, sua visita é amanhã."
    assert bubble["header"] == {"type": "text", "text": "Visita de Ana"}
    assert bubble["template"] == {"name": "visita_amanha", "language": "pt_BR"}
    assert status["pricing"] == {"billable": True, "pricing_model": "PMP", "type": "regular", "category": "utility"}


def test_its_quick_reply_comes_back_as_a_button(ready: Simulator) -> None:
    button = {"type": "button", "sub_type": "quick_reply", "index": "0"}
    payload = {**button, "parameters": [{"type": "payload", "payload": "YES_8841"}]}
    wamid = ready.send(template([*components(text("Ana"), text("Ana", "já")), payload])).json()["messages"][0]["id"]
    ready.receiver.wait_for_status(wamid, "read")
    ready.say({"type": "tap", "reply_id": "YES_8841"})
    ready.receiver.wait(ready.receiver.messages)
    message = ready.receiver.messages()[0]

    assert message["type"] == "button"
    assert message["button"] == {"payload": "YES_8841", "text": "Confirmar"}
    assert message["context"]["id"] == wamid


@pytest.mark.parametrize(
    ("message", "http", "code"),
    [
        (template(name="nunca_criado"), 404, 132001),
        (template(language={"code": "en_US"}), 404, 132001),
        (template(name="Com Maiuscula"), 404, 132001),
        (template(language={}), 400, 131008),
        (template([]), 400, 132000),
        (template(components(text("Ana"), text("Ana"))), 400, 132000),
        (template(components(text("Ana"), text("Ana", "já", "mais"))), 400, 132000),
        (template(components(text(), text("Ana", "já"))), 400, 132000),
        (template(components([{"type": "image", "image": {"link": "http://x/y"}}], text("Ana", "já"))), 400, 132012),
        (template(components(text("Ana"), text("Ana", "uma\nlinha"))), 400, 132012),
        (template(components(text("Ana"), text("Ana", "x" * 1020))), 400, 132005),
    ],
    ids=lambda value: str(value) if isinstance(value, int) else "",
)
def test_what_does_not_match_the_definition_is_refused(ready: Simulator, message: Any, http: int, code: int) -> None:
    assert refusal(ready.send(message)) == (http, code)


def test_a_template_under_review_does_not_exist_yet(simulator: Simulator) -> None:
    simulator.sim("/contacts", {"wa_id": ANA, "name": "Ana"})
    simulator.sim("/settings", {"templates": {"review_ms": 60_000}})
    simulator.graph("POST", f"{WABA}/message_templates", json=DEFINITION)

    assert refusal(simulator.send(template())) == (404, 132001)


def test_named_parameters_go_by_name(simulator: Simulator) -> None:
    simulator.sim("/contacts", {"wa_id": ANA, "name": "Ana"})
    named = {**DEFINITION, "components": [{"type": "BODY", "text": "Olá {{nome}}, até {{dia}}."}]}
    simulator.graph("POST", f"{WABA}/message_templates", json=named)
    right = [
        {"type": "text", "parameter_name": "dia", "text": "já"},
        {"type": "text", "parameter_name": "nome", "text": "Ana"},
    ]
    sent = simulator.send(template([{"type": "body", "parameters": right}])).json()["messages"][0]["id"]
    wrong = simulator.send(template([{"type": "body", "parameters": text("Ana", "já")}]))
    mixed = simulator.send(template([{"type": "body", "parameters": [right[0], *text("Ana")]}]))

    assert simulator.bubble(sent)["text"] == "Olá Ana, até já."
    assert refusal(wrong) == (400, 132012)
    assert refusal(mixed) == (400, 132012)


def test_marketing_stops_at_an_opt_out(ready: Simulator) -> None:
    ready.graph("POST", f"{WABA}/message_templates", json={**DEFINITION, "name": "oferta", "category": "MARKETING"})
    before = ready.send(template(name="oferta")).status_code
    ready.sim(f"/chats/{NUMBER}/{ANA}/preferences", {"value": "stop"})
    stopped = ready.send(template(name="oferta"))
    utility = ready.send(template()).status_code

    assert (before, utility) == (200, 200)
    assert refusal(stopped) == (400, 131050)


def test_authentication_needs_a_phone(ready: Simulator) -> None:
    ready.graph(
        "POST", f"{WABA}/message_templates", json={**DEFINITION, "name": "codigo", "category": "AUTHENTICATION"}
    )
    user_id = ready.chat()["contact"]["user_id"]

    assert refusal(ready.send({**template(name="codigo"), "to": None, "recipient": user_id})) == (400, 131062)


def test_a_deleted_template_is_gone(ready: Simulator) -> None:
    deleted = ready.graph("DELETE", f"{WABA}/message_templates", params={"name": "visita_amanha"}).json()

    assert deleted == {"success": True}
    assert refusal(ready.send(template())) == (404, 132001)
    assert refusal(ready.graph("DELETE", f"{WABA}/message_templates", params={"name": "visita_amanha"})) == (400, 100)


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "Com Maiuscula"},
        {"category": "SPAM"},
        {"components": [{"type": "FOOTER", "text": "x"}]},
        {"components": [{"type": "BODY", "text": "x" * 1025}]},
        {
            "components": [
                {"type": "BODY", "text": "x"},
                {"type": "BUTTONS", "buttons": [{"type": "URL", "text": "a"}] * 3},
            ]
        },
    ],
)
def test_a_wrong_definition_is_refused(simulator: Simulator, changes: dict[str, Any]) -> None:
    answer = simulator.graph("POST", f"{WABA}/message_templates", json={**DEFINITION, **changes})

    assert answer.status_code == 400


def test_the_same_name_and_language_exist_once(ready: Simulator) -> None:
    assert refusal(ready.graph("POST", f"{WABA}/message_templates", json=DEFINITION)) == (400, 100)
