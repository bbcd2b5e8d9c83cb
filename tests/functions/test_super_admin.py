"""Running the service: tenants that answer at once, numbers with sealed secrets, suspension."""

import uuid
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from shared.container import Container
from shared.domain.errors import SealBroken
from shared.domain.ids import TenantId
from shared.packs import load_pack, pack_domains
from shared.services.run_flow_tests import run_tests_in_time
from tests.functions.people import Agency
from tests.parts import Database
from tests.superuser import run_sql

TOKEN, SECRET = "EAAG-marker-token-4711", "app-secret-marker-0815"


@pytest.fixture
def created(client: TestClient, super_headers: dict[str, str]) -> dict[str, Any]:
    answer = client.post("/super/tenants", json={"name": "Casa Nova"}, headers=super_headers)
    assert answer.status_code == 201
    body: dict[str, Any] = answer.json()
    return body


def add_account(client: TestClient, headers: dict[str, str], tenant: object, **body: object) -> Any:
    sent = {"phone_number_id": "106540352242922"} | body
    return client.post(f"/super/tenants/{tenant}/whatsapp-accounts", json=sent, headers=headers)


def test_a_new_tenant_has_its_trades_flow_published(created: dict[str, Any], database: Database) -> None:
    assert {k: created[k] for k in ("name", "domain", "timezone", "locale", "status", "limits")} == {
        "name": "Casa Nova",
        "domain": "real_estate",
        "timezone": "America/Sao_Paulo",
        "locale": "pt-BR",
        "status": "active",
        "limits": {},
    }
    published = run_sql(
        database.superuser_url,
        "select v.number from publications p join flow_versions v on v.id = p.flow_version_id where p.tenant_id = %s",
        created["id"],
    )
    assert published == [(1,)]


@pytest.mark.parametrize("domain", pack_domains())
def test_a_new_tenant_of_any_trade_answers_as_its_pack_says(
    client: TestClient, super_headers: dict[str, str], database: Database, domain: str
) -> None:
    made = client.post("/super/tenants", json={"name": "Nova", "chatbot_domain": domain}, headers=super_headers)
    tenant = uuid.UUID(made.json()["id"])
    account = add_account(client, super_headers, tenant)
    flow_of_pack = load_pack(domain).flow_definition

    ((definition, name, trade),) = run_sql(
        database.superuser_url,
        """select v.definition, f.name, p.domain from publications p
           join flow_versions v on v.id = p.flow_version_id join flows f on f.id = v.flow_id where p.tenant_id = %s""",
        tenant,
    )

    assert (made.status_code, account.status_code, made.json()["domain"]) == (201, 201, domain)
    assert (definition, name, trade) == (flow_of_pack, load_pack(domain).flow_name, domain)
    assert [test.problems for test in run_tests_in_time(definition, subflows={}) if not test.passed] == []


def test_everything_a_super_admin_does_is_recorded(
    client: TestClient, super_headers: dict[str, str], created: dict[str, Any], database: Database
) -> None:
    add_account(client, super_headers, created["id"])
    client.post(f"/super/tenants/{created['id']}/invite-admin", json={"email": "a@b.example"}, headers=super_headers)
    client.patch(f"/super/tenants/{created['id']}", json={"status": "suspended"}, headers=super_headers)

    rows = run_sql(
        database.superuser_url, "select action, actor from audit where tenant_id = %s order by id", created["id"]
    )

    actions = ["tenant_created", "flow_published", "account_created", "invite_created", "tenant_suspended"]
    assert rows == [(action, "super") for action in actions]


def test_tenants_are_listed_newest_first_in_pages(client: TestClient, super_headers: dict[str, str]) -> None:
    names = [f"T{n}" for n in range(3)]
    for name in names:
        client.post("/super/tenants", json={"name": name}, headers=super_headers)

    first = client.get("/super/tenants", params={"limit": 2}, headers=super_headers).json()
    params = {"limit": 2, "cursor": first["next_cursor"]}
    second = client.get("/super/tenants", params=params, headers=super_headers).json()

    assert [t["name"] for t in first["items"] + second["items"]] == names[::-1]
    assert second["next_cursor"] is None


def test_patch_changes_what_is_sent_and_nothing_else(
    client: TestClient, super_headers: dict[str, str], created: dict[str, Any]
) -> None:
    path = f"/super/tenants/{created['id']}"

    limits = client.patch(path, json={"limits": {"llm_calls_per_day": 50}}, headers=super_headers).json()
    name = client.patch(path, json={"name": " Casa Velha "}, headers=super_headers).json()
    nothing = client.patch(path, json={}, headers=super_headers).json()

    assert limits["limits"] == {"llm_calls_per_day": 50}
    assert (name["name"], name["limits"], name["status"]) == ("Casa Velha", {"llm_calls_per_day": 50}, "active")
    assert nothing == name


def test_an_accounts_secrets_go_in_and_only_their_ends_come_out(
    client: TestClient, super_headers: dict[str, str], created: dict[str, Any], container: Container, database: Database
) -> None:
    made = add_account(
        client, super_headers, created["id"], waba_id="102290129340398", access_token=TOKEN, app_secret=SECRET
    )
    listed = client.get(f"/super/tenants/{created['id']}/whatsapp-accounts", headers=super_headers)

    assert made.status_code == 201
    assert made.json() | {"id": ""} == {
        "id": "",
        "phone_number_id": "106540352242922",
        "waba_id": "102290129340398",
        "display_phone_number": None,
        "status": "connected",
        "access_token_hint": "4711",
        "app_secret_hint": "0815",
    }
    assert listed.json() == {"items": [made.json()], "next_cursor": None}
    ((sealed, row),) = run_sql(database.superuser_url, "select access_token, id from whatsapp_accounts")
    assert TOKEN.encode() not in bytes(sealed)
    tenant = TenantId(uuid.UUID(created["id"]))
    assert container.cipher.open(bytes(sealed), tenant=tenant, row=row, column="access_token") == TOKEN
    with pytest.raises(SealBroken):
        container.cipher.open(bytes(sealed), tenant=TenantId(uuid.uuid4()), row=row, column="access_token")


