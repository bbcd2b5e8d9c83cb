"""One hour of the clock, or one part of the day, named in a text: "15h30", "3 da tarde", "às 3", "meio-dia e meia", "cedo"."""

from dataclasses import dataclass, replace
from datetime import time
from typing import Final, NamedTuple

from shared.engine.language.clock_words import HOUR_LEADS, MIN, OWN_PARTS, PARTS, PM, SPECIAL, STRONG_PARTS, TO, H
from shared.engine.language.reading import PartOfDay
from shared.engine.language.tokens import Tokens, is_glued, text_at
from shared.engine.language.words import below_a_thousand

_NOON: Final = 12
_MIDNIGHT: Final = 24
_FIRST_BUSINESS_HOUR: Final = 7  # "7h" is the morning as written; "3h" is more often three in the afternoon
_MINUTES: Final = 60
_AFTERNOON_HOURS: Final = frozenset((12, *range(1, 7), *range(13, 19)))  # what "pm" makes an afternoon


@dataclass(frozen=True, slots=True)
class Clock:
    """An hour as it was said.

    is_exact: on the 24-hour clock, or with its part of the day. is_written: "8h", "8:30", which by default says what it shows.
    leads: a preposition stood before it ("às 11"), so that after another hour it closes a range.
    """

    hour: int
    minute: int = 0
    is_exact: bool = False
    is_written: bool = False
    leads: bool = False
    part: PartOfDay | None = None

    def times(self, part: PartOfDay | None, hours: tuple[int, int] | None) -> tuple[time, ...]:
        """Return the times it can mean, likeliest first; none where the part of the day contradicts it.

        part: said elsewhere ("à tarde, às 3"). hours: opening and closing hour; where one reading fits them, it is the one.
        """
        part = self.part or part
        options = self._options()
        if part is not None:
            return tuple(option for option in options if _belongs(option, part))
        if len(options) == 1:
            return options
        if hours is not None:
            fitting = tuple(option for option in options if time(hours[0]) <= option <= _closing(hours[1]))
            if len(fitting) == 1:
                return fitting
        if self.is_written and self.hour >= _FIRST_BUSINESS_HOUR:
            return options[:1]
        return options if self.hour >= _FIRST_BUSINESS_HOUR else options[::-1]

    def _options(self) -> tuple[time, ...]:
        if self.part is None and (self.is_exact or self.hour > _NOON or self.hour == 0):
            return (time(self.hour % _MIDNIGHT, self.minute),)
        if self.hour == _NOON:
            at_night = self.part in {PartOfDay.EVENING, PartOfDay.DAWN}
            return (time(0 if at_night else _NOON, self.minute),)
        if self.hour > _NOON or self.hour == 0:
            return (time(self.hour % _MIDNIGHT, self.minute),)
        return time(self.hour, self.minute), time(self.hour + _NOON, self.minute)


class FoundClock(NamedTuple):
    """An hour (None: no such hour, "25h") and the place after its words."""

    clock: Clock | None
    end: int


class FoundPart(NamedTuple):
    """A part of the day and the place after its words."""

    part: PartOfDay
    end: int


_WIDE_HOURS: Final = {  # what people still call by that name, first hour and the hour it ends before
    PartOfDay.DAWN: (0, 7),
    PartOfDay.MORNING: (1, 12),
    PartOfDay.LUNCHTIME: (11, 15),
    PartOfDay.AFTERNOON: (12, 20),
    PartOfDay.LATE_AFTERNOON: (15, 20),
    PartOfDay.EVENING: (18, 24),
}


def part_at(tokens: Tokens, at: int, language: str) -> FoundPart | None:
    """Read the part of the day that starts here."""
    found = PARTS[language].match(tokens, at)
    return None if found is None else FoundPart(*found)


def clock_at(tokens: Tokens, at: int, language: str) -> FoundClock | None:
    """Read the hour that starts here; a bare number is none (see `bare_hour`)."""
    led = HOUR_LEADS[language].match(tokens, at)
    start = led[1] if led is not None else at
    found = _special(tokens, start, language) or _to_the_hour(tokens, start, language)
    if found is None:
        found = _numbered(tokens, start, language, is_led=led is not None)
    if found is None or found.clock is None or led is None:
        return found
    return FoundClock(replace(found.clock, leads=True), found.end)


