"""One turn: the engine is stepped with the facts it asks for, and everything it says becomes rows of one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from shared.domain.ids import FlowVersionId
from shared.domain.sending import Claim
from shared.domain.windows import WINDOW
from shared.engine import codec
from shared.engine.effects import AskModel
from shared.engine.events import EffectAnswered, Event
from shared.engine.facts import MAX_FACT_ROUNDS, Facts
from shared.engine.flow import Flow
from shared.engine.session import is_over
from shared.engine.state import State
from shared.engine.step import Step, Wants, step
from shared.services.effects import Written, apply
from shared.services.facts import host_facts, read_fact
from shared.services.flow_cache import FlowCache
from shared.services.preview import preview
from shared.store import conversations, outbox, turns
from shared.store.conversations import After, Context
from shared.store.database import Tx
from shared.store.messages import NewMessage, store_messages
from shared.store.tasks import store_tasks


class FactsWithoutEnd(Exception):
    """The engine asked for more facts than its own bound allows: a bug of the engine, seen from outside."""


FIRST_STAGE = "new"  # where a lead starts when its flow has no kanban
MAX_FOLLOW_UPS = 10  # turns that unanswerable effects may add to one turn


@dataclass(frozen=True, slots=True)
class Arrived:
    """What came in with the turn: messages to keep, how many of them the contact wrote, where to answer. Empty for timers."""

    messages: Sequence[NewMessage] = ()
    heard: int = 0
    send_to: str | None = None
    send_to_kind: str | None = None
    last_incoming_at: datetime | None = None
    preview: str = ""


@dataclass(slots=True)
class Progress:
    """The conversation as the turns of this transaction move it."""

    state: State
    version: FlowVersionId
    number: int
    turns: int
    written: Written
    visited: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Taken:
    """What a turn leaves to do.

    claim: the first send, if this process may attempt it at once; has_sends: anything waits to be sent; has_tasks: a slow
    effect waits to be done.
    """

    claim: Claim | None
    has_sends: bool
    has_tasks: bool = False


def take_turn(
    tx: Tx,
    context: Context,
    flows: FlowCache,
    event: Event,
    arrived: Arrived,
    *,
    token: UUID | None,
    asks_models: bool = False,
) -> Taken:
    """Step the engine and queue every row.

    token: under which the first send is claimed, None = by whoever delivers. asks_models: a model is configured; else AI nodes are answered at once.

    Without a published flow the messages are kept and nobody answers.
    """
    chosen = _choose(tx, context, flows)
    if chosen is None:
        keep_silent(tx, context, arrived)
        return Taken(None, context.open_sends)
    progress = Progress(
        chosen.state,
        chosen.version,
        chosen.number,
        context.turns,
        Written(context.owner, context.sends, asks_models=asks_models),
    )
    events: list[Event] = [event]
    for _ in range(MAX_FOLLOW_UPS):
        if not events:
            break
        _step(tx, context, chosen.flow, events.pop(0), progress)
        events += [_unanswerable(effect) for effect in progress.written.unanswered]
        progress.written.unanswered.clear()
    return _write(tx, context, arrived, progress, token)


def keep_silent(tx: Tx, context: Context, arrived: Arrived) -> None:
    """Keep what came in without a turn: a person has the conversation, the tenant is suspended, or the message is too old."""
    store_messages(tx, conversation=context.id, account=context.account_id, messages=arrived.messages)
    conversations.save_after(tx, conversation=context.id, after=_after(context, arrived, None, ""))


def debounce_of(tx: Tx, context: Context, flows: FlowCache) -> timedelta:
    """How long the flow that would take this turn wants to wait for the rest of a burst."""
    chosen = _choose(tx, context, flows)
    return timedelta(milliseconds=chosen.flow.policy.debounce_ms) if chosen else timedelta()


@dataclass(frozen=True, slots=True)
class Chosen:
    """The version that takes a turn, and the state it starts from. number: the published number, carried by reply ids."""

    flow: Flow
    version: FlowVersionId
    number: int
    state: State


def _choose(tx: Tx, context: Context, flows: FlowCache) -> Chosen | None:
    """The pinned version while its session runs, else the published one; None when nothing is published.

    When the author published with `move`, a running session goes to the new version where its node still exists.
    """
    state = codec.state_from_json(context.state) if context.state else State.initial()
    pinned = _load(tx, flows, context.pinned, context.pinned_number, state)
    published = _load(tx, flows, context.published, context.published_number, state)
    if pinned is None or published is None or pinned.version == published.version:
        return pinned if pinned and not is_over(pinned.flow, state, now=context.now) else published
    if is_over(pinned.flow, state, now=context.now):
        return published
    moves = context.running == "move" and (state.node is None or state.node in published.flow.nodes)
    return published if moves else pinned


def _load(tx: Tx, flows: FlowCache, version: FlowVersionId | None, number: int | None, state: State) -> Chosen | None:
    if version is None or number is None:
        return None
    flow = flows.get(version, number, lambda: turns.definition_of(tx, version=version))
    return Chosen(flow, version, number, state)


def _step(tx: Tx, context: Context, flow: Flow, event: Event, progress: Progress) -> None:
    """One recorded step: facts are read until the engine has all it wants, then its effects are queued."""
    progress.turns += 1
    host = host_facts(context, version_number=progress.number, sequence=progress.turns)
    answers: dict[str, Any] = {}
    result: Step | Wants = Wants(())
    for _ in range(MAX_FACT_ROUNDS + 1):
        result = step(flow, progress.state, event, now=context.now, facts=Facts(answers, host))
        if isinstance(result, Step):
            break
        answers |= {codec.fact_key(request): read_fact(tx, context, request) for request in result.requests}
    if isinstance(result, Wants):
        raise FactsWithoutEnd
    progress.state = result.state
    said_before = len(progress.written.messages)
    apply(
        tx,
        context,
        result.effects,
        progress.written,
        turn=progress.turns,
        stages=[stage.id for stage in flow.kanban.stages] if flow.kanban and flow.kanban.stages else [FIRST_STAGE],
    )
    if isinstance(event, EffectAnswered) and event.result.get("sources"):
        _keep_sources(progress.written.messages[said_before:], event.result)
    turns.record(
        tx,
        conversation=context.id,
        turn=turns.Turn(
            number=progress.turns,
            version=progress.version,
            event=codec.event_to_json(event),
            facts={"answers": answers, "host": host},
            effects=[codec.effect_to_json(effect) for effect in result.effects],
            trace=[codec.encode(visit) for visit in result.trace],
            state=codec.state_to_json(result.state),
            now=context.now,
        ),
    )


def _keep_sources(said: Sequence[NewMessage], result: Mapping[str, Any]) -> None:
    """Note on the message that holds a model's answer what it was taken from; people see it, WhatsApp does not."""
    beginning = str(result.get("text", "")).strip()[:40]
    for message in said:
        if beginning and beginning in message.text:
            message.content["sources"] = result["sources"]
            return


