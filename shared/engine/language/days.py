"""One day, or one stretch of days, named in a text: "sábado que vem", "dia 5", "5/12", "daqui a 2 semanas", "fim do mês"."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, NamedTuple

from shared.engine.language.calendar_words import (
    AHEAD,
    DAYS_FROM_TODAY,
    FEASTS,
    MONTHS,
    MONTHS_ALONE,
    STAGES,
    STRETCHES,
    UNITS,
    UNSURE_WEEKDAYS,
    WEEKDAYS,
    Stage,
    Stretch,
    Unit,
)
from shared.engine.language.tokens import Tokens, is_glued, phrasebook, text_at, word_set
from shared.engine.language.words import below_a_thousand, ordinal

RECENT: Final = timedelta(days=90)  # a date without a year that passed so lately may still be meant
MAX_AHEAD: Final = 3650  # days; "daqui a 900 anos" is no appointment
_WEEK: Final = 7
_YEARS_TO_A_LEAP_DAY: Final = 9
_SATURDAY: Final = 5

Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Day:
    """What was said about the day.

    spans: every reading, likeliest first, as first and last day; none when there is no such day (31/02).
    weekday, day_of_month: what was said without a date, so that it can be sought inside another span.
    """

    spans: tuple[Span, ...]
    weekday: int | None = None
    day_of_month: int | None = None

    def within(self, first: date, last: date) -> tuple[Span, ...]:
        """Return what this says of the days from first to last."""
        if self.weekday is not None or self.day_of_month is not None:
            return tuple((day, day) for day in _each(first, last) if self._is(day))
        clipped = ((max(low, first), min(high, last)) for low, high in self.spans)
        return tuple((low, high) for low, high in clipped if low <= high)

    def _is(self, day: date) -> bool:
        return (self.weekday is None or day.weekday() == self.weekday) and self.day_of_month in {None, day.day}


class FoundDay(NamedTuple):
    """A day and the place after its words."""

    day: Day
    end: int


_LONGEST_SEARCH: Final = 400  # days; a weekday is sought in a month, a day of the month in a year


def _each(first: date, last: date) -> Iterator[date]:
    for step in range(min((last - first).days, _LONGEST_SEARCH) + 1):
        yield first + timedelta(days=step)


def day_at(tokens: Tokens, at: int, language: str, today: date) -> FoundDay | None:
    """Read the day that starts here."""
    for read in (_relative, _feast, _stretch, _stage, _ahead, _written, _named, _weekday, _month):
        found = read(tokens, at, language, today)
        if found is not None:
            return found
    return None


def day_of_month(number: int, today: date, month: Span | None = None) -> Day:
    """Return the next day with this number, or the one in the given span."""
    if month is not None:
        return Day(Day((), day_of_month=number).within(*month))
    return Day(_next_with_number(number, today), day_of_month=number)


def _relative(tokens: Tokens, at: int, language: str, today: date) -> FoundDay | None:
    found = DAYS_FROM_TODAY[language].match(tokens, at)
    return None if found is None else FoundDay(_one(today + timedelta(days=found[0])), found[1])


def _feast(tokens: Tokens, at: int, language: str, today: date) -> FoundDay | None:
    found = FEASTS[language].match(tokens, at)
    if found is None:
        return None
    (month, number), end = found
    year = _year_after(tokens, end)
    return FoundDay(_dated(number, month, year[0] if year else None, today), year[1] if year else end)


def _stretch(tokens: Tokens, at: int, language: str, today: date) -> FoundDay | None:
    found = STRETCHES[language].match(tokens, at)
    return None if found is None else FoundDay(Day(_stretch_spans(found[0], today)), found[1])


def _stretch_spans(stretch: Stretch, today: date) -> tuple[Span, ...]:
    monday = today - timedelta(days=today.weekday())
    saturday = monday + timedelta(days=_SATURDAY)
    weekend = (max(saturday, today), saturday + timedelta(days=1))
    following = _later(weekend if weekend[0] == saturday else (saturday, weekend[1]))
    match stretch:
        case Stretch.THIS_WEEK:
            return ((today, monday + timedelta(days=_WEEK - 1)),)
        case Stretch.NEXT_WEEK:
            return (_later((monday, monday + timedelta(days=_WEEK - 1))),)
        case Stretch.OTHER_WEEK:
            coming = _later((monday, monday + timedelta(days=_WEEK - 1)))
            return (_later(coming), coming)
        case Stretch.WEEKEND:
            return (weekend,)
        case Stretch.NEXT_WEEKEND:
            return (following,) if today >= saturday else (weekend, following)
        case Stretch.THIS_MONTH:
            return ((today, _month_span(today.year, today.month)[1]),)
        case Stretch.NEXT_MONTH:
            return (_next_month(today),)
        case Stretch.NEXT_YEAR:
            return ((date(today.year + 1, 1, 1), date(today.year + 1, 12, 31)),)


def _stage(tokens: Tokens, at: int, language: str, today: date) -> FoundDay | None:
    """Read "fim do mês", "começo da semana que vem", "meados de dezembro"."""
    found = STAGES[language].match(tokens, at)
    if found is None:
        return None
    stage, end = found
    end += text_at(tokens, end) in {"de", "do", "da", "deste", "desse", "dessa", "desta", "of"}
    end += text_at(tokens, end) == "the"
    whole = _stretch(tokens, end, language, today) or _month(tokens, end, language, today, is_led=True)
    word = text_at(tokens, end)
    if whole is None and word in {"mes", "month"}:
        whole = FoundDay(Day((_month_span(today.year, today.month),)), end + 1)
    if whole is None and word in {"semana", "week"}:
        monday = today - timedelta(days=today.weekday())
        whole = FoundDay(Day(((monday, monday + timedelta(days=_WEEK - 1)),)), end + 1)
    if whole is None:
        return None
    spans = [part for span in whole.day.spans for part in _staged(stage, span)]
    future = tuple((max(first, today), last) for first, last in spans if last >= today)
    return FoundDay(Day(future or tuple(_later(span) for span in spans)), whole.end)


def _staged(stage: Stage, span: Span) -> tuple[Span, ...]:
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


def _ahead(tokens: Tokens, at: int, language: str, today: date) -> FoundDay | None:
    """Read "daqui a 2 semanas", "em três dias"; hours and minutes are the clock's."""
    found = distance_ahead(tokens, at, language)
    if found is None or found.unit in {Unit.MINUTE, Unit.HOUR}:
        return None
    day = _moved(today, found.amount, found.unit)
    return FoundDay(Day(()) if day is None else _one(day), found.end)


