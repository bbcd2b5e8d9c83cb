"""The prover: every error and warning with its node and path, the bounds of a turn, and flows that are fine."""

from typing import Any

import pytest

from shared.engine.validate import prove, validate
from tests.engine.flows import flow_of, to

END: dict[str, Any] = {"id": "e", "type": "end"}
HANDOFF: dict[str, Any] = {"id": "h", "type": "handoff"}


def ask(name: str = "q", **more: Any) -> dict[str, Any]:
    return {"id": name, "type": "ask_text", "prompt": "?", "save_as": f"v_{name}", "transitions": [to("e")], **more}


def message(name: str, *targets: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "type": "message", "prompt": "Oi", "transitions": [to(one) for one in targets], **more}


SUB = flow_of({"id": "s", "type": "set", "assign": [{"var": "x", "expr": "1"}]}, key="sub")
ASKING = flow_of(
    {"id": "s", "type": "ask_text", "transitions": [to("r")]}, {"id": "r", "type": "return"}, HANDOFF, key="asking"
)
SELF = flow_of({"id": "c", "type": "call", "flow": "self"}, key="self")
PING = flow_of({"id": "c", "type": "call", "flow": "pong"}, key="ping")
PONG = flow_of({"id": "c", "type": "call", "flow": "ping"}, key="pong")
FLOWS = {"sub": SUB, "asking": ASKING, "self": SELF, "ping": PING, "pong": PONG, "broken": {"version": 9}}

