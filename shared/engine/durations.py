"""Lengths of time as authors write them: "45s", "30m", "2h", "1d", "1h30m", or a number of minutes."""

import re
from datetime import timedelta
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, WithJsonSchema

from shared.engine.limits import MAX_WAIT

_UNITS: Final = {
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}
_PART: Final = re.compile(r"(\d{1,6})\s*([smhdw])")
_WHOLE: Final = re.compile(r"(?:\d{1,6}\s*[smhdw]\s*){1,5}")
_ISO: Final = re.compile(r"P(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?)?")


def parse_duration(value: Any) -> timedelta:
    """Read a duration, "PT30M" too; raises ValueError with a sentence for the author."""
    if isinstance(value, timedelta):
        found = value
    elif isinstance(value, int) and not isinstance(value, bool):
        found = timedelta(minutes=min(abs(value), 10**9)) if value >= 0 else timedelta(-1)
    elif isinstance(value, str):
        found = _from_text(value.strip())
    else:
        raise ValueError('a length of time is written like "30m", "2h" or "1d"')  # noqa: TRY004 - Pydantic wants ValueError
    if not timedelta() <= found <= MAX_WAIT:
        raise ValueError(f"a length of time is from 0 to {MAX_WAIT.days} days")
    return found


def _from_text(text: str) -> timedelta:
    iso = _ISO.fullmatch(text.upper()) if text[:1] in {"P", "p"} and len(text) > 2 else None
    if iso is not None:
        weeks, days, hours, minutes, seconds = (int(part or 0) for part in iso.groups())
        return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    if _WHOLE.fullmatch(text.lower()) is None:
        raise ValueError('a length of time is written like "30m", "2h" or "1d"')
    return sum((int(count) * _UNITS[unit] for count, unit in _PART.findall(text.lower())), timedelta())


Duration = Annotated[
    timedelta,
    BeforeValidator(parse_duration),
    WithJsonSchema(
        {"anyOf": [{"type": "string", "examples": ["30m", "2h", "1d", "1h30m"]}, {"type": "integer", "minimum": 0}]}
    ),
]
