"""Hours as people type them: "15h30", "3 da tarde", "meio-dia", "entre 9 e 11", "depois das 14h", "à tarde"."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Final

from shared.engine.language.clocks import Clock
from shared.engine.language.courtesy import heard
from shared.engine.language.mention_words import Kind
from shared.engine.language.mentions import (
    MAX_SAID,
    OPENERS,
    Mention,
    as_clock,
    is_doubted,
    mentions_of,
    settle_numbers,
)
from shared.engine.language.reading import (
    NOT_UNDERSTOOD,
    Ambiguous,
    PartOfDay,
    Range,
    Reading,
    one_of,
    to_confirm,
)
from shared.engine.language.text import answer, language_of

MAX_CANDIDATES: Final = 6

_LAST_HOUR: Final = 23
_QUARTERS: Final = frozenset({10, 15, 20, 25, 30, 35, 40, 45, 50, 55})

Hours = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Said:
    """What a text says of the hour: every reading of exact times, of stretches, or parts of the day."""

    times: tuple[time, ...] = ()
    stretches: tuple[Range[time], ...] = ()
    parts: tuple[PartOfDay, ...] = ()
    is_doubted: bool = False


def read_time(text: str, locale: str, *, now: datetime | None = None, hours: Hours | None = None) -> Reading[time]:
    """Read one time of the day. "Às 3" is ambiguous unless only one of 3:00 and 15:00 lies in the hours.

    now: for "daqui a 2 horas". hours: opening hour (0 to 23) and closing hour (to 24), to choose by; a time outside them is still understood.
    A stretch ("entre 9 e 11", "depois das 14h") is ambiguous between its ends; a part of the day is no time.
    """
    said = _said(text, locale, now, hours)
    if said is None:
        return NOT_UNDERSTOOD
    if said.times or not said.stretches:
        return to_confirm(one_of(said.times)) if said.is_doubted else one_of(said.times)
    ends = [end for stretch in said.stretches for end in (stretch.low, stretch.high) if end is not None]
    return Ambiguous(tuple(dict.fromkeys(ends))[:MAX_CANDIDATES])


def read_time_range(
    text: str, locale: str, *, now: datetime | None = None, hours: Hours | None = None
) -> Reading[Range[time]]:
    """Read a stretch of the day; one time is both ends, and a part of the day has its usual hours."""
    said = _said(text, locale, now, hours)
    if said is None:
        return NOT_UNDERSTOOD
    if not said.times and not said.stretches:
        return one_of(tuple(part.hours for part in said.parts))
    return one_of(said.stretches or tuple(Range(found, found) for found in said.times))


def read_part_of_day(text: str, locale: str) -> Reading[PartOfDay]:
    """Read a part of the day: "de manhã", "à tarde", "à noite"; two of them are ambiguous."""
    folded = answer(text)
    if folded is None:
        return NOT_UNDERSTOOD
    mentions = mentions_of(heard(folded, language_of(locale)), language_of(locale), None)
    return one_of(tuple(mention.part for mention in mentions if mention.part is not None))


def _said(text: str, locale: str, now: datetime | None, hours: Hours | None) -> Said | None:
    folded = answer(text)
    if folded is None:
        return None
    mentions = mentions_of(heard(folded, language_of(locale)), language_of(locale), now)
    said = hours_said(settle_numbers(with_minutes(mentions), Kind.CLOCK, as_clock), hours)
    return replace(said, is_doubted=is_doubted(mentions)) if said is not None else None


def hours_said(mentions: Sequence[Mention], hours: Hours | None) -> Said | None:
    """Return what is said of the hour, nothing where none is said, and None where it cannot be ("25h", "15h da manhã")."""
    places = [at for at, mention in enumerate(mentions) if mention.kind is Kind.CLOCK]
    parts = tuple(dict.fromkeys(mention.part for mention in mentions if mention.part is not None))
    part = parts[0] if len(parts) == 1 else None
    if not places:
        return Said(parts=parts)
    clocks = [mentions[at].clock for at in places]
    known = [clock for clock in clocks if clock is not None]
    if len(clocks) > MAX_SAID or len(known) < len(clocks):
        return None
    if len(known) == 2 and _is_stretch(mentions, *places):  # its two ends
        stretches = tuple(_stretches(known[0], known[1], part, hours))
        return Said(stretches=stretches) if stretches else None
    times = tuple(found for clock in known for found in clock.times(part, hours))
    if not times:
        return None
    opener = _opener(mentions, places)
    if opener is None:
        return Said(times=times[:MAX_CANDIDATES])
    return Said(stretches=tuple(_opened(opener, found) for found in times[:MAX_CANDIDATES]))


def with_minutes(mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """Read "nove e quinze" as one hour with its minutes, where numbers are all that is said."""
    if [mention.kind for mention in mentions] != [Kind.NUMBER, Kind.AND, Kind.NUMBER]:
        return tuple(mentions)
    hour, minute = mentions[0].number or 0, mentions[2].number or 0
    if not (hour <= _LAST_HOUR and minute in _QUARTERS):
        return tuple(mentions)
    return (Mention(Kind.CLOCK, mentions[2].end, clock=Clock(hour, minute)),)


def _is_stretch(mentions: Sequence[Mention], one: int, other: int) -> bool:
    inner = {mention.kind for mention in mentions[one + 1 : other]}
    last = mentions[other].clock
    if Kind.OR in inner or Kind.UNKNOWN in inner:
        return False
    between = Kind.AND in inner and Kind.BETWEEN in {mention.kind for mention in mentions[:one]}
    leads = last is not None and last.leads and inner <= {Kind.FILLER}
    opened = {mention.kind for mention in mentions[:one]} & {Kind.SINCE, Kind.AFTER} and inner & {
        Kind.BEFORE,
        Kind.UNTIL,
    }
    return between or leads or bool(opened) or bool(inner & {Kind.LINK, Kind.UNTIL})


def _stretches(low: Clock, high: Clock, part: PartOfDay | None, hours: Hours | None) -> Iterator[Range[time]]:
    """Yield the stretches the two hours can mean, each start with the nearest end after it."""
    shared = part or (high.part if low.part is None and high.part is not low.part else None)
    starts = low.times(_fitting(low, shared), hours)
    for start in starts:
        ends = sorted(end for end in high.times(part, hours) if end > start)
        if ends:
            yield Range(start, ends[0])


def _fitting(low: Clock, part: PartOfDay | None) -> PartOfDay | None:
    """Give the first hour the second's part of the day where it can have it: "das 2 às 4 da tarde", "10 às 3 da tarde"."""
    return part if part is not None and low.times(part, None) else None


def _opener(mentions: Sequence[Mention], places: Sequence[int]) -> Kind | None:
    if len(places) > 1:
        return None
    for mention in reversed(mentions[: places[0]]):
        if mention.kind in OPENERS:
            return mention.kind
        if mention.kind is not Kind.FILLER:
            break
    after = mentions[places[0] + 1 : places[0] + 2]
    return Kind.SINCE if after and after[0].kind is Kind.SINCE else None


def _opened(opener: Kind, found: time) -> Range[time]:
    return Range(found, None) if opener in {Kind.SINCE, Kind.AFTER} else Range(None, found)
