"""One turn: `step(flow, state, event) -> Step | Wants`. Pure and total: the same arguments give the same bytes, always."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from shared.domain.messages import Incoming, IncomingKind
from shared.engine.commands import run_command
from shared.engine.effects import CancelTimer, Effect, HandOff, SaveLead, SetTimer
from shared.engine.events import EffectAnswered, Event, HandedBack, MessagesReceived, TimerFired
from shared.engine.facts import FactRequest, Facts
from shared.engine.fallback import hand_over
from shared.engine.faults import Fault, NeedsFacts
from shared.engine.flow import Flow
from shared.engine.hearing import command_in, hear, hold, is_of_this_session, release
from shared.engine.limits import MAX_UNANSWERED
from shared.engine.listening import SEEN, START, UNSEEN, heard_as, listen, written_down
from shared.engine.node import Visit
from shared.engine.record import record
from shared.engine.render import render
from shared.engine.reply_ids import parse_reply_id
from shared.engine.state import State
from shared.engine.subflows import subflow
from shared.engine.triggers import ANY
from shared.engine.turn import LATE, SILENCE, Turn

_REACTION = IncomingKind.REACTION  # looking a member up in its class costs more than comparing it


@record
class Step:
    """What a turn made. effects: the messages first, in order, then the others in the order in which they arose."""

    state: State
    effects: tuple[Effect, ...]
    trace: tuple[Visit, ...]


@record
class Wants:
    """Facts to be read before the turn can be made: read them and call `step` again with the same arguments."""

    requests: tuple[FactRequest, ...]


def step(flow: Flow, state: State, event: Event, *, now: datetime, facts: Facts) -> Step | Wants:
    """Make one turn.

    now: aware UTC. Never raises for a flow that `load_flow` accepted: a fault in a node becomes a line of the trace
    (`fault:<code>`) and the conversation goes to a person.
    """
    turn = Turn(flow, state, now, facts, subflow)
    try:
        if turn.session.flow.key is not None:
            turn.flow = subflow(turn, turn.session.flow)
        if event.__class__ is MessagesReceived:
            _receive(turn, event.messages)
        else:
            _happen(turn, event)
    except NeedsFacts as needed:
        return Wants(needed.requests)
    except Fault as fault:
        turn.visit(turn.node, f"fault:{fault.code}")
        hand_over(turn, turn.node, "fault")
    return _finish(turn, state)


def _happen(turn: Turn, event: Event) -> None:
    match event:
        case MessagesReceived(messages):
            _receive(turn, messages)
        case TimerFired(key):
            _wake(turn, key)
        case EffectAnswered(key, result):
            pending = turn.session.pending
            if pending is None or pending.key != key:
                turn.visit(turn.node, "outdated")
                return
            _answer(turn, result)
        case HandedBack():
            _hand_back(turn)


def _answer(turn: Turn, result: dict[str, Any]) -> None:
    """A slow effect came back: its node goes on, then whatever was said meanwhile is heard."""
    key = turn.session.pending.key if turn.session.pending is not None else ""
    turn.clear_pending()
    how = heard_as(key)
    if how is not None:
        _take_words(turn, how, result)
        return
    node = turn.current()
    turn.go(node.answered(turn, result) if node is not None and node.answered is not None else None)
    release(turn)


def _take_words(turn: Turn, how: str, result: dict[str, Any]) -> None:
    """A voice note was written down, or could not be: what was held back with it is heard now."""
    messages, has_words = written_down(turn, result)
    _note_reply(turn, messages)
    if not has_words and (how == UNSEEN or (how == START and turn.root_flow.triggers.find(messages) is not None)):
        turn.say(turn.node or "", turn.sentence("got_audio"))  # no question will say it
    if how != START:
        hear(turn, messages, seen=how == SEEN)
    elif not listen(turn, messages, START):
        turn.status = "ended"
        _start(turn, messages)


def _note_reply(turn: Turn, said: Sequence[Incoming]) -> None:
    """Set what `reply.*` means before any node has heard it."""
    turn.reply_text = said[0].text if len(said) == 1 else "\n".join(one.text for one in said if one.text)
    turn.reply_kind = said[-1].kind if said else ""


def _receive(turn: Turn, messages: Sequence[Incoming]) -> None:
    said = messages if len(messages) == 1 else [one for one in messages if one.kind is not _REACTION]
    if not said or said[0].kind is _REACTION:
        turn.visit(turn.node, "reaction")
        return
    _note_reply(turn, said)
    last, turn.heard_at = turn.heard_at, turn.now
    is_asleep = turn.question is not None and last is not None and turn.now - last > turn.flow.session_length
    if turn.session.unanswered:
        turn.session = replace(turn.session, unanswered=0)
    if _is_yet_to_begin(turn):
        _receive_before_beginning(turn, said)
    elif turn.status == "waiting" and not is_asleep:
        if turn.session.timers:
            turn.cancel_timers(SILENCE)
        hear(turn, said)
    elif turn.status == "human":
        turn.visit(turn.node, "human")
    elif turn.status == "ended" and _taps_back(turn, said):
        turn.status = "waiting"
        hear(turn, said)
    elif not listen(turn, said, START):
        _start(turn, said)


def _is_yet_to_begin(turn: Turn) -> bool:
    """Say whether the voice note that begins a session is still being written down."""
    pending = turn.session.pending
    return pending is not None and heard_as(pending.key) == START


def _receive_before_beginning(turn: Turn, said: Sequence[Incoming]) -> None:
    """What is said meanwhile waits for the voice note's words; a command does not, and is what the session begins with."""
    if command_in(turn, said[0]) is None:
        hold(turn, said)
        return
    for _ in turn.session.held:
        turn.visit(None, "left_over")
    turn.session = replace(turn.session, held=())
    turn.clear_pending()
    turn.status = "ended"
    _start(turn, said)


