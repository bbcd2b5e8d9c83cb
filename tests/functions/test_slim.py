"""The slim edge of small functions answers as the app of Render does, also where no route of theirs is reached."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from functions.envelope import MAX_BODY
from functions.slim import SlimHandler
from functions.webhook.handler import handler as webhook
from shared.container import Container
from tests.functions.test_both_hosts import http_event

PAGE = "https://painel.example"
ODD: dict[str, tuple[str, str, dict[str, str], dict[str, str], bytes]] = {
    "another method": ("PUT", "/webhook/verify", {}, {}, b""),
    "compressed": ("POST", "/webhook", {}, {"content-encoding": "gzip"}, b"x"),
    "a NUL in the path": ("GET", "/webhook/%00", {}, {}, b""),
    "a NUL in the query": ("GET", "/webhook", {"hub.mode": "\0"}, {}, b""),
    "a repeated parameter": ("GET", "/webhook", {"hub.mode": "subscribe"}, {}, b""),
    "no signature": ("POST", "/webhook", {}, {}, b"{}"),
    "too large": ("POST", "/webhook", {}, {"x-hub-signature-256": "sha256=0"}, b"x" * (MAX_BODY + 1)),
    "a page that may": ("GET", "/webhook", {}, {"origin": PAGE}, b""),
    "a page that may not": ("GET", "/webhook", {}, {"origin": "https://elsewhere.example"}, b""),
    "a page that asks first": (
        "OPTIONS", "/webhook", {}, {"origin": PAGE, "access-control-request-method": "POST"}, b"",
    ),
}  # fmt: skip
# An empty body may or may not carry the first two; only a server has a connection to close.
BY_HOST = ("content-length", "content-type", "connection")


@pytest.fixture
def environment(environment: dict[str, str]) -> dict[str, str]:
    return environment | {"CORS_ORIGINS": PAGE}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_request_gets_the_answer_of_the_app(client: TestClient, container: Container, name: str) -> None:
    method, path, query, headers, body = ODD[name]
    given = headers | {"x-correlation-id": "visit-0001"}

    here = client.request(method, path, params=query, headers=given, content=body)
    event = http_event(method, path, query, given, body)
    there = SlimHandler(webhook._routes, lambda: container)(event, None)

    assert (here.status_code, here.text) == (there["statusCode"], there["body"])
    kept = {key: value for key, value in here.headers.items() if key not in BY_HOST}
    assert kept == {key: value for key, value in there["headers"].items() if key not in BY_HOST}


def test_behind_tls_browsers_are_told_to_stay_there(container: Container) -> None:
    event = http_event("GET", "/webhook", {}, {"x-forwarded-proto": "https"}, b"")

    answer = SlimHandler(webhook._routes, lambda: container)(event, None)

    assert "max-age" in answer["headers"]["strict-transport-security"]


def test_what_nobody_expected_is_a_500_without_its_words(container: Container) -> None:
    def broken(*_: object) -> Any:
        raise ZeroDivisionError("secret words")

    answer = SlimHandler({("GET", "/x"): broken}, lambda: container)(http_event("GET", "/x", {}, {}, b""), None)

    assert answer["statusCode"] == 500
    assert "internal_error" in answer["body"]
    assert "secret words" not in str(answer)
