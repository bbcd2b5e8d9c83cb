"""Definitions made to hurt: refused or told with node and code, soon, and without filling the memory."""

import time
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from tests.functions.flow_calls import FlowCalls, Json, refusal
from tests.functions.people import Agency

SOON = 1.0  # seconds of this process's own work per request, on a machine that is left alone
BUSY = 3.0  # times as long beside a suite that keeps every core busy: the largest definition takes most of its second
LITTLE = 50 * 1024 * 1024  # bytes above what was there; a definition of 1 MB is some twenty as Python objects
PATIENCE = 12.0  # seconds of work for a definition's own tests: ten, and what is under way then


@dataclass(frozen=True, slots=True)
class Timed(FlowCalls):
    """Asks like anybody, and sees that no answer takes long."""

    def post(self, path: str = "", body: Any = None, *, if_match: str | None = None) -> Response:
        with soon():
            return FlowCalls.post(self, path, body, if_match=if_match)

    def put(self, path: str, body: Any, *, if_match: str | None = None) -> Response:
        with soon():
            return FlowCalls.put(self, path, body, if_match=if_match)


@pytest.fixture
def flows(client: TestClient, agency: Agency) -> FlowCalls:
    return Timed(client, agency.headers)


@contextmanager
def soon(seconds: float = SOON) -> Iterator[None]:
    began = time.process_time()
    yield
    assert time.process_time() - began < seconds


