"""One turn while it runs: the only mutable thing of the engine, alive from an event to its `Step`."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from shared.domain.messages import Incoming
from shared.engine.codec import encode, fact_key
from shared.engine.effects import CancelTimer, Effect, EndSession, SetTimer
from shared.engine.facts import FactRequest, Facts
from shared.engine.faults import Fault, NeedsFacts
from shared.engine.limits import (
    KNOWN_NAME,
    MAX_NUMBER,
    MAX_STATE,
    MAX_STEPS,
    MAX_TRAIL,
    MAX_VALUE,
    MAX_VARIABLES,
    MAX_WAIT,
)
from shared.engine.localtime import after_quiet_hours, business, local
from shared.engine.node import Goes, Node, Visit
from shared.engine.render.bubbles import Bubble, Say
from shared.engine.reply_ids import reply_id
from shared.engine.sentences import sentence
from shared.engine.state import FlowRef, Pending, Question, Session, State, Status, Trail
from shared.engine.words import size_of

if TYPE_CHECKING:
    from shared.engine.flow import Flow

_SMALL = 1_000  # characters: a text shorter than this cannot matter to the bounds on values
SILENCE = "silence:"  # prefix of timer keys: the contact says nothing
LATE = "late:"  # prefix of timer keys: a slow effect does not answer


class Turn:
    """Variables, question and session as they change; bubbles, effects and trace as they grow.

    `vars` belongs to the state until the first `save`, which copies it.
    """

    __slots__ = (
        "_owns_vars",
        "bubbles",
        "effects",
        "facts",
        "flow",
        "forced",
        "heard_at",
        "locale",
        "node",
        "now",
        "number",
        "question",
        "question_bubbles",
        "reply_id",
        "reply_kind",
        "reply_text",
        "root_flow",
        "session",
        "status",
        "steps",
        "subflows",
        "trace",
        "trail",
        "vars",
    )

    def __init__(
        self,
        flow: "Flow",
        state: State,
        now: datetime,
        facts: Facts,
        subflows: "Callable[[Turn, FlowRef], Flow]",
    ) -> None:
        self.root_flow = self.flow = flow
        self.subflows = subflows
        self.now = now
        self.facts = facts
        sequence = facts.host.get("sequence")
        self.number = state.turn + 1 if sequence is None else _number(state.turn, sequence)
        self.vars = state.vars
        self._owns_vars = False
        self.status: Status | Literal["running"] = state.status
        self.node = state.node
        self.question = state.question
        self.trail = state.trail
        self.session = state.session
        self.heard_at = state.heard_at
        self.bubbles: list[Bubble] = []
        self.effects: list[Effect] = []
        self.trace: list[Visit] = []
        self.steps = 0
        self.reply_id: str | None = None
        self.reply_text = ""
        self.reply_kind = ""
        self.forced: str | None = None
        self.question_bubbles: tuple[int, int] | None = None
        self.locale = flow.only_locale or self._spoken()

    # --- reading

    def _spoken(self) -> str:
        """The contact's language, as the conversation's own flow and variables tell it; sub-flows follow."""
        stack = self.session.stack
        return self.root_flow.locale_of(stack[0].vars if stack else self.vars, self.facts.host)

    @property
    def timezone(self) -> str:
        return str(_inside(self.facts.host, "tenant").get("timezone") or "America/Sao_Paulo")

    @property
    def local_now(self) -> datetime:
        return local(self.now, self.timezone)

    def root(self, name: str) -> Any:
        """The roots of expressions that are not variables."""
        if name == "reply":
            return {"id": self.reply_id, "text": self.reply_text, "kind": str(self.reply_kind)}
        if name == "result":
            return self.vars.get(self.session.result)
        if name == "now":
            return self.local_now.isoformat(timespec="seconds")
        if name == "today":
            return self.local_now.date().isoformat()
        if name == "business":
            return business(self.facts.host.get("business_hours"), self.local_now)
        if name == "session":
            return {"turn": self.number - self.session.started, "origin": self.session.origin}
        if name in {"contact", "tenant", "conversation"}:
            return _shortened(_inside(self.facts.host, name))
        return None

    def sentence(self, name: str, *values: str) -> str:
        return sentence(name, self.locale, *values)

    def fact(self, request: FactRequest) -> Any:
        """Return a fact, or stop the turn to ask the host for it."""
        return self.facts_for((request,))[0]

    def facts_for(self, requests: tuple[FactRequest, ...]) -> tuple[Any, ...]:
        """Return several facts, asking for all that are missing at once."""
        keys = [fact_key(request) for request in requests]
        missing = tuple(request for request, key in zip(requests, keys, strict=True) if key not in self.facts.answers)
        if missing:
            raise NeedsFacts(missing)
        return tuple(self.facts.answers[key] for key in keys)

    def memory(self, node: str) -> dict[str, Any]:
        """What a node noted for itself earlier in this session."""
        found = self.session.memory.get(node)
        return found if isinstance(found, dict) else {}

    def reply_id_for(self, node: str, option: str) -> str:
        return reply_id(self.flow.version, node, self.number, option)

    # --- writing

    def save(self, name: str, value: Any) -> None:
        """Set a variable; past the bounds the turn faults with `value_limit`."""
        if not (value.__class__ is str and len(value) < _SMALL):
            self._check(value)
        if not self._owns_vars:
            self.vars = dict(self.vars)
            self._owns_vars = True
        self.vars[name] = value
        if len(self.vars) > MAX_VARIABLES:
            raise Fault("value_limit")
        if name == "locale" and self.root_flow.only_locale is None:
            self.locale = self._spoken()

    def forget(self, name: str) -> None:
        if name in self.vars:
            if not self._owns_vars:
                self.vars = dict(self.vars)
                self._owns_vars = True
            del self.vars[name]

    def replace_vars(self, values: dict[str, Any]) -> None:
        self.vars = dict(values)
        self._owns_vars = True
        if self.root_flow.only_locale is None:
            self.locale = self._spoken()

    def _check(self, value: Any) -> None:
        if isinstance(value, int | float) and not isinstance(value, bool):
            if not abs(value) <= MAX_NUMBER:
                raise Fault("value_limit")
        elif isinstance(value, str | list | dict):
            size = size_of(value, MAX_VALUE)
            if size > MAX_VALUE or (size > _SMALL and size + size_of(self.vars, MAX_STATE) > MAX_STATE):
                raise Fault("value_limit")

    def remember(self, node: str, **notes: Any) -> None:
        """Note something for later visits of a node in this session."""
        memory = {**self.session.memory, node: {**self.memory(node), **notes}}
        self.session = replace(self.session, memory=memory)

    def result_is(self, name: str) -> None:
        """Make `result` in expressions mean this variable; what was shown of an earlier result begins anew."""
        paging = any("of" in notes for notes in self.session.memory.values() if isinstance(notes, dict))
        if self.session.result != name or paging:
            memory = {node: notes for node, notes in self.session.memory.items() if "of" not in notes}
            self.session = replace(self.session, result=name, memory=memory)

    def say(self, node: str, text: str) -> None:
        self.bubbles.append(Say(node, text))

    def visit(self, node: str | None, outcome: str) -> None:
        self.trace.append(Visit(node, outcome))

    def ask(self, node: Node, question: Question) -> None:
        """Make `node`'s question the open one; the turn stops here."""
        self.question = question
        self.node = node.id
        self.status = "waiting"
        before = self.trail[:-1] if self.trail and self.trail[-1][0] == node.id else self.trail
        self.trail = _followed(before, node.id, self.number)

    def note_question(self, node: str) -> None:
        """Let taps on this node's buttons find it later, though it has no question of its own."""
        self.trail = _followed(self.trail, node, self.number)

    def wait(self, node: str) -> None:
        """Stop here without a question."""
        self.question = None
        self.node = node
        self.status = "waiting"

    def hear(self, *, option: str | None, text: str, kind: str) -> None:
        """Set what `reply.*` means from here on."""
        self.reply_id, self.reply_text, self.reply_kind = option, text, kind

    # --- timers and slow effects

    def set_timer(self, key: str, due: datetime, *, is_heard: bool = True) -> None:
        """Wake this conversation at `due` (aware UTC). is_heard: it will make the bot speak, so quiet hours put it off."""
        moment = min(due, self.now + MAX_WAIT)
        if is_heard:
            moment = after_quiet_hours(moment, self.flow.policy.quiet_hours, self.timezone)
        self.effects.append(SetTimer(key, moment))
        timers = (*(one for one in self.session.timers if one != key), key)
        self.session = replace(self.session, timers=timers)

    def cancel_timers(self, prefix: str = "") -> None:
        gone = [key for key in self.session.timers if key.startswith(prefix)]
        if gone:
            self.effects.extend(CancelTimer(key) for key in gone)
            kept = tuple(key for key in self.session.timers if not key.startswith(prefix))
            self.session = replace(self.session, timers=kept)

    def await_answer(self, key: str, node: str, effect: Effect, patience: timedelta) -> None:
        """Send a slow effect off; the turn stops until its answer comes, or `patience` is over."""
        self.effects.append(effect)
        self.session = replace(self.session, pending=Pending(key, node))
        self.node, self.status, self.question = node, "waiting", None
        self.set_timer(f"{LATE}{key}", self.now + patience, is_heard=False)

    def drop_timer(self, key: str) -> None:
        """Forget a timer that has come due."""
        self.session = replace(self.session, timers=tuple(one for one in self.session.timers if one != key))

    def clear_pending(self) -> None:
        """Stop waiting for a slow effect; its answer will be outdated."""
        pending = self.session.pending
        if pending is not None:
            self.session = replace(self.session, pending=None)
            self.cancel_timers(f"{LATE}{pending.key}")

    def settle(self) -> None:
        """Let go of everything that was waited for: timers, effects, the question."""
        self.clear_pending()
        if self.session.timers:
            self.cancel_timers()
        self.question = None

    def may_call_model(self) -> bool:
        """Count one more task for a model against the session's budget; False = it is used up."""
        most, made = self.root_flow.policy.budget.llm_calls, self.session.model_calls
        if most is not None and made >= most:
            return False
        self.session = replace(self.session, model_calls=made + 1)
        return True

    def note_origin(self, messages: Sequence[Incoming]) -> None:
        """Keep what brought the contact: `session.origin` in expressions."""
        referral = next((message.referral for message in messages if message.referral is not None), None)
        if referral is not None:
            self.session = replace(self.session, origin=encode(referral))

    # --- moving

    def current(self) -> Node | None:
        return self.flow.nodes.get(self.node) if self.node is not None else None

    def go(self, to: str | None) -> None:
        """Follow a target; None stays where the turn is."""
        if to is not None:
            self.run(to)

    def run(self, at: str | None) -> None:
        """Enter nodes until one stops the turn; falling off the end returns from a sub-flow or ends the session."""
        self.status = "running"
        while True:
            while at is not None:
                self.steps += 1
                if self.steps > MAX_STEPS:
                    raise Fault("step_limit")
                node = self.flow.nodes.get(at)
                if node is None:
                    raise Fault("target_missing")
                self.node = at
                self.trace.append(self.flow.entered[at])
                at = node.enter(self)
            status: str = self.status  # a node that stops the turn says so by setting it
            if status != "running":
                return
            if not self.session.stack:
                self.end(None)
                return
            at = self.return_from_subflow({})

    def leave(self, choose: Goes) -> str | None:
        """Follow transitions out of a node that had stopped the turn; with none that matches the flow ends here."""
        target = choose(self)
        if target is None:
            self.run(None)
        return target

    def reopen(self, node: str, turn: int) -> None:
        """Make an earlier question the open one again, without showing it."""
        self.question = Question(node, turn)
        self.node, self.status = node, "waiting"

    def return_from_subflow(self, outputs: dict[str, Any]) -> str | None:
        """Go back to the flow that called, at its `call` node, and return where that goes on."""
        frame = self.session.stack[-1]
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise Fault("step_limit")
        outputs = {**self.vars, **outputs}
        self.leave_subflow_backwards()
        node = self.flow.nodes.get(frame.node)
        if node is None or node.returned is None:
            raise Fault("target_missing")
        return node.returned(self, outputs)

    def leave_subflows(self) -> None:
        """Return to the conversation's own flow, dropping what the sub-flows knew."""
        if self.session.stack:
            bottom = self.session.stack[0]
            self.flow = self.root_flow
            self.replace_vars(bottom.vars)
            self.trail = bottom.trail
            memory, result = bottom.memory, bottom.result
            self.session = replace(self.session, stack=(), flow=bottom.flow, memory=memory, result=result)

    def leave_subflow_backwards(self) -> None:
        """Return to the calling flow as if the call had not been made."""
        frame = self.session.stack[-1]
        self.flow = self.subflows(self, frame.flow)
        self.replace_vars(frame.vars)
        self.trail, self.node, self.question = frame.trail, frame.node, None
        stack, memory, result = self.session.stack[:-1], frame.memory, frame.result
        self.session = replace(self.session, stack=stack, flow=frame.flow, memory=memory, result=result)

    # --- closing

    def forget_session(self) -> None:
        """Begin anew: no question, no trail, no notes; timers are cancelled."""
        self.settle()
        self.trail = ()
        self.session = Session(started=self.number)

    def end(self, outcome: str | None) -> None:
        """The flow came to its end; the next message starts anew."""
        self.settle()
        self.status = "ended"
        self.effects.append(EndSession(outcome))


def _followed(trail: Trail, node: str, turn: int) -> Trail:
    return trail[1 - MAX_TRAIL :] + ((node, turn),)  # noqa: RUF005 - a star would copy the trail once more


def _number(last: int, sequence: Any) -> int:
    """The host's number of this turn where it goes on from ours, else the next one."""
    if isinstance(sequence, int) and sequence > last and not isinstance(sequence, bool):
        return sequence
    return last + 1


def _shortened(values: dict[str, Any]) -> dict[str, Any]:
    """People may call themselves anything; what texts show of it is bounded."""
    if not any(isinstance(value, str) and len(value) * 2 > KNOWN_NAME for value in values.values()):
        return values
    return {key: value[: KNOWN_NAME // 2] if isinstance(value, str) else value for key, value in values.items()}


def _inside(host: Any, name: str) -> dict[str, Any]:
    value = host.get(name)
    return value if isinstance(value, dict) else {}
