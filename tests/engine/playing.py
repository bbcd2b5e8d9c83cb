"""Plays the cases: flow, given facts, what is said and what is expected, all of it data."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from shared.engine.codec import effect_to_json, event_from_json, event_to_json, state_from_json, state_to_json
from shared.engine.facts import Facts
from shared.engine.flow import Flow, load_flow
from shared.engine.simulate import Played, Simulator, unmet
from shared.engine.state import State
from shared.engine.step import Step, step
from tests.engine.whatsapp import refusals

CASES = Path(__file__).parent / "cases"


def all_cases() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every case with its name, `file: name`."""
    for path in sorted(CASES.glob("*.json")):
        for case in json.loads(path.read_text(encoding="utf-8")):
            yield f"{path.stem}: {case['name']}", case


def definition_of(case: Mapping[str, Any]) -> dict[str, Any]:
    """A case writes its `nodes` (the first is the start) and `with` what else the definition holds."""
    nodes = case["nodes"]
    return {"version": 1, "start": nodes[0]["id"], "nodes": nodes, **case.get("with", {})}


def play(case: Mapping[str, Any]) -> tuple[Simulator, list[str]]:
    """Play a case and return what was not as expected. What is said must be valid, turn by turn."""
    flow = load_flow(definition_of(case), version=int(case.get("version", 7)))
    simulator = Simulator(flow, case.get("given", {}))
    problems: list[str] = []
    for at, turn in enumerate(case["turns"], 1):
        played = simulator.say(turn["in"])
        problems.extend(f"turn {at}: {problem}" for problem in unmet(simulator, played, turn.get("expect", ())))
        for message in (message for one in played for message in one.messages):
            problems.extend(f"turn {at}: {refusal}" for refusal in refusals(message))
    return simulator, problems


def replayed(flow: Flow, history: list[Played]) -> list[str]:
    """Make the same turns again from the recorded events and facts; return each as bytes that can be compared."""
    state = State.initial()
    made = []
    for played in history:
        event = event_from_json(json.loads(json.dumps(event_to_json(played.event))))
        facts = Facts(
            json.loads(json.dumps(dict(played.facts.answers))), json.loads(json.dumps(dict(played.facts.host)))
        )
        again = step(flow, state, event, now=played.now, facts=facts)
        assert isinstance(again, Step)
        made.append(as_bytes(again))
        state = state_from_json(json.loads(json.dumps(state_to_json(again.state))))
    return made


def as_bytes(made: Step) -> str:
    """Everything a turn made, as one text."""
    effects = [effect_to_json(effect) for effect in made.effects]
    return json.dumps([state_to_json(made.state), effects, [list(visit) for visit in made.trace]], sort_keys=True)
