"""A number's life for the super admin: stopped by a revoked token, running again with a new one, its dead letters replayed."""

import uuid
from typing import Any

from starlette.testclient import TestClient

from tests.functions.people import Agency, make_chat


def only_account(agency: Agency) -> str:
    ((account,),) = agency.sql("select id from whatsapp_accounts where tenant_id = %s", agency.tenant)
    return str(account)


def change(client: TestClient, headers: dict[str, str], agency: Agency, account: str, **body: object) -> Any:
    return client.patch(f"/super/tenants/{agency.tenant}/whatsapp-accounts/{account}", json=body, headers=headers)


def test_a_new_token_lets_a_stopped_number_send_again(
    client: TestClient, super_headers: dict[str, str], agency: Agency
) -> None:
    make_chat(agency)
    account = only_account(agency)
    agency.sql("update whatsapp_accounts set status = 'needs_attention', attention_reason = 'graph_190'")

    answer = change(client, super_headers, agency, account, access_token="EAAG-new-token-1234")

    assert (answer.status_code, answer.json()["status"], answer.json()["access_token_hint"]) == (
        200,
        "connected",
        "1234",
    )
    assert agency.sql(
        "select attention_reason, position('EAAG' in encode(access_token, 'escape')) from whatsapp_accounts"
    ) == [(None, 0)]
    ((detail,),) = agency.sql("select detail from audit where action = 'account_changed'")
    assert detail == {"fields": ["access_token"]}


def test_a_number_can_be_put_off_and_on(client: TestClient, super_headers: dict[str, str], agency: Agency) -> None:
    make_chat(agency)
    account = only_account(agency)

    assert change(client, super_headers, agency, account, status="disabled").json()["status"] == "disabled"
    assert change(client, super_headers, agency, account, status="connected").json()["status"] == "connected"
    assert change(client, super_headers, agency, account, status="needs_attention").status_code == 422


def test_another_tenants_account_is_not_found(
    client: TestClient, super_headers: dict[str, str], agency: Agency, rival: Agency
) -> None:
    make_chat(agency)

    foreign = change(client, super_headers, rival, only_account(agency), status="disabled")
    absent = change(client, super_headers, rival, str(uuid.uuid4()), status="disabled")

    assert (foreign.status_code, foreign.json()["detail"]) == (404, "account_not_found")
    assert absent.json() | {"correlation_id": ""} == foreign.json() | {"correlation_id": ""}


def test_dead_letters_are_listed_by_reason_and_replayed(
    client: TestClient, super_headers: dict[str, str], agency: Agency
) -> None:
    make_chat(agency)
    agency.sql(
        "insert into inbox (tenant_id, account_id, kind, dedupe_key, sender, wa_id, item, state, reason, attempts)"
        " select tenant_id, id, 'message', 'wamid.dead', '5511', '5511', '{}', 'dead', 'KeyError', 5 from whatsapp_accounts"
    )
    path = f"/super/tenants/{agency.tenant}/dead-letters"

    (letter,) = client.get(path, headers=super_headers).json()["items"]
    assert (letter["kind"], letter["reason"], letter["attempts"]) == ("message", "KeyError", 5)

    assert client.post(f"{path}/replay", json={"ids": [letter["id"] + 1]}, headers=super_headers).json() == {
        "conversations": 0
    }
    assert client.post(f"{path}/replay", json={}, headers=super_headers).json() == {"conversations": 1}
    assert client.get(path).status_code == 401