class Distance(NamedTuple):
    """How far ahead, and the place after the words."""

    amount: int
    unit: Unit
    end: int
    with_half: bool = False


def distance_ahead(tokens: Tokens, at: int, language: str) -> Distance | None:
    """Read "daqui a 2 horas", "em meia hora", "dentro de 15 dias"."""
    led = AHEAD[language].match(tokens, at)
    if led is None:
        return None
    word = text_at(tokens, led[1])
    if word in {"meia", "half"}:
        end = led[1] + 1 + (text_at(tokens, led[1] + 1) in {"a", "an"})
        return Distance(30, Unit.MINUTE, end + 1) if UNITS[language].get(text_at(tokens, end)) is Unit.HOUR else None
    count = _small_number(tokens, led[1], language)
    if count is None and language == "en" and word in {"a", "an"}:
        count = (1, led[1] + 1)
    if count is None:
        return None
    unit = UNITS[language].get(text_at(tokens, count[1]))
    if unit is None:
        return None
    end = count[1] + 1
    with_half = text_at(tokens, end) in {"e", "and"} and text_at(tokens, end + 1) in {"meia", "meio"}
    return Distance(count[0], unit, end + 2 * with_half, with_half)


def _written(tokens: Tokens, at: int, language: str, today: date) -> FoundDay | None:
    """Read "5/12", "05/12/2026", "5-12-26", "2026-12-05", "05122026", "12/2026"."""
    if at >= len(tokens) or not tokens[at].is_digits:
        return None
    first, sign = tokens[at].text, text_at(tokens, at + 1)
    if len(first) == 8:  # ddmmyyyy
        day = _day_month(first[:2], first[2:4], _year(first[4:], today), language, today)
        return FoundDay(day, at + 1) if day.spans else None
    if sign not in {"/", "-", "."} or not is_glued(tokens, at + 1) or not is_glued(tokens, at + 2):
        return None
    second = text_at(tokens, at + 2)
    month = MONTHS[language].get(second)
    if month is not None and len(first) < 3:  # "5/dez"
        return _with_year(tokens, at + 3, int(first), month, today)
    if not second.isdigit():
        return None
    third = text_at(tokens, at + 4) if text_at(tokens, at + 3) == sign and is_glued(tokens, at + 4) else ""
    return _from_parts(tokens, at, (first, second, third if third.isdigit() else ""), language, today)


