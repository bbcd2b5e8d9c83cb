"""A talk with a draft: the engine and the catalogue are real, nothing is stored, and the state cannot be forged."""

import base64
import json
import zlib
from typing import Any

import pytest
from starlette.testclient import TestClient

from shared.engine.limits import MAX_UNANSWERED
from tests.functions.flow_calls import ASKING, FlowCalls, Json, refusal, with_prompt
from tests.functions.people import Agency


@pytest.fixture
def flows(client: TestClient, agency: Agency) -> FlowCalls:
    return FlowCalls.of(client, agency)


def talk(flows: FlowCalls, flow: str, *inputs: Any, **more: Any) -> list[Json]:
    """Say one thing after the other, each with the state of the answer before."""
    answers: list[Json] = []
    for said in inputs:
        state = answers[-1]["state"] if answers else None
        answer = flows.post(f"/{flow}/preview", {"input": said, "state": state, **more})
        assert answer.status_code == 200, answer.text
        answers.append(answer.json())
    return answers


def test_a_draft_is_talked_to_and_nothing_is_kept(flows: FlowCalls, agency: Agency) -> None:
    flow = flows.make()

    first, second, last = talk(flows, flow, "oi", "alugar", "Ana")

    assert (first["handled"], first["message"]) == (True, "Comprar ou alugar?\nComprar\nAlugar")
    (question,) = first["messages"]
    assert (question["kind"], [option["label"] for option in question["options"]]) == ("buttons", ["Comprar", "Alugar"])
    assert (second["node"], second["variables"], second["status"]) == ("name", {"purpose": "rent"}, "waiting")
    assert (last["message"], last["status"]) == ("Obrigado, Ana!", "ended")
    for table in ("conversations", "contacts", "messages", "turns", "outbox", "timers", "leads"):
        assert agency.sql(f"select count(*) from {table}") == [(0,)]
    assert agency.sql("select action from audit") == [("flow_created",)]


def test_a_tap_is_a_reply_id_that_was_shown(flows: FlowCalls) -> None:
    flow = flows.make()
    (first,) = talk(flows, flow, "oi")

    body = {"input": {"tap": first["messages"][0]["options"][1]["id"]}, "state": first["state"]}
    tapped = flows.post(f"/{flow}/preview", body).json()

    assert tapped["variables"] == {"purpose": "rent"}


def test_it_begins_at_any_node_and_keeps_what_is_known(flows: FlowCalls) -> None:
    flow = flows.make()

    fresh = flows.post(f"/{flow}/preview", {"from_node": "name"}).json()
    (first, second) = talk(flows, flow, "oi", "comprar")
    again = flows.post(f"/{flow}/preview", {"from_node": "hello", "state": second["state"]}).json()
    ended = flows.post(f"/{flow}/preview", {"from_node": "name", "input": "Bia", "state": again["state"]}).json()

    assert fresh["message"] == "Como você se chama?"
    assert (again["messages"], again["node"], again["variables"]) == (
        first["messages"][:0] or again["messages"],
        "hello",
        {"purpose": "buy"},
    )
    assert again["message"].startswith("Comprar ou alugar?")
    assert ended["message"].endswith("Obrigado, Bia!")
    assert refusal(flows.post(f"/{flow}/preview", {"from_node": "nowhere"})) == (422, "node_not_found")


def test_a_definition_that_is_not_saved_yet_can_be_tried(flows: FlowCalls) -> None:
    flow = flows.make()

    (tried,) = talk(flows, flow, "oi", flow_definition=with_prompt("Ainda não salvo"))

    assert tried["message"].startswith("Ainda não salvo")
    broken = flows.post(f"/{flow}/preview", {"input": "oi", "flow_definition": ASKING | {"start": "nowhere"}})
    assert refusal(broken) == (422, "flow_invalid")
    assert broken.json()["errors"][0]["node"] == "nowhere"


