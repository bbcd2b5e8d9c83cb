"""Loading: what is malformed is refused with node, path and code, whatever its size, quickly and without much memory."""

import time
import tracemalloc
from typing import Any

import pytest

from shared.engine.flow import load_flow
from shared.engine.problems import FlowInvalid, Problem
from shared.engine.validate import validate
from tests.engine.flows import flow_of, to

MESSAGE = {"id": "a", "type": "message", "prompt": "Oi"}


def refused(definition: Any) -> tuple[Problem, ...]:
    with pytest.raises(FlowInvalid) as caught:
        load_flow(definition)
    assert validate(definition) != ()
    return caught.value.found


def deep(levels: int) -> Any:
    value: Any = "x"
    for _ in range(levels):
        value = {"v": value}
    return value


MALFORMED: list[tuple[str, Any, str, str | None, str]] = [
    ("not an object", [], "shape_invalid", None, ""),
    ("a text", "flow", "shape_invalid", None, ""),
    ("no version", {"start": "a", "nodes": [MESSAGE]}, "shape_invalid", None, "version"),
    ("another version", {**flow_of(MESSAGE), "version": 2}, "shape_invalid", None, "version"),
    ("no nodes", {"version": 1, "start": "a"}, "shape_invalid", None, "nodes"),
    ("no start", {"version": 1, "nodes": [MESSAGE]}, "shape_invalid", None, "start"),
    ("two starts", {**flow_of(MESSAGE), "start": ["a", "b"]}, "shape_invalid", None, "start"),
    ("a start that is no node", {**flow_of(MESSAGE), "start": "b"}, "start_missing", "b", "start"),
    ("a node that is no object", {"version": 1, "start": "a", "nodes": ["a"]}, "shape_invalid", None, "nodes[0]"),
    ("an unknown type", flow_of({"id": "a", "type": "teleport"}), "unknown_type", "a", "nodes[0].type"),
    ("a type that is no text", flow_of({"id": "a", "type": 5}), "unknown_type", "a", "nodes[0].type"),
    (
        "an unknown handler",
        flow_of({"id": "a", "type": "handler", "handler": "rm"}),
        "unknown_handler",
        "a",
        "nodes[0].handler",
    ),
    ("an unknown key", flow_of({**MESSAGE, "colour": "red"}), "unknown_key", "a", "nodes[0].colour"),
    (
        "an unknown key in a part",
        flow_of({**MESSAGE, "transitions": [{"to": "a", "if": "x"}]}),
        "unknown_key",
        "a",
        "nodes[0].transitions[0].if",
    ),
    ("an unknown key of the flow", {**flow_of(MESSAGE), "owner": "me"}, "unknown_key", None, "owner"),
    ("a duplicate id", flow_of(MESSAGE, MESSAGE), "duplicate_id", "a", "nodes[1].id"),
    ("an id with a tilde", flow_of({**MESSAGE, "id": "a~b"}), "shape_invalid", "a~b", "nodes[0].id"),
    (
        "a broken expression",
        flow_of({"id": "a", "type": "branch", "transitions": [{"to": "a", "when": "9**9"}]}),
        "expression_error",
        "a",
        "nodes[0].transitions[0].when",
    ),
    (
        "a broken pattern in an expression",
        flow_of({"id": "a", "type": "branch", "transitions": [{"to": "a", "when": 'x matches "("'}]}),
        "regex_invalid",
        "a",
        "nodes[0].transitions[0].when",
    ),
    (
        "a pattern with a back-reference",
        flow_of({"id": "a", "type": "ask_text", "pattern": "(a)\\1"}),
        "regex_invalid",
        "a",
        "nodes[0].pattern",
    ),
    (
        "a pattern of 100 KB",
        flow_of({"id": "a", "type": "ask_text", "pattern": "a" * 100_000}),
        "regex_invalid",
        "a",
        "nodes[0].pattern",
    ),
    (
        "an unknown filter",
        flow_of({**MESSAGE, "prompt": {"en": "{{ x | explode }}"}}),
        "template_invalid",
        "a",
        "nodes[0].prompt",
    ),
    (
        "an address without https",
        flow_of({"id": "a", "type": "http", "url": "http://example.com/"}),
        "shape_invalid",
        "a",
        "nodes[0].url",
    ),
    (
        "an address with a user",
        flow_of({"id": "a", "type": "http", "url": "https://user@example.com/"}),
        "shape_invalid",
        "a",
        "nodes[0].url",
    ),
    (
        "an address whose host a contact could write",
        flow_of({"id": "a", "type": "http", "url": "https://{{ x }}.example.com/"}),
        "shape_invalid",
        "a",
        "nodes[0].url",
    ),
    (
        "a header of ours",
        flow_of({"id": "a", "type": "http", "url": "https://a.example/", "headers": {"Host": "x"}}),
        "shape_invalid",
        "a",
        "nodes[0].headers",
    ),
    (
        "a header with a line break",
        flow_of({"id": "a", "type": "http", "url": "https://a.example/", "headers": {"X": "a\r\nB: c"}}),
        "shape_invalid",
        "a",
        "nodes[0].headers",
    ),
    (
        "a length of time that is none",
        flow_of({"id": "a", "type": "wait", "for": "soon"}),
        "shape_invalid",
        "a",
        "nodes[0].for",
    ),
    ("a wait of two years", flow_of({"id": "a", "type": "wait", "for": "800d"}), "shape_invalid", "a", "nodes[0].for"),
    ("a wait for nothing", flow_of({"id": "a", "type": "wait"}), "shape_invalid", "a", "nodes[0]"),
    (
        "a part that is two things",
        flow_of({"id": "a", "type": "message", "parts": [{"text": "a", "image": "b"}]}),
        "shape_invalid",
        "a",
        "nodes[0].parts[0]",
    ),
    ("AI without a way out", flow_of({"id": "a", "type": "ai_answer"}), "shape_invalid", "a", "nodes[0].else"),
    (
        "a pattern for a scheme that has its own",
        flow_of({"id": "a", "type": "ask_id", "scheme": "cpf", "pattern": "x"}),
        "shape_invalid",
        "a",
        "nodes[0]",
    ),
    (
        "an assignment of nothing",
        flow_of({"id": "a", "type": "set", "assign": [{"var": "x"}]}),
        "shape_invalid",
        "a",
        "nodes[0].assign[0]",
    ),
    (
        "a variable called by Python's inside",
        flow_of({"id": "a", "type": "set", "assign": [{"var": "a.b", "expr": "1"}]}),
        "shape_invalid",
        "a",
        "nodes[0].assign[0].var",
    ),
    (
        "1,001 nodes",
        {"version": 1, "start": "n0", "nodes": [{**MESSAGE, "id": f"n{at}"} for at in range(1_001)]},
        "too_many_nodes",
        None,
        "nodes",
    ),
    (
        "10,001 nodes",
        {"version": 1, "start": "n0", "nodes": [{**MESSAGE, "id": f"n{at}"} for at in range(10_001)]},
        "too_many_nodes",
        None,
        "nodes",
    ),
    ("1 MB of text", flow_of({**MESSAGE, "prompt": "x" * 1_000_001}), "definition_too_large", None, ""),
    (
        "10 MB",
        flow_of({**MESSAGE, "meta": {}}, meta={f"n{at}": {"x": "y" * 1_000} for at in range(10_000)}),
        "definition_too_large",
        None,
        "",
    ),
    (
        "a thousand levels",
        flow_of({"id": "a", "type": "set", "assign": [{"var": "x", "value": deep(1_000)}]}),
        "definition_too_deep",
        None,
        "",
    ),
    ("a hundred thousand levels", flow_of(MESSAGE, meta=deep(100_000)), "definition_too_deep", None, ""),
    (
        "a number of 5,000 digits",
        flow_of({"id": "a", "type": "ask_number", "max": 10**4_999}),
        "shape_invalid",
        "a",
        "nodes[0].max",
    ),
    ("infinity", flow_of({"id": "a", "type": "ask_number", "max": float("inf")}), "shape_invalid", "a", "nodes[0].max"),
    (
        "a million braces",
        flow_of({**MESSAGE, "prompt": "{{ x | y }" * 9_000 + "}}"}),
        "template_invalid",
        "a",
        "nodes[0].prompt",
    ),
]


