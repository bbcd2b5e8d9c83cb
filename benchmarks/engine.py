"""Steps of the engine per second, against a bare walk over the same flow's dictionaries and against its barest compiled form.

The flow: 12 questions for free text, each with three ordered conditions (a number in the answer, a word in it, a variable) and a
prompt of about 120 characters with three variables. One step = a state and one message to the next state and one WhatsApp message.
walk: interprets the definition, templates by regular expression. closures + segments: each node precompiled to one function that
does nothing else (no commands, taps, bursts, ladders, timers, trace, limits, message types). Both only set the scale.
Interleaved, CPU time, medians; the counters at the end say that no step parsed or compiled anything.
"""

import argparse
import json
import random
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from benchmarks.rig.result import Bars, Result, Table, Told, median
from shared.domain.ids import Wamid
from shared.domain.messages import Incoming, IncomingKind
from shared.engine import codec
from shared.engine.events import MessagesReceived
from shared.engine.expressions import parser
from shared.engine.facts import Facts
from shared.engine.flow import load_flow
from shared.engine.state import State
from shared.engine.step import Step, step
from shared.engine.text import template

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
FACTS = Facts(
    {}, {"tenant": {"name": "T", "timezone": "America/Sao_Paulo", "locale": "pt-BR"}, "contact": {"first_name": "Ana"}}
)
TEXTS = [
    "cerca de 250000, dois quartos",
    "quero um corretor por favor",
    "1500000",
    "sim",
    "nem sei",
    "Cambuí ou Centro",
]
STEPS = 3_000  # per measurement
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
SLOT = re.compile(r"\{\{\s*(\w+)\s*\}\}")
VARIABLES = {"name": "Ana", "area": "Centro", "budget": "250 mil"}


def definition(nodes: int = 12) -> dict[str, Any]:
    def question(at: int) -> dict[str, Any]:
        return {
            "id": f"n{at}",
            "type": "ask_text",
            "save_as": "answer",
            "prompt": f"Oi {{{{ name }}}}, obrigado! Para o passo {at} em {{{{ area }}}} com {{{{ budget }}}} temos várias opções. O que você quer agora?",
            "transitions": [
                {"to": f"n{(at + 5) % nodes}", "when": "number(reply.text) >= 1000000"},
                {"to": f"n{(at + 7) % nodes}", "when": 'reply.text contains "corretor"'},
                {"to": f"n{(at + 3) % nodes}", "when": {"area": "Cambuí"}},
                {"to": f"n{(at + 1) % nodes}"},
            ],
        }

    variables = [{"name": name, "default": value} for name, value in VARIABLES.items()]
    return {
        "version": 1,
        "start": "n0",
        "nodes": [question(at) for at in range(nodes)],
        "variables": variables,
        "locales": {"default": "pt-BR"},
    }


def product(flow_definition: dict[str, Any]) -> tuple[Callable[[Any, str], Any], Any]:
    """The engine itself."""
    flow = load_flow(flow_definition, version=1)
    events = {text: MessagesReceived((Incoming(Wamid("w"), IncomingKind.TEXT, NOW, text),)) for text in TEXTS}

    def run(state: State, text: str) -> State:
        made = step(flow, state, events[text], now=NOW, facts=FACTS)
        if not isinstance(made, Step):
            raise TypeError("the flow asks for facts")
        return made.state

    return run, run(State.initial(), TEXTS[0])


def product_with_json(flow_definition: dict[str, Any]) -> tuple[Callable[[Any, str], Any], Any]:
    """The engine with its state through JSON text between any two steps, as it is stored."""
    flow = load_flow(flow_definition, version=1)
    events = {text: MessagesReceived((Incoming(Wamid("w"), IncomingKind.TEXT, NOW, text),)) for text in TEXTS}

    def run(stored: str, text: str) -> str:
        made = step(flow, codec.state_from_json(json.loads(stored)), events[text], now=NOW, facts=FACTS)
        if not isinstance(made, Step):
            raise TypeError("the flow asks for facts")
        json.dumps([codec.effect_to_json(effect) for effect in made.effects])
        return json.dumps(codec.state_to_json(made.state))

    return run, run(json.dumps({"v": 1}), TEXTS[0])


def payload(body: str) -> dict[str, Any]:
    return {"type": "text", "text": {"body": body}}


def number(text: str) -> float | None:
    found = NUMBER.search(text)
    return float(found.group()) if found else None


def bare_walk(flow_definition: dict[str, Any]) -> tuple[Callable[[Any, str], Any], Any]:
    """Interpret the stored JSON, with the least that gives the same answers."""
    nodes = {node["id"]: node for node in flow_definition["nodes"]}

    def run(state: dict[str, Any], text: str) -> dict[str, Any]:
        node = nodes[state["node"]]
        variables = dict(state["vars"])
        variables[node["save_as"]] = text
        lower, ways = text.casefold(), node["transitions"]
        value = number(text)
        if value is not None and value >= 1_000_000:
            target = ways[0]["to"]
        elif "corretor" in lower:
            target = ways[1]["to"]
        elif variables.get("area") == "Cambuí":
            target = ways[2]["to"]
        else:
            target = ways[3]["to"]
        prompt = nodes[target]["prompt"]
        payload(SLOT.sub(lambda slot: str(variables.get(slot.group(1), "")), prompt))
        return {"node": target, "vars": variables, "n": state["n"] + 1}

    return run, {"node": "n0", "vars": dict(VARIABLES), "n": 0}


