"""Flows of the tenant in the token, as a page reads them."""

import uuid
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.functions.people import FLOW, Agency, publish_flow


def get(client: TestClient, agency: Agency, path: str, **params: object) -> Any:
    return client.get(f"/admin{path}", params=params, headers=agency.headers)  # type: ignore[arg-type] # plain values


def test_flows_are_listed_by_name_with_what_answers(client: TestClient, agency: Agency) -> None:
    agency.sql(
        "insert into flows (tenant_id, domain, name, draft, archived_at) values (%s, 'real_estate', 'Zero', '{}', null),"
        " (%s, 'real_estate', 'antigo', '{}', now()), (%s, 'clinic', 'Clínica', '{}', null)",
        agency.tenant, agency.tenant, agency.tenant,
    )  # fmt: skip

    items = get(client, agency, "/chatbot-flows", domain="real_estate").json()["items"]
    everything = get(client, agency, "/chatbot-flows", include_archived="true").json()["items"]

    assert [(f["name"], f["published"], f["published_version"]) for f in items] == [
        ("Atendimento", True, 1),
        ("Zero", False, None),
    ]
    assert [(f["name"], f["archived"]) for f in everything] == [
        ("antigo", True),
        ("Atendimento", False),
        ("Clínica", False),
        ("Zero", False),
    ]


def test_the_published_flow_comes_with_the_version_that_answers_not_the_draft(
    client: TestClient, agency: Agency
) -> None:
    agency.sql("update flows set draft = '{\"later\": true}', draft_revision = 2")

    answer = get(client, agency, "/chatbot-flows/published", domain="real_estate").json()

    assert answer["published"] is True
    assert answer["flow"]["flow_definition"] == FLOW
    assert (answer["flow"]["version"], answer["flow"]["draft_revision"]) == (1, 2)
    assert get(client, agency, "/chatbot-flows/published").json() == answer


def test_a_trade_without_a_published_flow_says_so(client: TestClient, agency: Agency) -> None:
    assert get(client, agency, "/chatbot-flows/published", domain="clinic").json() == {"published": False, "flow": None}


def test_one_flow_by_id_or_by_key_has_its_draft_and_its_etag(client: TestClient, agency: Agency) -> None:
    flow = publish_flow(agency.superuser_url, _another(agency), name="Outro")
    assert get(client, agency, f"/chatbot-flows/by-id/{flow}").status_code == 404
    mine = get(client, agency, "/chatbot-flows").json()["items"][0]["id"]

    by_id = get(client, agency, f"/chatbot-flows/by-id/{mine}")
    by_key = get(client, agency, "/chatbot-flows/by-key", domain="real_estate", name="Atendimento")

    assert by_id.json() == by_key.json()
    assert by_id.json()["flow_definition"] == FLOW
    assert by_id.headers["etag"] == by_key.headers["etag"] == '"1"'


def test_what_does_not_exist_is_flow_not_found(client: TestClient, agency: Agency) -> None:
    for answer in (
        get(client, agency, f"/chatbot-flows/by-id/{uuid.uuid4()}"),
        get(client, agency, "/chatbot-flows/by-key", domain="real_estate", name="Nenhum"),
    ):
        assert (answer.status_code, answer.json()["detail"]) == (404, "flow_not_found")


def test_the_trade_is_read_and_changed_and_the_change_is_recorded(client: TestClient, agency: Agency) -> None:
    agency.sql("update tenants set domain = 'clinic'")
    assert get(client, agency, "/chatbot-domain").json() == {"domain": "clinic"}

    changed = client.put("/admin/chatbot-domain", json={"domain": "real_estate"}, headers=agency.headers)

    assert changed.json() == {"domain": "real_estate"}
    assert get(client, agency, "/chatbot-domain").json() == {"domain": "real_estate"}
    assert agency.sql("select actor, action, target from audit") == [
        (f"user:{agency.admin}", "domain_changed", "real_estate")
    ]


@pytest.mark.parametrize("domain", ["undertakers", "Real_Estate", "real_estate.", "réal", "x" * 100, "", 7, None])
def test_a_trade_that_nobody_knows_is_refused(client: TestClient, agency: Agency, domain: object) -> None:
    answer = client.put("/admin/chatbot-domain", json={"domain": domain}, headers=agency.headers)

    assert answer.status_code == 422
    assert get(client, agency, "/chatbot-domain").json() == {"domain": "real_estate"}


@pytest.mark.parametrize("domain", ["REAL_ESTATE", "real_estate%00", "real_estate.", "réal_estate", "' or 1=1 --"])
def test_a_twisted_trade_lists_nothing(client: TestClient, agency: Agency, domain: str) -> None:
    answer = client.get(f"/admin/chatbot-flows?domain={domain}", headers=agency.headers)

    assert answer.status_code in (400, 422)


def _another(agency: Agency) -> uuid.UUID:
    ((tenant,),) = agency.sql("insert into tenants (name) values ('Outra') returning id")
    return uuid.UUID(str(tenant))
