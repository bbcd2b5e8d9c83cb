"""What came of reading a typed answer: understood, ambiguous or not understood, and the values that are more than a number."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeAlias, TypeVar

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Understood(Generic[T_co]):
    """One reading was left."""

    value: T_co


@dataclass(frozen=True, slots=True)
class Ambiguous(Generic[T_co]):
    """Several readings are left, or one that needs a yes: the engine asks, it never picks.

    candidates: likeliest first, no two equal, at least one.
    """

    candidates: tuple[T_co, ...]


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """The text is not an answer to this question."""


Reading: TypeAlias = Understood[T_co] | Ambiguous[T_co] | NotUnderstood

NOT_UNDERSTOOD = NotUnderstood()

Bound = TypeVar("Bound", int, Decimal, dt.date, dt.time)


@dataclass(frozen=True, slots=True)
class Range(Generic[Bound]):
    """Both ends belong to it; an end that is None is open."""

    low: Bound | None
    high: Bound | None


class PartOfDay(StrEnum):
    """A stretch of the day that people name instead of an hour."""

    DAWN = "dawn"
    MORNING = "morning"
    LUNCHTIME = "lunchtime"
    AFTERNOON = "afternoon"
    LATE_AFTERNOON = "late_afternoon"
    EVENING = "evening"

    @property
    def hours(self) -> Range[dt.time]:
        """The hours a Brazilian business means by it."""
        first, last = _HOURS[self]
        return Range(dt.time(first), dt.time(last))


_HOURS = {
    PartOfDay.DAWN: (0, 6),
    PartOfDay.MORNING: (8, 12),
    PartOfDay.LUNCHTIME: (12, 14),
    PartOfDay.AFTERNOON: (13, 18),
    PartOfDay.LATE_AFTERNOON: (16, 18),
    PartOfDay.EVENING: (18, 22),
}


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, an hour, or both, as far as they were said; the tenant's local time.

    At most one of `time`, `between` and `part_of_day` is set: the most exact thing said about the hour.
    """

    date: dt.date | None = None
    time: dt.time | None = None
    part_of_day: PartOfDay | None = None
    between: Range[dt.time] | None = None

    @property
    def window(self) -> Range[dt.time] | None:
        """The hours to offer when no exact one was said."""
        if self.between is not None:
            return self.between
        return self.part_of_day.hours if self.part_of_day is not None else None


def one_of(candidates: tuple[T_co, ...]) -> Reading[T_co]:
    """Turn what is left after reading into a Reading; equal candidates count once, their order stays."""
    distinct = tuple(dict.fromkeys(candidates))
    if not distinct:
        return NOT_UNDERSTOOD
    return Understood(distinct[0]) if len(distinct) == 1 else Ambiguous(distinct)


def to_confirm(reading: Reading[T_co]) -> Reading[T_co]:
    """Turn an understood value into one that needs a yes."""
    return Ambiguous((reading.value,)) if isinstance(reading, Understood) else reading
