"""A day and an hour together: "sábado às 10", "amanhã às 3 da tarde", "sábado de manhã", "terça depois das 14h"."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Final

from shared.engine.language.courtesy import heard
from shared.engine.language.dates import days_said
from shared.engine.language.mention_words import Kind
from shared.engine.language.mentions import (
    Mention,
    as_clock,
    is_doubted,
    is_joined,
    is_said_alone,
    mentions_of,
    settle_numbers,
)
from shared.engine.language.reading import (
    NOT_UNDERSTOOD,
    Ambiguous,
    Moment,
    Range,
    Reading,
    Understood,
    one_of,
    to_confirm,
)
from shared.engine.language.text import answer, language_of
from shared.engine.language.times import Hours, Said, hours_said

MAX_CANDIDATES: Final = 10  # a WhatsApp list holds ten
_HOURS: Final = 24
_LONGEST: Final = 7  # days; a longer stretch is not one day to choose


def read_moment(text: str, locale: str, *, now: datetime, hours: Hours | None = None) -> Reading[Moment]:
    """Read a day, an hour, or both; what was not said stays None and is for the flow to ask.

    now: aware, in the tenant's time zone. hours: opening and closing hour, to choose between 3:00 and 15:00.
    A stretch of days or an open hour gives one candidate for each reading, as in `read_date` and `read_time`.
    """
    folded = answer(text)
    if folded is None:
        return NOT_UNDERSTOOD
    mentions = mentions_of(heard(folded, language_of(locale)), language_of(locale), now)
    parts = _alternatives(mentions)
    if len(parts) > 1:
        return one_of(
            tuple(moment for part in parts for moment in _candidates(_moment_of(part, now, hours)))[:MAX_CANDIDATES]
        )
    return _moment_of(mentions, now, hours)


def _alternatives(mentions: Sequence[Mention]) -> tuple[tuple[Mention, ...], ...]:
    """Part "segunda à tarde ou terça de manhã" at its "ou", where each side names its day and its hour."""
    parts: list[list[Mention]] = [[]]
    for mention in mentions:
        if mention.kind is Kind.OR:
            parts.append([])
        else:
            parts[-1].append(mention)
    whole = all({Kind.DAY} <= _kinds(part) and _kinds(part) & {Kind.PART, Kind.CLOCK} for part in parts)
    return tuple(tuple(part) for part in parts) if whole else (tuple(mentions),)


def _kinds(mentions: Sequence[Mention]) -> set[Kind]:
    return {mention.kind for mention in mentions}


def _candidates(reading: Reading[Moment]) -> tuple[Moment, ...]:
    match reading:
        case Understood(moment):
            return (moment,)
        case Ambiguous(moments):
            return moments
        case _:
            return ()


def _moment_of(mentions: Sequence[Mention], now: datetime, hours: Hours | None) -> Reading[Moment]:
    mentions = _with_hours(mentions)
    days, said = days_said(mentions, now.date()), hours_said(mentions, hours)
    if said is None or days == ():
        return NOT_UNDERSTOOD
    dates = _dates(days) if days is not None else ((None,), True)
    if dates is None:
        return NOT_UNDERSTOOD
    moments = tuple(moment for day in dates[0] for moment in _moments(day, said, now))
    if not moments or moments == (Moment(),):
        return NOT_UNDERSTOOD
    reading = one_of(moments[:MAX_CANDIDATES])
    return reading if dates[1] and not is_doubted(mentions) else to_confirm(reading)


def _with_hours(mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """Read a bare number as an hour where a day is said and no hour is: "amanhã 15", "sábado umas 10"."""
    kinds = {mention.kind for mention in mentions}
    if Kind.CLOCK in kinds:
        return settle_numbers(mentions, Kind.CLOCK, as_clock)
    if Kind.DAY not in kinds:
        if Kind.PART in kinds:
            return settle_numbers(mentions, Kind.CLOCK, as_clock)
        return tuple(Mention(Kind.UNKNOWN, m.end) if m.kind is Kind.NUMBER else m for m in mentions)
    if not is_said_alone(mentions):
        return tuple(mentions)
    return tuple(as_clock(m) if _is_hour(mentions, at) else m for at, m in enumerate(mentions))


def _is_hour(mentions: Sequence[Mention], at: int) -> bool:
    """Say whether a bare number after the day is an hour; "dia 5 ou 6" joins it to the day instead."""
    number = mentions[at].number
    follows_day = any(mention.kind is Kind.DAY for mention in mentions[:at])
    return number is not None and number <= _HOURS and follows_day and not is_joined(mentions, at, Kind.DAY)


def _dates(ranges: Sequence[Range[date]]) -> tuple[tuple[date | None, ...], bool] | None:
    """Return the single days of the readings and whether they are sure; None where a stretch is too long."""
    days: list[date | None] = []
    for found in ranges:
        low, high = found.low or found.high, found.high or found.low
        if low is None or high is None or (high - low).days >= _LONGEST:
            return None
        days += [date.fromordinal(number) for number in range(low.toordinal(), high.toordinal() + 1)]
    return tuple(days), all(found.low is not None and found.high is not None for found in ranges)


def _moments(day: date | None, said: Said, now: datetime) -> Iterator[Moment]:
    if said.stretches:
        yield from (Moment(date=day, between=stretch) for stretch in said.stretches)
    elif said.times:
        times = said.times
        if day == now.date() and len(times) > 1:
            times = tuple(found for found in times if found > now.time()) or times
        yield from (Moment(date=day, time=found) for found in times)
    else:
        yield from (Moment(date=day, part_of_day=part) for part in said.parts or (None,))