def test_a_number_of_somebody_is_taken_without_saying_whose(
    client: TestClient, super_headers: dict[str, str], created: dict[str, Any], agency: Agency
) -> None:
    assert add_account(client, super_headers, agency.tenant).status_code == 201

    for tenant in (created["id"], agency.tenant):
        answer = add_account(client, super_headers, tenant)
        assert (answer.status_code, answer.json()["detail"]) == (409, "phone_number_taken")
        assert str(agency.tenant) not in answer.text


def test_a_tenant_that_is_none_is_404_everywhere(client: TestClient, super_headers: dict[str, str]) -> None:
    path = f"/super/tenants/{uuid.uuid4()}"

    answers = [
        client.patch(path, json={"name": "X"}, headers=super_headers),
        add_account(client, super_headers, uuid.uuid4()),
        client.get(f"{path}/whatsapp-accounts", headers=super_headers),
        client.post(f"{path}/invite-admin", json={"email": "a@b.example"}, headers=super_headers),
    ]

    assert {(a.status_code, a.json()["detail"]) for a in answers} == {(404, "tenant_not_found")}


BAD = [
    {"name": ""},
    {"name": "  "},
    {"name": "x" * 201},
    {"name": 7},
    {},
    {"name": "X", "chatbot_domain": "undertakers"},
    {"name": "X", "chatbot_domain": "a..b"},
    {"name": "X", "timezone": "Mars/Olympus"},
    {"name": "X", "locale": "portuguese"},
    {"name": "X", "id": "0b6b1c5e-5f0e-4a6e-9d6a-2f6f2b9a4c11"},
    {"name": "X", "status": "suspended"},
]


@pytest.mark.parametrize("body", BAD, ids=str)
def test_a_tenant_of_nonsense_is_422_and_not_made(
    client: TestClient, super_headers: dict[str, str], database: Database, body: dict[str, Any]
) -> None:
    assert client.post("/super/tenants", json=body, headers=super_headers).status_code == 422
    assert run_sql(database.superuser_url, "select count(*) from tenants") == [(0,)]


@pytest.mark.parametrize(
    "body", [{"status": "deleted"}, {"limits": {"x": -1}}, {"limits": {"X Y": 1}}, {"domain": "clinic"}], ids=str
)
def test_a_change_of_nonsense_is_422(
    client: TestClient, super_headers: dict[str, str], created: dict[str, Any], body: dict[str, Any]
) -> None:
    assert client.patch(f"/super/tenants/{created['id']}", json=body, headers=super_headers).status_code == 422


@pytest.mark.parametrize("path", ["..%2F..%2Fetc", "1%00", "x" * 10_000, "1", "%F0%9F%92%A9"])
def test_a_path_of_nonsense_is_never_a_5xx(client: TestClient, super_headers: dict[str, str], path: str) -> None:
    answer = client.patch(f"/super/tenants/{path}", json={"name": "X"}, headers=super_headers)

    assert answer.status_code in (400, 404, 405, 422)


KEYLESS: dict[str, dict[str, str]] = {
    "none": {},
    "wrong": {"X-Super-Admin-Key": "x" * 43},
    "empty": {"X-Super-Admin-Key": ""},
    "as bearer": {"Authorization": "Bearer {key}"},
}


@pytest.mark.parametrize("headers", KEYLESS)
def test_without_the_key_nothing_opens(client: TestClient, environment: dict[str, str], headers: str) -> None:
    sent = {name: value.format(key=environment["SUPER_ADMIN_API_KEY"]) for name, value in KEYLESS[headers].items()}
    key_in_query = {"X-Super-Admin-Key": environment["SUPER_ADMIN_API_KEY"]}

    for answer in (client.get("/super/tenants", headers=sent), client.get("/super/tenants", params=key_in_query)):
        assert (answer.status_code, answer.json()["detail"]) == (401, "invalid_super_admin_key")


def test_an_admins_token_does_not_open_super_nor_the_key_admin(
    client: TestClient, agency: Agency, super_headers: dict[str, str]
) -> None:
    assert client.get("/super/tenants", headers=agency.headers).status_code == 401
    assert client.get("/admin/chatbot-domain", headers=super_headers).status_code == 401


def test_twenty_wrong_keys_are_enough_and_the_right_one_still_opens(
    client: TestClient, super_headers: dict[str, str], api: FastAPI
) -> None:
    codes = [client.get("/super/tenants", headers={"X-Super-Admin-Key": f"wrong-{n}"}).status_code for n in range(21)]

    assert codes == [401] * 20 + [429]
    assert client.get("/super/tenants", headers=super_headers).status_code == 200
    elsewhere = TestClient(api, client=("203.0.113.9", 4711))
    assert elsewhere.get("/super/tenants").status_code == 401


def test_a_service_without_a_key_opens_to_nobody(
    api: FastAPI, environment: dict[str, str], container: Container, current: Any
) -> None:
    from shared.settings import load_settings

    keyless = Container(load_settings(environment | {"SUPER_ADMIN_API_KEY": ""}))
    current.container = keyless

    answer = TestClient(api).get("/super/tenants", headers={"X-Super-Admin-Key": ""})

    keyless.stop()
    current.container = container
    assert answer.status_code == 401
