"""One contact's phone, and the host behind it: the real engine, the sample listings, a clock that is moved by hand.

State, event and effects go through JSON at every turn, as they do in the database.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from shared.domain.ids import Wamid
from shared.domain.messages import (
    AskContact,
    Attachment,
    Buttons,
    Incoming,
    IncomingKind,
    ListMenu,
    Media,
    Outgoing,
    Referral,
    SharedContact,
)
from shared.engine import catalogue, codec
from shared.engine.effects import AskModel, CancelTimer, Effect, Send, SetTimer
from shared.engine.events import EffectAnswered, Event, HandedBack, MessagesReceived, TimerFired
from shared.engine.facts import FactRequest, Facts, ListValues, LoadContact, SearchItems
from shared.engine.flow import Flow
from shared.engine.state import State
from shared.engine.step import Step, Wants, step

MAX_ROUNDS = 10
OPEN = {
    "week": {**{day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}, "sat": [["09:00", "13:00"]]}
}
Shown = TypeVar("Shown", bound=Outgoing)


@dataclass(frozen=True, slots=True)
class Person:
    """Who writes. phone None: hidden behind a username."""

    name: str = "Ana Souza"
    phone: str | None = "+5511987650001"
    locale: str = "pt-BR"


@dataclass(slots=True)
class Phone:
    """The chat as it stands. `seen`: every message so far, newest last. model: recorded answers of a model, in order."""

    flow: Flow
    items: Sequence[Mapping[str, Any]]
    person: Person
    now: datetime
    state: State = field(default_factory=State.initial)
    seen: list[Outgoing] = field(default_factory=list)
    timers: dict[str, datetime] = field(default_factory=dict)
    trace: list[Any] = field(default_factory=list)
    turn: int = 0
    business: str = "Imobiliária Aurora"
    model: list[dict[str, Any]] = field(default_factory=list)
    _asked: list[AskModel] = field(default_factory=list)

    # --- what the person does

    def write(self, *texts: str) -> list[Effect]:
        return self._send(*(self._incoming(IncomingKind.TEXT, text=text) for text in texts))

    def tap(self, title: str, under: str = "") -> list[Effect]:
        """Tap the newest button or row of this title, under a message that holds the text `under`."""
        for message in reversed(self.seen):
            if under and under not in body_of(message):
                continue
            for reply_id, words in taps_of(message):
                if words == title:
                    return self._send(self._incoming(IncomingKind.TAP, text=words, reply_id=reply_id))
        raise AssertionError(f"There is no {title!r} to tap{f' under {under!r}' if under else ''}.")

    def send_media(self, kind: IncomingKind, caption: str = "") -> list[Effect]:
        media = Media(
            "9001",
            "audio/ogg" if kind is IncomingKind.AUDIO else "image/jpeg",
            caption or None,
            voice=kind is IncomingKind.AUDIO,
        )
        return self._send(self._incoming(kind, text=caption, media=media))

    def share_contact(self, phone: str) -> list[Effect]:
        card = SharedContact(self.person.name, (phone,), from_request=True)
        return self._send(self._incoming(IncomingKind.CONTACTS, contacts=(card,)))

    def come_from_ad(self, headline: str, text: str) -> list[Effect]:
        referral = Referral("ad-1", "ad", None, headline, None, None)
        return self._send(self._incoming(IncomingKind.TEXT, text=text, referral=referral))

    def wait(self, time: timedelta) -> list[Effect]:
        """Let time pass; timers fire in order when they are due."""
        end, effects = self.now + time, list[Effect]()
        while due := sorted((at, key) for key, at in self.timers.items() if at <= end):
            at, key = due[0]
            self.now = max(self.now, at)
            del self.timers[key]
            effects.extend(self._take(TimerFired(key)))
        self.now = end
        return effects

    def give_back(self) -> list[Effect]:
        """A person of the agency hands the conversation back to the bot."""
        return self._take(HandedBack())

    # --- what the host does

    def _incoming(self, kind: IncomingKind, **rest: Any) -> Incoming:
        return Incoming(Wamid(f"wamid.{self.turn}"), kind, self.now, **rest)

    def _send(self, *messages: Incoming) -> list[Effect]:
        self.now += timedelta(seconds=20)
        return self._take(MessagesReceived(messages))

    def _take(self, event: Event) -> list[Effect]:
        self.turn += 1
        event = codec.event_from_json(_through_json(codec.event_to_json(event)))
        state = codec.state_from_json(_through_json(codec.state_to_json(self.state)))
        made = self._step(state, event)
        again = self._step(state, event)
        assert made == again, "the same turn twice must be the same"
        self.state, self.trace = made.state, list(made.trace)
        faults = [visit for visit in made.trace if visit.outcome.startswith("fault:")]
        assert not faults, faults
        effects = [codec.effect_from_json(_through_json(codec.effect_to_json(effect))) for effect in made.effects]
        self._apply(effects)
        while self._asked:
            effects += self._take(EffectAnswered(self._asked.pop(0).key, self._model_says()))
        return effects

    def _model_says(self) -> dict[str, Any]:
        """The next recorded answer; without one there is no model, as without a key."""
        return self.model.pop(0) if self.model else {"ok": False, "error": "not_available"}

    def _step(self, state: State, event: Event) -> Step:
        facts = Facts(host=self._host())
        for _ in range(MAX_ROUNDS):
            made = step(self.flow, state, event, now=self.now, facts=facts)
            if isinstance(made, Step):
                return made
            assert isinstance(made, Wants)
            read = {codec.fact_key(request): _through_json(self._fact(request)) for request in made.requests}
            facts = replace(facts, answers={**facts.answers, **read})
        raise AssertionError("The flow keeps asking for facts.")

    def _fact(self, request: FactRequest) -> Any:
        match request:
            case SearchItems():
                return catalogue.search(self.items, request)
            case ListValues():
                return catalogue.values(self.items, request)
            case LoadContact():
                return {"name": self.person.name, "phone": self.person.phone, "fields": {}}
            case _:
                return {"definition": None}

    def _host(self) -> Mapping[str, Any]:
        return {
            "tenant": {"name": self.business, "timezone": "America/Sao_Paulo", "locale": self.person.locale},
            "contact": {
                "name": self.person.name,
                "first_name": self.person.name.split(" ", 1)[0],
                "phone": self.person.phone,
                "has_phone": self.person.phone is not None,
            },
            "conversation": {"is_first": self.turn == 1},
            "business_hours": OPEN,
            "flow_version": 1,
            "window_open": True,
            "sequence": self.turn,
        }

    def _apply(self, effects: list[Effect]) -> None:
        for effect in effects:
            match effect:
                case Send(message):
                    self.seen.append(message)
                case SetTimer(key, due):
                    self.timers[key] = due.astimezone(UTC)
                case CancelTimer(key):
                    self.timers.pop(key, None)
                case AskModel():
                    self._asked.append(effect)
                case _:
                    pass


def body_of(message: Outgoing) -> str:
    """The words of a message, without its buttons."""
    return message.caption if isinstance(message, Attachment) else str(getattr(message, "body", ""))


def taps_of(message: Outgoing) -> list[tuple[str, str]]:
    """What can be tapped: (id, title)."""
    if isinstance(message, Buttons):
        return [(button.id, button.title) for button in message.buttons]
    if isinstance(message, ListMenu):
        return [(row.id, row.title) for section in message.sections for row in section.rows]
    return []


def wants_contact(message: Outgoing) -> bool:
    return isinstance(message, AskContact)


def _through_json(value: Any) -> Any:
    return json.loads(json.dumps(value))
