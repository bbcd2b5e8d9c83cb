"""Refresh tokens: used once, rotated, and a second use ends the sign-in."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from starlette.testclient import TestClient

from tests.functions.people import Agency


def refresh(client: TestClient, token: str) -> Any:
    return client.post("/auth/refresh", json={"refresh_token": token})


def test_a_refresh_token_is_traded_for_new_ones(client: TestClient, agency: Agency) -> None:
    first = refresh(client, agency.signed_in.refresh_token)
    second = refresh(client, first.json()["refresh_token"])

    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json()["refresh_token"] != second.json()["refresh_token"]
    headers = {"Authorization": f"Bearer {second.json()['access_token']}"}
    assert client.get("/auth/me", headers=headers).status_code == 200


def test_a_second_use_ends_the_sign_in_and_is_recorded(client: TestClient, agency: Agency) -> None:
    stolen = agency.signed_in.refresh_token
    fresh = refresh(client, stolen).json()

    again = refresh(client, stolen)

    assert (again.status_code, again.json()["detail"]) == (401, "invalid_token")
    assert refresh(client, fresh["refresh_token"]).status_code == 401
    headers = {"Authorization": f"Bearer {fresh['access_token']}"}
    assert client.get("/auth/me", headers=headers).status_code == 401
    assert ("refresh_token_reused",) in agency.sql("select action from audit")


def test_of_many_uses_at_once_one_wins(client: TestClient, agency: Agency) -> None:
    with ThreadPoolExecutor(8) as pool:
        codes = [a.status_code for a in pool.map(lambda _: refresh(client, agency.signed_in.refresh_token), range(8))]

    assert sorted(codes) == [200, *[401] * 7]


def test_expired_revoked_unknown_and_deactivated_are_the_same_401(client: TestClient, agency: Agency) -> None:
    token = agency.signed_in.refresh_token
    agency.sql("update sessions set expires_at = now()")
    assert refresh(client, token).status_code == 401
    agency.sql("update sessions set expires_at = now() + interval '1 day', revoked_at = now()")
    assert refresh(client, token).status_code == 401
    agency.sql("update sessions set revoked_at = null")
    agency.sql("update users set deactivated_at = now()")
    assert refresh(client, token).status_code == 401
    assert refresh(client, "unknown").status_code == 401
    agency.sql("update users set deactivated_at = null")
    assert refresh(client, token).status_code == 200


def test_a_suspended_tenant_cannot_refresh(client: TestClient, agency: Agency) -> None:
    agency.sql("update tenants set status = 'suspended'")

    answer = refresh(client, agency.signed_in.refresh_token)

    assert (answer.status_code, answer.json()["detail"]) == (403, "tenant_suspended")


def test_signing_out_twice_or_with_an_unknown_token_is_fine(client: TestClient, agency: Agency) -> None:
    body = {"refresh_token": agency.signed_in.refresh_token}

    codes = [client.post("/auth/logout", json=b).status_code for b in (body, body, {"refresh_token": "unknown"})]

    assert codes == [204, 204, 204]
    assert refresh(client, agency.signed_in.refresh_token).status_code == 401


def test_the_database_holds_no_token(client: TestClient, agency: Agency) -> None:
    ((hashed,),) = agency.sql("select token_hash from sessions")

    assert agency.signed_in.refresh_token.encode() not in bytes(hashed)
    assert len(bytes(hashed)) == 32
