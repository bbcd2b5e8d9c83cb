"""A little host in memory: plays a flow, answers its facts from given data, and runs the tests that a definition carries.

A test is data:

    {"name": "books a visit",
     "given": {"now": "2026-11-23T12:00:00Z", "contact": {"first_name": "Ana", "phone": "5519999990000"},
               "catalogs": {"properties": [{"id": "1", "title": "Casa", "city": "Campinas", "price_cents": 35000000}]}},
     "turns": [{"in": "oi", "expect": ["comprar ou alugar", {"options": ["Comprar", "Alugar"]}]},
               {"in": {"tap": "Comprar"}, "expect": [{"node": "city"}, {"vars": {"purpose": "buy"}}]}]}

`in`: a text, or one of {"tap": words or option id}, {"texts": [a burst, each like `in`]}, {"image" | "video" | "audio" | "document" |
"sticker": caption}, {"location": {"latitude", "longitude", "name"}}, {"contact": phone}, {"reaction": emoji}, {"tap_id": a reply id},
{"kind": order | form | unsupported}, {"text": …, "referral": {"source_id", "headline"}},
{"wait": "2h"} (timers that come due are fired), {"timer": key} (fired as it is), {"answer": {…}} (of the slow effect that is on its way), {"handed_back": true}.

`expect`: a text that the messages of this turn hold, in this order; or one of {"exactly": [texts]}, {"not": text}, {"options": [words]},
{"messages": count}, {"node": id}, {"status": …}, {"vars": {name: value; null = not set}}, {"effect": {"is": name, fields…}},
{"no_effect": name}, {"visited": ["node outcome", …]}, {"fault": code}.

`given`: now, contact, tenant, conversation, business_hours, catalogs, subflows {key: definition}, version, known (the contact's data),
model (what AI nodes are answered, in order; when that runs out there is no model. Without it they wait for an `{"answer": …}`).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from shared.domain.ids import Wamid
from shared.domain.messages import Incoming, IncomingKind, Location, Media, Outgoing, Referral, SharedContact
from shared.engine.catalogue import search, values
from shared.engine.codec import (
    effect_to_json,
    event_from_json,
    event_to_json,
    fact_key,
    state_from_json,
    state_to_json,
)
from shared.engine.durations import parse_duration
from shared.engine.effects import AskModel, CancelTimer, Effect, Send, SetTimer
from shared.engine.events import EffectAnswered, Event, HandedBack, MessagesReceived, TimerFired
from shared.engine.facts import MAX_FACT_ROUNDS, FactRequest, Facts, ListValues, LoadContact, LoadFlow, SearchItems
from shared.engine.flow import Flow, load_flow
from shared.engine.node import Visit
from shared.engine.problems import FlowInvalid
from shared.engine.render.reading import all_words, options_of, text_of
from shared.engine.reply_ids import parse_reply_id
from shared.engine.state import State
from shared.engine.step import Step, step
from shared.engine.words import folded

DEFAULT_NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)  # a Monday, nine in the morning in São Paulo
MAX_TEST_TURNS = 200  # per test
MAX_TESTS = 200  # per definition
MAX_PROBLEMS = 20  # told of one test: whoever mends the first has mended most
MAX_SHOWN = 400  # characters of what was said or kept that a problem repeats
_UNPLAYABLE = (
    ValueError,
    LookupError,
    TypeError,
    ArithmeticError,
    FlowInvalid,
)  # what a test's data, of any shape, comes to
_MEDIA = ("image", "video", "audio", "document", "sticker")
_OBJECTS = ("contact", "tenant", "conversation", "catalogs", "subflows", "known")  # of `given`


@dataclass(frozen=True, slots=True)
class Played:
    """One turn as it went: what happened, what was read for it, what came of it."""

    event: Event
    now: datetime
    facts: Facts
    step: Step

    @property
    def messages(self) -> tuple[Outgoing, ...]:
        return tuple(effect.message for effect in self.step.effects if isinstance(effect, Send))


@dataclass(slots=True)
class Simulator:
    """Holds one conversation. `given` as in a test; the state goes through JSON between any two events."""

    flow: Flow
    given: Mapping[str, Any] = field(default_factory=dict)
    state: State = field(default_factory=State.initial)
    now: datetime = DEFAULT_NOW
    timers: dict[str, datetime] = field(default_factory=dict)
    played: list[Played] = field(default_factory=list)
    _sent: int = 0
    _asked: int = 0

    def __post_init__(self) -> None:
        for name in _OBJECTS:
            _object(self.given.get(name, {}), f"given.{name}")
        for name, items in self.given.get("catalogs", {}).items():
            if not isinstance(items, list | tuple) or not all(isinstance(item, Mapping) for item in items):
                raise ValueError(f"given.catalogs.{name} is no list of objects")
        moment = self.given.get("now")
        if isinstance(moment, str):
            self.now = datetime.fromisoformat(moment).astimezone(UTC)

    def say(self, said: Any) -> list[Played]:
        """Let happen what a test's `in` describes; waiting may be several turns, or none. Raises ValueError for what is none."""
        if isinstance(said, Mapping) and "wait" in said:
            return list(self._wait(parse_duration(said["wait"])))
        if isinstance(said, Mapping) and "answer" in said:
            pending = self.state.session.pending
            answer = dict(_object(said["answer"], "answer"))
            return [self.happen(EffectAnswered(pending.key if pending else "none", answer))]
        if isinstance(said, Mapping) and "timer" in said:
            return [self.happen(TimerFired(str(said["timer"])))]
        if isinstance(said, Mapping) and "handed_back" in said:
            return [self.happen(HandedBack())]
        messages = said["texts"] if isinstance(said, Mapping) and "texts" in said else [said]
        return [*self._happen_on(MessagesReceived(tuple(self._incoming(one) for one in messages)))]

    def _happen_on(self, event: Event) -> Iterator[Played]:
        """Make a turn, and those in which AI nodes hear what the test's model says."""
        played = self.happen(event)
        yield played
        asked = [effect.key for effect in played.step.effects if isinstance(effect, AskModel)]
        if asked and isinstance(self.given.get("model"), list | tuple):
            answers, self._asked = self.given["model"], self._asked + 1
            answer = (
                answers[self._asked - 1] if self._asked <= len(answers) else {"ok": False, "error": "not_available"}
            )
            yield from self._happen_on(EffectAnswered(asked[0], dict(_object(answer, "given.model[]"))))

    def happen(self, event: Event) -> Played:
        """Make one turn, reading the facts it asks for."""
        event = event_from_json(event_to_json(event))
        answers: dict[str, Any] = {}
        for _ in range(MAX_FACT_ROUNDS):
            facts = Facts(answers, self.host())
            made = step(self.flow, self.state, event, now=self.now, facts=facts)
            if isinstance(made, Step):
                return self._keep(Played(event, self.now, facts, made))
            answers = {**answers, **{fact_key(request): self.answer(request) for request in made.requests}}
        raise ValueError("the flow asks for facts without end")

    def host(self) -> dict[str, Any]:
        tenant = {"name": "Imobiliária Exemplo", "timezone": "America/Sao_Paulo", "locale": "pt-BR"}
        contact = {"id": "contact-1", "name": "Ana Souza", "first_name": "Ana", "phone": None, "has_phone": False}
        return {
            "tenant": {**tenant, **self.given.get("tenant", {})},
            "contact": {**contact, **self.given.get("contact", {})},
            "conversation": {"id": "conversation-1", "is_first": True, **self.given.get("conversation", {})},
            "business_hours": self.given.get("business_hours"),
            "flow_version": self.flow.version,
            "window_open": True,
            "sequence": self.state.turn + 1,
        }

    def _keep(self, played: Played) -> Played:
        self.state = state_from_json(state_to_json(played.step.state))
        for effect in played.step.effects:
            if isinstance(effect, SetTimer):
                self.timers[effect.key] = effect.due
            elif isinstance(effect, CancelTimer):
                self.timers.pop(effect.key, None)
        self.played.append(played)
        return played

    def _wait(self, length: timedelta) -> Iterator[Played]:
        until = self.now + length
        while due := [(moment, key) for key, moment in self.timers.items() if moment <= until]:
            moment, key = min(due)
            del self.timers[key]
            self.now = max(self.now, moment)
            yield from self._happen_on(TimerFired(key))
        self.now = until

    def answer(self, request: FactRequest) -> Any:
        """Give a fact from `given`; hosts of another kind have their own."""
        catalogs = self.given.get("catalogs", {})
        match request:
            case SearchItems():
                return search(catalogs.get(request.catalog, ()), request)
            case ListValues():
                return values(catalogs.get(request.catalog, ()), request)
            case LoadFlow(key):
                definition = self.given.get("subflows", {}).get(key)
                return {"definition": definition, "version": request.version or 1}
            case LoadContact():
                return self.given.get("known", {})

    def _incoming(self, said: Any) -> Incoming:
        self._sent += 1
        plain = Incoming(Wamid(f"wamid.{self._sent}"), IncomingKind.TEXT, self.now)
        if isinstance(said, str):
            return replace(plain, text=said)
        if not isinstance(said, Mapping):
            raise ValueError("what is said is a text or an object")  # noqa: TRY004 - a fault of the test's data
        if "tap" in said:
            one, words = self._tappable(str(said["tap"]))
            return replace(plain, kind=IncomingKind.TAP, text=words, reply_id=one)
        if "tap_id" in said:
            text = str(said.get("text", ""))
            return replace(plain, kind=IncomingKind.TAP, text=text, reply_id=str(said["tap_id"]))
        return _special(plain, said)

    def _tappable(self, wanted: str) -> tuple[str, str]:
        """Find a button by its words or option id, the newest first: older ones stay on the contact's screen."""
        for played in reversed(self.played):
            for message in reversed(played.messages):
                for one, words in options_of(message):
                    tap = parse_reply_id(one)
                    if folded(words) == folded(wanted) or (tap is not None and tap.option == wanted):
                        return one, words
        raise ValueError(f"there is nothing to tap called {wanted!r}")