@contextmanager
def small() -> Iterator[None]:
    """Watching the memory makes everything several times slower: nothing inside is timed."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < LITTLE
    finally:
        tracemalloc.stop()


def flow_of(*nodes: Json, **more: Any) -> Json:
    return {"version": 1, "start": nodes[0]["id"], "nodes": list(nodes), **more}


def said(id_: str, prompt: str = "Oi", to: str | None = None) -> Json:
    return {"id": id_, "type": "message", "prompt": prompt, "transitions": [{"to": to}] if to else []}


PERSON: Json = {"id": "person", "type": "handoff"}
SHAPES: list[tuple[str, Json, str, str | None]] = [
    ("cycle without a wait", flow_of(said("a", to="b"), said("b", to="a")), "flow_cycle", "a"),
    ("a node that leads to itself", flow_of(said("a", to="a")), "flow_cycle", "a"),
    ("a flow that calls itself", flow_of({"id": "a", "type": "call", "flow": "self"}, key="self"), "subflow_cycle", "a"),
    ("an unknown type", flow_of({"id": "a", "type": "exec"}), "unknown_type", "a"),
    ("an unknown handler", flow_of({"id": "a", "type": "handler", "handler": "os.system"}), "unknown_handler", "a"),
    ("a missing target", flow_of(said("a", to="nowhere")), "target_missing", "a"),
    ("two starts", flow_of(said("a"), said("a", "De novo")), "duplicate_id", "a"),
    ("no start", flow_of(said("a")) | {"start": "b"}, "start_missing", "b"),
    ("an unknown key", flow_of(said("a") | {"exec": "rm"}), "unknown_key", "a"),
]  # fmt: skip
PATTERNS = ["(a+)+$ (?=b)", r"(a)\1", "x" * 100_000, "(", "a{1000}{1000}{1000}"]
EXPRESSIONS = [
    "__import__('os')",
    "9**9**9",
    "(" * 5_000 + "1" + ")" * 5_000,
    "unknown_name == 1",
    " or ".join(["1 == 1"] * 2_000),
]


@pytest.mark.parametrize(
    ("definition", "code", "node"), [shape[1:] for shape in SHAPES], ids=[shape[0] for shape in SHAPES]
)
def test_a_broken_shape_is_kept_as_a_draft_and_never_published(
    flows: FlowCalls, definition: Json, code: str, node: str | None
) -> None:
    flow = flows.make(definition)

    refused = flows.post(f"/{flow}/publish")

    assert refusal(refused) == (422, "flow_has_errors")
    assert (code, node) in [(error["code"], error.get("node")) for error in refused.json()["errors"]]
    assert flows.get(f"/by-id/{flow}").json()["flow_definition"] == definition


def test_a_pattern_that_explodes_is_refused_or_harmless(flows: FlowCalls) -> None:
    flow = flows.make()
    for pattern in PATTERNS:
        asks = {
            "id": "a",
            "type": "ask_text",
            "prompt": "?",
            "save_as": "x",
            "pattern": pattern,
            "transitions": [{"to": "person"}],
        }
        found = flows.post(f"/{flow}/validate", {"flow_definition": flow_of(asks, PERSON)}).json()["problems"]
        told = [problem for problem in found if problem["severity"] == "error"]
        assert {problem["node"] for problem in told} == {"a"}, pattern[:40]


def test_a_pattern_that_backtracks_elsewhere_is_matched_in_linear_time(flows: FlowCalls) -> None:
    asks = {
        "id": "a",
        "type": "ask_text",
        "prompt": "?",
        "save_as": "x",
        "pattern": "(a+)+$",
        "transitions": [{"to": "person"}],
    }
    flow = flows.make(flow_of(asks, PERSON))
    first = flows.post(f"/{flow}/preview", {"input": "oi"}).json()

    answer = flows.post(f"/{flow}/preview", {"input": "a" * 4_000 + "!", "state": first["state"]})

    assert answer.status_code == 200


def test_an_expression_that_is_code_or_too_much_is_refused(flows: FlowCalls) -> None:
    flow = flows.make()
    for expression in EXPRESSIONS:
        node = said("a") | {"transitions": [{"to": "person", "when": expression}, {"to": "person"}]}
        found = flows.post(f"/{flow}/validate", {"flow_definition": flow_of(node, PERSON)}).json()["problems"]
        told = [problem for problem in found if problem["severity"] == "error"]
        assert {problem["node"] for problem in told} == {"a"}, expression[:40]


def test_a_text_is_sent_as_it_is_written(flows: FlowCalls) -> None:
    for text in ("{{7*7}}", "{{''.__class__.__mro__}}", "${jndi:ldap://x}", "%(x)s", "{0.__class__}"):
        definition = flow_of(said("a", text, to="person"), PERSON)
        flow = flows.make(definition, name=text[:20])

        spoken = flows.post(f"/{flow}/preview", {"input": "oi"})

        assert spoken.status_code in (200, 422)
        if spoken.status_code == 200:
            assert text in spoken.json()["message"]
        else:
            assert spoken.json()["errors"][0]["node"] == "a"


def test_a_variable_that_doubles_stops_at_its_bound(flows: FlowCalls) -> None:
    nodes = [
        {"id": f"n{i}", "type": "set", "assign": [{"var": "x", "expr": "x + x"}], "transitions": [{"to": f"n{i + 1}"}]}
        for i in range(40)
    ]
    begin: Json = {
        "id": "n",
        "type": "set",
        "assign": [{"var": "x", "expr": "'0123456789'"}],
        "transitions": [{"to": "n0"}],
    }
    flow = flows.make(flow_of(begin, *nodes, said("n40", "{{ x }}", to="person"), PERSON))

    answer = flows.post(f"/{flow}/preview", {"input": "oi"})
    with small():
        FlowCalls.post(flows, f"/{flow}/preview", {"input": "oi"})

    assert answer.status_code == 200
    assert "fault:value_limit" in [visit["outcome"] for visit in answer.json()["trace"]]


def test_many_messages_in_a_row_are_held_to_twenty(flows: FlowCalls) -> None:
    nodes = [said(f"n{i}", str(i) + "x" * 4_000, to=f"n{i + 1}") for i in range(60)]
    flow = flows.make(flow_of(*nodes, said("n60", to="person"), PERSON))

    answer = flows.post(f"/{flow}/preview", {"input": "oi"}).json()

    assert len(answer["messages"]) <= 20


def test_the_largest_definition_is_proven_soon_and_in_little_memory(
    client: TestClient, agency: Agency, flows: FlowCalls
) -> None:
    flow = flows.make()
    crowd = [
        said(f"n{i}") | {"transitions": [{"to": f"n{j}", "when": {"x": j}} for j in range(i + 1, min(1_000, i + 12))]}
        for i in range(1_000)
    ]

    plain = FlowCalls.of(client, agency)
    with soon(SOON * BUSY):
        answer = plain.post(f"/{flow}/validate", {"flow_definition": flow_of(*crowd)})
    with small():
        plain.post(f"/{flow}/validate", {"flow_definition": flow_of(*crowd)})

    assert answer.status_code == 200
    assert len(answer.json()["problems"]) <= 500


def test_what_is_too_large_or_too_deep_never_gets_far(flows: FlowCalls) -> None:
    deep = b'{"flow_definition":' + b'{"a":' * 1_000 + b"1" + b"}" * 1_000 + b"}"
    headers = flows.headers | {"Content-Type": "application/json", "If-Match": '"1"'}
    flow = flows.make()

    with soon():
        huge = flows.client.put(
            f"/admin/chatbot-flows/{flow}", content=b"[" + b" " * 10_000_000 + b"]", headers=headers
        )
    with soon():
        bottomless = flows.client.put(f"/admin/chatbot-flows/{flow}", content=deep, headers=headers)

    assert (huge.status_code, bottomless.status_code) == (413, 400)


def test_two_flows_that_call_each_other_are_refused(flows: FlowCalls) -> None:
    first = flows.make(flow_of({"id": "a", "type": "call", "flow": "two"}, PERSON, key="one"), name="one")
    second = flows.make(flow_of({"id": "b", "type": "call", "flow": "one"}, PERSON, key="two"), name="two")

    refused = [flows.post(f"/{flow}/publish", {"answers": False}) for flow in (first, second)]

    for answer in refused:
        assert refusal(answer) == (422, "flow_has_errors")
        assert {error["code"] for error in answer.json()["errors"]} & {"subflow_cycle", "subflow_missing"}


def test_what_a_contact_types_is_never_interpreted(flows: FlowCalls) -> None:
    asks: Json = {"id": "a", "type": "ask_text", "prompt": "?", "save_as": "x", "transitions": [{"to": "b"}]}
    flow = flows.make(flow_of(asks, said("b", "Você disse: {{ x }}", to="person"), PERSON))
    first = flows.post(f"/{flow}/preview", {"input": "oi"}).json()

    for text in ("{{ 7 * 7 }}", "{{ x }}", "{{''.__class__.__mro__}}", "${jndi:ldap://x}", "%(x)s", "{0.__class__}"):
        answer = flows.post(f"/{flow}/preview", {"input": text, "state": first["state"]}).json()

        assert f"Você disse: {text}" in answer["message"]


def test_ten_thousand_nodes_are_refused(flows: FlowCalls) -> None:
    crowd = flow_of(*(said(f"n{i}") for i in range(10_001)))
    flow = flows.make()

    answers = [
        flows.post(f"/{flow}/validate", {"flow_definition": crowd}),
        flows.put(f"/{flow}", {"flow_definition": crowd}, if_match='"1"'),
        flows.post("/import", {"file": crowd, "domain": "real_estate", "name": "Muitos"}),
    ]
    with small():
        FlowCalls.post(flows, f"/{flow}/validate", {"flow_definition": crowd})

    assert {refusal(answer) for answer in answers} == {(422, "too_many_nodes")}


def test_tests_that_never_end_are_stopped(client: TestClient, agency: Agency) -> None:
    flows = FlowCalls.of(client, agency)
    again: Json = {"id": "a", "type": "wait", "for": "1s", "prompt": "tique", "transitions": [{"to": "a"}]}
    endless = [{"name": f"never ends {i}", "turns": [{"in": "oi"}, {"in": {"wait": "365d"}}] * 100} for i in range(100)]
    flow = flows.make(flow_of(again, PERSON, tests=endless))

    with soon(PATIENCE), ThreadPoolExecutor(2) as both:  # each gives up by the clock: at once they cost the time of one
        answers = [both.submit(flows.post, f"/{flow}/{act}") for act in ("test", "publish")]
        outcome, refused = answers[0].result().json(), answers[1].result()

    assert outcome["passed"] is False
    assert outcome["tests"][-1]["problems"] == ["cannot be played: the tests took too long"]
    assert refusal(refused) == (422, "flow_tests_failed")


def test_tests_of_any_shape_are_told_of(flows: FlowCalls) -> None:
    asks: Json = {"id": "a", "type": "ask_text", "prompt": "?", "save_as": "x", "transitions": [{"to": "person"}]}
    odd = [
        {"name": "odd given", "given": {"tenant": "x", "catalogs": 5}, "turns": [{"in": "oi"}]},
        {"name": "odd words", "turns": [{"in": {"text": "x", "referral": 5}}]},
        {"name": "odd times", "given": {"now": "9999-12-31T23:59:59Z"}, "turns": [{"in": {"wait": "9000d"}}]},
        {"name": "odd wishes", "turns": [{"in": "oi", "expect": [{"vars": 5}, 7, {"effect": None}]}]},
    ]
    flow = flows.make(flow_of(asks, PERSON, tests=odd))

    refused = flows.post(f"/{flow}/publish")

    assert refusal(refused) == (422, "flow_tests_failed")
    assert [error["path"] for error in refused.json()["errors"]] == [f"tests[{at}]" for at in range(4)]