def test_a_draft_that_changed_meanwhile_goes_on(flows: FlowCalls) -> None:
    flow = flows.make()
    (first,) = talk(flows, flow, "oi")
    nodes = [
        {"id": "other", "type": "ask_text", "prompt": "Outra?", "save_as": "x"},
        {"id": "person", "type": "handoff"},
    ]
    flows.put(f"/{flow}", {"flow_definition": ASKING | {"start": "other", "nodes": nodes}}, if_match='"1"')

    answer = flows.post(f"/{flow}/preview", {"input": "alugar", "state": first["state"]})

    assert answer.status_code == 200


def test_time_passes_when_it_is_told_to(flows: FlowCalls) -> None:
    quiet = [
        n | {"silence": {"after": "2h", "say": "Ainda aí?", "to": "bye"}} if n["id"] == "hello" else n
        for n in ASKING["nodes"]
    ]
    flow = flows.make(ASKING | {"nodes": quiet})

    first, hour, later = talk(flows, flow, "oi", {"event": {"wait": "1h"}}, {"event": {"wait": "1h"}})

    assert 7_100 < first["timers"][0]["due_in_seconds"] <= 7_200
    assert (hour["messages"], hour["handled"]) == ([], False)
    assert later["message"].startswith("Ainda aí?")
    assert later["timers"] == []


def test_a_timer_without_end_is_ended_as_a_real_one_is(flows: FlowCalls) -> None:
    again = {
        "version": 1,
        "start": "a",
        "nodes": [{"id": "a", "type": "wait", "for": "1m", "prompt": "tique", "transitions": [{"to": "a"}]}],
    }
    flow = flows.make(again)

    _, later = talk(flows, flow, "oi", {"event": {"wait": "365d"}})

    assert {message["text"] for message in later["messages"]} == {"tique"}
    assert len(later["messages"]) == MAX_UNANSWERED
    assert later["trace"][-1] == {"node": "a", "outcome": "fault:unanswered"}
    assert (later["status"], later["timers"]) == ("ended", [])


def test_more_turns_than_one_request_may_make_are_cut(flows: FlowCalls) -> None:
    call = {"type": "http", "method": "GET", "url": "https://example.com/x"}
    again = {
        "version": 1,
        "start": "a",
        "nodes": [
            {"id": "a", "type": "wait", "for": "1m", "transitions": [{"to": "b"}]},
            {"id": "b", **call, "on_error": "c", "transitions": [{"to": "c"}]},
            {"id": "c", **call, "on_error": "a", "transitions": [{"to": "a"}]},
        ],
    }  # three turns a minute, as both calls are skipped: too many before the engine ends a talk with nobody
    flow = flows.make(again)
    (first,) = talk(flows, flow, "oi")

    cut = flows.post(f"/{flow}/preview", {"input": {"event": {"wait": "365d"}}, "state": first["state"]})

    assert refusal(cut) == (422, "preview_too_long")


def test_the_catalogue_is_the_trades_samples_until_the_tenant_has_its_own(flows: FlowCalls, agency: Agency) -> None:
    search = {
        "version": 1, "start": "find",
        "nodes": [
            {"id": "find", "type": "search", "catalog": "properties", "limit": 1, "save_as": "found", "transitions": [{"to": "say"}]},
            {"id": "say", "type": "end", "prompt": "{{ found.count }} imóveis, {{ found.items | count }} aqui"},
        ],
    }  # fmt: skip
    flow = flows.make(search)

    (samples,) = talk(flows, flow, "oi")
    agency.sql(
        "insert into catalog_items (tenant_id, catalog, code, title, price_cents) values (%s, 'properties', 'A1', 'Casa', 1)",
        agency.tenant,
    )
    (own,) = talk(flows, flow, "oi")

    assert int(samples["message"].split()[0]) > 5
    assert own["message"] == "1 imóveis, 1 aqui"


def test_other_systems_are_skipped_or_answered_by_hand(flows: FlowCalls) -> None:
    asks = {
        "version": 1, "start": "call",
        "nodes": [
            {"id": "call", "type": "http", "method": "GET", "url": "https://example.com/x", "map": [{"path": "name", "var": "name"}],
             "on_error": "sorry", "transitions": [{"to": "done"}]},
            {"id": "sorry", "type": "end", "prompt": "Não deu."},
            {"id": "done", "type": "end", "prompt": "Oi, {{ name }}!"},
        ],
    }  # fmt: skip
    flow = flows.make(asks)

    (skipped,) = talk(flows, flow, "oi")
    _, answered = talk(
        flows,
        flow,
        "oi",
        {"event": {"answer": {"ok": True, "status": 200, "body": {"name": "Lia"}}}},
        skip_effects=False,
    )

    assert skipped["message"] == "Não deu."
    assert "CallHttp" in [effect["is"] for effect in skipped["effects"]]
    assert answered["message"] == "Oi, Lia!"