def _special(plain: Incoming, said: Mapping[str, Any]) -> Incoming:
    """Messages that are neither words nor taps."""
    for kind in _MEDIA:
        if kind in said:
            media = Media(f"media-{kind}", said.get("mime_type", f"{kind}/test"), voice=kind == "audio")
            text = said[kind] if isinstance(said[kind], str) else ""
            return replace(plain, kind=IncomingKind(kind), text=text, media=media)
    if "location" in said:
        place = _object(said["location"], "location")
        where = Location(place["latitude"], place["longitude"], place.get("name"), place.get("address"))
        return replace(plain, kind=IncomingKind.LOCATION, location=where)
    if "contact" in said:
        card = SharedContact(None, (str(said["contact"]),), from_request=True)
        return replace(plain, kind=IncomingKind.CONTACTS, contacts=(card,))
    if "reaction" in said:
        return replace(plain, kind=IncomingKind.REACTION, text=str(said["reaction"]))
    if "kind" in said:
        return replace(plain, kind=IncomingKind(said["kind"]))
    if "text" in said:
        ad = _object(said.get("referral") or {}, "referral")
        came = Referral(ad.get("source_id"), "ad", None, ad.get("headline"), ad.get("body"), None) if ad else None
        return replace(plain, text=str(said["text"]), referral=came)
    raise ValueError(f"nothing is known of {', '.join(sorted(said))!r}")


