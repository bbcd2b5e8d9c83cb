"""Values written for people: "R$ 350.000", "sábado, 28/11", "15h30", "(11) 98765-4321"; what is written here is read back."""

from datetime import date, time
from decimal import Decimal
from typing import Final

from shared.engine.language.reading import Moment, PartOfDay, Range
from shared.engine.language.text import language_of

_SIGNS: Final = {"BRL": "R$", "USD": "US$", "EUR": "€"}
_WEEKDAYS: Final = {
    "pt": ("segunda", "terça", "quarta", "quinta", "sexta", "sábado", "domingo"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_PARTS: Final = {
    "pt": {
        PartOfDay.DAWN: "de madrugada",
        PartOfDay.MORNING: "de manhã",
        PartOfDay.LUNCHTIME: "na hora do almoço",
        PartOfDay.AFTERNOON: "à tarde",
        PartOfDay.LATE_AFTERNOON: "no fim da tarde",
        PartOfDay.EVENING: "à noite",
    },
    "en": {
        PartOfDay.DAWN: "before dawn",
        PartOfDay.MORNING: "in the morning",
        PartOfDay.LUNCHTIME: "at lunchtime",
        PartOfDay.AFTERNOON: "in the afternoon",
        PartOfDay.LATE_AFTERNOON: "late in the afternoon",
        PartOfDay.EVENING: "in the evening",
    },
}
_NOON: Final = 12


def format_money(minor: int, locale: str, currency: str = "BRL") -> str:
    """Write minor units: "R$ 350.000", with centavos only where there are any."""
    units, cents = divmod(abs(minor), 100)
    whole = format_number(units, locale)
    point = "." if language_of(locale) == "en" else ","
    amount = f"{whole}{point}{cents:02d}" if cents else whole
    return f"{'-' if minor < 0 else ''}{_SIGNS.get(currency, currency)} {amount}"


def format_money_range(found: Range[int], locale: str, currency: str = "BRL") -> str:
    """Write a range of money: "de R$ 300.000 a R$ 450.000", "até R$ 500.000", "a partir de R$ 300.000"."""
    low = None if found.low is None else format_money(found.low, locale, currency)
    high = None if found.high is None else format_money(found.high, locale, currency)
    return _between(low, high, locale)


def format_number(value: int | Decimal, locale: str) -> str:
    """Write a number with the thousands and the decimal sign of the place, without zeros nobody typed."""
    text = f"{value:,f}" if isinstance(value, Decimal) else f"{value:,d}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text if language_of(locale) == "en" else text.translate({ord(","): ".", ord("."): ","})


def format_range(found: Range[int], locale: str) -> str:
    """Write a range of counts: "2", "de 2 a 3", "até 3", "a partir de 2"."""
    low = None if found.low is None else format_number(found.low, locale)
    high = None if found.high is None else format_number(found.high, locale)
    return _between(low, high, locale)


def format_date(day: date, locale: str, *, today: date | None = None) -> str:
    """Write "sábado, 28/11"; with the year where it is not today's, or no today is given."""
    with_year = today is None or day.year != today.year
    weekday = _WEEKDAYS[language_of(locale)][day.weekday()]
    if language_of(locale) == "en":
        return f"{weekday}, {_MONTHS[day.month - 1]} {day.day}" + (f", {day.year}" if with_year else "")
    return f"{weekday}, {day.day:02d}/{day.month:02d}" + (f"/{day.year}" if with_year else "")


def format_time(hour: time, locale: str) -> str:
    """Write "15h30" and "8h"; in English "3:30 pm" and "8 am"."""
    if language_of(locale) != "en":
        return f"{hour.hour}h{hour.minute:02d}" if hour.minute else f"{hour.hour}h"
    half = "am" if hour.hour < _NOON else "pm"
    shown = hour.hour % _NOON or _NOON
    return f"{shown}:{hour.minute:02d} {half}" if hour.minute else f"{shown} {half}"


def format_time_range(found: Range[time], locale: str) -> str:
    """Write "das 9h às 11h", "a partir das 14h", "até as 17h"."""
    low = None if found.low is None else format_time(found.low, locale)
    high = None if found.high is None else format_time(found.high, locale)
    if language_of(locale) == "en":
        return _between(low, high, locale)
    if low is None or high is None:
        return f"a partir das {low}" if low is not None else f"até as {high}" if high is not None else ""
    return low if low == high else f"das {low} às {high}"


def format_part_of_day(part: PartOfDay, locale: str) -> str:
    """Write "de manhã", "à tarde"."""
    return _PARTS[language_of(locale)][part]


def format_moment(moment: Moment, locale: str, *, today: date | None = None) -> str:
    """Write what is known of it: "sábado, 28/11 às 10h", "sábado, 28/11 de manhã"."""
    joint = " at " if language_of(locale) == "en" else " às "
    day = "" if moment.date is None else format_date(moment.date, locale, today=today)
    if moment.time is not None:
        return f"{day}{joint}{format_time(moment.time, locale)}".strip()
    if moment.between is not None:
        return f"{day} {format_time_range(moment.between, locale)}".strip()
    if moment.part_of_day is not None:
        return f"{day} {format_part_of_day(moment.part_of_day, locale)}".strip()
    return day


def format_phone(e164: str) -> str:
    """Write a Brazilian number as "(11) 98765-4321"; any other as it is."""
    digits = e164.removeprefix("+55")
    if digits == e164 or not digits.isdigit() or len(digits) not in {10, 11}:
        return e164
    return f"({digits[:2]}) {digits[2:-4]}-{digits[-4:]}"


def format_cpf(digits: str) -> str:
    """Write "529.982.247-25"."""
    return f"{digits[:3]}.{digits[3:6]}.{digits[6:9]}-{digits[9:]}"


def format_cnpj(characters: str) -> str:
    """Write "12.ABC.345/01DE-35"."""
    return f"{characters[:2]}.{characters[2:5]}.{characters[5:8]}/{characters[8:12]}-{characters[12:]}"


def _between(low: str | None, high: str | None, locale: str) -> str:
    in_english = language_of(locale) == "en"
    if low is not None and high is not None:
        if low == high:
            return low
        return f"from {low} to {high}" if in_english else f"de {low} a {high}"
    if low is not None:
        return f"from {low}" if in_english else f"a partir de {low}"
    if high is not None:
        return f"up to {high}" if in_english else f"até {high}"
    return ""
