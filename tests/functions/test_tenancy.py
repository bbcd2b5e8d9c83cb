"""Another agency's things: every way to ask for them looks as if they did not exist."""

import json
import uuid
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.functions.people import Agency, Chat, make_chat

MARKER = "Zuleika-Marcador"


@pytest.fixture
def theirs(rival: Agency) -> Chat:
    """The rival's chat, marked wherever text can stand."""
    chat = make_chat(rival, MARKER, said=f"oi de {MARKER}", stage=f"stage-{MARKER}")
    rival.sql("update flows set name = %s where tenant_id = %s", f"Fluxo {MARKER}", rival.tenant)
    return chat


def test_an_id_of_the_rival_is_answered_byte_for_byte_like_one_of_nobody(
    client: TestClient, agency: Agency, rival: Agency, theirs: Chat
) -> None:
    ((flow,),) = rival.sql("select id from flows where tenant_id = %s", rival.tenant)
    paths = {
        "/admin/conversations/{}": theirs.conversation,
        "/admin/conversations/{}/messages": theirs.conversation,
        "/admin/leads/{}": theirs.lead,
        "/admin/chatbot-flows/by-id/{}": flow,
    }

    for path, id_ in paths.items():
        headers = agency.headers | {"X-Correlation-Id": "same-for-both"}
        foreign = client.get(path.format(id_), headers=headers)
        nobodys = client.get(path.format(uuid.uuid4()), headers=headers)
        assert foreign.status_code == nobodys.status_code == 404, path
        assert foreign.content == nobodys.content
        assert client.get(path.format(id_), headers=rival.headers).status_code == 200


def test_no_list_search_board_or_poll_shows_a_trace_of_the_rival(
    client: TestClient, agency: Agency, rival: Agency, theirs: Chat
) -> None:
    make_chat(agency)
    their_cursor = client.get("/admin/sync", headers=rival.headers).json()["cursor"]
    make_chat(rival, MARKER)
    cursor_page = client.get("/admin/conversations", params={"limit": 1}, headers=rival.headers).json()["next_cursor"]

    answers = [
        client.get(path, headers=agency.headers)
        for path in (
            "/admin/conversations",
            f"/admin/conversations?q={MARKER}",
            f"/admin/conversations?cursor={cursor_page}",
            "/admin/leads",
            f"/admin/leads?stage=stage-{MARKER}",
            "/admin/leads/board",
            "/admin/chatbot-flows",
            f"/admin/chatbot-flows/by-key?domain=real_estate&name=Fluxo {MARKER}",
            "/admin/chatbot-flows/published",
            f"/admin/sync?cursor={their_cursor}",
            f"/admin/conversations?tenant_id={rival.tenant}",
        )
    ]

    for answer in answers:
        assert answer.status_code in (200, 404), answer.text
        for trace in (MARKER, str(rival.tenant), str(theirs.conversation), str(theirs.lead), str(theirs.contact)):
            assert trace not in answer.text.replace(f"q={MARKER}", "")


def test_a_tenant_in_the_body_changes_nothing_of_the_rival(client: TestClient, agency: Agency, rival: Agency) -> None:
    for extra in ("tenant_id", "tid", "id", "owner"):
        body: dict[str, Any] = {"domain": "real_estate", extra: str(rival.tenant)}
        assert client.put("/admin/chatbot-domain", json=body, headers=agency.headers).status_code == 422
    rival.sql("update tenants set domain = 'clinic' where id = %s", rival.tenant)

    client.put("/admin/chatbot-domain", json={"domain": "real_estate"}, headers=agency.headers)

    assert client.get("/admin/chatbot-domain", headers=rival.headers).json() == {"domain": "clinic"}


@pytest.mark.parametrize("name", ["Host", "X-Forwarded-Host", "Origin", "X-Tenant-Id", "Referer"])
def test_a_header_does_not_choose_the_tenant(
    client: TestClient, agency: Agency, rival: Agency, theirs: Chat, name: str
) -> None:
    answer = client.get("/admin/conversations", headers=agency.headers | {name: str(rival.tenant)})

    assert answer.json() == {"items": [], "next_cursor": None}


def test_the_same_person_at_both_agencies_is_two_contacts(client: TestClient, agency: Agency, rival: Agency) -> None:
    mine, theirs = make_chat(agency, "Ana"), make_chat(rival, "Ana")

    seen = client.get("/admin/conversations", headers=agency.headers).json()["items"]

    assert [item["contact"]["id"] for item in seen] == [str(mine.contact)]
    assert mine.contact != theirs.contact


def test_what_a_rival_has_does_not_hinder_me(
    client: TestClient, agency: Agency, rival: Agency, super_headers: dict[str, str]
) -> None:
    invite = client.post(
        f"/super/tenants/{agency.tenant}/invite-admin", json={"email": rival.email}, headers=super_headers
    ).json()

    body = {"token": invite["token"], "password": "três tristes tigres"}
    assert (
        client.post(
            "/auth/accept-invite", content=json.dumps(body), headers={"Content-Type": "application/json"}
        ).status_code
        == 200
    )