FOUND: list[tuple[str, dict[str, Any], str, str, str | None, str]] = [
    (
        "a name that is the engine's own",
        flow_of(ask(save_as="reply"), END, HANDOFF),
        "error",
        "reserved_name",
        "q",
        "nodes[0]",
    ),
    ("a target", flow_of(message("a", "x"), END), "error", "target_missing", "a", "nodes[0].transitions[0].to"),
    (
        "an option's target",
        flow_of({"id": "q", "type": "choice", "options": [{"id": "a", "label": "A", "to": "x"}]}, HANDOFF),
        "error",
        "target_missing",
        "q",
        "nodes[0].options[0].to",
    ),
    ("retry's target", flow_of(ask(retry={"then": "x"}), END), "error", "target_missing", "q", "nodes[0].retry.then"),
    (
        "silence's target",
        flow_of(ask(silence={"after": "1h", "to": "x"}), END, HANDOFF),
        "error",
        "target_missing",
        "q",
        "nodes[0].silence.to",
    ),
    (
        "a command's target",
        flow_of(ask(), END, HANDOFF, commands=[{"words": ["x"], "action": "menu", "to": "x"}]),
        "error",
        "target_missing",
        None,
        "commands[0].to",
    ),
    (
        "a command that goes nowhere",
        flow_of(ask(), END, HANDOFF, commands=[{"words": ["x"], "action": "goto"}]),
        "error",
        "target_missing",
        None,
        "commands[0].to",
    ),
    (
        "a trigger's target",
        flow_of(ask(), END, HANDOFF, triggers=[{"kind": "any", "to": "x"}]),
        "error",
        "target_missing",
        None,
        "triggers[0].to",
    ),
    (
        "a trigger without words",
        flow_of(ask(), END, HANDOFF, triggers=[{"kind": "keyword"}]),
        "error",
        "trigger_without_match",
        None,
        "triggers[0].match",
    ),
    ("a loop of messages", flow_of(message("a", "b"), message("b", "a")), "error", "flow_cycle", "a", "nodes[0]"),
    ("a node that follows itself", flow_of(message("a", "a")), "error", "flow_cycle", "a", "nodes[0]"),
    (
        "a loop through prefilled questions",
        flow_of(ask("q", prefill=True, transitions=[to("b")]), message("b", "q"), HANDOFF),
        "error",
        "flow_cycle",
        "q",
        "nodes[0]",
    ),
    (
        "a loop through an HTTP call",
        flow_of({"id": "a", "type": "http", "url": "https://a.example/", "transitions": [to("a")]}),
        "error",
        "flow_cycle",
        "a",
        "nodes[0]",
    ),
    (
        "a loop through a wait that may be over",
        flow_of(
            {"id": "a", "type": "wait", "until": "x", "transitions": [to("a")]}, message("b"), variables=[{"name": "x"}]
        ),
        "error",
        "flow_cycle",
        "a",
        "nodes[0]",
    ),
    (
        "a loop through a sub-flow that never waits",
        flow_of({"id": "a", "type": "call", "flow": "sub", "transitions": [to("a")]}),
        "error",
        "flow_cycle",
        "a",
        "nodes[0]",
    ),
    ("a flow that calls itself", SELF, "error", "subflow_cycle", "c", "nodes[0].flow"),
    ("flows that call each other", PING, "error", "subflow_cycle", "c", "nodes[0].flow"),
    (
        "a flow that is not there",
        flow_of({"id": "c", "type": "call", "flow": "gone"}),
        "error",
        "subflow_missing",
        "c",
        "nodes[0].flow",
    ),
    (
        "a flow that cannot be loaded",
        flow_of({"id": "c", "type": "call", "flow": "broken"}),
        "error",
        "subflow_invalid",
        "c",
        "nodes[0].flow",
    ),
    ("no way out of wrong answers", flow_of(ask(), END), "error", "invalid_no_exit", "q", "nodes[0].retry"),
    (
        "an unknown name in an expression",
        flow_of({"id": "b", "type": "branch", "transitions": [{"to": "e", "when": "citty == 1"}, to("e")]}, END),
        "error",
        "unknown_variable",
        "b",
        "nodes[0].transitions[0].when",
    ),
    (
        "an unknown name in an object condition",
        flow_of({"id": "b", "type": "branch", "transitions": [to("e", citty="x"), to("e")]}, END),
        "error",
        "unknown_variable",
        "b",
        "nodes[0].transitions[0].when",
    ),
    (
        "an unknown name in a text",
        flow_of(message("a", "e", prompt="{{ citty }}"), END),
        "warning",
        "unknown_variable",
        "a",
        "nodes[0].prompt",
    ),
    (
        "a label that is too long",
        flow_of(
            {
                "id": "q",
                "type": "choice",
                "options": [{"id": "a", "label": {"pt-BR": "curto", "en": "x" * 25}}],
                "transitions": [to("e")],
            },
            END,
            HANDOFF,
        ),
        "error",
        "label_too_long",
        "q",
        "nodes[0].options[0].label.en",
    ),
    (
        "a button that is too long",
        flow_of(
            {
                "id": "q",
                "type": "choice",
                "render": "buttons",
                "options": [{"id": "a", "label": "x" * 21}],
                "transitions": [to("e")],
            },
            END,
            HANDOFF,
        ),
        "error",
        "label_too_long",
        "q",
        "nodes[0].options[0].label",
    ),
    (
        "a description that is too long",
        flow_of(
            {
                "id": "q",
                "type": "choice",
                "options": [{"id": "a", "label": "A", "description": "x" * 73}],
                "transitions": [to("e")],
            },
            END,
            HANDOFF,
        ),
        "error",
        "label_too_long",
        "q",
        "nodes[0].options[0].description",
    ),
    (
        "a text that is too long",
        flow_of(message("a", "e", prompt="x" * 4_097), END),
        "error",
        "text_too_long",
        "a",
        "nodes[0].prompt",
    ),
    (
        "a question that is too long",
        flow_of(
            {
                "id": "q",
                "type": "choice",
                "prompt": "x" * 1_025,
                "options": [{"id": "a", "label": "A"}],
                "transitions": [to("e")],
            },
            END,
            HANDOFF,
        ),
        "error",
        "text_too_long",
        "q",
        "nodes[0].prompt",
    ),
    (
        "a caption that is too long",
        flow_of(
            {
                "id": "a",
                "type": "message",
                "parts": [{"image": "/x", "caption": "x" * 1_025}],
                "transitions": [to("e")],
            },
            END,
        ),
        "error",
        "caption_too_long",
        "a",
        "nodes[0].parts[0].caption",
    ),
    (
        "four buttons",
        flow_of(
            {
                "id": "q",
                "type": "choice",
                "render": "buttons",
                "options": [{"id": one, "label": one} for one in "abcd"],
                "transitions": [to("e")],
            },
            END,
            HANDOFF,
        ),
        "error",
        "too_many_options",
        "q",
        "nodes[0].options",
    ),
    (
        "no options",
        flow_of({"id": "q", "type": "choice", "transitions": [to("e")]}, END, HANDOFF),
        "error",
        "no_options",
        "q",
        "nodes[0].options",
    ),
    (
        "nothing to change",
        flow_of({"id": "q", "type": "refine", "transitions": [to("e")]}, END, HANDOFF),
        "error",
        "no_options",
        "q",
        "nodes[0].suggest",
    ),
    (
        "an option twice",
        flow_of(
            {
                "id": "q",
                "type": "choice",
                "options": [{"id": "a", "label": "A"}, {"id": "a", "label": "B"}],
                "transitions": [to("e")],
            },
            END,
            HANDOFF,
        ),
        "error",
        "duplicate_option",
        "q",
        "nodes[0].options[1].id",
    ),
    (
        "the same words twice",
        flow_of(
            {
                "id": "q",
                "type": "choice",
                "options": [{"id": "a", "label": "A"}, {"id": "b", "label": "A"}],
                "transitions": [to("e")],
            },
            END,
            HANDOFF,
        ),
        "warning",
        "duplicate_label",
        "q",
        "nodes[0].options",
    ),
    (
        "arms without weight",
        flow_of({"id": "s", "type": "split", "arms": [{"id": "a", "weight": 0, "to": "e"}]}, END),
        "error",
        "split_without_weight",
        "s",
        "nodes[0].arms",
    ),
    (
        "a hundred and one nodes in a row",
        flow_of(*[message(f"n{at}", f"n{at + 1}") for at in range(101)], {"id": "n101", "type": "end"}),
        "error",
        "too_many_steps",
        "n0",
        "nodes",
    ),
    (
        "more messages than are sent",
        flow_of(
            {"id": "a", "type": "message", "parts": [{"audio": "/x"}] * 5, "transitions": [to("e")]},
            END,
            policy={"max_messages_per_turn": 4},
        ),
        "warning",
        "too_many_messages",
        "a",
        "nodes",
    ),
    (
        "a node nobody reaches",
        flow_of(message("a", "e"), END, message("x", "e")),
        "warning",
        "unreachable",
        "x",
        "nodes[2]",
    ),
    (
        "a question after which nothing follows",
        flow_of(ask(transitions=[]), HANDOFF),
        "warning",
        "dead_end",
        "q",
        "nodes[0]",
    ),
    ("a message after which nothing follows", flow_of(message("a")), "warning", "dead_end", "a", "nodes[0]"),
    (
        "conditions that do not cover everything",
        flow_of(ask(transitions=[{"to": "e", "when": "1 > 2"}]), END, HANDOFF),
        "warning",
        "dead_end",
        "q",
        "nodes[0].transitions",
    ),
    (
        "an option that leads nowhere",
        flow_of(
            {
                "id": "q",
                "type": "choice",
                "save_as": "v",
                "options": [{"id": "a", "label": "A"}, {"id": "b", "label": "B"}],
                "transitions": [to("e", v="a")],
            },
            END,
            HANDOFF,
        ),
        "warning",
        "dead_end",
        "q",
        "nodes[0].transitions",
    ),
    (
        "a variable that may not be set",
        flow_of(
            {"id": "b", "type": "branch", "transitions": [{"to": "q", "when": 'reply.id == "x"'}, to("m")]},
            ask(transitions=[to("m")]),
            message("m", "e", prompt="{{ v_q }}"),
            END,
            HANDOFF,
        ),
        "warning",
        "maybe_unset",
        "m",
        "nodes[2].prompt",
    ),
    (
        "a variable that skipping leaves unset",
        flow_of(ask(skip={"words": ["x"]}, transitions=[to("m")]), message("m", "e", prompt="{{ v_q }}"), END, HANDOFF),
        "warning",
        "maybe_unset",
        "m",
        "nodes[1].prompt",
    ),
    (
        "a variable that an empty list of items leaves unset",
        flow_of(
            {
                "id": "s",
                "type": "show_items",
                "from": "result",
                "save_as": "chosen",
                "actions": [{"id": "visit", "label": "Visitar"}],
                "transitions": [to("m")],
            },
            message("m", "e", prompt="{{ chosen.title }}"),
            END,
            HANDOFF,
        ),
        "warning",
        "maybe_unset",
        "m",
        "nodes[1].prompt",
    ),
    (
        "a variable that the same question may have cleared before it is put again",
        flow_of(
            ask(save_as="price", transitions=[to("r")]),
            {
                "id": "r",
                "type": "refine",
                "prompt": "Por {{ price }} não há. O que muda?",
                "suggest": [{"id": "price", "label": "Preço", "clear": ["price"]}],
                "transitions": [to("e", refinement="other")],
            },
            END,
            HANDOFF,
        ),
        "warning",
        "maybe_unset",
        "r",
        "nodes[1].prompt",
    ),
    (
        "a variable that a later question may clear, after which one can come back",
        flow_of(
            ask(transitions=[to("confirm")]),
            {"id": "confirm", "type": "ask_text", "prompt": "{{ v_q }}?", "save_as": "x", "transitions": [to("again")]},
            {
                "id": "again",
                "type": "ask_text",
                "prompt": "De novo?",
                "save_as": "v_q",
                "skip": {"words": ["pular"]},
                "transitions": [to("e")],
            },
            END,
            HANDOFF,
        ),
        "warning",
        "maybe_unset",
        "confirm",
        "nodes[1].prompt",
    ),
    (
        "a variable that the flow called may have left without",
        flow_of(
            {"id": "c", "type": "call", "flow": "asks", "outputs": {"name": "name"}, "transitions": [to("m")]},
            message("m", "e", prompt="{{ name }}"),
            END,
            HANDOFF,
        ),
        "warning",
        "maybe_unset",
        "m",
        "nodes[1].prompt",
    ),
    (
        "a variable that is not declared",
        flow_of(ask(), END, HANDOFF, variables=[{"name": "x"}]),
        "warning",
        "undeclared_variable",
        "q",
        "nodes[0]",
    ),
    ("no question thinks of silence", flow_of(ask(), END, HANDOFF), "warning", "no_silence_exit", None, "nodes"),
    (
        "one question does not think of silence",
        flow_of(ask("q", silence={"after": "1h", "to": "e"}, transitions=[to("r")]), ask("r"), END, HANDOFF),
        "warning",
        "no_silence_exit",
        "r",
        "nodes[1]",
    ),
    (
        "a contact who is nagged for ever",
        flow_of(ask(silence={"after": "1h", "to": "m"}), message("m", "q"), END, HANDOFF),
        "warning",
        "nagging_loop",
        "q",
        "nodes[0]",
    ),
    ("no way to a person", flow_of(ask(retry={"then": "e"}), END), "warning", "no_human", None, "nodes"),
    (
        "personal data without consent",
        flow_of({"id": "q", "type": "ask_phone", "transitions": [to("e")]}, END, HANDOFF),
        "warning",
        "pii_without_consent",
        "q",
        "nodes[0]",
    ),
    (
        "a private variable without consent",
        flow_of(ask(), END, HANDOFF, variables=[{"name": "v_q", "pii": "sensitive"}]),
        "warning",
        "pii_without_consent",
        "q",
        "nodes[0]",
    ),
    (
        "braces that are no name",
        flow_of(message("a", "e", prompt="{{7*7}}"), END),
        "warning",
        "template_literal",
        "a",
        "nodes[0].prompt",
    ),
    (
        "a text missing in a language",
        flow_of(message("a", "e", prompt={"pt-BR": "Oi"}), END, locales={"default": "pt-BR", "list": ["en"]}),
        "warning",
        "missing_translation",
        "a",
        "nodes[0].prompt",
    ),
]


