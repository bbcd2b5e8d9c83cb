"""Access tokens under attack, and how soon they die."""

import base64
import json
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from starlette.testclient import TestClient

from shared.container import Container
from shared.domain.principals import Role
from shared.services.identify import REMEMBERED
from tests.functions.people import Agency, make_user, sign_in

Forge = Callable[[dict[str, Any], str], str]


def me(client: TestClient, token: str) -> Any:
    return client.get("/auth/me", headers={"Authorization": f"Bearer {token}"})


def claims_of(agency: Agency) -> dict[str, Any]:
    decoded: dict[str, Any] = jwt.decode(agency.signed_in.access_token, options={"verify_signature": False})
    return decoded


def forge(claims: dict[str, Any], key: str, algorithm: str = "HS256", **headers: str) -> str:
    return jwt.encode(claims, key, algorithm=algorithm, headers=headers)


def test_a_token_signed_as_ours_is_accepted(client: TestClient, agency: Agency, environment: dict[str, str]) -> None:
    assert me(client, forge(claims_of(agency), environment["AUTH_JWT_SECRET"])).status_code == 200


CHANGES: dict[str, Callable[[dict[str, Any]], object]] = {
    "no exp": lambda c: c.pop("exp"),
    "no iat": lambda c: c.pop("iat"),
    "no nbf": lambda c: c.pop("nbf"),
    "no jti": lambda c: c.pop("jti"),
    "no sub": lambda c: c.pop("sub"),
    "no tid": lambda c: c.pop("tid"),
    "no sid": lambda c: c.pop("sid"),
    "no typ": lambda c: c.pop("typ"),
    "expired": lambda c: c.update(exp=_now(-timedelta(minutes=5))),
    "not yet valid": lambda c: c.update(nbf=_now(timedelta(minutes=5))),
    "made tomorrow": lambda c: c.update(iat=_now(timedelta(days=1))),
    "another issuer": lambda c: c.update(iss="evil"),
    "another audience": lambda c: c.update(aud="another-api"),
    "an invite": lambda c: c.update(typ="invite"),
    "a stranger": lambda c: c.update(sub=str(uuid.uuid4())),
    "a tenant that is none": lambda c: c.update(tid=str(uuid.uuid4())),
    "not a uuid": lambda c: c.update(sub="1 or 1=1"),
    "another epoch": lambda c: c.update(epoch=2),
    "epoch as text": lambda c: c.update(epoch="1"),
    "a role that is none": lambda c: c.update(role="root"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_claims_that_are_not_ours_are_refused(
    client: TestClient, agency: Agency, environment: dict[str, str], change: str
) -> None:
    claims = claims_of(agency)
    CHANGES[change](claims)

    answer = me(client, forge(claims, environment["AUTH_JWT_SECRET"]))

    assert (answer.status_code, answer.json()["detail"]) == (401, "invalid_token")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_other_algorithms_keys_and_headers_are_refused(
    client: TestClient, agency: Agency, environment: dict[str, str]
) -> None:
    key, claims = environment["AUTH_JWT_SECRET"], claims_of(agency)
    header, payload, signature = agency.signed_in.access_token.split(".")
    promoted = {**claims, "tid": str(uuid.uuid4())}
    forged = [
        jwt.encode(claims, "", algorithm="none"),
        forge(claims, key, "HS512"),
        f"{_part({'alg': 'RS256', 'typ': 'JWT'})}.{payload}.{signature}",
        f"{header}.{_part(promoted)}.{signature}",
        f"{header}.{payload}.",
        f"{header}.{payload}",
        forge(claims, "x" * 48),
        forge(claims, key, kid="../../dev/null"),
        forge(claims, key, kid="' or 1=1 --"),
        forge(claims, key, jku="http://127.0.0.1:9/keys"),
        forge(claims, key, x5u="http://127.0.0.1:9/cert"),
        forge(claims, key, jwk="{}"),
        "x" * 10_000,
        "",
        "é",
    ]

    for token in forged:
        answer = client.get("/auth/me", headers=[(b"Authorization", b"Bearer " + token.encode())])
        assert (answer.status_code, answer.json()["detail"]) == (401, "invalid_token"), token[:60]


def test_only_one_authorization_header_with_bearer_counts(client: TestClient, agency: Agency) -> None:
    token = agency.signed_in.access_token

    assert client.get("/auth/me", params={"access_token": token}).status_code == 401
    assert client.get("/auth/me", headers={"Cookie": f"access_token={token}"}).status_code == 401
    assert client.get("/auth/me", headers={"Authorization": f"bearer {token}"}).status_code == 401
    assert client.get("/auth/me", headers={"Authorization": token}).status_code == 401
    twice = [("Authorization", f"Bearer {token}"), ("Authorization", f"Bearer {token}")]
    assert client.get("/auth/me", headers=twice).status_code == 401


ENDINGS = {
    "password or role changed": ("update users set session_epoch = session_epoch + 1 where id = %s", 401),
    "deactivated": ("update users set deactivated_at = now() where id = %s", 401),
    "signed out": ("update sessions set revoked_at = now() where user_id = %s", 401),
    "suspended": (
        "update tenants set status = 'suspended' where id = (select tenant_id from users where id = %s)",
        403,
    ),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_token_dies_within_seconds_of_its_reason(
    client: TestClient, agency: Agency, container: Container, ending: str
) -> None:
    sql, status = ENDINGS[ending]
    assert me(client, agency.signed_in.access_token).status_code == 200
    agency.sql(sql, agency.admin)

    _let_memory_fade(container)

    assert me(client, agency.signed_in.access_token).status_code == status


def test_how_a_user_stands_is_remembered_for_less_than_five_seconds() -> None:
    assert timedelta(seconds=5) > REMEMBERED


def test_signing_out_kills_this_sign_in_and_no_other(client: TestClient, agency: Agency, container: Container) -> None:
    phone = sign_in(container, agency.tenant, agency.admin, Role.ADMIN)
    assert client.post("/auth/logout", json={"refresh_token": agency.signed_in.refresh_token}).status_code == 204

    _let_memory_fade(container)

    assert me(client, agency.signed_in.access_token).status_code == 401
    assert me(client, phone.access_token).status_code == 200


def test_the_role_of_now_counts_not_the_role_in_the_token(
    client: TestClient, agency: Agency, container: Container
) -> None:
    body = {"domain": "real_estate"}
    assert client.put("/admin/chatbot-domain", json=body, headers=agency.headers).status_code == 200
    agency.sql("update users set role = 'viewer' where id = %s", agency.admin)
    _let_memory_fade(container)

    answer = client.put("/admin/chatbot-domain", json=body, headers=agency.headers)

    assert (answer.status_code, answer.json()["detail"]) == (403, "role_required")


def test_a_viewer_may_read_and_not_write(client: TestClient, agency: Agency, container: Container) -> None:
    viewer = make_user(agency.superuser_url, agency.tenant, "v@aurora.example", Role.VIEWER)
    token = sign_in(container, agency.tenant, viewer, Role.VIEWER).access_token
    headers = {"Authorization": f"Bearer {token}"}

    assert client.get("/admin/conversations", headers=headers).status_code == 200
    assert client.put("/admin/chatbot-domain", json={"domain": "real_estate"}, headers=headers).status_code == 403


def test_a_refresh_or_invite_token_is_no_access_token_and_the_other_way_round(
    client: TestClient, agency: Agency, super_headers: dict[str, str]
) -> None:
    invite = client.post(
        f"/super/tenants/{agency.tenant}/invite-admin", json={"email": "new@aurora.example"}, headers=super_headers
    ).json()["token"]
    signed_in = agency.signed_in

    assert me(client, signed_in.refresh_token).status_code == 401
    assert me(client, invite).status_code == 401
    assert client.post("/auth/refresh", json={"refresh_token": invite}).status_code == 401
    body = {"token": signed_in.refresh_token, "password": "long enough words"}
    assert client.post("/auth/accept-invite", json=body).status_code == 404


def _let_memory_fade(container: Container) -> None:
    """What REMEMBERED seconds do, without waiting for them."""
    container.parts.pop("standings", None)


def _now(shift: timedelta) -> int:
    return int((datetime.now(UTC) + shift).timestamp())


def _part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")