def _unanswerable(effect: AskModel) -> EffectAnswered:
    """No model is configured: the node takes its `else` at once, and the conversation goes on."""
    return EffectAnswered(effect.key, {"ok": False, "error": "not_available"})


def _write(tx: Tx, context: Context, arrived: Arrived, progress: Progress, token: UUID | None) -> Taken:
    written = progress.written
    messages = [*arrived.messages, *written.messages]
    store_messages(tx, conversation=context.id, account=context.account_id, messages=messages)
    said = preview(written.messages[-1].text) if written.messages else ""
    claim = _first_claim(context, arrived, written) if token else None
    start_first = token if claim else None
    outbox.store_sends(
        tx, conversation=context.id, account=context.account_id, sends=written.outbox, start_first=start_first
    )
    after = _after(context, arrived, progress, said, started=claim is not None)
    conversations.save_after(tx, conversation=context.id, after=after)
    store_tasks(tx, conversation=context.id, tasks=written.tasks)
    return Taken(claim, bool(written.outbox) or context.open_sends, bool(written.tasks))


def _after(context: Context, arrived: Arrived, progress: Progress | None, said: str, *, started: bool = False) -> After:
    return After(
        owner=progress.written.owner if progress else context.owner,
        team=progress.written.team if progress else None,
        pinned=progress.version if progress else context.pinned,
        state=codec.state_to_json(progress.state) if progress else context.state,
        turns=progress.turns if progress else context.turns,
        sends=progress.written.sends if progress else context.sends,
        preview=said or arrived.preview,
        unread=arrived.heard,
        last_incoming_at=arrived.last_incoming_at,
        send_to=arrived.send_to,
        send_to_kind=arrived.send_to_kind,
        started=started,
        has_messages=bool(arrived.messages or said),
    )


def _first_claim(context: Context, arrived: Arrived, written: Written) -> Claim | None:
    """The first send of the turn, started by the turn's own commit, when nothing older waits and it may leave now."""
    to, kind = arrived.send_to or context.send_to, arrived.send_to_kind or context.send_to_kind
    too_fast = context.pair_level + 1 > outbox.PAIR_BURST
    if (
        not written.outbox
        or context.open_sends
        or context.account_status != "connected"
        or not (to and kind)
        or too_fast
    ):
        return None
    first = written.outbox[0]
    newest = max((t for t in (context.last_incoming_at, arrived.last_incoming_at) if t), default=None)
    return Claim(
        id=first.id, conversation=context.id, message=first.message, attempt=1, payload=first.payload, once=first.once,
        to=to, to_kind=kind, free_form_open=newest is not None and newest > context.now - WINDOW,
        opted_out=False, account=context.account_id, number=context.number, access_token=context.access_token,
    )  # fmt: skip
