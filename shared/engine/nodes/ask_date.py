"""`ask_date`: asks for a day, and takes an hour said along with it."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import Annotated, Any, ClassVar

from pydantic import Field

from shared.engine.answers import Answer, Doubts, Message, Reading, Unread
from shared.engine.compiler import Compiler
from shared.engine.definition import Source, VariableName
from shared.engine.expressions.functions import moment_of
from shared.engine.language.moments import read_moment
from shared.engine.language.wishes import has_no_preference, wants_the_soonest
from shared.engine.limits import BODY
from shared.engine.localtime import opens_on
from shared.engine.node import Node
from shared.engine.nodes.adding import Added
from shared.engine.nodes.asking import Asking, AskingModel, Manner, asking_node, prompt_of
from shared.engine.nodes.base import Write
from shared.engine.nodes.moments import day_words, hours_of, moment_value, moment_words
from shared.engine.reading import as_reading
from shared.engine.render.bubbles import Ask, Option, Say
from shared.engine.state import Doubt
from shared.engine.text.sizes import Sizes
from shared.engine.turn import Turn

FARTHEST = 60  # days looked through for the next open ones


class AskDate(AskingModel):
    """Takes "amanhã", "sábado", "dia 5", "15/03", "daqui a 2 semanas"; saved as "2026-11-28".

    min, max: expressions that give a date. Without min a day in the past is refused, unless `past` is true. business_hours: only days on
    which the business is open. suggest: offers that many of the next days to tap (open ones, if business_hours);
    "o quanto antes" is then the first of them, and "qualquer dia" asks whether it may be that one.
    save_time_as: where an hour said along ("sábado às 10", "amanhã de manhã") goes, so that an ask_time with prefill after it
    is skipped; it is "10:00", or {"min", "max", "part"} for a part of the day.

    {"id": "day", "type": "ask_date", "prompt": "Que dia fica bom?", "business_hours": true, "suggest": 5, "max": "add(today, 60)",
     "save_as": "visit_date", "save_time_as": "visit_time", "transitions": [{"to": "hour"}]}
    """

    types: ClassVar = ("ask_date",)
    saved_type: ClassVar = "date"

    min: Source | None = None
    max: Source | None = None
    past: bool = False
    business_hours: bool = False
    suggest: Annotated[int, Field(ge=0, le=10)] = 0
    save_time_as: VariableName | None = None

    @property
    def time_variable(self) -> str | None:
        return self.save_time_as

    def writes(self) -> Iterator[Write]:
        yield from super().writes()
        if self.time_variable is not None:
            yield Write(self.time_variable, "time", always=False)

    def asks(self, sizes: Sizes, before: int) -> Sequence[Added]:
        if not self.suggest:
            return super().asks(sizes, before)
        return (Added("menu", before + sizes.of(self.prompt)),)

    def build(self, compiler: Compiler) -> Node:
        return build_date(self, compiler, "ask_date")


Check = Callable[[Turn, date], Unread | None]


def build_date(model: AskDate, compiler: Compiler, usual: str) -> Node:
    told = prompt_of(model, compiler, usual)
    compiler.length(model.prompt, "prompt", BODY, "text_too_long")
    check = _check(model, compiler)
    node, time_variable = model.id, model.time_variable

    def show(turn: Turn, first: str) -> None:
        text = told(turn)
        text = f"{first}\n\n{text}" if first else text
        days = _next_days(turn, model.suggest, check) if model.suggest else []
        if days:
            ids = [(turn.reply_id_for(node, day.isoformat()), day_words(day, turn.locale)) for day in days]
            turn.bubbles.append(Ask(node, text, tuple(Option(one, words) for one, words in ids), "list"))
        else:
            turn.bubbles.append(Say(node, text))

    def read(turn: Turn, message: Message) -> Reading:
        if message.option is not None:
            tapped = moment_of(message.option)
            if type(tapped) is not date:
                return Unread("not_a_date")
            return check(turn, tapped) or Answer({"date": message.option, "time": None}, message.option)
        soonest = _soonest(turn, model, message.text, check)
        if soonest is not None:
            return soonest
        found = read_moment(message.text, turn.locale, now=turn.local_now, hours=hours_of(turn))
        reading = as_reading(found, moment_value, lambda one: moment_words(one, turn.locale), "not_a_date")
        return _held(turn, reading, check)

    def settle(turn: Turn, answer: Answer, asking: Asking) -> str | None:
        value: Any = answer.value
        if isinstance(value, dict):
            said = value.get("time")
            also = ((time_variable, said),) if time_variable is not None and said is not None else ()
            answer = Answer(value.get("date"), answer.id, answer.to, also)
        return asking.keep(turn, answer)

    return asking_node(model, compiler, Manner(read, show, settle=settle))


def _soonest(turn: Turn, model: AskDate, text: str, check: Check) -> Reading | None:
    """Read "o quanto antes" and "qualquer dia", where the days that can be had are known."""
    if not model.suggest and not model.business_hours:
        return None
    is_any = has_no_preference(text, turn.locale) and model.skip is None
    if not is_any and not wants_the_soonest(text, turn.locale):
        return None
    days = _next_days(turn, 1, check)
    if not days:
        return None
    value = {"date": days[0].isoformat(), "time": None}
    return Doubts((Doubt(day_words(days[0], turn.locale), value),)) if is_any else Answer(value)


def _held(turn: Turn, reading: Reading, check: Check) -> Reading:
    """Hold what was read to the bounds; an hour without a day is no answer, readings outside the bounds are none."""
    match reading:
        case Answer(value):
            return _refused(turn, value, check) or reading
        case Doubts(doubts):
            kept = tuple(doubt for doubt in doubts if _refused(turn, doubt.value, check) is None)
            if not kept:
                return _refused(turn, doubts[0].value, check) or Unread("not_a_date")
            return Answer(kept[0].value) if len(kept) == 1 < len(doubts) else Doubts(kept)
        case _:
            return reading


def _refused(turn: Turn, value: Any, check: Check) -> Unread | None:
    day = moment_of(value.get("date")) if isinstance(value, dict) else None
    return check(turn, day) if type(day) is date else Unread("not_a_date")


def _check(model: AskDate, compiler: Compiler) -> Check:
    least = compiler.expression(model.min, "min") if model.min is not None else None
    most = compiler.expression(model.max, "max") if model.max is not None else None

    def check(turn: Turn, day: date) -> Unread | None:
        text = day.isoformat()
        first = least(turn) if least is not None else None if model.past else turn.local_now.date().isoformat()
        last = most(turn) if most is not None else None
        if isinstance(first, str) and text < first[:10]:
            return Unread("in_the_past") if least is None else Unread("too_small", (_day(turn, first),))
        if isinstance(last, str) and text > last[:10]:
            return Unread("too_large", (_day(turn, last),))
        here = turn.local_now.replace(year=day.year, month=day.month, day=1) + timedelta(days=day.day - 1)
        if model.business_hours and not opens_on(turn.facts.host.get("business_hours"), here):
            return Unread("outside_hours")
        return None

    return check


def _day(turn: Turn, text: str) -> str:
    day = moment_of(text[:10])
    return day_words(day, turn.locale) if day is not None else text


def _next_days(turn: Turn, count: int, check: Check) -> list[date]:
    today = turn.local_now.date()
    days = (today + timedelta(days=ahead) for ahead in range(1, FARTHEST))
    found = []
    for day in days:
        if check(turn, day) is None:
            found.append(day)
        if len(found) == count:
            break
    return found
