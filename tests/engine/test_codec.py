"""The codec: everything comes back as it was, the keys of facts are canonical, and what is not ours is refused."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from shared.domain.ids import Wamid
from shared.domain.messages import (
    AskContact,
    AskLocation,
    Attachment,
    Button,
    Buttons,
    Incoming,
    IncomingKind,
    LinkButton,
    ListMenu,
    Location,
    Media,
    Outgoing,
    Referral,
    Row,
    Section,
    SendContact,
    SendLocation,
    SharedContact,
    TemplateMessage,
    Text,
)
from shared.engine import codec
from shared.engine.effects import (
    AskModel,
    CallHttp,
    CancelTimer,
    Effect,
    EndSession,
    HandOff,
    Notify,
    OptOut,
    SaveLead,
    Send,
    SetTimer,
    Track,
    UpdateContact,
)
from shared.engine.events import EffectAnswered, Event, HandedBack, MessagesReceived, TimerFired
from shared.engine.facts import FactRequest, ListValues, LoadContact, LoadFlow, SearchItems
from shared.engine.state import Doubt, FlowRef, Frame, Pending, Question, Session, State

NOW = datetime(2026, 11, 23, 12, 30, 15, tzinfo=UTC)
INCOMING = Incoming(
    Wamid("w"),
    IncomingKind.TAP,
    NOW,
    "oi",
    "1~a~2~b",
    Media("m", "image/png", "c", "f", voice=True),
    Location(1.5, -2.5, "n"),
    (SharedContact("n", ("1", "2"), from_request=True),),
    Referral("s", "ad", "u", "h", "b", "c"),
    Wamid("q"),
)
MESSAGES: list[Outgoing] = [
    Text("oi", preview_url=True),
    Attachment("image", "/a", "c", "f"),
    Buttons("b", (Button("i", "t"),), "h", "/i", "f"),
    ListMenu("b", "m", (Section("s", (Row("i", "t", "d"),)),)),
    LinkButton("b", "t", "u"),
    SendLocation(Location(1, 2)),
    SendContact("n", "p"),
    AskLocation("b"),
    AskContact("b"),
    TemplateMessage("n", "pt_BR", ("a",), ("p",)),
]
EFFECTS: list[Effect] = [
    *[Send(message, "n", once=True) for message in MESSAGES],
    SaveLead({"a": [1, {"b": None}]}, "s", (("l", "v"),), ("t",), 5, "n", "o", "s"),
    HandOff("t", "s"),
    SetTimer("k", NOW),
    CancelTimer("k"),
    CallHttp("k", {"url": "u"}),
    AskModel("k", "t", {"p": 1}),
    Notify("c", {}),
    Track("n", {"a": 1}),
    UpdateContact({"name": "A"}),
    OptOut(),
    EndSession("o"),
]
EVENTS: list[Event] = [
    MessagesReceived((INCOMING,)),
    TimerFired("k"),
    EffectAnswered("k", {"ok": True, "x": [1]}),
    HandedBack(),
]
FACTS: list[FactRequest] = [
    SearchItems("c", ({"field": "a", "op": "eq", "value": 1},), ({"field": "a", "desc": True},), 5, 10, ("x",)),
    ListValues("c", "f"),
    LoadFlow("k", 3),
    LoadContact(),
]
STATE = State(
    "waiting",
    "n",
    {"a": {"b": [1, 2.5, None, True, "é"]}},
    7,
    NOW,
    Question("n", 7, 1, 2, (Doubt("l", {"v": 1}, "i"),), ("a", "b"), (("i", "l"),)),
    (("m", 3), ("n", 7)),
    Session(
        3,
        FlowRef("k", 2),
        (Frame(FlowRef(), "c", {"x": 1}, (("a", 1),), {"c": {"r": 1}}, "found"),),
        {"n": {"at": 1}},
        ("t",),
        Pending("k", "n"),
        (INCOMING,),
        "search",
        {"h": "x"},
        "again",
        2,
        9,
    ),
)


def through_json(value: Any) -> Any:
    return json.loads(json.dumps(value))


@pytest.mark.parametrize("message", MESSAGES, ids=lambda one: type(one).__name__)
def test_message_comes_back(message: Outgoing) -> None:
    assert codec.outgoing_from_json(through_json(codec.outgoing_to_json(message))) == message


@pytest.mark.parametrize("effect", EFFECTS, ids=lambda one: type(one).__name__)
def test_effect_comes_back(effect: Effect) -> None:
    assert codec.effect_from_json(through_json(codec.effect_to_json(effect))) == effect


@pytest.mark.parametrize("event", EVENTS, ids=lambda one: type(one).__name__)
def test_event_comes_back(event: Event) -> None:
    assert codec.event_from_json(through_json(codec.event_to_json(event))) == event


@pytest.mark.parametrize("request_", FACTS, ids=lambda one: type(one).__name__)
def test_fact_request_comes_back(request_: FactRequest) -> None:
    assert codec.fact_request_from_json(through_json(codec.fact_request_to_json(request_))) == request_


def test_state_and_incoming_come_back() -> None:
    assert codec.state_from_json(through_json(codec.state_to_json(STATE))) == STATE
    assert codec.state_from_json(through_json(codec.state_to_json(State.initial()))) == State.initial()
    assert codec.incoming_from_json(through_json(codec.incoming_to_json(INCOMING))) == INCOMING


def test_equal_requests_have_one_key_and_different_ones_another() -> None:
    one = SearchItems("c", ({"field": "a", "op": "eq", "value": 1},))
    same = SearchItems("c", ({"value": 1, "op": "eq", "field": "a"},), (), 10, 0, ())

    assert codec.fact_key(one) == codec.fact_key(same)
    assert codec.fact_key(one) != codec.fact_key(SearchItems("c", ({"field": "a", "op": "eq", "value": 2},)))
    assert codec.fact_key(ListValues("c", "f")) != codec.fact_key(LoadFlow("c"))


def test_what_has_its_default_is_left_out() -> None:
    assert codec.state_to_json(State.initial()) == {"v": 1}
    assert codec.event_to_json(HandedBack()) == {"v": 1, "is": "HandedBack"}


NOT_OURS: list[Any] = [
    {},
    {"is": "Nothing"},
    {"is": 5},
    [],
    "x",
    None,
    {"is": "TimerFired"},
    {"is": "MessagesReceived", "messages": 5},
    {"is": "MessagesReceived", "messages": [{"wamid": "w", "kind": "telepathy", "sent_at": "x"}]},
]


@pytest.mark.parametrize("value", NOT_OURS, ids=repr)
def test_what_is_not_ours_is_refused(value: Any) -> None:
    with pytest.raises(codec.CodecError):
        codec.event_from_json(value)


@pytest.mark.parametrize(
    "value", [{"status": 5}, {"question": "x"}, {"trail": [[1]]}, {"heard_at": "never"}, {"session": []}, []], ids=repr
)
def test_broken_states_are_refused_or_harmless(value: Any) -> None:
    try:
        state = codec.state_from_json(value)
    except codec.CodecError:
        return
    assert isinstance(state, State)
