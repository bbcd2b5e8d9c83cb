"""A text laid out as the days, hours and parts of the day it mentions, and the words that join, open or deny them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from shared.engine.language.calendar_words import UNITS, Unit
from shared.engine.language.clocks import Clock, bare_hour, clock_at, part_at
from shared.engine.language.days import Day, day_at, distance_ahead
from shared.engine.language.mention_words import BOOKS, Kind
from shared.engine.language.reading import PartOfDay
from shared.engine.language.tokens import Tokens, is_glued, text_at
from shared.engine.language.words import below_a_thousand


@dataclass(frozen=True, slots=True)
class Mention:
    """One piece of the text; `day`, `clock`, `part` or `number` is set as its kind says (a clock of None: no such hour)."""

    kind: Kind
    end: int
    day: Day | None = None
    clock: Clock | None = None
    part: PartOfDay | None = None
    number: int | None = None


CONTENT: Final = frozenset({Kind.DAY, Kind.CLOCK, Kind.PART, Kind.NUMBER})
OPENERS: Final = frozenset({Kind.SINCE, Kind.AFTER, Kind.BEFORE, Kind.UNTIL})
MAX_SAID: Final = 12  # days or hours in one answer; whoever lists more is not answering
_ANY_DAY: Final = date(2000, 1, 1)
_REACH: Final = 4  # mentions from "não" to what it denies


def mentions_of(tokens: Tokens, language: str, now: datetime | None) -> tuple[Mention, ...]:
    """Lay the text out, without what is denied in it. now: None tells days apart without reckoning them."""
    found = tuple(_mentions(tokens, language, now))
    return _without_denied(found)


def is_said_alone(mentions: Sequence[Mention]) -> bool:
    """Say whether every word belongs to an answer about time, so that a bare number may too."""
    return all(mention.kind not in {Kind.UNKNOWN, Kind.NOT, Kind.EXCEPT, Kind.ANY} for mention in mentions)


def is_doubted(mentions: Sequence[Mention]) -> bool:
    """Say whether the text leaves its own answer open ("talvez amanhã"), so that it needs a yes."""
    return any(mention.kind is Kind.DOUBT for mention in mentions)


def _mentions(tokens: Tokens, language: str, now: datetime | None) -> Iterator[Mention]:
    at = 0
    while at < len(tokens):
        mention = _mention_at(tokens, at, language, now)
        yield mention
        at = mention.end


def _mention_at(tokens: Tokens, at: int, language: str, now: datetime | None) -> Mention:
    phrase = BOOKS[language].match(tokens, at)
    for read in (_instant, _day, _part, _clock, _number):
        found = read(tokens, at, language, now)
        if found is not None and (phrase is None or found.end >= phrase[1]):
            return found
    return Mention(Kind.UNKNOWN, at + 1) if phrase is None else Mention(phrase[0], phrase[1])


def _instant(tokens: Tokens, at: int, language: str, now: datetime | None) -> Mention | None:
    """Read "daqui a 2 horas": the hour it will be then, and its day."""
    found = distance_ahead(tokens, at, language)
    if found is None or found.unit not in {Unit.MINUTE, Unit.HOUR}:
        return None
    minutes = found.amount * (1 if found.unit is Unit.MINUTE else 60) + 30 * (
        found.with_half and found.unit is Unit.HOUR
    )
    if now is None:
        return Mention(Kind.UNKNOWN, found.end)
    then = (now + timedelta(minutes=minutes)).replace(second=0, microsecond=0)
    clock = Clock(then.hour, then.minute, is_exact=True)
    return Mention(Kind.CLOCK, found.end, clock=clock, day=Day(((then.date(), then.date()),)))


def _day(tokens: Tokens, at: int, language: str, now: datetime | None) -> Mention | None:
    found = day_at(tokens, at, language, _ANY_DAY if now is None else now.date())
    if found is None:
        return None
    if now is None:
        return Mention(Kind.DAY, found.end)  # its numbers are no hours, even where nobody asks for the day
    part = PartOfDay.EVENING if text_at(tokens, found.end - 1) in {"tonight", "noite"} else None
    return Mention(Kind.DAY, found.end, day=found.day, part=part)


def _part(tokens: Tokens, at: int, language: str, _now: datetime | None) -> Mention | None:
    found = part_at(tokens, at, language)
    return None if found is None else Mention(Kind.PART, found.end, part=found.part)


def _clock(tokens: Tokens, at: int, language: str, _now: datetime | None) -> Mention | None:
    found = clock_at(tokens, at, language)
    return None if found is None else Mention(Kind.CLOCK, found.end, clock=found.clock)


def _number(tokens: Tokens, at: int, language: str, _now: datetime | None) -> Mention | None:
    if tokens[at].is_digits:
        if len(tokens[at].text) > 4 or (is_glued(tokens, at + 1) and text_at(tokens, at + 1) in {"%", "m", "k", "mil"}):
            return Mention(Kind.UNKNOWN, at + 1)
        return _counted_or_not(tokens, int(tokens[at].text), at + 1, language)
    found = below_a_thousand(tokens, at, language)
    if found is None or tokens[at].text in {"um", "uma", "a", "one", "sem"}:
        return None
    return _counted_or_not(tokens, found[0], found[1], language)


def _counted_or_not(tokens: Tokens, number: int, end: int, language: str) -> Mention:
    """Return a bare number; "15 dias" counts days and is neither the 15th nor an hour."""
    unit = UNITS[language].get(text_at(tokens, end))
    if unit in {Unit.DAY, Unit.WEEK, Unit.MONTH, Unit.YEAR}:
        return Mention(Kind.UNKNOWN, end + 1)
    return Mention(Kind.NUMBER, end, number=number)


def _without_denied(mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """Drop what a "não" before or right after it denies; "não antes das 10" turns round to "depois das 10"."""
    kept = list(mentions)
    for at, mention in enumerate(mentions):
        if mention.kind not in {Kind.NOT, Kind.EXCEPT}:
            continue
        if mention.kind is Kind.NOT and at > 0 and mentions[at - 1].kind in CONTENT:
            _deny_run(kept, at - 1, -1)
        elif _deny_after(kept, at):
            kept[at] = Mention(Kind.FILLER, mention.end)
    return tuple(kept)


_TURNED: Final = {
    Kind.AFTER: Kind.UNTIL, Kind.SINCE: Kind.BEFORE, Kind.BEFORE: Kind.SINCE, Kind.UNTIL: Kind.AFTER,
}  # fmt: skip


def _deny_after(kept: list[Mention], at: int) -> bool:
    """Deny what follows, or turn it round; say whether it was turned."""
    turned = False
    for place in range(at + 1, min(at + 2 + _REACH, len(kept))):
        mention = kept[place]
        if mention.kind is Kind.PAUSE or (mention.kind is Kind.BUT and place > at + 1):
            break
        if mention.kind in _TURNED:
            kept[place], turned = replace(mention, kind=_TURNED[mention.kind]), True
        if mention.kind in CONTENT:
            if not turned:
                _deny_run(kept, place, 1)
            break
    return turned


def _deny_run(kept: list[Mention], place: int, step: int) -> None:
    """Deny a day together with its hour: "amanhã à noite não posso"."""
    while 0 <= place < len(kept) and kept[place].kind in CONTENT | {Kind.FILLER}:
        if kept[place].kind in CONTENT:
            kept[place] = Mention(Kind.UNKNOWN, kept[place].end)
        place += step


def settle_numbers(
    mentions: Sequence[Mention], kind: Kind, settle: Callable[[Mention], Mention]
) -> tuple[Mention, ...]:
    """Turn bare numbers into the kind asked for, where they are joined to one or nothing else is said.

    settle: makes the mention of that kind out of the number.
    """
    has_kind = any(mention.kind is kind for mention in mentions)
    if not has_kind and not is_said_alone(mentions):
        return tuple(mentions)
    return tuple(
        settle(mention) if mention.kind is Kind.NUMBER and (not has_kind or is_joined(mentions, at, kind)) else mention
        for at, mention in enumerate(mentions)
    )


def is_joined(mentions: Sequence[Mention], at: int, kind: Kind) -> bool:
    """Say whether a joining word leads from this number, over further numbers, to a mention of the kind."""
    return any(_leads_to(mentions, at, step, kind) for step in (1, -1))


_JOINS: Final = frozenset({Kind.LINK, Kind.AND, Kind.OR, Kind.UNTIL})


def _leads_to(mentions: Sequence[Mention], at: int, step: int, kind: Kind) -> bool:
    joined, place = False, at + step
    while 0 <= place < len(mentions):
        mention = mentions[place]
        leads = step == 1 and mention.clock is not None and mention.clock.leads
        if mention.kind in CONTENT:
            if mention.kind is not Kind.NUMBER:
                return mention.kind is kind and (joined or leads)
            if not joined:
                return False
            joined = False
        elif mention.kind in _JOINS or (mention.kind is Kind.PAUSE and _parts_numbers(mentions, place)):
            joined = True
        elif mention.kind is not Kind.FILLER:
            return False
        place += step
    return False


def _parts_numbers(mentions: Sequence[Mention], at: int) -> bool:
    """Say whether a comma stands between two numbers: "5, 6 ou 7 de dezembro"."""
    return 0 < at < len(mentions) - 1 and mentions[at - 1].kind is mentions[at + 1].kind is Kind.NUMBER


def as_clock(mention: Mention) -> Mention:
    """Return a bare number as an hour."""
    clock = bare_hour(mention.number or 0)
    return Mention(Kind.UNKNOWN, mention.end) if clock is None else Mention(Kind.CLOCK, mention.end, clock=clock)
