"""Invites: shown, accepted once, then gone."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.functions.people import Agency

GOOD = "três tristes tigres 🐯"


@pytest.fixture
def token(client: TestClient, agency: Agency, super_headers: dict[str, str]) -> str:
    return str(invite(client, agency, super_headers)["token"])


def invite(client: TestClient, agency: Agency, headers: dict[str, str], email: str = "Nova@Aurora.example") -> Any:
    answer = client.post(f"/super/tenants/{agency.tenant}/invite-admin", json={"email": email}, headers=headers)
    assert answer.status_code == 201
    return answer.json()


def accept(client: TestClient, token: str, password: str = GOOD, name: str = " Nova ") -> Any:
    return client.post("/auth/accept-invite", json={"token": token, "password": password, "name": name})


def test_an_invite_is_shown_then_accepted_and_signs_in(client: TestClient, agency: Agency, token: str) -> None:
    shown = client.get(f"/auth/invites/{token}").json()
    tokens = accept(client, token).json()

    assert (shown["tenant_name"], shown["email"], shown["role"]) == ("Aurora", "nova@aurora.example", "admin")
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert client.get("/auth/me", headers=headers).json()["user"]["name"] == "Nova"
    assert client.post("/auth/login", json={"email": "nova@aurora.example", "password": GOOD}).status_code == 200


def test_the_link_leads_to_the_page(client: TestClient, agency: Agency, super_headers: dict[str, str]) -> None:
    made = invite(client, agency, super_headers)

    assert made["invite_url"] == f"http://testserver/invite/{made['token']}"


def test_a_used_invite_is_gone(client: TestClient, token: str) -> None:
    accept(client, token)

    for answer in (accept(client, token), client.get(f"/auth/invites/{token}")):
        assert (answer.status_code, answer.json()["detail"]) == (410, "invite_used")


def test_of_fifty_at_once_one_is_accepted(client: TestClient, agency: Agency, token: str) -> None:
    with ThreadPoolExecutor(10) as pool:
        codes = [answer.status_code for answer in pool.map(lambda _: accept(client, token), range(50))]

    assert codes.count(200) == 1
    assert set(codes) <= {200, 410, 409, 429, 503}  # 429, 503: hashing and connections are bounded
    assert agency.sql("select count(*) from users where email = 'nova@aurora.example'") == [(1,)]


def test_an_old_or_replaced_invite_is_gone(
    client: TestClient, agency: Agency, token: str, super_headers: dict[str, str]
) -> None:
    newer = invite(client, agency, super_headers)["token"]
    assert accept(client, token).json()["detail"] == "invite_expired"

    agency.sql("update invites set expires_at = now() where accepted_at is null")

    answer = accept(client, newer)
    assert (answer.status_code, answer.json()["detail"]) == (410, "invite_expired")


def test_an_altered_token_is_not_found(client: TestClient, token: str) -> None:
    for wrong in (token[:-1] + ("a" if token[-1] != "a" else "b"), token + "x", "x", "%2e%2e", "é"):
        answer = client.get(f"/auth/invites/{wrong}")
        assert (answer.status_code, answer.json()["detail"]) == (404, "invite_not_found")
    assert accept(client, "x").status_code == 404


WEAK = [
    "1234567",
    "12345678",
    "password",
    "aaaaaaaaaa",
    "senha123",
    "Nova@Aurora.example",
    "aurora.example",
    "qwertyuiop",
    "87654321",
]


@pytest.mark.parametrize("password", WEAK)
def test_what_everybody_tries_first_is_refused(client: TestClient, token: str, password: str) -> None:
    answer = accept(client, token, password)

    assert (answer.status_code, answer.json()["detail"]) == (422, "weak_password")
    assert accept(client, token).status_code == 200  # the invite is still good


@pytest.mark.parametrize("password", ["ação longa", "x9 " * 40, "🐯🐯🦁🐻🐼🐨🐸🐵"])
def test_long_strange_passwords_are_welcome_and_count_to_the_last_character(
    client: TestClient, token: str, password: str
) -> None:
    assert accept(client, token, password).status_code == 200

    def login(typed: str) -> int:
        return client.post("/auth/login", json={"email": "nova@aurora.example", "password": typed}).status_code

    assert login(password) == 200
    assert login(password[:-1]) == 401


def test_an_address_that_is_a_user_already_cannot_be_invited(
    client: TestClient, agency: Agency, super_headers: dict[str, str]
) -> None:
    body = {"email": agency.email}
    answer = client.post(f"/super/tenants/{agency.tenant}/invite-admin", json=body, headers=super_headers)

    assert (answer.status_code, answer.json()["detail"]) == (409, "user_exists")


def test_the_invite_of_a_suspended_tenant_is_not_found(client: TestClient, agency: Agency, token: str) -> None:
    agency.sql("update tenants set status = 'suspended'")

    assert accept(client, token).status_code == 404


def test_the_database_holds_no_invite_token(agency: Agency, token: str) -> None:
    assert agency.sql("select position(convert_to(%s, 'UTF8') in token_hash) from invites", token) == [(0,)]
