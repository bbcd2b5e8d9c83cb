"""Use case: talk to a draft. The very engine, the tenant's own catalogue, a contact that does not exist; nothing is stored.

The conversation so far travels with the page: a sealed text that only this service can have made, for this flow.
"""

import base64
import binascii
import hashlib
import hmac
import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shared.domain.errors import Invalid
from shared.domain.flows import FlowDraft
from shared.domain.ids import FlowId, TenantId
from shared.domain.messages import Outgoing
from shared.domain.tenants import Tenant
from shared.engine import codec
from shared.engine.effects import AskModel, CallHttp, Effect, Send
from shared.engine.events import EffectAnswered, Event
from shared.engine.facts import FactRequest
from shared.engine.flow import Flow, load_flow
from shared.engine.node import Visit
from shared.engine.render.reading import all_words
from shared.engine.simulate import Played, Simulator
from shared.engine.state import State
from shared.services.edit_flows import flow_not_found, refuse_unreadable
from shared.store import flows, tenants
from shared.store.core import Core

MAX_TURNS = 50  # of one request: an answer, the timers that came due, the slow effects that were skipped
UNHEARD = frozenset({"no_trigger", "left_over", "outdated", "human", "reaction"})  # visits that changed nothing
JUMP = "\u2063jump 7f3a"  # the words of a command that nobody can type: how "test from here" enters a node
CONTACT = {"id": "preview", "name": "Ana Souza", "first_name": "Ana", "phone": "+5511900000000", "has_phone": True}
KEY_PURPOSE = b"prosa: state of a preview"

ReadFact = Callable[[FactRequest], Any]


@dataclass(frozen=True, slots=True)
class Ask:
    """said: as in a test of a definition, None = nothing yet. state: what the last answer gave, None = a new conversation.

    definition: instead of the draft. from_node: go there first. skips_effects: models and other systems answer "not available".
    """

    said: Any = None
    state: str | None = None
    definition: Mapping[str, Any] | None = None
    from_node: str | None = None
    contact: Mapping[str, Any] = field(default_factory=dict)
    skips_effects: bool = True


@dataclass(frozen=True, slots=True)
class Previewed:
    """timers: key -> seconds until it comes due. effects: what the turns would have done besides sending."""

    messages: tuple[Outgoing, ...]
    state: State
    sealed: str
    trace: tuple[Visit, ...]
    effects: tuple[Effect, ...]
    timers: Mapping[str, float]

    @property
    def is_handled(self) -> bool:
        return bool(self.messages) or any(visit.outcome not in UNHEARD for visit in self.trace)

    @property
    def words(self) -> str:
        return "\n\n".join(all_words(message) for message in self.messages)


def preview(
    core: Core, *, tenant: TenantId, flow: FlowId, ask: Ask, read_fact: ReadFact, secret: str, now: datetime
) -> Previewed:
    """Make the turns that follow from one input.

    read_fact: answers what the engine asks of the tenant's data. secret: seals the state.
    Raises NotFound `flow_not_found`, TooLarge, Invalid: `flow_invalid` (the definition cannot be loaded), `invalid_state`,
    `invalid_input`, `node_not_found`, `preview_too_long`.
    """
    draft, place = _read(core, tenant, flow)
    definition = ask.definition if ask.definition is not None else draft.definition
    if ask.definition is not None:
        refuse_unreadable(definition)
    seal = Seal(secret, tenant, flow)
    host = _Rehearsal(load_flow(definition), place, ask, read_fact)
    host.restore(seal.open(ask.state) if ask.state is not None else None, now)
    played = host.catch_up(now)
    if ask.from_node is not None:
        played += host.jump(definition, ask.from_node)
    if ask.said is not None:
        played += host.hear(ask.said)
    return Previewed(
        messages=tuple(message for turn in played for message in turn.messages),
        state=host.state,
        sealed=seal.close(host.saved()),
        trace=tuple(visit for turn in played for visit in turn.step.trace),
        effects=tuple(effect for turn in played for effect in turn.step.effects if not isinstance(effect, Send)),
        timers={key: max(0.0, (due - host.now).total_seconds()) for key, due in sorted(host.timers.items())},
    )


def with_jump(definition: Mapping[str, Any], node: str) -> dict[str, Any]:
    """Give a definition that goes to this node at the word JUMP, whatever starts it otherwise."""
    commands = [*(definition.get("commands") or ()), {"words": [JUMP], "action": "goto", "to": node}]
    return {**definition, "commands": commands, "triggers": []}