def _from_parts(tokens: Tokens, at: int, parts: tuple[str, str, str], language: str, today: date) -> FoundDay | None:
    first, second, third = parts
    sizes = tuple(map(len, parts))
    if third:
        if sizes[0] == 4 and max(sizes[1:]) <= 2:  # year first
            return FoundDay(_dated(int(third), int(second), int(first), today), at + 5)
        if max(sizes[:2]) <= 2 and sizes[2] in {2, 4}:
            return FoundDay(_day_month(first, second, _year(third, today), language, today), at + 5)
        return FoundDay(Day(()), at + 5)
    if sizes[:2] == (2, 4) and tokens[at + 1].text == "/" and 1 <= int(first) <= 12:  # month and year
        return FoundDay(Day((_month_span(int(second), int(first)),)) if _is_year(int(second)) else Day(()), at + 3)
    if max(sizes[:2]) > 2:
        return None
    if tokens[at + 1].text != "/" and not _is_dashed_date(tokens[at + 1].text, first, second):
        return None
    return FoundDay(_day_month(first, second, None, language, today), at + 3)


def _is_dashed_date(sign: str, first: str, second: str) -> bool:
    """Say whether "22-12" is a date: "10-12" is more often from 10 to 12, and "15.10" an hour."""
    if len(first) != 2 or len(second) != 2:
        return False
    return "0" in {first[0], second[0]} or (sign == "-" and int(first) > int(second))


def _day_month(first: str, second: str, year: int | None, language: str, today: date) -> Day:
    """Read day and month; in English either may come first, and what both orders allow is ambiguous."""
    day = _dated(int(first), int(second), year, today)
    if language != "en":
        return day
    return Day(tuple(dict.fromkeys((*_dated(int(second), int(first), year, today).spans, *day.spans))))


def _named(tokens: Tokens, at: int, language: str, today: date) -> FoundDay | None:
    """Read "dia 5", "5 de dezembro", "primeiro de janeiro de 2027", "december 5th", "the 5th"."""
    if language == "en":
        return _named_english(tokens, at, today)
    led = text_at(tokens, at) in {"dia", "dias"}
    start = at + led + (led and text_at(tokens, at + 1) in {"o", "do"})
    if led:
        written = _written(tokens, start, language, today)
        if written is not None:
            return written
    number = _ordinal_or_number(tokens, start, language)
    if number is None:
        return None
    count, end = number
    after = end + (text_at(tokens, end) in {"de", "do", "/"})
    after += after > end and text_at(tokens, after) == "mes" and text_at(tokens, after + 1) == "de"
    month = MONTHS["pt"].get(text_at(tokens, after))
    if month is not None and not (after == end and text_at(tokens, after) not in MONTHS["pt"]):
        return _with_year(tokens, after + 1, count, month, today)
    if not led or text_at(tokens, end) in {"h", "hs", ":"}:
        return None
    return FoundDay(day_of_month(count, today), end)


def _named_english(tokens: Tokens, at: int, today: date) -> FoundDay | None:
    month = MONTHS["en"].get(text_at(tokens, at))
    if month is not None:
        number = _ordinal_or_number(tokens, at + 1 + (text_at(tokens, at + 1) == "the"), "en")
        if number is not None and number[0] <= 31 and text_at(tokens, number[1]) not in {":", "am", "pm"}:
            return _with_year(tokens, number[1], number[0], month, today)
        return None
    led = text_at(tokens, at) == "the"
    number = _ordinal_or_number(tokens, at + led, "en")
    if number is None:
        return None
    count, end = number
    after = end + (text_at(tokens, end) == "of")
    month = MONTHS["en"].get(text_at(tokens, after))
    if month is not None:
        return _with_year(tokens, after + 1, count, month, today)
    is_ordinal = text_at(tokens, end - 1) in {"st", "nd", "rd", "th"} or (led and tokens[end - 1].is_word)
    return FoundDay(day_of_month(count, today), end) if is_ordinal and led else None


