"""The functions of the expression language: total, bounded, without side effects."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from shared.engine.expressions.values import as_text, bounded, is_number, is_set, less
from shared.engine.limits import MAX_VALUE

_NUMBER_STARTS = frozenset("0123456789+-. ")
_UNITS = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}


@dataclass(frozen=True, slots=True)
class Function:
    """least, most: how many arguments. signature: for messages and the documentation."""

    run: Callable[..., Any]
    least: int
    most: int
    signature: str


def _length(value: Any) -> int:
    return len(value) if isinstance(value, str | list | dict) else 0


def _smallest(*values: Any) -> Any:
    found = _flat(values)
    best = found[0] if found else None
    for value in found[1:]:
        best = value if less(value, best) else best
    return best


def _largest(*values: Any) -> Any:
    found = _flat(values)
    best = found[0] if found else None
    for value in found[1:]:
        best = value if less(best, value) else best
    return best


def _flat(values: tuple[Any, ...]) -> list[Any]:
    given = values[0] if len(values) == 1 and isinstance(values[0], list) else list(values)
    return [value for value in given if value is not None]


def _round(value: Any, digits: Any = 0) -> Any:
    """Round half away from zero, as people do."""
    if not is_number(value) or not isinstance(digits, int):
        return None
    scale = 10 ** max(0, min(digits, 6))
    scaled = bounded(abs(value) * scale) + 0.5
    rounded = math.floor(scaled) / scale
    signed = math.copysign(rounded, value)
    return int(signed) if scale == 1 else signed


def _absolute(value: Any) -> Any:
    return abs(value) if is_number(value) else None


def _lower(value: Any) -> str:
    return as_text(value).lower()[:MAX_VALUE]


def _upper(value: Any) -> str:
    return as_text(value).upper()[:MAX_VALUE]


def _trim(value: Any) -> str:
    return " ".join(as_text(value).split())


def _number(value: Any) -> Any:
    """Read digits as a number; null when it is none."""
    if is_number(value):
        return value
    if not isinstance(value, str) or not 0 < len(value) <= 20 or value[0] not in _NUMBER_STARTS:
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    if not math.isfinite(number):
        return None
    return bounded(int(number) if number.is_integer() else number)


def _join(values: Any, separator: Any = ", ") -> Any:
    if not isinstance(values, list):
        return as_text(values)
    return as_text(separator).join(as_text(value) for value in values)[:MAX_VALUE]


def _coalesce(*values: Any) -> Any:
    return next((value for value in values if is_set(value)), None)


def moment_of(value: Any) -> date | datetime | None:
    """Read an ISO date or date and time; None when it is neither."""
    if not isinstance(value, str) or not 10 <= len(value) <= 40:
        return None
    try:
        return date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value)
    except ValueError:
        return None


def _add_time(value: Any, count: Any, unit: Any = "days") -> Any:
    moment, step = moment_of(value), _UNITS.get(as_text(unit).rstrip("s"))
    if moment is None or not is_number(count):
        return None
    try:
        if step is None:
            return _add_months(moment, int(count), as_text(unit).rstrip("s"))
        return (moment + step * count).isoformat()
    except (OverflowError, ValueError):
        return None


def _add_months(moment: date | datetime, count: int, unit: str) -> Any:
    """Add calendar months or years; the 31st becomes the month's last day."""
    if unit not in {"month", "year"} or abs(count) > 12_000:
        return None
    months = moment.year * 12 + moment.month - 1 + count * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    for day in (moment.day, 30, 29, 28):
        try:
            return moment.replace(year=year, month=month + 1, day=min(day, moment.day)).isoformat()
        except ValueError:
            continue
    return None


def _difference(later: Any, earlier: Any, unit: Any = "days") -> Any:
    """Whole units from `earlier` to `later`, rounded down; null when either is no date."""
    first, second, step = moment_of(later), moment_of(earlier), _UNITS.get(as_text(unit).rstrip("s"))
    if first is None or second is None or step is None:
        return None
    if isinstance(first, datetime) != isinstance(second, datetime):
        first = first.date() if isinstance(first, datetime) else first
        second = second.date() if isinstance(second, datetime) else second
    try:
        return (first - second) // step
    except TypeError:  # one with and one without a time zone
        return None


def _weekday(value: Any) -> Any:
    """1 = Monday … 7 = Sunday."""
    moment = moment_of(value)
    return moment.isoweekday() if moment is not None else None


def _hour(value: Any) -> Any:
    moment = moment_of(value)
    if isinstance(moment, datetime):
        return moment.hour
    if isinstance(value, str) and len(value) >= 5 and value[2] == ":" and value[:2].isdigit():
        return int(value[:2])
    return None


def _if(condition: Any, yes: Any, no: Any = None) -> Any:
    return yes if condition else no


def _first(values: Any) -> Any:
    return values[0] if isinstance(values, list) and values else None


FUNCTIONS: dict[str, Function] = {
    "len": Function(_length, 1, 1, "len(text or list)"),
    "min": Function(_smallest, 1, 20, "min(a, b, …) or min(list)"),
    "max": Function(_largest, 1, 20, "max(a, b, …) or max(list)"),
    "round": Function(_round, 1, 2, "round(number, digits = 0)"),
    "abs": Function(_absolute, 1, 1, "abs(number)"),
    "lower": Function(_lower, 1, 1, "lower(text)"),
    "upper": Function(_upper, 1, 1, "upper(text)"),
    "trim": Function(_trim, 1, 1, "trim(text)"),
    "number": Function(_number, 1, 1, "number(text)"),
    "text": Function(as_text, 1, 1, "text(value)"),
    "join": Function(_join, 1, 2, 'join(list, separator = ", ")'),
    "first": Function(_first, 1, 1, "first(list)"),
    "coalesce": Function(_coalesce, 1, 20, "coalesce(a, b, …): the first that is set"),
    "if": Function(_if, 2, 3, "if(condition, then, otherwise)"),
    "add": Function(_add_time, 2, 3, 'add(date, count, "days"): minutes, hours, days, weeks, months, years'),
    "diff": Function(_difference, 2, 3, 'diff(later, earlier, "days"): minutes, hours, days, weeks'),
    "weekday": Function(_weekday, 1, 1, "weekday(date): 1 = Monday … 7 = Sunday"),
    "hour": Function(_hour, 1, 1, "hour(time)"),
}
