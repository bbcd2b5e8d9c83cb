"""Where a conversation stands between two events: everything a turn remembers, and nothing else."""

from dataclasses import field
from datetime import datetime
from typing import Any, Literal

from shared.domain.messages import Incoming
from shared.engine.record import record

Trail = tuple[tuple[str, int], ...]  # questions asked so far, as (node, turn), oldest first
Status = Literal["idle", "waiting", "human", "ended"]


@record
class Doubt:
    """One reading of an ambiguous answer, offered as a button under "Você quis dizer …?"."""

    label: str
    value: Any
    id: str | None = None  # the option's id, where the question has options


@record
class Question:
    """The question that is open.

    turn: the turn that asked it; the ids of its buttons carry it. tries: invalid answers so far. page: page of a long
    list, from 0. doubts: what a "did you mean" offers. picked: option ids chosen so far (`multi`). offered: ids and labels
    as they were shown, kept only where they came from data.
    """

    node: str
    turn: int
    tries: int = 0
    page: int = 0
    doubts: tuple[Doubt, ...] = ()
    picked: tuple[str, ...] = ()
    offered: tuple[tuple[str, str], ...] = ()


@record
class Pending:
    """A slow effect whose answer the conversation waits for. `key` names it; an answer with another key is outdated."""

    key: str
    node: str


@record
class FlowRef:
    """Which flow is being walked; key None is the conversation's own, pinned flow."""

    key: str | None = None
    version: int | None = None


@record
class Frame:
    """A flow that waits for the sub-flow it called (at `node`, a `call`) to return."""

    flow: FlowRef
    node: str
    vars: dict[str, Any]
    trail: tuple[tuple[str, int], ...]
    memory: dict[str, Any]
    result: str


@record
class Session:
    """What changes seldom: reused as it is by most turns.

    started: first turn of the session; older taps are another session's. memory: what nodes note for themselves (rounds,
    pages, items shown), by node id. timers: keys set and not yet due. held: messages that arrived while an effect was on
    its way. result: name of the variable that `result` means. origin: the advertisement or link that
    brought the contact. reopen_to: where the next message of an ended session goes on.
    model_calls, sent: tasks given to the model and messages sent so far, for the flow's budget. unanswered: timers that came
    due since the contact last wrote.
    """

    started: int = 0
    flow: FlowRef = field(default_factory=FlowRef)
    stack: tuple[Frame, ...] = ()
    memory: dict[str, Any] = field(default_factory=dict)
    timers: tuple[str, ...] = ()
    pending: Pending | None = None
    held: tuple[Incoming, ...] = ()
    result: str = "result"
    origin: dict[str, Any] = field(default_factory=dict)
    reopen_to: str | None = None
    model_calls: int = 0
    sent: int = 0
    unanswered: int = 0


@record
class State:
    """The whole of it.

    idle: nothing has happened yet. waiting: at `node`, for a word of the contact, a timer or an effect's answer. human:
    people have the conversation, the bot is silent. ended: the next message starts anew. turn: number of the last turn,
    never reset. heard_at: when the contact last wrote (aware UTC). trail: questions of this session asked so far, as
    (node, turn), oldest first.
    """

    status: Status = "idle"
    node: str | None = None
    vars: dict[str, Any] = field(default_factory=dict)
    turn: int = 0
    heard_at: datetime | None = None
    question: Question | None = None
    trail: tuple[tuple[str, int], ...] = ()
    session: Session = field(default_factory=Session)

    @staticmethod
    def initial() -> "State":
        return State()