def _with_year(tokens: Tokens, at: int, number: int, month: int, today: date) -> FoundDay:
    year = _year_after(tokens, at)
    return FoundDay(_dated(number, month, year[0] if year else None, today), year[1] if year else at)


def _year_after(tokens: Tokens, at: int) -> tuple[int, int] | None:
    led = at + (text_at(tokens, at) in {"de", "do", "/", ",", "of", "deste", "desse"})
    word = text_at(tokens, led)
    if len(word) == 4 and word.isdigit() and _is_year(int(word)):
        return int(word), led + 1
    return None


_WEEKDAY_BEFORE: Final = {
    "pt": phrasebook({
        "next": "proximo|proxima|prox|na proxima|no proximo",
        "this": "esse|essa|este|esta|nesse|nessa|neste|nesta|desse|dessa|deste|desta",
    }),
    "en": phrasebook({"next": "next", "this": "this|this coming|coming", "last": "last"}),
}  # fmt: skip
_WEEKDAY_AFTER: Final = {
    "pt": phrasebook({
        "next": "que vem|q vem|proximo|proxima|quem vem|seguinte",
        "this": "agora|agora mesmo|dessa semana|desta semana|essa semana|esta semana",
        "last": "passado|passada|que passou",
    }),
    "en": phrasebook({"this": "this week", "next": "coming"}),
}  # fmt: skip
_NO_WEEKDAY_AFTER: Final = word_set(
    "opcao opcoes vez via fase casa mao alternativa pergunta parcela option choice one time"
)


def _weekday(tokens: Tokens, at: int, language: str, today: date) -> FoundDay | None:
    led = _WEEKDAY_BEFORE[language].match(tokens, at)
    start = led[1] if led else at
    named = _weekday_name(tokens, start, language)
    if named is None:
        return None
    weekday, end = named
    trailing = _WEEKDAY_AFTER[language].match(tokens, end)
    which = led[0] if led else trailing[0] if trailing else ""
    if trailing is not None:
        end = trailing[1]
    spans = tuple((day, day) for day in _weekday_days(weekday, which, today))
    return FoundDay(Day(spans, weekday=None if which in {"next", "last"} else weekday), end)


def _weekday_name(tokens: Tokens, at: int, language: str) -> tuple[int, int] | None:
    word = text_at(tokens, at)
    if word in UNSURE_WEEKDAYS and not _is_weekday_here(tokens, at):
        return None
    weekday, end = WEEKDAYS[language].get(word), at + 1
    if weekday is None and language == "pt" and word in {"2", "3", "4", "5", "6"} and is_glued(tokens, at + 1):
        weekday, end = (int(word) - 2, at + 2) if text_at(tokens, at + 1) == "a" else (None, end)
    if weekday is None or text_at(tokens, end) in _NO_WEEKDAY_AFTER:
        return None
    return weekday, end + (text_at(tokens, end) in {"feira", "fera"})


_BEFORE_A_VERB: Final = word_set(
    "quero pode vou para pra vai posso gostaria poderia queria sem irei por devo precisa preciso de the in"
)
_AFTER_A_VERB: Final = word_set("um uma o os mais certeza que como acesso esse essa is")


def _is_weekday_here(tokens: Tokens, at: int) -> bool:
    """Say whether a word that is also a plain one ("ter", "sun") stands where a weekday does."""
    return text_at(tokens, at - 1) not in _BEFORE_A_VERB and text_at(tokens, at + 1) not in _AFTER_A_VERB


def _weekday_days(weekday: int, which: str, today: date) -> tuple[date, ...]:
    """Return the days a weekday can mean: said on its own day, it is today or in a week.

    "Sábado que vem" before this week's Saturday is either of two to different people, and so both.
    """
    ahead = (weekday - today.weekday()) % _WEEK
    coming, later = today + timedelta(days=ahead), today + timedelta(days=ahead + _WEEK)
    if which == "last":
        return (coming - timedelta(days=_WEEK),)
    if which == "this" or (which == "" and ahead > 0):
        return (coming,)
    if which == "":
        return coming, later
    if ahead == 0:
        return (later,)
    return (coming, later) if weekday > today.weekday() else (coming,)


