"""One day, or one stretch of days, named in a text: "sábado que vem", "dia 5", "5/12", "daqui a 2 semanas", "fim do mês"."""

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
    Unit,
)
from shared.engine.language.spans import (
    Span,
    dated,
    is_year,
    later,
    month_span,
    moved,
    next_with_number,
    staged,
    stretch_spans,
    week_of,
    weekday_days,
    year,
)
from shared.engine.language.tokens import Tokens, is_glued, phrasebook, text_at, word_set
from shared.engine.language.words import below_a_thousand, ordinal

_WEEK: Final = 7


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
    for read in (_relative, _feast, _stretch, _week_of, _stage, _ahead, _written, _named, _weekday, _month):
        found = read(tokens, at, language, today)
        if found is not None:
            return found
    return None


def day_of_month(number: int, today: date, month: Span | None = None) -> Day:
    """Return the next day with this number, or the one in the given span."""
    if month is not None:
        return Day(Day((), day_of_month=number).within(*month))
    return Day(next_with_number(number, today), day_of_month=number)


def _relative(tokens: Tokens, at: int, language: str, today: date) -> FoundDay | None:
    found = DAYS_FROM_TODAY[language].match(tokens, at)
    return None if found is None else FoundDay(_one(today + timedelta(days=found[0])), found[1])


def _feast(tokens: Tokens, at: int, language: str, today: date) -> FoundDay | None:
    found = FEASTS[language].match(tokens, at)
    if found is None:
        return None
    (month, number), end = found
    year = _year_after(tokens, end, today)
    return FoundDay(Day(dated(number, month, year[0] if year else None, today)), year[1] if year else end)


def _stretch(tokens: Tokens, at: int, language: str, today: date) -> FoundDay | None:
    found = STRETCHES[language].match(tokens, at)
    return None if found is None else FoundDay(Day(stretch_spans(found[0], today)), found[1])


def _week_of(tokens: Tokens, at: int, language: str, today: date) -> FoundDay | None:
    """Read "semana do natal", "semana do dia 10": the whole week around that day."""
    if text_at(tokens, at) != "semana" or text_at(tokens, at + 1) not in {"do", "de", "da"}:
        return None
    inner = _feast(tokens, at + 2, language, today) or _named(tokens, at + 2, language, today)
    if inner is None:
        return None
    return FoundDay(Day(tuple(week_of(first) for first, _ in inner.day.spans)), inner.end)


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
        whole = FoundDay(Day((month_span(today.year, today.month),)), end + 1)
    if whole is None and word in {"semana", "week"}:
        monday = today - timedelta(days=today.weekday())
        whole = FoundDay(Day(((monday, monday + timedelta(days=_WEEK - 1)),)), end + 1)
    if whole is None:
        return None
    spans = [part for span in whole.day.spans for part in staged(stage, span)]
    future = tuple((max(first, today), last) for first, last in spans if last >= today)
    return FoundDay(Day(future or tuple(later(span) for span in spans)), whole.end)


def _ahead(tokens: Tokens, at: int, language: str, today: date) -> FoundDay | None:
    """Read "daqui a 2 semanas", "em três dias"; hours and minutes are the clock's."""
    found = distance_ahead(tokens, at, language)
    if found is None or found.unit in {Unit.MINUTE, Unit.HOUR}:
        return None
    day = moved(today, found.amount, found.unit, with_half=found.with_half)
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
        day = _day_month(first[:2], first[2:4], year(first[4:], today), language, today)
        return FoundDay(day, at + 1) if day.spans else None
    if len(first) <= 2 and _is_spaced_date(tokens, at):
        day = _day_month(first, sign, year(text_at(tokens, at + 2), today), language, today)
        return FoundDay(day, at + 3)
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


def _is_spaced_date(tokens: Tokens, at: int) -> bool:
    """Say whether "05 03 1985" follows: two short numbers and a year."""
    month, number = text_at(tokens, at + 1), text_at(tokens, at + 2)
    return month.isdigit() and len(month) <= 2 and number.isdigit() and len(number) == 4 and is_year(int(number))


