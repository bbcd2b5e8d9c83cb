"""Publishing over HTTP: proven first, numbered without gaps, forced only past tests, rolled back as a new number."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.testclient import TestClient

from shared.packs import load_pack
from tests.functions.flow_calls import ASKING, BROKEN, FlowCalls, refusal, with_prompt, with_test
from tests.functions.people import Agency


@pytest.fixture
def flows(client: TestClient, agency: Agency) -> FlowCalls:
    return FlowCalls.of(client, agency)


def test_a_published_draft_answers_and_later_drafts_do_not(flows: FlowCalls, agency: Agency) -> None:
    flow = flows.make()

    done = flows.post(f"/{flow}/publish", {"note": "primeira", "running": "move"}, if_match='"1"').json()
    flows.put(f"/{flow}", {"flow_definition": with_prompt("Depois")}, if_match='"1"')

    answering = flows.get("/published").json()["flow"]
    assert (done["version"], answering["version"], answering["version_id"]) == (1, 1, done["version_id"])
    assert (answering["id"], answering["flow_definition"]) == (flow, ASKING)
    assert agency.sql("select running from publications") == [("move",)]
    assert agency.sql("select actor, detail from audit where action = 'flow_published'") == [
        (f"user:{agency.admin}", {"version": 1, "running": "move", "answers": True})
    ]


def test_errors_stop_it_with_node_and_path_and_nothing_forces_them(flows: FlowCalls, agency: Agency) -> None:
    flow = flows.make(BROKEN)

    for body in ({}, {"force": {"reason": "é urgente"}}):
        refused = flows.post(f"/{flow}/publish", body)
        assert refusal(refused) == (422, "flow_has_errors")
        (error,) = refused.json()["errors"]
        assert (error["code"], error["node"]) == ("target_missing", "name")
        assert error["path"] == "nodes[1].transitions[0].to"
    assert agency.sql("select latest_version from flows where id = %s", flow) == [(0,)]
    assert flows.get(f"/by-id/{flow}").json()["flow_definition"] == BROKEN


def test_a_failing_test_stops_it_unless_a_reason_is_given_which_is_kept(flows: FlowCalls, agency: Agency) -> None:
    flow = flows.make(with_test("Vender?"))

    refused = flows.post(f"/{flow}/publish")
    without_reason = flows.post(f"/{flow}/publish", {"force": {"reason": "  "}})
    forced = flows.post(f"/{flow}/publish", {"force": {"reason": "o teste está velho"}})

    assert refusal(refused) == (422, "flow_tests_failed")
    (failed,) = refused.json()["errors"]
    assert (failed["path"], failed["code"]) == ("tests[0]", "test_failed")
    assert failed["message"].startswith("begins: turn 1: 'Vender?' was not said")
    assert refusal(without_reason) == (422, "validation_failed")
    assert forced.json()["version"] == 1
    ((detail,),) = agency.sql("select detail from audit where action = 'flow_published'")
    assert (detail["forced_reason"], detail["failed_tests"]) == ("o teste está velho", ["begins"])
    (version,) = flows.get(f"/{flow}/versions").json()["items"]
    assert version["forced_reason"] == "o teste está velho"


def test_a_test_that_passes_needs_no_force_and_leaves_no_trace_of_it(flows: FlowCalls) -> None:
    flow = flows.make(with_test("Comprar ou alugar?"))

    flows.publish(flow, force={"reason": "por via das dúvidas"})

    assert flows.get(f"/{flow}/versions").json()["items"][0]["forced_reason"] is None


def test_an_old_etag_is_refused(flows: FlowCalls) -> None:
    flow = flows.make()
    flows.put(f"/{flow}", {"flow_definition": with_prompt("Nova")}, if_match='"1"')

    assert refusal(flows.post(f"/{flow}/publish", if_match='"1"')) == (412, "stale_draft")
    assert flows.post(f"/{flow}/publish", if_match='"2"').json()["version"] == 1


def test_many_publish_at_once_and_the_numbers_have_no_gap(flows: FlowCalls, agency: Agency) -> None:
    flow, other = flows.make(), flows.make(name="Outro")

    def publish(at: int) -> Any:
        answer = flows.post(f"/{(flow, other)[at % 2]}/publish")
        return answer.status_code, answer.json().get("version")

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(publish, range(8)))

    assert answers == [(200, number) for number in (1, 1, 2, 2, 3, 3, 4, 4)]
    for id_ in (flow, other):
        history = agency.sql("select number from flow_versions where flow_id = %s order by created_at", id_)
        assert history == [(1,), (2,), (3,), (4,)]
    ((live, number),) = agency.sql(
        "select p.flow_id::text, v.number from publications p join flow_versions v on v.id = p.flow_version_id"
    )
    assert (live in (flow, other), number) == (True, 4)


def test_rolling_back_is_a_new_number_with_the_old_words(flows: FlowCalls, agency: Agency) -> None:
    flow = flows.make()
    flows.publish(flow)
    flows.put(f"/{flow}", {"flow_definition": with_prompt("Nova")}, if_match='"1"')
    flows.publish(flow)

    back = flows.post("/publish-by-version", {"flow_id": flow, "version": 1, "note": "de volta"})

    assert back.json()["version"] == 3
    answering = flows.get("/published").json()["flow"]
    assert (answering["version"], answering["flow_definition"]) == (3, ASKING)
    assert flows.get(f"/by-id/{flow}").json()["flow_definition"] == with_prompt("Nova")
    ((detail,),) = agency.sql("select detail from audit where action = 'flow_published' order by id desc limit 1")
    assert detail["from_version"] == 1
    unknown = flows.post("/publish-by-version", {"flow_id": flow, "version": 9})
    assert refusal(unknown) == (404, "flow_version_not_found")


def test_a_version_never_changes(flows: FlowCalls) -> None:
    flow = flows.make()
    flows.publish(flow)

    assert refusal(flows.put(f"/{flow}/versions/1", {"flow_definition": BROKEN})) == (409, "version_immutable")
    assert flows.get(f"/{flow}/versions/1").json() == {"version": 1, "flow_definition": ASKING}
    assert refusal(flows.get(f"/{flow}/versions/2")) == (404, "flow_version_not_found")


def test_a_new_tenants_flow_is_the_template(client: TestClient, super_headers: dict[str, str], agency: Agency) -> None:
    made = client.post("/super/tenants", json={"name": "Nova", "chatbot_domain": "real_estate"}, headers=super_headers)

    published = agency.sql(
        "select v.definition from publications p join flow_versions v on v.id = p.flow_version_id where p.tenant_id = %s",
        made.json()["id"],
    )

    assert published == [(dict(load_pack("real_estate").flow_definition),)]


# --- sub-flows

CALLED: dict[str, Any] = {
    "version": 1, "key": "who", "start": "name",
    "nodes": [
        {"id": "name", "type": "ask_text", "prompt": "Seu nome?", "save_as": "name", "transitions": [{"to": "back"}]},
        {"id": "back", "type": "return"},
        {"id": "person", "type": "handoff"},
    ],
}  # fmt: skip


def calling(key: str = "who", version: Any = "latest") -> dict[str, Any]:
    """A flow that asks who it is by another flow."""
    return {
        "version": 1, "start": "who", "policy": {"debounce_ms": 0},
        "nodes": [
            {"id": "who", "type": "call", "flow": key, "version": version, "outputs": ["name"], "transitions": [{"to": "bye"}]},
            {"id": "bye", "type": "end", "prompt": "Obrigado, {{ name }}!"},
            {"id": "person", "type": "handoff"},
        ],
    }  # fmt: skip


def test_a_sub_flow_is_the_tenants_own_and_must_be_published(
    flows: FlowCalls, client: TestClient, rival: Agency
) -> None:
    theirs = FlowCalls.of(client, rival)
    theirs.publish(theirs.make(CALLED, name="Quem"), answers=False)
    main = flows.make(calling())

    refused = flows.post(f"/{main}/publish")
    flows.publish(flows.make(CALLED, name="Quem"), answers=False)

    assert [error["code"] for error in refused.json()["errors"]] == ["subflow_missing"]
    assert flows.publish(main)["version"] == 1


def test_a_flow_for_others_answers_nobody(flows: FlowCalls) -> None:
    before = flows.get("/published").json()["flow"]["id"]

    flows.publish(flows.make(CALLED, name="Quem"), answers=False)

    assert flows.get("/published").json()["flow"]["id"] == before


def test_a_pinned_call_is_frozen_with_the_number_of_that_moment(flows: FlowCalls) -> None:
    called = flows.make(CALLED, name="Quem")
    flows.publish(called, answers=False)
    flows.publish(called, answers=False)
    main = flows.make(calling(version="pinned"))

    flows.publish(main)

    frozen = flows.get(f"/{main}/versions/1").json()["flow_definition"]
    assert frozen["nodes"][0]["version"] == 2
    assert flows.get(f"/by-id/{main}").json()["flow_definition"]["nodes"][0]["version"] == "pinned"


def test_flows_that_would_call_each_other_are_not_published(flows: FlowCalls) -> None:
    called = flows.make(CALLED, name="Quem")
    flows.publish(called, answers=False)
    flows.publish(flows.make(calling(), name="principal"))
    round_about = CALLED | {
        "nodes": [
            *CALLED["nodes"],
            {"id": "again", "type": "call", "flow": "principal", "transitions": [{"to": "back"}]},
        ]
    }
    round_about["nodes"][0] = CALLED["nodes"][0] | {"transitions": [{"to": "again"}]}
    flows.put(f"/{called}", {"flow_definition": round_about}, if_match='"1"')

    refused = flows.post(f"/{called}/publish")

    assert "subflow_cycle" in [error["code"] for error in refused.json()["errors"]]


def test_what_would_break_the_flow_that_answers_is_not_published(flows: FlowCalls) -> None:
    called = flows.make(CALLED, name="Quem")
    flows.publish(called, answers=False)
    looping = calling()
    looping["nodes"][0] = looping["nodes"][0] | {"transitions": [{"to": "who"}]}
    flows.publish(flows.make(looping, name="principal"))
    at_once = {"version": 1, "key": "who", "start": "back", "nodes": [{"id": "back", "type": "return"}]}
    flows.put(f"/{called}", {"flow_definition": at_once}, if_match='"1"')

    refused = flows.post(f"/{called}/publish", {"answers": False})

    assert refusal(refused) == (422, "flow_has_errors")
    assert {error["code"] for error in refused.json()["errors"]} == {"breaks_caller"}
