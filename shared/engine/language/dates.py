"""Days as people type them: "amanhã", "sábado que vem", "dia 5", "5/12", "semana que vem", "entre segunda e quarta"."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from shared.engine.language.courtesy import heard
from shared.engine.language.days import Day, day_of_month
from shared.engine.language.mention_words import Kind
from shared.engine.language.mentions import MAX_SAID, OPENERS, Mention, is_doubted, mentions_of, settle_numbers
from shared.engine.language.reading import NOT_UNDERSTOOD, Ambiguous, Range, Reading, Understood, one_of, to_confirm
from shared.engine.language.spans import Span, month_span
from shared.engine.language.text import answer, language_of

MAX_CANDIDATES: Final = 7  # a week of days; a longer stretch is not one day to choose
_DAY: Final = timedelta(days=1)


def read_date(text: str, locale: str, *, now: datetime) -> Reading[date]:
    """Read one day. A stretch of up to a week ("semana que vem") is ambiguous between its days; a longer one, not understood.

    now: aware, in the tenant's time zone. A past day is returned as understood; an impossible one (31/02) is not.
    """
    match read_date_range(text, locale, now=now):
        case Understood(found):
            return _days_of((found,), is_sure=True)
        case Ambiguous(candidates):
            return _days_of(candidates, is_sure=False)
        case refused:
            return refused


def read_date_range(text: str, locale: str, *, now: datetime) -> Reading[Range[date]]:
    """Read a stretch of days; one day is both ends, "a partir de segunda" is open above, "até sexta" below."""
    folded = answer(text)
    if folded is None:
        return NOT_UNDERSTOOD
    mentions = mentions_of(heard(folded, language_of(locale)), language_of(locale), now)
    reading = one_of(days_said(mentions, now.date()) or ())
    return to_confirm(reading) if is_doubted(mentions) else reading


def days_said(mentions: Sequence[Mention], today: date) -> tuple[Range[date], ...] | None:
    """Return every reading of the days mentioned; nothing for a day that does not exist, None where no day is said."""
    mentions = _with_numbers(mentions, today)
    places = [at for at, mention in enumerate(mentions) if mention.day is not None]
    if not places:
        return None
    days = [day for at in places if (day := mentions[at].day) is not None]
    if len(days) > MAX_SAID or any(not day.spans for day in days):
        return ()
    readings = _joined(mentions, places, days)
    opener = _opener(mentions, places) if len(readings) == 1 else None
    return tuple(dict.fromkeys(_opened(opener, low, high) for low, high in readings))


def _with_numbers(mentions: Sequence[Mention], today: date) -> tuple[Mention, ...]:
    """Read bare numbers as days of the month: "5 ou 6 de dezembro" of that month, "5" alone of the next."""
    months = [m.day.spans[0] for m in mentions if m.day is not None and m.day.spans and m.day.weekday is None]
    month = month_span(months[-1][0].year, months[-1][0].month) if months else None

    def settle(mention: Mention) -> Mention:
        day = day_of_month(mention.number or 0, today, month)
        return Mention(Kind.DAY, mention.end, day=day)

    return _beside_weekday(settle_numbers(mentions, Kind.DAY, settle), today)


def _beside_weekday(mentions: Sequence[Mention], today: date) -> tuple[Mention, ...]:
    """Read "sábado 28" as one day where the next 28th is a Saturday."""
    settled = list(mentions)
    for at, mention in enumerate(mentions[1:], 1):
        before = mentions[at - 1].day
        if mention.kind is Kind.NUMBER and before is not None and before.weekday is not None:
            day = day_of_month(mention.number or 0, today)
            if day.spans and day.spans[0][0].weekday() == before.weekday:
                settled[at] = Mention(Kind.DAY, mention.end, day=day)
    return tuple(settled)


def _joined(mentions: Sequence[Mention], places: Sequence[int], days: Sequence[Day]) -> tuple[Span, ...]:
    """Join the days said: from one to another, one or another, or one said twice over ("sábado, 28/11")."""
    readings: tuple[Span, ...] = days[0].spans
    current, around = days[0], _stretch_of(days[0])
    for one, other, said in zip(places[:-1], places[1:], days[1:], strict=True):
        around = around or _stretch_of(said)
        day = _inside(said, around)
        inner = {mention.kind for mention in mentions[one + 1 : other]}
        before = {mention.kind for mention in mentions[:one]}
        if inner & {Kind.LINK, Kind.UNTIL} or (Kind.AND in inner and Kind.BETWEEN in before):
            readings = _from_to(readings, day)
        elif inner & {Kind.OR, Kind.AND}:
            readings = (*readings, *day.spans)
        else:
            same = _same_day(current, day)
            readings = same or (*readings, *day.spans)
            current = replace(day, spans=same) if same else day
            continue
        current = day
    return tuple(dict.fromkeys(readings))


def _stretch_of(day: Day) -> Span | None:
    """Return the stretch of several days that was said, inside which later weekdays are meant ("semana que vem, terça ou quarta")."""
    return next((span for span in day.spans if span[0] != span[1]), None)


def _inside(day: Day, around: Span | None) -> Day:
    within = day.within(*around) if around is not None and (day.weekday, day.day_of_month) != (None, None) else ()
    return replace(day, spans=within) if within else day


def _from_to(starts: Sequence[Span], end: Day) -> tuple[Span, ...]:
    """Return the stretches from a start to the end that next follows it."""
    spans = []
    for low, _ in starts:
        sought = end.within(low, low + 7 * _DAY) if end.weekday is not None else end.spans
        following = [high for _, high in sought if high >= low]
        spans += [(low, following[0])] if following else []
    return tuple(spans)


def _same_day(one: Day, other: Day) -> tuple[Span, ...]:
    """Return what both say together: "terça" and "semana que vem"; nothing where they contradict each other."""
    both = tuple(span for low, high in other.spans for span in one.within(low, high))
    return both or tuple(span for low, high in one.spans for span in other.within(low, high))


def _opener(mentions: Sequence[Mention], places: Sequence[int]) -> Kind | None:
    """Return the word that opens one side, where it stands right before the first day or after the last."""
    for mention in reversed(mentions[: places[0]]):
        if mention.kind in OPENERS:
            return mention.kind
        if mention.kind is not Kind.FILLER:
            break
    after = mentions[places[-1] + 1 : places[-1] + 2]
    return Kind.SINCE if after and after[0].kind is Kind.SINCE else None


def _opened(opener: Kind | None, low: date, high: date) -> Range[date]:
    match opener:
        case Kind.SINCE:
            return Range(low, None)
        case Kind.AFTER:
            return Range(high + _DAY, None)
        case Kind.BEFORE:
            return Range(None, low - _DAY)
        case Kind.UNTIL:
            return Range(None, high)
        case _:
            return Range(low, high)


def _days_of(ranges: Sequence[Range[date]], *, is_sure: bool) -> Reading[date]:
    days: list[date] = []
    for found in ranges:
        low, high = found.low or found.high, found.high or found.low
        if low is None or high is None or (high - low).days >= MAX_CANDIDATES:
            return NOT_UNDERSTOOD
        days += [low + step * _DAY for step in range((high - low).days + 1)]
        is_sure = is_sure and found.low is not None and found.high is not None
    reading = one_of(tuple(days[:MAX_CANDIDATES]))
    return reading if is_sure else to_confirm(reading)
