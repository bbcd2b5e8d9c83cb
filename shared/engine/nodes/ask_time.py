"""`ask_time`: asks for an hour of the day, or a stretch of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, ClassVar

from pydantic import Field

from shared.engine.answers import Answer, Doubts, Message, Reading, Unread
from shared.engine.compiler import Compiler
from shared.engine.definition import Clock, VariableName
from shared.engine.expressions.functions import moment_of
from shared.engine.language.reading import Understood
from shared.engine.language.times import read_part_of_day, read_time, read_time_range
from shared.engine.language.wishes import has_no_preference
from shared.engine.limits import BODY
from shared.engine.localtime import local, opening
from shared.engine.node import Node
from shared.engine.nodes.adding import Added
from shared.engine.nodes.asking import AskingModel, Manner, asking_node, prompt_of
from shared.engine.nodes.moments import clock, hours_of, stretch_value
from shared.engine.reading import as_reading
from shared.engine.render.bubbles import Ask, Option, Say
from shared.engine.text import formats
from shared.engine.text.sizes import Sizes
from shared.engine.turn import Turn


class AskTime(AskingModel):
    """Takes "15h30", "3 da tarde", "meio-dia"; saved as "15:30". "Às 3" is told by the opening hours, else asked back.

    range: "de manhã", "entre 9 e 11" and "qualquer horário" are answers too, saved as {"min", "max", "part"}. min, max: the first and
    last hour taken. business_hours: only hours at which the business is open (on the day in the variable `day`, if given).
    options: hours to tap; those outside the bounds are left out.

    {"id": "hour", "type": "ask_time", "prompt": "A que horas?", "options": ["09:00", "11:00", "15:00"], "range": true,
     "business_hours": true, "day": "visit_date", "prefill": true, "save_as": "visit_time", "transitions": [{"to": "lead"}]}
    """

    types: ClassVar = ("ask_time",)
    saved_type: ClassVar = "time"

    min: Clock | None = None
    max: Clock | None = None
    range: bool = False
    business_hours: bool = False
    day: VariableName | None = None
    options: Annotated[tuple[Clock, ...], Field(max_length=10)] = ()

    def asks(self, sizes: Sizes, before: int) -> Sequence[Added]:
        if not self.options:
            return super().asks(sizes, before)
        return (Added("menu", before + sizes.of(self.prompt)),)

    def build(self, compiler: Compiler) -> Node:
        return build_time(self, compiler, "ask_time")


def build_time(model: AskTime, compiler: Compiler, usual: str) -> Node:
    told = prompt_of(model, compiler, usual)
    compiler.length(model.prompt, "prompt", BODY, "text_too_long")
    node = model.id

    def show(turn: Turn, first: str) -> None:
        text = told(turn)
        text = f"{first}\n\n{text}" if first else text
        hours = [hour for hour in model.options if _refused(turn, model, hour) is None]
        if hours:
            options = tuple(Option(turn.reply_id_for(node, hour), formats.hour(hour, turn.locale)) for hour in hours)
            turn.bubbles.append(Ask(node, text, options))
        else:
            turn.bubbles.append(Say(node, text))

    def read(turn: Turn, message: Message) -> Reading:
        if message.option is not None:
            if message.option not in model.options:
                return Unread("not_a_time")
            return _refused(turn, model, message.option) or Answer(message.option, message.option)
        if model.range and model.skip is None and has_no_preference(message.text, turn.locale):
            return Answer(_whole_day(turn, model))
        return _held(turn, model, _read(turn, model, message.text))

    return asking_node(model, compiler, Manner(read, show))


def _read(turn: Turn, model: AskTime, text: str) -> Reading:
    locale, hours = turn.locale, hours_of(turn)
    if not model.range:
        found = read_time(text, locale, now=turn.local_now, hours=hours)
        return as_reading(found, clock, lambda one: formats.hour(clock(one), locale), "not_a_time")
    part = read_part_of_day(text, locale)
    stretch = read_time_range(text, locale, now=turn.local_now, hours=hours)
    name = part.value if isinstance(part, Understood) and stretch == Understood(part.value.hours) else None
    return as_reading(
        stretch,
        lambda one: stretch_value(one, name),
        lambda one: formats.hour(stretch_value(one, name), locale),
        "not_a_time",
    )


def _whole_day(turn: Turn, model: AskTime) -> dict[str, Any]:
    """All hours that can be had: those of the business on that day, or the usual ones, within the bounds."""
    hours = turn.facts.host.get("business_hours")
    open_ = opening(hours, _day_of(turn, model)) if model.business_hours and isinstance(hours, dict) else []
    first, last = (f"{hour:02d}:00" for hour in hours_of(turn))
    if open_:
        first, last = min(start for start, _ in open_), max(end for _, end in open_)
    return {"min": max(first, model.min or first), "max": min(last, model.max or last)}


def _day_of(turn: Turn, model: AskTime) -> datetime:
    """The day that the hour is asked for; today where none is known."""
    said = moment_of(turn.vars.get(model.day)) if model.day is not None else None
    if said is None:
        return turn.local_now
    return local(turn.now, turn.timezone).replace(year=said.year, month=said.month, day=said.day, hour=12)


def _held(turn: Turn, model: AskTime, reading: Reading) -> Reading:
    match reading:
        case Answer(value):
            return _refused(turn, model, value) or reading
        case Doubts(doubts):
            kept = tuple(doubt for doubt in doubts if _refused(turn, model, doubt.value) is None)
            if not kept:
                return _refused(turn, model, doubts[0].value) or reading
            return Answer(kept[0].value) if len(kept) == 1 < len(doubts) else Doubts(kept)
        case _:
            return reading


def _refused(turn: Turn, model: AskTime, value: Any) -> Unread | None:
    """A stretch is taken when any of it lies inside."""
    low, high = (value.get("min"), value.get("max")) if isinstance(value, dict) else (value, value)
    first, last = low or "00:00", high or "23:59"
    if model.min is not None and last < model.min:
        return Unread("too_small", (formats.hour(model.min, turn.locale),))
    if model.max is not None and first > model.max:
        return Unread("too_large", (formats.hour(model.max, turn.locale),))
    if model.business_hours and not _is_open(turn, model, first, last):
        return Unread("outside_hours")
    return None


def _is_open(turn: Turn, model: AskTime, first: str, last: str) -> bool:
    hours = turn.facts.host.get("business_hours")
    if not isinstance(hours, dict) or not isinstance(hours.get("week"), dict):
        return True
    stretches = opening(hours, _day_of(turn, model))
    return any((start < last and first < end) or start <= first == last < end for start, end in stretches)
