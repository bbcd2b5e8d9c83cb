"""Random walks through random flows, and what must hold at every step of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from shared.engine.codec import state_from_json, state_to_json
from shared.engine.events import MessagesReceived
from shared.engine.flow import Flow, compile_flow, load_flow, parse_definition
from shared.engine.limits import MAX_STEPS
from shared.engine.listening import heard_as
from shared.engine.proof.graph import graph_of, reachable
from shared.engine.proof.variables import surely_set
from shared.engine.render.reading import options_of
from shared.engine.simulate import Played, Simulator
from shared.engine.validate import Proof, prove
from shared.engine.words import is_empty
from tests.engine.playing import as_bytes, replayed
from tests.engine.random_flows import CATALOG, SUBFLOWS, random_flow, random_said
from tests.engine.whatsapp import refusals

RULED_OUT = frozenset(
    {"fault:step_limit", "fault:target_missing", "fault:subflow_missing", "fault:subflow_invalid", "fault:call_depth"}
)


@dataclass(slots=True)
class Walked:
    """What a walk met, for counting: how many turns, faults by code, whether the prover let the flow pass."""

    turns: int = 0
    is_publishable: bool = False
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Law:
    """What the prover promised of one flow."""

    proof: Proof
    reached: frozenset[str]
    assigned: Mapping[str, frozenset[str]]
    nodes: frozenset[str]

    @staticmethod
    def of(definition: Mapping[str, Any]) -> "Law":
        parsed, _ = parse_definition(definition)
        assert parsed is not None
        flow, notebook = compile_flow(parsed)
        graph = graph_of(parsed.nodes, notebook.exits, flow.start, flow.human_node)
        assigned = surely_set(parsed.outline, graph)
        return Law(prove(definition, subflows=SUBFLOWS), reachable(graph), assigned, frozenset(graph.models))

    def broken_by(self, played: Played, *, had_held: bool) -> list[str]:
        """Return what a turn did that was ruled out. Only flows without errors have the promise.

        had_held: messages had been kept for it, so it was a burst.
        """
        if not self.proof.is_publishable or self.proof.bounds is None:
            return []
        state, trace = played.step.state, played.step.trace
        broken = [visit.outcome for visit in trace if visit.outcome in RULED_OUT]
        in_root = state.session.flow.key is None
        entered = {visit.node for visit in trace if visit.outcome == "entered"}
        broken += [f"unreachable {node}" for node in entered & self.nodes - self.reached]
        count = sum(visit.outcome == "entered" for visit in trace)
        if count > MAX_STEPS:
            broken.append(f"{count} steps")
        is_single = not isinstance(played.event, MessagesReceived) or len(played.event.messages) == 1
        has_fault = any(visit.outcome.startswith("fault:") for visit in trace)
        if is_single and not had_held and not has_fault:
            if len(played.messages) > self.proof.bounds.messages:
                broken.append(f"{len(played.messages)} messages, promised {self.proof.bounds.messages}")
            if count > self.proof.bounds.steps:
                broken.append(f"{count} nodes, promised {self.proof.bounds.steps}")
        if in_root and state.question is not None and state.question.node in self.assigned:
            missing = [name for name in self.assigned[state.question.node] if is_empty(state.vars.get(name))]
            broken += [f"{name} is not set at {state.question.node}" for name in missing]
        return broken


@dataclass(frozen=True, slots=True)
class Ground:
    """A flow to walk through, with what was promised of it."""

    flow: Flow
    law: Law

    @staticmethod
    def of(definition: Mapping[str, Any]) -> "Ground":
        return Ground(load_flow(definition, version=3), Law.of(definition))


def walk(random: Random, turns: int) -> tuple[Walked, list[str]]:
    """Make a flow, talk to it, and return what went against the laws."""
    return walk_through(Ground.of(random_flow(random)), random, turns)


def walk_through(ground: Ground, random: Random, turns: int) -> tuple[Walked, list[str]]:
    """Talk to a flow from its beginning, and return what went against the laws."""
    flow, law = ground.flow, ground.law
    simulator = Simulator(
        flow, {"catalogs": CATALOG, "subflows": SUBFLOWS, "contact": {"phone": random.choice([None, "5519988887777"])}}
    )
    walked = Walked(is_publishable=law.proof.is_publishable)
    broken: list[str] = []
    tappable: list[str] = []
    old: list[str] = []
    for _ in range(turns):
        said = random_said(random, tappable, old)
        had_held = bool(simulator.state.session.held)
        for played in simulator.say(said):
            walked.turns += 1
            walked.faults.extend(v.outcome for v in played.step.trace if v.outcome.startswith("fault:"))
            found = [*law.broken_by(played, had_held=had_held), *_wrong(flow, played)]
            broken.extend(f"{said!r}: {one}" for one in found)
            shown = [one for message in played.messages for one, _ in options_of(message)]
            if shown:
                old, tappable = [*old, *tappable][-20:], shown
    again = replayed(flow, simulator.played)
    broken.extend("another replay" for at, played in enumerate(simulator.played) if as_bytes(played.step) != again[at])
    return walked, broken


def _wrong(flow: Flow, played: Played) -> list[str]:
    """What holds for every flow, published or not."""
    wrong = [refusal for message in played.messages for refusal in refusals(message)]
    if len(played.messages) > flow.policy.max_messages_per_turn:
        wrong.append("more messages than the policy allows")
    if state_from_json(state_to_json(played.step.state)) != played.step.state:
        wrong.append("a state that does not come back")
    pending = played.step.state.session.pending
    begins_with_voice = pending is not None and heard_as(pending.key) is not None  # no flow has begun yet
    if played.step.state.status == "waiting" and played.step.state.node is None and not begins_with_voice:
        wrong.append("waiting nowhere")
    return wrong