def bare_hour(number: int) -> Clock | None:
    """Return the hour that a number alone can be: "10", "1530"."""
    if number <= _MIDNIGHT:
        return Clock(number % _MIDNIGHT if number == _MIDNIGHT else number)
    hour, minute = divmod(number, 100)
    return Clock(hour, minute, is_written=True) if 0 < hour < _MIDNIGHT and minute < _MINUTES else None


def _special(tokens: Tokens, at: int, language: str) -> FoundClock | None:
    found = SPECIAL[language].match(tokens, at)
    if found is None:
        return None
    hour, end = found
    minute, end = _minutes_in_words(tokens, end, language)
    return FoundClock(Clock(hour % _MIDNIGHT, minute, is_exact=True), end)


def _to_the_hour(tokens: Tokens, at: int, language: str) -> FoundClock | None:
    """Read "quinze para as três", "10 pras 4", "quarter past 3", "half past ten"."""
    word = text_at(tokens, at)
    if language == "en":
        return _past_or_to(tokens, at)
    at += word in {"faltando", "faltam"}
    minutes = _small(tokens, at, language)
    if minutes is None or not 0 < minutes[0] < _MINUTES:
        return None
    to = TO.match(tokens, minutes[1])
    hour = _small(tokens, to[1], language) if to is not None else None
    if hour is None or not 1 <= hour[0] <= _MIDNIGHT:
        return None
    return _with_own_part(_before(hour[0], minutes[0]), tokens, hour[1], language)


def _past_or_to(tokens: Tokens, at: int) -> FoundClock | None:
    word = text_at(tokens, at)
    quarter = {"half": 30, "quarter": 15}.get(word)
    minutes = (quarter, at + 1) if quarter is not None else _small(tokens, at, "en")
    sign = text_at(tokens, minutes[1]) if minutes is not None else ""
    if minutes is None or sign not in {"past", "to"} or not 0 < minutes[0] < _MINUTES:
        return None
    hour = _small(tokens, minutes[1] + 1, "en")
    if hour is None or not 1 <= hour[0] <= _NOON or (sign == "to" and quarter is None and minutes[0] % 5):
        return None
    clock = Clock(hour[0], minutes[0]) if sign == "past" else _before(hour[0], minutes[0])
    return _with_own_part(clock, tokens, hour[1], "en")


def _before(hour: int, minutes: int) -> Clock:
    previous = hour - 1 or _NOON
    return Clock(previous % _MIDNIGHT, _MINUTES - minutes)


def _numbered(tokens: Tokens, at: int, language: str, *, is_led: bool) -> FoundClock | None:
    hour = _small(tokens, at, language)
    if hour is None:
        return None
    number, end = hour
    clock, after = _with_minutes(tokens, number, end, language, is_led=is_led)
    if clock is None:
        return FoundClock(None, after) if after > end else None
    padded = tokens[at].text.startswith("0") and len(tokens[at].text) == 2  # "03:00"
    if padded and after > end:
        clock = replace(clock, is_exact=True)
    if language == "en" and clock.is_written and not padded:
        clock = replace(clock, is_written=False)
    if after == end and not is_led and language == "pt" and text_at(tokens, after) not in STRONG_PARTS:
        return None  # "12 de manhã" may be the 12th, in the morning
    own = _with_own_part(clock, tokens, after, language)
    if own.clock is not None and (after > end or own.end > after or is_led):
        return own if _is_hour(clock) else FoundClock(None, own.end)
    return None


def _is_hour(clock: Clock) -> bool:
    return clock.hour <= _MIDNIGHT and clock.minute < _MINUTES


