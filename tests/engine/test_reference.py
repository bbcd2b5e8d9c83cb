"""The engine and a second, plain one do the same on thousands of small programs."""

from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.messages import IncomingKind
from shared.engine.render.reading import options_of, text_of
from shared.engine.simulate import Simulator
from shared.engine.validate import prove
from tests.engine.flows import flow_of
from tests.engine.reference import Reference

LABELS = ("Alfa", "Bravo", "Delta", "Foxtrot")
KINDS = ("message", "choice", "choice", "ask_text", "ask_number", "branch", "set", "goto")
ASKING = {"choice", "ask_text", "ask_number"}
NAMES = ("v0", "v1", "v2")
TYPED = ("Alfa", "bravo", "DELTA", "Foxtrot", "1", "2", "7", "12", "wqzx", " ", "menu", "voltar")


def program(random: Random) -> dict[str, Any]:
    """A small flow that is allowed to go live.

    What does not wait leads onwards, in an order drawn for each program, or to what waits: so it never runs in a circle.
    """
    kinds = {f"n{at}": random.choice(KINDS) for at in range(random.randint(2, 6))}
    waiting = [one for one, kind in kinds.items() if kind in ASKING]
    onwards = random.sample([*kinds], len(kinds))
    targets = {
        one: [*kinds, "end"] if kind in ASKING else [*waiting, *onwards[onwards.index(one) + 1 :], "end"]
        for one, kind in kinds.items()
    }
    nodes = [_node(random, one, kind, targets[one]) for one, kind in kinds.items()]
    definition = flow_of(*nodes, {"id": "end", "type": "end", "prompt": "Fim."})
    errors = {one.code for one in prove(definition).problems if one.severity == "error"}
    assert errors <= {"unknown_variable", "invalid_no_exit"}, definition
    return definition


def _node(random: Random, one: str, kind: str, targets: list[str]) -> dict[str, Any]:
    node: dict[str, Any] = {"id": one, "type": kind, "transitions": _ways(random, targets)}
    if kind == "message" or kind in ASKING:
        node["prompt"] = random.choice([f"Aqui {one}.", f"Em {one}: {{{{ v0 | raw }}}} e {{{{ v1 | raw }}}}?"])
    if kind in ASKING:
        node["save_as"] = random.choice(NAMES)
        if random.random() < 0.5:
            node["retry"] = {"then": random.choice(targets)}
    if kind == "choice":
        labels = random.sample(LABELS, random.randint(2, 3))
        node["options"] = [
            {"id": f"o{at}", "label": label, **({"to": random.choice(targets)} if random.random() < 0.3 else {})}
            for at, label in enumerate(labels)
        ]
    if kind == "set":
        node["assign"] = [{"var": random.choice(NAMES), "value": random.choice([1, "o0", "x"])}]
    if kind == "goto":
        node["target"] = random.choice(targets)
    return node


def _ways(random: Random, targets: list[str]) -> list[dict[str, Any]]:
    ways: list[dict[str, Any]] = [
        {"to": random.choice(targets), "when": {random.choice([*NAMES, "reply"]): random.choice(["o0", "o1", 1, 7])}}
        for _ in range(random.randint(0, 2))
    ]
    return [*ways, {"to": random.choice(targets)}] if random.random() < 0.8 else ways


def differences(random: Random, steps: int) -> list[str]:
    """Talk to both and return where they differ."""
    definition = program(random)
    reference = Reference(definition)
    simulator = Simulator(_load(definition))
    for at in range(steps):
        said, text, option = _next(random, simulator)
        played = simulator.say(said)[0]
        reference.hear(text, option)
        state = played.step.state
        found = (
            "\n\n".join(text_of(message) for message in played.messages),
            [words for message in played.messages for _, words in options_of(message)],
            state.status,
            state.vars,
            state.node if state.status == "waiting" else None,
        )
        node = reference.node if reference.status == "waiting" else None
        expected = (reference.said, reference.options, reference.status, reference.vars, node)
        if found != expected:
            return [f"step {at}, {said!r}: {found!r} instead of {expected!r} in {definition}"]
    return []


def _load(definition: dict[str, Any]) -> Any:
    from shared.engine.flow import load_flow

    return load_flow(definition, version=1)


def _next(random: Random, simulator: Simulator) -> tuple[Any, str, str | None]:
    """What is said next: a tap on what is offered now, or something typed."""
    question = simulator.state.question
    shown = [one for played in simulator.played[-1:] for message in played.messages for one in options_of(message)]
    if shown and question is not None and random.random() < 0.5:
        one, words = random.choice(shown)
        return {"tap_id": one, "text": words}, words, one.rsplit("~", 1)[1]
    text = random.choice(TYPED)
    return text, text, None


@settings(max_examples=2_000)
@given(st.integers(0, 2**32 - 1))
def test_two_engines_agree_on_programs_of_up_to_fifty_steps(seed: int) -> None:
    random = Random(seed)

    assert differences(random, random.randint(1, 50)) == []


def test_the_programs_reach_every_status() -> None:
    seen = set()
    for seed in range(200):
        simulator = Simulator(_load(program(Random(seed))))
        for _ in range(6):
            simulator.say("wqzx")
            seen.add(simulator.state.status)

    assert seen == {"waiting", "ended", "human"}
    assert IncomingKind.TAP