def _taps_back(turn: Turn, messages: Sequence[Incoming]) -> bool:
    """Say whether the first message taps a question of the session that just ended: its buttons still work."""
    tap = parse_reply_id(messages[0].reply_id)
    return tap is not None and is_of_this_session(turn, tap)


def _start(turn: Turn, messages: Sequence[Incoming]) -> None:
    """Begin a session, if a trigger of the flow says so. Whoever begins with "parar" is heard in any case."""
    action = command_in(turn, messages[0])
    found = turn.root_flow.triggers.find(messages)
    if action is None and found is not None and found[1] is None and messages[0].kind is IncomingKind.TEXT:
        action = turn.root_flow.commands.meant_firmly(messages[0].text, turn.locale)  # nobody needs a greeting first
    if found is None and (action is None or action.name != "stop"):
        turn.visit(None, "no_trigger")
        return
    if action is not None and action.name in {"stop", "human", "goto"}:
        _begin(turn, messages)
        turn.go(run_command(turn, action))
        hear(turn, messages[1:], seen=False)
        return
    starter, taken = found if found is not None else (ANY, None)
    reopen_to = turn.session.reopen_to if turn.status == "ended" else None
    if reopen_to is not None:
        turn.session = replace(turn.session, reopen_to=None)  # the next end says anew where it goes on
        turn.go(reopen_to)
    else:
        _begin(turn, messages)
        turn.go(starter.to or turn.flow.start)
    if action is not None:
        taken = 0  # "menu" and its like: that is where a session begins
    rest = [message for at, message in enumerate(messages) if at != taken]
    hear(turn, rest, seen=False)
    if taken is None and turn.trace[-1].outcome == "left_over" and len(rest) == 1:
        turn.trace.pop()  # the words that started the session: a greeting is not left over


def _begin(turn: Turn, messages: Sequence[Incoming]) -> None:
    """Leave everything behind that an earlier session knew."""
    turn.flow = turn.root_flow
    turn.replace_vars(dict(turn.flow.defaults))
    turn.forget_session()
    turn.node = turn.flow.start
    turn.note_origin(messages)


def _wake(turn: Turn, key: str) -> None:
    if key not in turn.session.timers:
        turn.visit(turn.node, "outdated")
        return
    turn.drop_timer(key)
    if turn.session.unanswered >= MAX_UNANSWERED:
        turn.visit(turn.node, "fault:unanswered")
        turn.end("unanswered")
        return
    turn.session = replace(turn.session, unanswered=turn.session.unanswered + 1)
    pending = turn.session.pending
    if pending is not None and key == f"{LATE}{pending.key}":
        _answer(turn, {"ok": False, "error": "timeout"})
        return
    node = turn.current()
    if node is not None and node.wake is not None:
        turn.go(node.wake(turn, key))


def _hand_back(turn: Turn) -> None:
    if turn.status != "human":
        turn.visit(turn.node, "outdated")
        return
    turn.cancel_timers()
    node = turn.current()
    target = node.resumed(turn) if node is not None and node.resumed is not None else None
    turn.visit(turn.node, "handed_back")
    if target is None:
        turn.end("handed_back")
    else:
        turn.go(target)


def _finish(turn: Turn, before: State) -> Step:
    effects: list[Effect] = []
    if turn.bubbles:
        flow = turn.root_flow
        sends = render(turn.bubbles, turn.locale)
        if len(sends) > flow.most_messages:
            turn.visit(turn.node, "fault:message_limit")
            sends = [*sends[: flow.most_messages - 1], sends[-1]]  # the last one stays, for it is the question
        if flow.message_budget is not None:
            _count(turn, len(sends), flow.message_budget)
        effects.extend(sends)
    status = turn.status if turn.status != "running" else "ended"
    is_over = status != "waiting"
    if is_over and status != before.status:
        _add_lead(turn)
    if turn.effects:
        effects.extend(_settled(turn.effects))
    state = State(status, turn.node, turn.vars, turn.number, turn.heard_at, turn.question, turn.trail, turn.session)
    return Step(state, tuple(effects), tuple(turn.trace))


def _count(turn: Turn, sent: int, most: int) -> None:
    """A session that has used up its messages goes on with a person."""
    turn.session = replace(turn.session, sent=turn.session.sent + sent)
    if turn.session.sent >= most and turn.status == "waiting":
        turn.visit(turn.node, "fault:message_budget")
        turn.settle()
        turn.status = "human"
        turn.effects.append(HandOff())


def _settled(effects: list[Effect]) -> list[Effect]:
    """Leave out timers that the same turn set and cancelled or set again."""
    if not any(isinstance(effect, SetTimer) for effect in effects):
        return effects
    kept: list[Effect] = []
    for at, effect in enumerate(effects):
        if isinstance(effect, SetTimer) and any(
            isinstance(later, SetTimer | CancelTimer) and later.key == effect.key for later in effects[at + 1 :]
        ):
            continue
        kept.append(effect)
    return kept


def _add_lead(turn: Turn) -> None:
    """A flow that describes its lead but has no `lead` node leaves one when it ends or hands over."""
    flow = turn.root_flow
    if flow.lead_lines is None or flow.has_lead_node or turn.flow is not flow:
        return
    fields = flow.lead_lines.fields(turn)
    if fields:
        turn.effects.append(SaveLead(fields, flow.first_stage, flow.lead_lines.summary(turn)))