def _from_parts(tokens: Tokens, at: int, parts: tuple[str, str, str], language: str, today: date) -> FoundDay | None:
    first, second, third = parts
    sizes = tuple(map(len, parts))
    if third:
        if sizes[0] == 4 and max(sizes[1:]) <= 2:  # year first
            return FoundDay(Day(dated(int(third), int(second), int(first), today)), at + 5)
        if max(sizes[:2]) <= 2 and sizes[2] in {2, 4}:
            return FoundDay(_day_month(first, second, year(third, today), language, today), at + 5)
        return FoundDay(Day(()), at + 5)
    if sizes[:2] == (2, 4) and tokens[at + 1].text == "/" and 1 <= int(first) <= 12:  # month and year
        return FoundDay(Day((month_span(int(second), int(first)),)) if is_year(int(second)) else Day(()), at + 3)
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
    days = dated(int(first), int(second), year, today)
    if language == "en":
        days = tuple(dict.fromkeys((*dated(int(second), int(first), year, today), *days)))
    return Day(days)


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
    if month is None and after > end:
        month = _numbered_month(tokens, after)
    if month is not None:
        return _with_year(tokens, after + 1, count, month, today)
    if not led or text_at(tokens, end) in {"h", "hs", ":"}:
        return None
    return FoundDay(day_of_month(count, today), end)


def _numbered_month(tokens: Tokens, at: int) -> int | None:
    """Read the month of "5 do 12"; a number that goes on as an hour is none."""
    word = text_at(tokens, at)
    is_month = word.isdigit() and len(word) <= 2 and 1 <= int(word) <= 12
    return int(word) if is_month and text_at(tokens, at + 1) not in _AFTER_AN_HOUR else None


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
    year = _year_after(tokens, at, today)
    return FoundDay(Day(dated(number, month, year[0] if year else None, today)), year[1] if year else at)


def _year_after(tokens: Tokens, at: int, today: date) -> tuple[int, int] | None:
    led = at + (text_at(tokens, at) in {"de", "do", "/", ",", "of", "deste", "desse"})
    word = text_at(tokens, led)
    if len(word) == 4 and word.isdigit() and is_year(int(word)):
        return int(word), led + 1
    is_short = len(word) == 2 and word.isdigit() and text_at(tokens, at) == "de"  # "5 de março de 85"
    return (year(word, today), led + 1) if is_short and text_at(tokens, led + 1) not in _AFTER_AN_HOUR else None


_AFTER_AN_HOUR: Final = word_set("h hs hr hrs hora horas : a as ate da e - ao")
_WEEKDAY_BEFORE: Final = {
    "pt": phrasebook({
        "next": "proximo|proxima|prox|na proxima|no proximo",
        "other": "outro|outra|no outro|na outra",
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
_NTH: Final = word_set("primeira primeiro ultima ultimo first last")  # "a primeira segunda do mês" is not reckoned
_NO_WEEKDAY_AFTER: Final = word_set(
    "opcao opcoes vez via fase dose etapa chance chamada casa mao alternativa pergunta parcela option choice one time"
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
    spans = tuple((day, day) for day in weekday_days(weekday, which, today))
    return FoundDay(Day(spans, weekday=None if which in {"next", "last", "other"} else weekday), end)


def _weekday_name(tokens: Tokens, at: int, language: str) -> tuple[int, int] | None:
    word = text_at(tokens, at)
    if word in UNSURE_WEEKDAYS and not _is_weekday_here(tokens, at):
        return None
    weekday, end = WEEKDAYS[language].get(word), at + 1
    if weekday is None and language == "pt" and word in {"2", "3", "4", "5", "6"} and is_glued(tokens, at + 1):
        weekday, end = (int(word) - 2, at + 2) if text_at(tokens, at + 1) == "a" else (None, end)
    if weekday is None or text_at(tokens, end) in _NO_WEEKDAY_AFTER or text_at(tokens, at - 1) in _NTH:
        return None
    return weekday, end + (text_at(tokens, end) in {"feira", "fera"})


_BEFORE_A_VERB: Final = word_set(
    "quero pode vou para pra vai posso gostaria poderia queria sem irei por devo precisa preciso de the in"
)
_AFTER_A_VERB: Final = word_set("um uma o os mais certeza que como acesso esse essa is")


def _is_weekday_here(tokens: Tokens, at: int) -> bool:
    """Say whether a word that is also a plain one ("ter", "sun") stands where a weekday does."""
    return text_at(tokens, at - 1) not in _BEFORE_A_VERB and text_at(tokens, at + 1) not in _AFTER_A_VERB


def _month(tokens: Tokens, at: int, language: str, today: date, *, is_led: bool = False) -> FoundDay | None:
    """Read a month by its name ("em dezembro"); short forms and names that are other words need a lead."""
    word = text_at(tokens, at)
    month = MONTHS[language].get(word)
    led = is_led or text_at(tokens, at - 1) in {"em", "de", "in", "mes", "of"}
    if month is None or (not led and word not in MONTHS_ALONE[language]) or (word == "dez" and not is_led):
        return None
    year = _year_after(tokens, at + 1, today)
    if year is not None:
        return FoundDay(Day((month_span(year[0], month),)), year[1])
    first, last = month_span(today.year + (month < today.month), month)
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