@pytest.mark.parametrize(
    ("definition", "code", "node", "path"), [row[1:] for row in MALFORMED], ids=[row[0] for row in MALFORMED]
)
def test_malformed_definition_is_refused_where_it_is_wrong_within_a_second(
    definition: Any, code: str, node: str | None, path: str
) -> None:
    began = time.process_time()

    found = refused(definition)

    assert time.process_time() - began < 2  # twice: loaded and validated
    assert any(
        problem.code == code and problem.node == node and (problem.path == path or problem.path.startswith(f"{path}."))
        for problem in found
    ), found


@pytest.mark.parametrize("name", ["1 MB of text", "10 MB", "10,001 nodes", "a hundred thousand levels"])
def test_giant_definitions_cost_little_memory(name: str) -> None:
    definition = next(row[1] for row in MALFORMED if row[0] == name)
    tracemalloc.start()

    validate(definition)

    assert tracemalloc.get_traced_memory()[1] < 50_000_000
    tracemalloc.stop()


def test_the_largest_flow_allowed_loads_in_a_second() -> None:
    nodes = [
        {
            "id": f"n{at}",
            "type": "choice",
            "prompt": f"Pergunta {at} {{{{ v{at} }}}}",
            "save_as": f"v{at}",
            "options": [{"id": "a", "label": "Um"}, {"id": "b", "label": "Dois"}],
            "transitions": [to(f"n{(at + 1) % 1000}", **{f"v{at}": "a"}), to(f"n{(at + 7) % 1000}")],
        }
        for at in range(1_000)
    ]
    definition = {"version": 1, "start": "n0", "nodes": nodes}
    began = time.process_time()

    load_flow(definition)
    validate(definition)

    assert time.process_time() - began < 3


