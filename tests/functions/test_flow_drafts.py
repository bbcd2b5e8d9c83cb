"""Drafts over HTTP: kept with their errors, never overwritten unseen, copied, put away, deleted."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.testclient import TestClient

from shared.domain.principals import Role
from tests.functions.flow_calls import ASKING, BROKEN, FlowCalls, refusal, with_prompt
from tests.functions.people import Agency, make_user, sign_in


@pytest.fixture
def flows(client: TestClient, agency: Agency) -> FlowCalls:
    return FlowCalls.of(client, agency)


def test_a_flow_is_made_and_saved_by_its_name(flows: FlowCalls, agency: Agency) -> None:
    body = {"domain": "real_estate", "name": "Novo", "flow_definition": ASKING}

    made = flows.post(body=body)
    saved = flows.post(body=body | {"flow_definition": with_prompt("Olá!")})

    assert (made.status_code, made.headers["etag"], made.json()["latest_version"]) == (201, '"1"', 0)
    assert (saved.status_code, saved.headers["etag"], saved.json()["id"]) == (200, '"2"', made.json()["id"])
    assert flows.get(f"/by-id/{made.json()['id']}").json()["flow_definition"] == with_prompt("Olá!")
    assert agency.sql("select action, actor, target from audit order by id") == [
        ("flow_created", f"user:{agency.admin}", made.json()["id"]),
        ("flow_draft_saved", f"user:{agency.admin}", made.json()["id"]),
    ]


def test_a_draft_with_errors_is_kept_and_told_what_they_are(flows: FlowCalls) -> None:
    flow = flows.make()

    saved = flows.put(f"/{flow}", {"flow_definition": BROKEN, "name": "Outro"}, if_match='"1"')

    assert (saved.status_code, saved.headers["etag"], saved.json()["name"]) == (200, '"2"', "Outro")
    (error,) = [problem for problem in saved.json()["problems"] if problem["severity"] == "error"]
    assert (error["code"], error["node"], error["path"]) == ("target_missing", "name", "nodes[1].transitions[0].to")
    kept = flows.get(f"/by-id/{flow}").json()
    assert (kept["flow_definition"], kept["saved_by"]["name"]) == (BROKEN, "Bia")


def test_a_good_draft_says_how_much_one_turn_can_send(flows: FlowCalls) -> None:
    saved = flows.post(body={"domain": "real_estate", "name": "Novo", "flow_definition": ASKING}).json()

    assert [problem for problem in saved["problems"] if problem["severity"] == "error"] == []
    assert 1 <= saved["max_messages_per_turn"] <= 20


def test_a_stale_draft_is_refused_with_who_and_when(flows: FlowCalls) -> None:
    flow = flows.make()
    flows.put(f"/{flow}", {"flow_definition": with_prompt("Um")}, if_match='"1"')

    late = flows.put(f"/{flow}", {"flow_definition": with_prompt("Dois")}, if_match='"1"')

    assert refusal(late) == (412, "stale_draft")
    assert late.json()["message"].startswith("Bia saved this draft at 20")
    assert flows.get(f"/by-id/{flow}").json()["flow_definition"] == with_prompt("Um")
    named = {"domain": "real_estate", "name": "Novo", "flow_definition": ASKING}
    assert refusal(flows.post(body=named, if_match='"1"')) == (412, "stale_draft")


@pytest.mark.parametrize(
    ("condition", "status"), [("*", 200), ('"0", "1"', 200), ("1", 412), ('W/"1"', 412), ("", 428)]
)
def test_only_the_revision_itself_matches(flows: FlowCalls, condition: str, status: int) -> None:
    flow = flows.make()

    answer = flows.put(f"/{flow}", {"flow_definition": ASKING}, if_match=condition)

    assert answer.status_code == status
    if status == 428:
        assert answer.json()["detail"] == "if_match_required"


def test_of_many_who_save_at_once_one_wins(flows: FlowCalls, agency: Agency) -> None:
    flow = flows.make()

    def save(who: int) -> int:
        return flows.put(f"/{flow}", {"flow_definition": with_prompt(str(who))}, if_match='"1"').status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(save, range(8)))

    assert statuses == [200, *[412] * 7]
    assert agency.sql("select draft_revision from flows where id = %s", flow) == [(2,)]


def test_a_definition_too_large_to_read_is_not_kept(flows: FlowCalls) -> None:
    flow = flows.make()
    large = with_prompt("x" * 1_000_000)
    deep: object = "x"
    for _ in range(55):
        deep = [deep]
    crowd = ASKING | {"nodes": [{"id": f"n{i}", "type": "end"} for i in range(10_001)]}

    answers = [
        flows.put(f"/{flow}", {"flow_definition": definition}, if_match='"1"')
        for definition in (large, ASKING | {"meta": {"hello": {"x": deep}}}, crowd)
    ]

    assert [refusal(answer) for answer in answers] == [
        (413, "definition_too_large"),
        (422, "definition_too_deep"),
        (422, "too_many_nodes"),
    ]
    assert flows.get(f"/by-id/{flow}").headers["etag"] == '"1"'


def test_names_are_used_once_per_trade_and_trades_are_known(flows: FlowCalls) -> None:
    flow = flows.make()
    flows.make(name="Outro")

    taken = flows.put(f"/{flow}", {"flow_definition": ASKING, "name": "Outro"}, if_match='"1"')
    unknown = flows.post(body={"domain": "undertakers", "name": "N", "flow_definition": ASKING})

    assert refusal(taken) == (409, "flow_exists")
    assert refusal(unknown) == (422, "unknown_domain")
    assert refusal(flows.post(f"/{flow}/clone", {"name": "Outro"})) == (409, "flow_exists")


def test_a_clone_has_the_draft_and_a_life_of_its_own(flows: FlowCalls) -> None:
    flow = flows.make(BROKEN)

    copy = flows.post(f"/{flow}/clone", {"name": "Cópia"})

    assert (copy.status_code, copy.json()["draft_revision"], copy.json()["latest_version"]) == (201, 1, 0)
    assert flows.get(f"/by-id/{copy.json()['id']}").json()["flow_definition"] == BROKEN
    assert any(problem["code"] == "target_missing" for problem in copy.json()["problems"])


def test_an_archived_flow_rests_until_it_is_brought_back(flows: FlowCalls, agency: Agency) -> None:
    flow = flows.make()

    assert flows.post(f"/{flow}/archive").json()["archived"] is True
    assert flows.post(f"/{flow}/archive").status_code == 200
    assert refusal(flows.put(f"/{flow}", {"flow_definition": ASKING}, if_match='"1"')) == (409, "flow_archived")
    assert refusal(flows.post(f"/{flow}/publish")) == (409, "flow_archived")
    flows.make(name="Novo")
    assert refusal(flows.post(f"/{flow}/unarchive")) == (409, "flow_exists")
    agency.sql("update flows set archived_at = now() where name = 'Novo' and id <> %s", flow)
    assert flows.post(f"/{flow}/unarchive").json()["archived"] is False
    done = agency.sql("select action from audit where target = %s and action like '%%archived' order by id", flow)
    assert done == [("flow_archived",), ("flow_unarchived",)]


def test_what_answers_is_neither_archived_nor_deleted(flows: FlowCalls) -> None:
    flow = flows.make()
    flows.publish(flow)

    assert refusal(flows.post(f"/{flow}/archive")) == (409, "flow_published")
    assert refusal(flows.delete(f"/{flow}")) == (409, "flow_published")


def test_a_flow_that_never_spoke_is_deleted_and_one_that_did_is_archived(flows: FlowCalls, agency: Agency) -> None:
    silent, once = flows.make(), flows.make(name="Uma vez")
    flows.publish(once)
    flows.publish(flows.make(name="Agora"))

    assert flows.delete(f"/{silent}").json() == {"result": "deleted"}
    assert flows.delete(f"/{once}").json() == {"result": "archived"}

    assert refusal(flows.get(f"/by-id/{silent}")) == (404, "flow_not_found")
    assert flows.get(f"/by-id/{once}").json()["archived"] is True
    assert flows.get(f"/{once}/versions/1").status_code == 200
    assert agency.sql("select action from audit where target = %s order by id", silent)[-1] == ("flow_deleted",)


def test_a_tenant_has_so_many_flows_and_no_more(flows: FlowCalls, agency: Agency) -> None:
    agency.sql(
        "insert into flows (tenant_id, domain, name, draft) select %s, 'clinic', 'n' || i, '{}' from generate_series(1, 499) i",
        agency.tenant,
    )
    body = {"domain": "real_estate", "name": "Novo", "flow_definition": ASKING}

    assert refusal(flows.post(body=body)) == (409, "quota_exceeded")
    agency.sql("update flows set archived_at = now() where name = 'n1'")
    assert flows.post(body=body).status_code == 201


def test_a_viewer_reads_and_tries_but_changes_nothing(client: TestClient, agency: Agency, flows: FlowCalls) -> None:
    flow = flows.make()
    container = client.app.state.provide()  # type: ignore[attr-defined]  # Starlette's client holds the app
    for role in (Role.VIEWER, Role.AGENT):
        user = make_user(agency.superuser_url, agency.tenant, f"{role.value}@aurora.example", role)
        token = sign_in(container, agency.tenant, user, role).access_token
        theirs = FlowCalls(client, {"Authorization": f"Bearer {token}"})
        body = {"domain": "real_estate", "name": "N", "flow_definition": ASKING}

        writes = [
            theirs.post(body=body),
            theirs.put(f"/{flow}", {"flow_definition": ASKING}, if_match='"1"'),
            theirs.delete(f"/{flow}"),
            theirs.put(f"/{flow}/versions/1", {}),
            theirs.post("/create-from-template", {"domain": "real_estate", "name": "N"}),
            theirs.post("/import", {"file": ASKING, "domain": "real_estate", "name": "N"}),
            theirs.post("/publish-by-version", {"flow_id": flow, "version": 1}),
            *(theirs.post(f"/{flow}/{verb}", {"name": "N"} if verb == "clone" else {})
              for verb in ("publish", "clone", "archive", "unarchive")),
        ]  # fmt: skip
        reads = [
            theirs.get(f"/by-id/{flow}"),
            theirs.get(f"/{flow}/versions"),
            theirs.get("/schema"),
            theirs.get("/templates"),
            theirs.get(f"/{flow}/export"),
            theirs.get(f"/{flow}/diff", **{"from": "draft"}),
            theirs.post(f"/{flow}/validate"),
            theirs.post(f"/{flow}/test"),
            theirs.post(f"/{flow}/preview", {"input": "oi"}),
        ]

        assert {refusal(answer) for answer in writes} == {(403, "role_required")}
        assert {answer.status_code for answer in reads} == {200}
    assert agency.sql("select count(*) from audit where action <> 'flow_created'") == [(0,)]


def test_another_agencys_flow_is_answered_byte_for_byte_like_nobodys(
    client: TestClient, agency: Agency, rival: Agency
) -> None:
    theirs = FlowCalls.of(client, rival)
    flow = theirs.make(name="Alheio")
    theirs.publish(flow)
    mine = FlowCalls(client, agency.headers | {"X-Correlation-Id": "same-for-both"})
    draft = {"flow_definition": ASKING}

    asks: tuple[Callable[[str], Any], ...] = (
        lambda id_: mine.put(f"/{id_}", draft, if_match='"1"'),
        lambda id_: mine.delete(f"/{id_}"),
        lambda id_: mine.get(f"/{id_}/versions"),
        lambda id_: mine.get(f"/{id_}/versions/1"),
        lambda id_: mine.put(f"/{id_}/versions/1", {}),
        lambda id_: mine.get(f"/{id_}/diff", **{"from": 1}),
        lambda id_: mine.get(f"/{id_}/export"),
        lambda id_: mine.post("/publish-by-version", {"flow_id": id_, "version": 1}),
        lambda id_: mine.post(f"/{id_}/preview", {"input": "oi"}),
        lambda id_: mine.post(f"/{id_}/validate"),
        lambda id_: mine.post(f"/{id_}/test"),
        lambda id_: mine.post(f"/{id_}/publish"),
        lambda id_: mine.post(f"/{id_}/clone", {"name": "Meu"}),
        lambda id_: mine.post(f"/{id_}/archive"),
        lambda id_: mine.post(f"/{id_}/unarchive"),
    )
    for ask in asks:
        foreign, nobodys = ask(flow), ask(str(uuid.uuid4()))
        assert refusal(foreign) == (404, "flow_not_found")
        assert foreign.content == nobodys.content
    assert theirs.get(f"/by-id/{flow}").json()["draft_revision"] == 1
    assert mine.make(name="Alheio") != flow