def forged(sealed: str, change: Any) -> str:
    """The state with something changed inside, packed as ours is."""
    raw = base64.urlsafe_b64decode(sealed)
    value = json.loads(zlib.decompress(raw[32:]))
    change(value)
    return base64.urlsafe_b64encode(raw[:32] + zlib.compress(json.dumps(value).encode())).decode()


def test_a_state_that_is_not_ours_is_refused_whatever_it_is(
    client: TestClient, flows: FlowCalls, rival: Agency
) -> None:
    flow, other = flows.make(), flows.make(name="Outro")
    (first,) = talk(flows, flow, "oi")
    sealed = first["state"]["sealed"]
    theirs = FlowCalls.of(client, rival)
    (foreign,) = talk(theirs, theirs.make(), "oi")

    states: list[Any] = [
        {"v": 1, "sealed": forged(sealed, lambda value: value["state"].update(vars="abc"))},
        {"v": 1, "sealed": forged(sealed, lambda value: value["state"].update(node=7))},
        {"v": 1, "sealed": sealed[:-4]},
        {"v": 1, "sealed": sealed + "é"},
        {"v": 1, "sealed": ""},
        {"v": 1, "sealed": "AAAA"},
        {"v": 1, "sealed": 7},
        {"v": 2, "sealed": sealed},
        {"v": 1, "sealed": sealed, "more": 1},
        {"node": "name", "vars": {}},
        foreign["state"],
    ]
    answers = [flows.post(f"/{flow}/preview", {"input": "oi", "state": state}) for state in states]
    answers.append(flows.post(f"/{other}/preview", {"input": "oi", "state": first["state"]}))

    assert {refusal(answer) for answer in answers} == {(422, "invalid_state")}
    assert flows.post(f"/{flow}/preview", {"input": "oi", "state": {}}).status_code == 200


@pytest.mark.parametrize(
    "said",
    [
        7,
        ["oi"],
        {"tap": 7},
        {"event": {}},
        {"event": {"wait": "2h", "timer": "x"}},
        {"event": {"wait": "for ever"}},
        {"event": {"location": {"latitude": "north", "longitude": 0}}},
        {"event": {"location": {"latitude": 200, "longitude": 0}}},
        {"event": {"unknown": 1}},
        "x" * 5_000,
    ],
)
def test_an_input_that_is_none_is_refused(flows: FlowCalls, said: Any) -> None:
    flow = flows.make()

    assert flows.post(f"/{flow}/preview", {"input": said}).status_code == 422


def test_whatever_a_contact_can_do_is_taken(flows: FlowCalls) -> None:
    flow = flows.make()

    answers = talk(
        flows, flow, "oi",
        {"event": {"image": "foto"}}, {"event": {"audio": ""}}, {"event": {"location": {"latitude": -22.9, "longitude": -47.0}}},
        {"event": {"contact": "+5511900000000"}}, {"event": {"reaction": "👍"}}, {"event": {"kind": "order"}},
        {"event": {"texts": ["alugar", "Ana"]}}, {"event": {"timer": "none"}}, {"event": {"handed_back": True}},
        {"event": {"answer": {"ok": True}}}, {"tap": "0~hello~1~buy"}, {"tap": "rubbish"},
    )  # fmt: skip

    assert all(isinstance(answer["handled"], bool) for answer in answers)


def test_what_a_contact_types_is_never_interpreted(flows: FlowCalls) -> None:
    flow = flows.make()
    for typed in ("{{7*7}}", "{{''.__class__.__mro__}}", "${jndi:ldap://x}", "%(x)s", "{0.__class__}"):
        *_, last = talk(flows, flow, "oi", "comprar", typed)

        assert last["message"] == f"Obrigado, {typed}!"