def test_the_customers_own_form_loads() -> None:
    definition = {
        "version": 1,
        "start": "hello",
        "nodes": [
            {
                "id": "hello",
                "type": "static_message",
                "prompt": "Olá",
                "handler": None,
                "transitions": [{"to": "purpose", "when": None}],
            },
            {
                "id": "purpose",
                "type": "prompt_and_branch",
                "prompt": "?",
                "handler": None,
                "options": [{"id": "buy", "label": "Comprar"}],
                "transitions": [{"to": "end", "when": {"purpose": "buy"}}],
            },
            {"id": "end", "type": "end", "prompt": None, "handler": None, "transitions": None},
        ],
        "lead_summary": {
            "fields": [{"key": "p", "label": "P", "source": "purpose", "empty_value": "-"}],
            "source_options": [{"value": "a", "label": "A"}],
        },
        "lead_kanban": {"stages": [{"id": "new", "label": "Novo"}]},
    }

    flow = load_flow(definition, version=4)

    assert flow.version_label == "v4"
    assert list(flow.nodes) == ["hello", "purpose", "end"]
    assert flow.first_stage == "new"


def test_a_refusal_says_it_as_the_edge_shows_it() -> None:
    with pytest.raises(FlowInvalid) as caught:
        load_flow(flow_of({"id": "a", "type": "teleport"}))

    assert caught.value.code == "flow_invalid"
    assert caught.value.problems[0].path == "nodes[0].type"
    assert caught.value.problems[0].message.startswith("a: ")
