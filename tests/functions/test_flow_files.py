"""Flows from templates and files, and back into files; and the schema that both follow."""

from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from shared.packs import load_pack, pack_domains
from tests.functions.flow_calls import ASKING, BROKEN, FlowCalls, refusal
from tests.functions.people import Agency


@pytest.fixture
def flows(client: TestClient, agency: Agency) -> FlowCalls:
    return FlowCalls.of(client, agency)


@pytest.mark.parametrize("domain", pack_domains())
def test_every_trades_template_is_published_as_it_is(flows: FlowCalls, domain: str) -> None:
    made = flows.post("/create-from-template", {"domain": domain, "name": "Do modelo"})

    problems = [problem for problem in made.json()["problems"] if problem["severity"] == "error"]
    published = flows.publish(made.json()["id"], note="do modelo")

    assert (made.status_code, made.json()["domain"], problems) == (201, domain, [])
    assert published["version"] == 1
    assert flows.get("/published", domain=domain).json()["flow"]["flow_definition"] == load_pack(domain).flow_definition


def test_a_template_becomes_a_flow_that_can_be_published(flows: FlowCalls, agency: Agency) -> None:
    offered = flows.get("/templates").json()["items"]

    made = flows.post("/create-from-template", {"domain": "real_estate", "name": "Do modelo"})

    assert [template["domain"] for template in offered] == list(pack_domains())
    assert made.status_code == 201
    flow = made.json()["id"]
    assert flows.get(f"/by-id/{flow}").json()["flow_definition"] == load_pack("real_estate").flow_definition
    assert flows.publish(flow)["version"] == 1
    detail = agency.sql("select detail ->> 'template' from audit where action = 'flow_created'")
    assert detail == [("real_estate",)]
    assert refusal(flows.post("/create-from-template", {"domain": "nowhere", "name": "N"})) == (422, "unknown_domain")
    again = flows.post("/create-from-template", {"domain": "real_estate", "name": "Do modelo"})
    assert refusal(again) == (409, "flow_exists")


def test_what_is_taken_out_can_be_taken_in(flows: FlowCalls) -> None:
    flow = flows.make()
    flows.publish(flow)
    flows.put(f"/{flow}", {"flow_definition": BROKEN}, if_match='"1"')

    draft, version = flows.get(f"/{flow}/export"), flows.get(f"/{flow}/export", version=1)
    taken_in = flows.post("/import", {"file": version.json(), "name": "De volta"})
    broken = flows.post("/import", {"file": draft.json(), "name": "Quebrado"})
    bare = flows.post("/import", {"file": ASKING, "domain": "real_estate", "name": "Nu"})

    assert draft.headers["content-disposition"] == 'attachment; filename="flow.json"'
    assert (draft.json()["flow_version"], version.json()["flow_version"]) == (None, 1)
    assert flows.get(f"/by-id/{taken_in.json()['id']}").json()["flow_definition"] == ASKING
    assert broken.status_code == bare.status_code == 201
    assert "target_missing" in [problem["code"] for problem in broken.json()["problems"]]


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ({"format": "prosa-flow", "version": 2, "flow_definition": ASKING}, "unknown_flow_version"),
        ({"format": "prosa-flow", "version": 1, "flow_definition": ASKING | {"version": 2}}, "unknown_flow_version"),
        (ASKING | {"version": 99}, "unknown_flow_version"),
        (ASKING | {"version": True}, "unknown_flow_version"),
        ({"start": "a", "nodes": []}, "unknown_flow_version"),
        ({"format": "typebot", "version": 1, "flow_definition": ASKING}, "unknown_flow_file"),
        ({"format": "prosa-flow", "version": 1, "flow_definition": "text"}, "unknown_flow_file"),
        ({}, "unknown_flow_file"),
        (ASKING | {"nodes": [{"id": "n"}] * 1_001}, "too_many_nodes"),
    ],
)
def test_a_file_of_another_kind_or_version_is_refused(flows: FlowCalls, file: Any, code: str) -> None:
    refused = flows.post("/import", {"file": file, "domain": "real_estate", "name": "N"})

    assert refusal(refused) == (422, code)


def test_a_file_must_say_what_it_is_called(flows: FlowCalls) -> None:
    assert refusal(flows.post("/import", {"file": ASKING, "domain": "real_estate"})) == (422, "validation_failed")
    assert refusal(flows.post("/import", {"file": ASKING, "name": "N"})) == (422, "validation_failed")


def test_the_schema_is_the_one_in_the_repository(flows: FlowCalls) -> None:
    import json

    committed = Path(__file__).parent.parent.parent / "docs" / "flow.schema.json"

    assert flows.get("/schema").json() == json.loads(committed.read_text(encoding="utf-8")), "run ./prosa flow docs"
