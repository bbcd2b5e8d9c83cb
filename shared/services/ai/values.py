"""The words that a model found, read as values of their type. Words that are not the message's own are nobody's."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Final, TypeVar

from shared.engine.language.dates import read_date
from shared.engine.language.email import read_email
from shared.engine.language.moments import read_moment
from shared.engine.language.money import read_money, read_money_range
from shared.engine.language.number import read_bedrooms, read_count_range, read_number
from shared.engine.language.phone import read_phone
from shared.engine.language.place import read_place
from shared.engine.language.reading import Range, Reading, Understood
from shared.engine.language.text import fold
from shared.engine.language.times import read_time
from shared.engine.language.yes_no import read_yes_no

MAX_SAID: Final = 500  # characters of one value
MAX_LISTED: Final = 20
_BEDROOMS: Final = {"bedrooms", "quartos"}
Read = TypeVar("Read")


def read_values(
    variables: list[dict[str, Any]], said: Any, *, text: str, locale: str, now: datetime
) -> dict[str, Any] | None:
    """Return the values that may be kept, by name; None when a model said something outside of its form.

    text: the message. now: in the tenant's timezone. What cannot be read without doubt is left out: the flow asks for it.
    """
    if not isinstance(said, dict) or set(said) - {one["name"] for one in variables}:
        return None
    kept: dict[str, Any] = {}
    for variable in variables:
        given = said.get(variable["name"])
        if given is None:
            continue
        if variable.get("options") and given not in variable["options"]:
            return None
        value = given if variable.get("options") else _value(variable, given, text, locale, now)
        if value is not None:
            kept[variable["name"]] = value
    return kept


def _value(variable: dict[str, Any], given: Any, text: str, locale: str, now: datetime) -> Any:
    kind = variable["type"]
    if kind == "bool" and isinstance(given, bool):
        return given
    if kind == "list":
        listed = given if isinstance(given, list) else []
        return [one for one in listed[:MAX_LISTED] if _is_said(one, text)] or None
    if not _is_said(given, text):
        return None
    return _read(variable, given.strip(), locale, now)


def _is_said(given: Any, text: str) -> bool:
    """Whether these are words of the message, in their order; capitals, accents and spaces aside."""
    if not isinstance(given, str) or not 0 < len(given.strip()) <= MAX_SAID:
        return False
    return f" {_words(given)} " in f" {_words(text)} "


def _words(text: str) -> str:
    return " ".join("".join(sign if sign.isalnum() else " " for sign in fold(text)).split())


def _read(variable: dict[str, Any], said: str, locale: str, now: datetime) -> Any:
    match variable["type"]:
        case "money" if variable.get("range"):
            return _span(read_money_range(said, locale, hint=variable.get("hint")))
        case "money":
            return _sure(read_money(said, locale, hint=variable.get("hint"), end="high"))
        case "number" if variable.get("range"):
            unit = variable.get("unit")
            return _span(
                read_bedrooms(said, locale)
                if unit in _BEDROOMS
                else read_count_range(said, locale, units=(unit,) if unit else ())
            )
        case "number":
            return _plain(_sure(read_number(said, locale)))
        case "bool":
            return _sure(read_yes_no(said, locale))
        case "date":
            day = _sure(read_date(said, locale, now=now))
            return day.isoformat() if day else None
        case "time":
            hour = _sure(read_time(said, locale, now=now))
            return f"{hour:%H:%M}" if hour else None
        case "datetime":
            moment = _sure(read_moment(said, locale, now=now))
            if moment is None or moment.date is None or moment.time is None:
                return None
            return datetime.combine(moment.date, moment.time, now.tzinfo).isoformat()
        case "place" if "names" in variable:
            return _sure(read_place(said, locale, variable["names"]))
        case "phone":
            return _sure(read_phone(said, locale))
        case "email":
            return _sure(read_email(said))
        case "enum" | "item" | "file":
            return None  # without options there is nothing a model may choose
        case _:
            return said


def _sure(reading: Reading[Read]) -> Read | None:
    return reading.value if isinstance(reading, Understood) else None


def _span(reading: Reading[Range[int]]) -> dict[str, Any] | None:
    """A range as asking nodes keep it."""
    return {"min": reading.value.low, "max": reading.value.high} if isinstance(reading, Understood) else None


def _plain(value: Decimal | None) -> int | float | None:
    """A number as JSON has it: whole ones as int."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