@pytest.mark.parametrize(
    ("definition", "severity", "code", "node", "path"), [row[1:] for row in FOUND], ids=[row[0] for row in FOUND]
)
def test_problem_is_found_with_its_node_and_path(
    definition: dict[str, Any], severity: str, code: str, node: str | None, path: str
) -> None:
    found = validate(definition, subflows=FLOWS)

    assert (severity, code, node, path) in {(one.severity, one.code, one.node, one.path) for one in found}, found


GOOD = flow_of(
    message("hi", "consent"),
    {
        "id": "consent",
        "type": "ask_consent",
        "prompt": "Posso?",
        "yes_to": "kind",
        "no_to": "h",
        "silence": {"after": "1h", "to": "bye"},
    },
    {
        "id": "kind",
        "type": "choice",
        "prompt": "Qual?",
        "save_as": "kind",
        "silence": {"after": "1h", "to": "bye"},
        "options": [{"id": "a", "label": "Casa"}, {"id": "b", "label": "Flat", "to": "phone"}],
        "transitions": [to("phone", kind="a")],
    },
    {
        "id": "phone",
        "type": "ask_phone",
        "save_as": "phone",
        "silence": {"after": "1h", "to": "bye"},
        "transitions": [to("bye")],
    },
    {"id": "bye", "type": "end", "prompt": 'Tchau, {{ contact.first_name | default:"até" }}'},
    {"id": "h", "type": "handoff", "prompt": "Chamando."},
)


