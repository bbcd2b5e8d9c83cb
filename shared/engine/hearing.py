"""What an event's messages do: commands, old taps, answers, in the order in which they came; none is lost.

A burst is one turn. Its messages stand in a queue: those that belong to the open question are tried on it; what is left
over after an answer is offered to the next question, which must read it without doubt, since the contact has not seen it
yet, and only while the turn has steps left for it. What nothing can use is noted in the trace (`left_over`) and stays in the conversation for people to read.
"""

from collections.abc import Sequence
from dataclasses import replace

from shared.domain.messages import Incoming, IncomingKind
from shared.engine.commands import Action, run_command
from shared.engine.limits import MAX_ASKED_MESSAGES, MAX_HELD, MAX_STEPS
from shared.engine.listening import SEEN, UNSEEN, is_voice_note, listen, unheard
from shared.engine.reply_ids import Tap, parse_reply_id
from shared.engine.turn import Turn
from shared.engine.words import folded

_TEXT, _TAP = IncomingKind.TEXT, IncomingKind.TAP  # looking a member up in its class costs more than comparing it


def hear(turn: Turn, messages: Sequence[Incoming], *, seen: bool = True) -> None:
    """Work through the messages; the turn has a current node."""
    is_plain = seen and len(messages) == 1 and messages[0].kind is _TEXT and turn.session.pending is None
    if is_plain and _control(turn, messages[0]) is None:
        _answer(turn, messages)
        return
    queue = list(messages[:MAX_ASKED_MESSAGES])
    while queue:
        if turn.status != "waiting":
            break
        control = _control(turn, queue[0])
        if control is not None:
            message = queue.pop(0)
            turn.go(_follow(turn, control, message))
            seen = True
            continue
        run = _leading_plain(turn, queue)
        if turn.session.pending is not None:
            hold(turn, queue[:run])
            del queue[:run]
            continue
        node = turn.current()
        has_room = turn.steps + turn.flow.longest_run <= MAX_STEPS
        if node is None or node.hear is None or not (seen or (node.answers_unseen and has_room)):
            break
        if node.hears_voice and any(is_voice_note(message) for message in queue[:run]):
            if listen(turn, queue, SEEN if seen else UNSEEN):
                return
            queue[:run] = [unheard(message) if is_voice_note(message) else message for message in queue[:run]]
        shown = turn.question_bubbles
        heard = node.hear(turn, queue[:run], seen)
        if heard is None:
            _leave_over(turn, queue, run)
            continue
        if not seen and shown is not None and turn.status == "waiting":
            del turn.bubbles[shown[0] : shown[1]]  # answered before it was seen: nobody needs to read it
        to, used = heard
        del queue[: max(1, min(used, run))]
        turn.go(to)
        seen = False
    _leave_over(turn, queue, len(queue))


def _answer(turn: Turn, messages: Sequence[Incoming]) -> None:
    """The common case, cut short: nothing but words for the open question."""
    node = turn.flow.nodes.get(turn.node or "")
    heard = node.hear(turn, messages, True) if node is not None and node.hear is not None else None
    if heard is None:
        turn.visit(turn.node, "left_over")
    elif heard[0] is not None:
        turn.run(heard[0])


def _leave_over(turn: Turn, queue: list[Incoming], count: int) -> None:
    for _ in range(count):
        turn.visit(turn.node, "left_over")
    del queue[:count]


def _control(turn: Turn, message: Incoming) -> Action | Tap | None:
    """Return the command or the old tap that a message is; None for an answer."""
    if message.kind is _TAP:
        tap = parse_reply_id(message.reply_id)
        if tap is not None and tap.node != turn.node and is_of_this_session(turn, tap):
            return tap
    action, node = command_in(turn, message), turn.current()
    if action is None and message.kind is _TEXT and node is not None and not node.answers_unseen:
        # free text takes whatever is said, a call for help too
        action = turn.root_flow.commands.meant_firmly(message.text, turn.locale)
    if action is None:
        return None
    if node is not None and node.claims is not None and node.claims(turn, folded(message.text)):
        return None
    return action


def command_in(turn: Turn, message: Incoming) -> Action | None:
    """Return the command that a whole message is."""
    if message.kind is not _TEXT and message.kind is not _TAP:
        return None
    return turn.root_flow.commands.find(message.text)


def is_of_this_session(turn: Turn, tap: Tap) -> bool:
    """Say whether the tapped question was asked in this session, in the flow that is running or one that called it."""
    if tap.turn < turn.session.started:
        return False
    return any(node == tap.node for node, _ in turn.trail) and _goes_back(turn, tap.node)


def _goes_back(turn: Turn, node: str) -> bool:
    found = turn.flow.nodes.get(node)
    return found is not None and found.old_taps == "go_back" and found.hear is not None


def _follow(turn: Turn, control: Action | Tap, message: Incoming) -> str | None:
    if isinstance(control, Action):
        return run_command(turn, control)
    return _go_back(turn, control, message)


def _go_back(turn: Turn, tap: Tap, message: Incoming) -> str | None:
    """An earlier question of this session gets a new answer: the flow goes on from there."""
    turn.visit(tap.node, "old_tap")
    turn.settle()
    places = [at for at, (node, _) in enumerate(turn.trail) if node == tap.node]
    turn.trail = turn.trail[: places[-1] + 1]
    node = turn.flow.nodes[tap.node]
    turn.reopen(tap.node, tap.turn)
    if node.hear is None:
        return tap.node
    heard = node.hear(turn, [message], True)
    return heard[0] if heard is not None else None


def _leading_plain(turn: Turn, queue: Sequence[Incoming]) -> int:
    """How many messages from the front are neither commands nor old taps."""
    count = 1
    while count < len(queue) and _control(turn, queue[count]) is None:
        count += 1
    return count


def hold(turn: Turn, queue: Sequence[Incoming]) -> None:
    """Keep messages that came while a slow effect is on its way; they are heard when its answer is there."""
    held = (*turn.session.held, *queue)
    for _ in held[MAX_HELD:]:
        turn.visit(turn.node, "left_over")
    turn.session = replace(turn.session, held=held[:MAX_HELD])


def release(turn: Turn) -> None:
    """Hear what was held back."""
    held = turn.session.held
    if held:
        turn.session = replace(turn.session, held=())
        hear(turn, held, seen=False)