def closures(flow_definition: dict[str, Any]) -> tuple[Callable[[Any, str], Any], Any]:
    """Each node as one function, each prompt as segments: the floor of this design."""
    nodes = {node["id"]: node for node in flow_definition["nodes"]}
    says = {name: _segments(node["prompt"]) for name, node in nodes.items()}
    functions = {name: _closure(node, says) for name, node in nodes.items()}
    return lambda state, text: functions[state["node"]](state, text), {"node": "n0", "vars": dict(VARIABLES), "n": 0}


def _segments(prompt: str) -> Callable[[dict[str, Any]], str]:
    parts = SLOT.split(prompt)
    first, pairs = parts[0], list(zip(parts[1::2], parts[2::2], strict=True))

    def say(variables: dict[str, Any]) -> str:
        out = [first]
        for name, literal in pairs:
            out.append(str(variables.get(name, "")))
            out.append(literal)
        return "".join(out)

    return say


def _closure(node: dict[str, Any], says: dict[str, Callable[[dict[str, Any]], str]]) -> Callable[[Any, str], Any]:
    targets = [way["to"] for way in node["transitions"]]
    tests: list[Callable[[str, str, dict[str, Any]], bool]] = [
        lambda text, _lower, _vars: (found := number(text)) is not None and found >= 1_000_000,
        lambda _text, lower, _vars: "corretor" in lower,
        lambda _text, _lower, variables: variables.get("area") == "Cambuí",
    ]
    ways = tuple(zip(tests, targets[:3], [says[target] for target in targets[:3]], strict=True))
    save, other, say_other = node["save_as"], targets[3], says[targets[3]]

    def run(state: dict[str, Any], text: str) -> dict[str, Any]:
        variables = dict(state["vars"])
        variables[save] = text
        lower = text.casefold()
        for test, target, say in ways:
            if test(text, lower, variables):
                payload(say(variables))
                return {"node": target, "vars": variables, "n": state["n"] + 1}
        payload(say_other(variables))
        return {"node": other, "vars": variables, "n": state["n"] + 1}

    return run


def measure(run: Callable[[Any, str], Any], state: Any) -> float:
    """CPU microseconds of one step."""
    began = time.process_time()
    for at in range(STEPS):
        state = run(state, TEXTS[at % len(TEXTS)])
    return (time.process_time() - began) / STEPS * 1e6


def loading(nodes: int) -> float:
    """CPU milliseconds to load a flow of so many nodes."""
    made = definition(nodes)
    began = time.process_time()
    load_flow(made)
    return (time.process_time() - began) * 1e3


def counted() -> tuple[int, int]:
    """How often the steps parsed an expression or cut a template: neither may happen."""
    calls = [0, 0]
    parse, cut = parser.parse, template.cut

    def parsing(source: str) -> Any:
        calls[0] += 1
        return parse(source)

    def cutting(text: str) -> Any:
        calls[1] += 1
        return cut(text)

    run, state = product(definition())
    parser.parse, template.cut = parsing, cutting
    try:
        measure(run, state)
    finally:
        parser.parse, template.cut = parse, cut
    return calls[0], calls[1]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take how often."""
    parser.add_argument("--repeats", type=int, default=7, help="measurements of each case (7)")
    parser.add_argument("--seed", type=int, default=1, help="of the order of the cases (1)")


def run(arguments: argparse.Namespace, told: Told) -> Result:
    """Measure."""
    made = definition()
    cases = {
        "engine": product(made),
        "engine + JSON of state and effects": product_with_json(made),
        "bare walk over the dictionaries": bare_walk(made),
        "closures + segments, nothing else": closures(made),
    }
    results: dict[str, list[float]] = {name: [] for name in cases}
    order = random.Random(arguments.seed)
    for repeat in range(arguments.repeats + 1):
        told("stepping", repeat, arguments.repeats + 1)
        for name in order.sample(list(cases), len(cases)):
            found = measure(*cases[name])
            if repeat:  # the first round only warms up
                results[name].append(found)
    us = {name: median(found) for name, found in results.items()}
    floor = us["closures + segments, nothing else"]
    told("loading", 0, 1)
    loading(200)
    load_ms = median(loading(200) for _ in range(5))
    parses, cuts = counted()
    return Result(
        tables=[
            Table(
                "steps of the engine",
                ("case", "us/step", "steps/s", "x floor"),
                [(name, found, round(1e6 / found), found / floor) for name, found in us.items()],
                f"loading a flow of 200 nodes: {load_ms:.1f} ms; parses and template cuts during steps: {parses} and {cuts}",
            )
        ],
        figures={
            "steps_per_second": round(1e6 / us["engine"]),
            "times_floor": us["engine"] / floor,
            "load_200_nodes_ms": load_ms,
            "parses_in_steps": parses,
            "template_cuts_in_steps": cuts,
        },
        plots=[Bars("engine", "One step of the engine", "µs", list(us.items()))],
        seed=arguments.seed,
    )
