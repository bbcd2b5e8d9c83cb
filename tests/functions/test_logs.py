"""What reaches the log: one line per request with ids and milliseconds, and nothing of anybody."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from shared import observability
from tests.functions.people import PASSWORD, Agency, make_chat

NAME, PHONE, TEXT = "Zuleika Marcador", "+5511900001234", "texto-marcador-77"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What would go to the standard output, in the shape it would have there."""
    observability.set_up()
    (handler,) = logging.getLogger(observability.SERVICE).handlers
    assert isinstance(handler, logging.StreamHandler)
    written = io.StringIO()
    before = handler.setStream(written)
    yield written
    handler.setStream(before)


def lines(captured: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in captured.splitlines() if line.startswith("{")]


def test_no_secret_and_nobody_appears_in_the_log_of_a_whole_visit(
    client: TestClient,
    agency: Agency,
    super_headers: dict[str, str],
    environment: dict[str, str],
    log: io.StringIO,
) -> None:
    chat = make_chat(agency, NAME, phone=PHONE, said=TEXT)
    tokens = client.post("/auth/login", json={"email": agency.email, "password": PASSWORD}).json()
    client.post("/auth/login", json={"email": agency.email, "password": "senha-errada-marcador"})
    renewed = client.post("/auth/refresh", json={"refresh_token": tokens["refresh_token"]}).json()
    headers = {"Authorization": f"Bearer {renewed['access_token']}"}
    for path in (
        f"conversations?q={NAME}",
        f"conversations/{chat.conversation}/messages",
        "leads",
        "leads/board",
        "sync",
    ):
        assert client.get(f"/admin/{path}", headers=headers).status_code == 200
    account = {"phone_number_id": "106540352242922", "access_token": "EAAG-marker-token", "app_secret": "secret-marker"}
    path = f"/super/tenants/{agency.tenant}"
    assert client.post(f"{path}/whatsapp-accounts", json=account, headers=super_headers).status_code == 201
    invite = client.post(f"{path}/invite-admin", json={"email": "novata@x.example"}, headers=super_headers).json()
    client.get(f"/auth/invites/{invite['token']}")
    agency.sql("alter table leads drop column summary")
    assert client.get("/admin/leads", headers=headers).status_code in (500, 503)

    text = log.getvalue()

    assert len(lines(text)) >= 12
    secret = [
        NAME, PHONE, PHONE[1:], TEXT, agency.email, PASSWORD, "senha-errada-marcador", "EAAG-marker-token", "secret-marker",
        tokens["refresh_token"], tokens["access_token"], renewed["access_token"], invite["token"], "novata",
        *(environment[name] for name in ("AUTH_JWT_SECRET", "SUPER_ADMIN_API_KEY", "UPSTASH_REDIS_REST_TOKEN", "WA_TOKEN")),
    ]  # fmt: skip
    assert [found for found in secret if found in text] == []


def test_a_request_is_one_line_with_its_template_status_and_caller(
    client: TestClient, agency: Agency, log: io.StringIO
) -> None:
    chat = make_chat(agency)
    client.get(f"/admin/leads/{chat.lead}", headers=agency.headers | {"X-Correlation-Id": "visit-0001"})

    (line,) = [line for line in lines(log.getvalue()) if line["correlation_id"] == "visit-0001"]

    assert line["message"] == "request"
    assert (line["method"], line["route"], line["status"]) == ("GET", "/admin/leads/{lead_id}", 200)
    assert (line["tenant"], line["user"]) == (str(agency.tenant), str(agency.admin))
    assert line["ms"] > 0


def test_a_fault_is_logged_with_its_place_and_without_its_words(
    client: TestClient, agency: Agency, log: io.StringIO
) -> None:
    agency.sql("alter table tenants alter column locale drop not null")
    agency.sql("update tenants set locale = null")
    client.get("/auth/me", headers=agency.headers | {"X-Correlation-Id": "fault-0001"})

    found = [line for line in lines(log.getvalue()) if line["message"] == "unexpected_error"]

    assert [line["correlation_id"] for line in found] == ["fault-0001"]
    assert found[0]["error"].startswith("ValidationError")
    assert any("functions/auth/wire.py" in frame for frame in found[0]["stack"])


def test_wild_input_stays_one_short_line(client: TestClient, log: io.StringIO) -> None:
    client.get("/x%0d%0aINJECTED%1b[31m", headers={"User-Agent": "a" * 60_000, "X-Correlation-Id": "bad\tid\x7f"})
    client.request("FOO" * 50, "/health/liveness")

    out = log.getvalue()

    assert "INJECTED" not in out
    assert all(len(line) < 8192 for line in out.splitlines())
    assert all(line.startswith("{") for line in out.splitlines() if line)