def _with_minutes(tokens: Tokens, hour: int, end: int, language: str, *, is_led: bool) -> tuple[Clock | None, int]:
    """Read what follows the hour's number; the clock is None where minutes are impossible."""
    sign = text_at(tokens, end)
    is_sign = sign == ":" or (sign == "." and is_led) or (sign == "." and len(text_at(tokens, end + 1)) == 2)
    if is_sign and is_glued(tokens, end) and is_glued(tokens, end + 1) and tokens[end + 1].is_digits:
        minute = tokens[end + 1].text
        if len(minute) != 2 or int(minute) >= _MINUTES or hour > _MIDNIGHT:
            return None, end + 2
        after = end + 2 + (text_at(tokens, end + 2) in H)
        return Clock(hour, int(minute), is_written=True), after
    if language == "en" and sign == "o" and text_at(tokens, end + 1) == "'":
        return Clock(hour), end + 3
    if sign in H and (language == "pt" or sign == "h"):
        minute_value, after = _minutes_after_h(tokens, end + 1, language)
        return (None, after) if hour > _MIDNIGHT else (Clock(hour, minute_value, is_written=True), after)
    if (
        language == "pt"
        and text_at(tokens, end) == "e"
        and (is_led or text_at(tokens, end + 1) in {"meia", "pouco", "pouquinho"})
    ):
        minute_value, after = _minutes_in_words(tokens, end, language)
        return Clock(hour, minute_value), after
    if language == "pt" and sign == "em" and text_at(tokens, end + 1) == "ponto":
        return Clock(hour), end + 2
    return Clock(hour), end


def _minutes_after_h(tokens: Tokens, at: int, language: str) -> tuple[int, int]:
    word = text_at(tokens, at)
    if word.isdigit() and len(word) == 2 and int(word) < _MINUTES and _may_be_minutes(tokens, at):
        return int(word), at + 1 + (text_at(tokens, at + 1) in MIN)
    if text_at(tokens, at) == "em" and text_at(tokens, at + 1) == "ponto":
        return 0, at + 2
    return _minutes_in_words(tokens, at, language)


def _may_be_minutes(tokens: Tokens, at: int) -> bool:
    """Say whether two digits after an "h" are its minutes and not the start of something else ("10h 12/11")."""
    return is_glued(tokens, at) or text_at(tokens, at + 1) not in {"/", "h", "hs", ":", "as", "de", "-"}


def _minutes_in_words(tokens: Tokens, at: int, language: str) -> tuple[int, int]:
    """Read "e meia", "e quinze", "e 15"; zero where nothing of the kind follows."""
    if text_at(tokens, at) not in {"e", "and"}:
        return 0, at
    word = text_at(tokens, at + 1)
    if word in {"meia", "meio"} and text_at(tokens, at + 2) not in {"hora", "dia", "noite"}:
        return 30, at + 2
    if word in {"pouco", "pouquinho", "poucos"}:
        return 0, at + 2
    found = _small(tokens, at + 1, language)
    if found is None or not 5 <= found[0] < _MINUTES:  # nobody books a visit by the minute
        return 0, at
    following = text_at(tokens, found[1])
    if (
        following in H
        or following in {":", "/"}
        or (following in {"da", "de", "do"} and not _own_part(tokens, found[1], language))
    ):
        return 0, at
    return found[0], found[1] + (following in MIN)


def _with_own_part(clock: Clock, tokens: Tokens, at: int, language: str) -> FoundClock:
    if text_at(tokens, at) == "em" and text_at(tokens, at + 1) == "ponto":
        at += 2
    is_pm = PM.match(tokens, at)
    if is_pm is not None:
        part = PartOfDay.AFTERNOON if clock.hour in _AFTERNOON_HOURS else PartOfDay.EVENING
        return FoundClock(replace(clock, part=part), is_pm[1])
    own = _own_part(tokens, at, language)
    if own is None:
        return FoundClock(clock, at)
    if own[0] is PartOfDay.MORNING and text_at(tokens, at).startswith("a") and clock.hour == _NOON:
        return FoundClock(replace(clock, hour=0, is_exact=True), own[1])  # 12 am
    return FoundClock(replace(clock, part=own[0], is_exact=False), own[1])


def _own_part(tokens: Tokens, at: int, language: str) -> tuple[PartOfDay, int] | None:
    return OWN_PARTS[language].match(tokens, at)


def _small(tokens: Tokens, at: int, language: str) -> tuple[int, int] | None:
    if at < len(tokens) and tokens[at].is_digits:
        return (int(tokens[at].text), at + 1) if len(tokens[at].text) <= 2 else None
    found = below_a_thousand(tokens, at, language)
    if found is None or found[0] >= _MINUTES:
        return None
    # "dez e quinze" is an hour with minutes, never one number
    return found


def _belongs(option: time, part: PartOfDay) -> bool:
    first, end = _WIDE_HOURS[part]
    return first <= option.hour < end or (part is PartOfDay.EVENING and option.hour == 0)


def _closing(hour: int) -> time:
    return time(hour) if hour < _MIDNIGHT else time.max
