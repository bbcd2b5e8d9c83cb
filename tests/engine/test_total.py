"""`step` takes whatever was stored and whatever happens: it makes a turn, or the codec has refused what it was given."""

import json
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.engine.codec import CodecError, event_from_json, event_to_json, fact_key, state_from_json, state_to_json
from shared.engine.events import EffectAnswered, Event, HandedBack, TimerFired
from shared.engine.facts import MAX_FACT_ROUNDS, Facts
from shared.engine.flow import Flow, load_flow
from shared.engine.simulate import Simulator
from shared.engine.state import State
from shared.engine.step import Step, Wants, step
from tests.engine.flows import HOST, NOW
from tests.engine.random_flows import CATALOG, SUBFLOWS, random_flow, random_said

ODD: tuple[Any, ...] = (
    None, True, 0, -1, 10**18, 1.5, "", "a", "n0", "n1", "=skip", "waiting", "human", "x" * 3_000, [], {}, [[]], [1, "a"], ["n0", 1], {"a": {"b": [1]}},
    {"node": "n0", "turn": 1}, "2026-11-23T12:00:00+00:00", {"min": "a", "max": []}, [{"id": 1}, "x", None],
)  # fmt: skip


def changed(random: Random, value: Any) -> Any:
    """Return the JSON value with one place of it replaced by something odd, or left out."""
    if isinstance(value, dict) and value and random.random() < 0.9:
        name = random.choice(sorted(value))
        if random.random() < 0.1:
            return {key: inner for key, inner in value.items() if key != name}
        return {**value, name: changed(random, value[name])}
    if isinstance(value, list) and value and random.random() < 0.8:
        at = random.randrange(len(value))
        return [*value[:at], changed(random, value[at]), *value[at + 1 :]]
    alike = [odd for odd in ODD if odd.__class__ is value.__class__]
    return random.choice(alike if alike and random.random() < 0.7 else ODD)


def walked(random: Random, flow: Flow) -> tuple[State, Event]:
    """Talk a little, and return where that led, with the last thing that happened."""
    simulator = Simulator(flow, {"catalogs": CATALOG, "subflows": SUBFLOWS})
    simulator.say("oi")
    for _ in range(random.randint(0, 3)):
        simulator.say(random_said(random, [], []))
    timers = simulator.state.session.timers
    events: list[Event] = [HandedBack(), TimerFired(random.choice([*timers, "x"])), simulator.played[-1].event]
    pending = simulator.state.session.pending
    if pending is not None:
        events.append(
            EffectAnswered(
                pending.key,
                {"ok": True, "text": random.choice(ODD), "body": random.choice(ODD), "values": random.choice(ODD)},
            )
        )
    return simulator.state, random.choice(events)


def answered(flow: Flow, state: State, event: Event, fact: Any) -> Step | Wants:
    """Make the turn, with the same odd fact for everything that is asked for."""
    answers: dict[str, Any] = {}
    for _ in range(MAX_FACT_ROUNDS):
        made = step(flow, state, event, now=NOW, facts=Facts(answers, HOST))
        if isinstance(made, Step):
            break
        answers = {**answers, **{fact_key(request): fact for request in made.requests}}
    return made


@settings(max_examples=150)
@given(st.integers(0, 2**32 - 1))
def test_a_stored_state_and_event_with_odd_values_make_a_turn_or_are_refused_by_the_codec(seed: int) -> None:
    random = Random(seed)
    flow = load_flow(random_flow(random), version=3)
    state, event = walked(random, flow)

    for _ in range(10):
        try:
            odd_state = state_from_json(changed(random, state_to_json(state)))
            odd_event = event_from_json(changed(random, event_to_json(event)))
        except CodecError:
            odd_state, odd_event = state, event
        made = answered(flow, odd_state, odd_event, random.choice(ODD))
        if isinstance(made, Step):
            json.dumps(state_to_json(made.state))
            assert state_from_json(state_to_json(made.state)) == made.state