def test_a_good_flow_has_nothing_to_say_about() -> None:
    proof = prove(GOOD)

    assert proof.problems == ()
    assert proof.is_publishable
    assert proof.bounds is not None
    assert (proof.bounds.steps, proof.bounds.messages) == (2, 1)


@pytest.mark.parametrize("name", ["ask", "wait", "call"])
def test_a_loop_that_waits_is_fine(name: str) -> None:
    waiting: dict[str, dict[str, Any]] = {
        "ask": ask(transitions=[to("b")]),
        "wait": {"id": "q", "type": "wait", "until": '"09:00"', "transitions": [to("b")]},
        "call": {"id": "q", "type": "call", "flow": "asking", "transitions": [to("b")]},
    }

    found = validate(flow_of(message("b", "q"), waiting[name], HANDOFF), subflows=FLOWS)

    assert [one for one in found if one.severity == "error"] == []


def test_errors_come_first() -> None:
    found = validate(flow_of(message("a", "x", prompt="{{7*7}}"), END))

    assert [one.severity for one in found] == sorted((one.severity for one in found), key=["error", "warning"].index)


def test_the_bounds_count_sub_flows_and_the_longest_way() -> None:
    definition = flow_of(
        ask(transitions=[to("a", v_q="x"), to("c")]),
        message("a", "b"),
        message("b", "e"),
        {"id": "c", "type": "call", "flow": "sub", "transitions": [to("a")]},
        END,
        HANDOFF,
    )

    bounds = prove(definition, subflows=FLOWS).bounds

    assert bounds is not None
    assert (bounds.steps, bounds.steps_at) == (6, "q")  # call, its node, its return, a, b, end