@dataclass(frozen=True, slots=True)
class Seal:
    """Makes the state opaque and tamper-proof, bound to one flow of one tenant."""

    secret: str
    tenant: TenantId
    flow: FlowId

    def close(self, value: Mapping[str, Any]) -> str:
        packed = zlib.compress(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"))
        return base64.urlsafe_b64encode(self._mark(packed) + packed).decode()

    def open(self, sealed: str) -> dict[str, Any]:
        """Raises Invalid `invalid_state` for anything that `close` did not make for this flow."""
        try:
            raw = base64.b64decode(sealed, b"-_", validate=True)
        except (binascii.Error, ValueError) as error:
            raise _invalid_state() from error
        mark, packed = raw[:32], raw[32:]
        if not hmac.compare_digest(mark, self._mark(packed)):
            raise _invalid_state()
        value: dict[str, Any] = json.loads(zlib.decompress(packed).decode("utf-8", "surrogatepass"))
        return value

    def _mark(self, packed: bytes) -> bytes:
        key = hmac.digest(self.secret.encode(), KEY_PURPOSE, hashlib.sha256)
        return hmac.digest(key, self.tenant.bytes + self.flow.bytes + packed, hashlib.sha256)


class _Rehearsal(Simulator):
    """A simulator whose facts are the tenant's, and whose clock runs on between two requests."""

    __slots__ = ("_played_now", "_read", "_skips")

    def __init__(self, flow: Flow, place: Tenant, ask: Ask, read: ReadFact) -> None:
        tenant = {"name": place.name, "timezone": place.timezone, "locale": place.locale}
        super().__init__(flow, {"tenant": tenant, "contact": {**CONTACT, **ask.contact}})
        self._read, self._skips, self._played_now = read, ask.skips_effects, 0

    def restore(self, saved: Mapping[str, Any] | None, now: datetime) -> None:
        self.now = now
        if saved is None:
            return
        try:
            self.state = codec.state_from_json(saved["state"])
            self.now = datetime.fromisoformat(saved["now"])
            self.timers = {key: datetime.fromisoformat(due) for key, due in saved["timers"].items()}
        except (ValueError, KeyError) as error:  # ours, but of another release
            raise _invalid_state() from error

    def saved(self) -> dict[str, Any]:
        timers = {key: due.isoformat() for key, due in self.timers.items()}
        return {"state": codec.state_to_json(self.state), "now": self.now.isoformat(), "timers": timers}

    def catch_up(self, now: datetime) -> list[Played]:
        """Let the time pass that passed while the page was looked at; timers that came due fire. After a jump in time it waits."""
        return [] if now <= self.now else list(self._wait(now - self.now))

    def jump(self, definition: Mapping[str, Any], node: str) -> list[Played]:
        """Go to a node, from wherever the conversation stands, keeping what it knows."""
        if node not in self.flow.nodes:
            raise Invalid("node_not_found", "The flow has no node of this id.")
        usual, self.flow = self.flow, load_flow(with_jump(definition, node))
        if self.state.status == "human" or self.state.session.flow.key is not None:
            self.state = State.initial()  # people do not go away at a word, and a sub-flow has nodes of its own
        try:
            return self.hear(JUMP)
        finally:
            self.flow = usual

    def hear(self, said: Any) -> list[Played]:
        before = len(self.played)
        try:
            self.say(said)
        except ValueError as error:
            raise Invalid("invalid_input", "This is nothing that a contact can say or that can happen.") from error
        return self.played[before:]

    def happen(self, event: Event) -> Played:
        self._played_now += 1
        if self._played_now > MAX_TURNS:
            raise Invalid("preview_too_long", f"More than {MAX_TURNS} turns came of this. Wait for a shorter time.")
        played = super().happen(event)
        if self._skips:
            for effect in played.step.effects:
                if isinstance(effect, AskModel | CallHttp):
                    self.happen(EffectAnswered(effect.key, {"ok": False, "error": "not_available"}))
        return played

    def answer(self, request: FactRequest) -> Any:
        return self._read(request)


def _read(core: Core, tenant: TenantId, flow: FlowId) -> tuple[FlowDraft, Tenant]:
    with core.tenant(tenant) as tx:
        draft, place = flows.find_flow(tx, tenant=tenant, flow=flow), tenants.find_tenant(tx, tenant=tenant)
    if draft is None or place is None:
        raise flow_not_found()
    return draft, place


def _invalid_state() -> Invalid:
    return Invalid("invalid_state", "The state is not one that a preview of this flow gave.")