def _object(value: Any, what: str) -> Mapping[str, Any]:
    """Raises ValueError for anything else, which is how a test says that it cannot be played."""
    if not isinstance(value, Mapping):
        raise ValueError(f"{what} is no object")  # noqa: TRY004 - a fault of the test's data
    return value


# --- tests of a definition


@dataclass(frozen=True, slots=True)
class TestResult:
    """problems: what was not as expected, as sentences with the turn they are about; none = passed."""

    __test__ = False

    name: str
    problems: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return not self.problems


def run_tests(
    definition: Mapping[str, Any], *, subflows: Mapping[str, Mapping[str, Any]] | None = None
) -> tuple[TestResult, ...]:
    """Run every test that the definition carries. Raises FlowInvalid for a definition that cannot be loaded.

    subflows: definitions the flow may call, where a test's `given` has none of its own.
    """
    flow = load_flow(definition, version=1)
    tests = definition.get("tests") or ()
    return tuple(run_test(flow, test, subflows=subflows or {}) for test in list(tests)[:MAX_TESTS])


def run_test(
    flow: Flow,
    test: Mapping[str, Any],
    *,
    subflows: Mapping[str, Mapping[str, Any]],
    host: Callable[[Flow, Mapping[str, Any]], Simulator] = Simulator,
) -> TestResult:
    """Play one test; the first turn that cannot be played ends it, and so do many problems. host: who plays it."""
    given = {"subflows": subflows, **test.get("given", {})}
    problems: list[str] = []
    name = str(test.get("name", ""))
    try:
        simulator = host(flow, given)
        for at, turn in enumerate(list(test.get("turns", ()))[:MAX_TEST_TURNS], 1):
            played = simulator.say(turn.get("in"))
            found = unmet(simulator, played, turn.get("expect", ()))
            problems.extend(f"turn {at}: {problem}" for problem in found)
            if len(problems) >= MAX_PROBLEMS:
                break
    except _UNPLAYABLE as fault:
        problems.append(f"cannot be played: {_brief(fault)}")
    return TestResult(name, tuple(problems[:MAX_PROBLEMS]))