def _month(tokens: Tokens, at: int, language: str, today: date, *, is_led: bool = False) -> FoundDay | None:
    """Read a month by its name ("em dezembro"); short forms and names that are other words need a lead."""
    word = text_at(tokens, at)
    month = MONTHS[language].get(word)
    led = is_led or text_at(tokens, at - 1) in {"em", "de", "in", "mes", "of"}
    if month is None or (not led and word not in MONTHS_ALONE[language]) or (word == "dez" and not is_led):
        return None
    year = _year_after(tokens, at + 1)
    if year is not None:
        return FoundDay(Day((_month_span(year[0], month),)), year[1])
    first, last = _month_span(today.year + (month < today.month), month)
    return FoundDay(Day(((max(first, today), last),)), at + 1)


def _ordinal_or_number(tokens: Tokens, at: int, language: str) -> tuple[int, int] | None:
    found = _small_number(tokens, at, language)
    if found is None:
        place = ordinal(text_at(tokens, at), language)
        return (place, at + 1) if place is not None and (place == 1 or language == "en") else None
    suffixes = {"o", "a"} if language == "pt" else {"st", "nd", "rd", "th"}
    return found[0], found[1] + (text_at(tokens, found[1]) in suffixes and is_glued(tokens, found[1]))


def _small_number(tokens: Tokens, at: int, language: str) -> tuple[int, int] | None:
    if at < len(tokens) and tokens[at].is_digits:
        return (int(tokens[at].text), at + 1) if len(tokens[at].text) < 4 else None
    return below_a_thousand(tokens, at, language)


def _one(day: date) -> Day:
    return Day(((day, day),))


def _dated(number: int, month: int, year: int | None, today: date) -> Day:
    """Return the date; without a year the next one, and beside it the one that passed lately."""
    if year is not None:
        return Day(_real(year, month, number) if _is_year(year) else ())
    this_year = _real(today.year, month, number)
    if this_year and this_year[0][0] >= today:
        return Day(this_year)
    years = range(today.year + 1, today.year + _YEARS_TO_A_LEAP_DAY)
    later = next((found for next_year in years if (found := _real(next_year, month, number))), ())
    lately = this_year if this_year and today - this_year[0][0] <= RECENT else ()
    return Day((*lately, *later))


def _real(year: int, month: int, number: int) -> tuple[Span, ...]:
    if not 1 <= month <= 12 or not 1 <= number <= calendar.monthrange(year, month)[1]:
        return ()
    day = date(year, month, number)
    return ((day, day),)


def _is_year(year: int) -> bool:
    return 1900 <= year <= 2200  # births and bookings


def _year(digits: str, today: date) -> int:
    """Write out a year of two digits: up to ten years ahead it is of this century, else of the last."""
    if len(digits) == 4:
        return int(digits)
    century = today.year - today.year % 100
    year = century + int(digits)
    return year if year <= today.year + 10 else year - 100


def _next_with_number(number: int, today: date) -> tuple[Span, ...]:
    months = ((today.year + (today.month - 1 + step) // 12, (today.month - 1 + step) % 12 + 1) for step in range(13))
    days = (found for year, month in months if (found := _real(year, month, number)) and found[0][0] >= today)
    return next(days, ())


def _moved(today: date, count: int, unit: Unit) -> date | None:
    if unit in {Unit.DAY, Unit.WEEK}:
        days = count * (_WEEK if unit is Unit.WEEK else 1)
        return today + timedelta(days=days) if days <= MAX_AHEAD else None
    months = today.month - 1 + count * (12 if unit is Unit.YEAR else 1)
    year, month = today.year + months // 12, months % 12 + 1
    if (year - today.year) * 365 > MAX_AHEAD:
        return None
    return date(year, month, min(today.day, calendar.monthrange(year, month)[1]))


def _month_span(year: int, month: int) -> Span:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _next_month(today: date) -> Span:
    return _month_span(today.year + today.month // 12, today.month % 12 + 1)


def _later(span: Span) -> Span:
    week = timedelta(days=_WEEK)
    return span[0] + week, span[1] + week
