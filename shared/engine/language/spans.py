"""The calendar reckoned from today: the next 5th, the coming Saturday, next week, the end of the month, in two weeks."""

import calendar
from datetime import date, timedelta
from typing import Final

from shared.engine.language.calendar_words import Stage, Stretch, Unit

RECENT: Final = timedelta(days=90)  # a date without a year that passed so lately may still be meant
MAX_AHEAD: Final = 3650  # days; "daqui a 900 anos" is no appointment
_WEEK: Final = 7
_SATURDAY: Final = 5
_YEARS_TO_A_LEAP_DAY: Final = 9

Span = tuple[date, date]


def stretch_spans(stretch: Stretch, today: date) -> tuple[Span, ...]:
    monday = today - timedelta(days=today.weekday())
    saturday = monday + timedelta(days=_SATURDAY)
    weekend = (max(saturday, today), saturday + timedelta(days=1))
    following = later(weekend if weekend[0] == saturday else (saturday, weekend[1]))
    match stretch:
        case Stretch.THIS_WEEK:
            return ((today, monday + timedelta(days=_WEEK - 1)),)
        case Stretch.NEXT_WEEK:
            return (later((monday, monday + timedelta(days=_WEEK - 1))),)
        case Stretch.OTHER_WEEK:
            coming = later((monday, monday + timedelta(days=_WEEK - 1)))
            return (later(coming), coming)
        case Stretch.WEEKEND:
            return (weekend,)
        case Stretch.NEXT_WEEKEND:
            return (following,) if today >= saturday else (weekend, following)
        case Stretch.THIS_MONTH:
            return ((today, month_span(today.year, today.month)[1]),)
        case Stretch.NEXT_MONTH:
            return (next_month(today),)
        case Stretch.NEXT_YEAR:
            return ((date(today.year + 1, 1, 1), date(today.year + 1, 12, 31)),)


def staged(stage: Stage, span: Span) -> tuple[Span, ...]:
    """Return the start, middle or end: of a month about a week, of a week a day or two.

    The end of a week is Thursday and Friday to some, and the weekend to others.
    """
    first, last = span
    week = timedelta(days=_WEEK - 1)
    if (last - first).days < _WEEK:
        monday = first - timedelta(days=first.weekday())
        days = {Stage.START: ((0, 1),), Stage.MIDDLE: ((2, 2),), Stage.END: ((3, 4), (5, 6))}[stage]
        return tuple((monday + timedelta(days=low), monday + timedelta(days=high)) for low, high in days)
    middle = first + (last - first) / 2 - week / 2
    start = {Stage.START: first, Stage.MIDDLE: middle, Stage.END: last - week}[stage]
    return ((start, start + week),)


def weekday_days(weekday: int, which: str, today: date) -> tuple[date, ...]:
    """Return the days a weekday can mean: said on its own day, it is today or in a week.

    "Sábado que vem" before this week's Saturday is either of two to different people, and so both.
    """
    ahead = (weekday - today.weekday()) % _WEEK
    coming, later = today + timedelta(days=ahead), today + timedelta(days=ahead + _WEEK)
    if which == "last":
        return (coming - timedelta(days=_WEEK),)
    if which == "this" or (which == "" and ahead > 0):
        return (coming,)
    if which in {"", "other"}:
        return coming, later
    if ahead == 0:
        return (later,)
    return (coming, later) if weekday > today.weekday() else (coming,)


def dated(number: int, month: int, year: int | None, today: date) -> tuple[Span, ...]:
    """Return the date; without a year the next one, and beside it the one that passed lately."""
    if year is not None:
        return real(year, month, number) if is_year(year) else ()
    this_year = real(today.year, month, number)
    if this_year and this_year[0][0] >= today:
        return this_year
    years = range(today.year + 1, today.year + _YEARS_TO_A_LEAP_DAY)
    later = next((found for next_year in years if (found := real(next_year, month, number))), ())
    lately = this_year if this_year and today - this_year[0][0] <= RECENT else ()
    return (*lately, *later)


def real(year: int, month: int, number: int) -> tuple[Span, ...]:
    if not 1 <= month <= 12 or not 1 <= number <= calendar.monthrange(year, month)[1]:
        return ()
    day = date(year, month, number)
    return ((day, day),)


def is_year(year: int) -> bool:
    return 1900 <= year <= 2200  # births and bookings


def year(digits: str, today: date) -> int:
    """Write out a year of two digits: up to ten years ahead it is of this century, else of the last."""
    if len(digits) == 4:
        return int(digits)
    century = today.year - today.year % 100
    year = century + int(digits)
    return year if year <= today.year + 10 else year - 100


def next_with_number(number: int, today: date) -> tuple[Span, ...]:
    months = ((today.year + (today.month - 1 + step) // 12, (today.month - 1 + step) % 12 + 1) for step in range(13))
    days = (found for year, month in months if (found := real(year, month, number)) and found[0][0] >= today)
    return next(days, ())


def week_of(day: date) -> Span:
    """Return Monday to Sunday around the day."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=_WEEK - 1)


def moved(today: date, count: int, unit: Unit, *, with_half: bool = False) -> date | None:
    """Return the day so far ahead; "um mês e meio" adds 15 days, and half a day or a week is no day at all."""
    if with_half:
        whole = moved(today, count, unit) if unit in {Unit.MONTH, Unit.YEAR} else None
        return whole and (whole + timedelta(days=15) if unit is Unit.MONTH else moved(whole, 6, Unit.MONTH))
    if unit in {Unit.DAY, Unit.WEEK}:
        days = count * (_WEEK if unit is Unit.WEEK else 1)
        return today + timedelta(days=days) if days <= MAX_AHEAD else None
    months = today.month - 1 + count * (12 if unit is Unit.YEAR else 1)
    year, month = today.year + months // 12, months % 12 + 1
    if (year - today.year) * 365 > MAX_AHEAD:
        return None
    return date(year, month, min(today.day, calendar.monthrange(year, month)[1]))


def month_span(year: int, month: int) -> Span:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def next_month(today: date) -> Span:
    return month_span(today.year + today.month // 12, today.month % 12 + 1)


def later(span: Span) -> Span:
    week = timedelta(days=_WEEK)
    return span[0] + week, span[1] + week