def unmet(simulator: Simulator, played: Sequence[Played], expected: Sequence[Any]) -> list[str]:
    """Return what the turns did not do that was expected of them: the first problems, if there are many."""
    seen = _Seen.of(simulator, played)
    problems: list[str] = []
    at = 0
    for one in expected:
        if len(problems) >= MAX_PROBLEMS:
            break
        if isinstance(one, str):
            place = seen.words.find(folded(one), at)
            if place < 0:
                problems.append(f"{_brief(one)} was not said; said was {_brief(seen.plain)}")
            else:
                at = place + len(folded(one))
        elif isinstance(one, Mapping):
            problems.extend(seen.check(one))
        else:
            problems.append(f"{_brief(one)} is no expectation")
    return problems


def _brief(value: Any) -> str:
    """Return a value as a problem shows it: whole, or its beginning. A text is cut before it is copied."""
    text = str(value) if isinstance(value, Exception) else repr(value[:MAX_SHOWN] if isinstance(value, str) else value)
    is_cut = len(text) > MAX_SHOWN or (isinstance(value, str) and len(value) > MAX_SHOWN)
    return f"{text[:MAX_SHOWN]}…" if is_cut else text


@dataclass(frozen=True, slots=True)
class _Seen:
    """What turns made visible. words: everything said, folded, options included. plain: the same for people."""

    state: State
    messages: tuple[Outgoing, ...]
    effects: tuple[Effect, ...]
    trace: tuple[Visit, ...]
    words: str
    plain: str

    @staticmethod
    def of(simulator: Simulator, played: Sequence[Played]) -> "_Seen":
        messages = tuple(message for turn in played for message in turn.messages)
        plain = "\n".join(all_words(message) for message in messages)
        effects = tuple(effect for turn in played for effect in turn.step.effects if not isinstance(effect, Send))
        trace = tuple(visit for turn in played for visit in turn.step.trace)
        return _Seen(simulator.state, messages, effects, trace, folded(plain), plain)

    def check(self, wanted: Mapping[str, Any]) -> Iterator[str]:
        for name, value in wanted.items():
            problem = self._one(name, value)
            if problem is not None:
                yield problem

    def _one(self, name: str, value: Any) -> str | None:
        match name:
            case "exactly":
                return _differs("messages", [text_of(message) for message in self.messages], value)
            case "not":
                return f"{_brief(value)} was said" if folded(str(value)) in self.words else None
            case "options":
                shown = [words for message in self.messages for _, words in options_of(message)]
                return _differs("options", shown, value)
            case "messages":
                return _differs("number of messages", len(self.messages), value)
            case "node":
                return _differs("node", self.state.node, value)
            case "status":
                return _differs("status", self.state.status, value)
            case "vars":
                return self._variables(value)
            case "effect":
                return self._effect(value)
            case "no_effect":
                found = [effect for effect in self.effects if type(effect).__name__ == value]
                return f"there was an effect {value}" if found else None
            case "visited":
                visits = [f"{visit.node} {visit.outcome}" for visit in self.trace]
                missing = [one for one in value if one not in visits]
                return f"not visited: {_brief(missing)}; visited: {_brief(visits)}" if missing else None
            case "fault":
                faults = [visit.outcome.removeprefix("fault:") for visit in self.trace if visit.outcome[:6] == "fault:"]
                return None if value in faults else f"no fault {_brief(value)}, but {_brief(faults)}"
            case _:
                return f"{_brief(name)} is no expectation"

    def _variables(self, wanted: Any) -> str | None:
        pairs = _object(wanted, "vars").items()
        wrong = {name: self.state.vars.get(name) for name, value in pairs if self.state.vars.get(name) != value}
        return f"variables are {_brief(wrong)}" if wrong else None

    def _effect(self, wanted: Any) -> str | None:
        made = [effect_to_json(effect) for effect in self.effects]
        if any(_holds(effect, _object(wanted, "effect")) for effect in made):
            return None
        return f"no effect like {_brief(wanted)}, but {_brief(made)}"


def _holds(value: Any, wanted: Any) -> bool:
    """Say whether `value` has everything that is wanted; objects may have more."""
    if isinstance(wanted, Mapping) and isinstance(value, Mapping):
        return all(_holds(value.get(key), inner) for key, inner in wanted.items())
    return bool(value == wanted)


def _differs(what: str, found: Any, wanted: Any) -> str | None:
    return None if found == wanted else f"the {what} should be {_brief(wanted)}, but was {_brief(found)}"
