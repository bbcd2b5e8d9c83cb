"""How values are shown to people: money, numbers, dates, hours, phones and ranges in pt-BR and English."""

from collections.abc import Callable
from datetime import date, time
from typing import Any

from shared.engine.expressions.functions import moment_of
from shared.engine.expressions.values import as_text, is_number
from shared.engine.sentences import sentence

_SYMBOLS = {"BRL": "R$", "USD": "US$", "EUR": "€", "GBP": "£"}
_WEEKDAYS = {
    "pt": ("segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "sábado", "domingo"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = {
    "pt": (
        "janeiro",
        "fevereiro",
        "março",
        "abril",
        "maio",
        "junho",
        "julho",
        "agosto",
        "setembro",
        "outubro",
        "novembro",
        "dezembro",
    ),
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}
_PARTS = {
    "pt": {
        "dawn": "de madrugada",
        "morning": "de manhã",
        "lunchtime": "na hora do almoço",
        "afternoon": "à tarde",
        "late_afternoon": "no fim da tarde",
        "evening": "à noite",
    },
    "en": {
        "dawn": "before dawn",
        "morning": "in the morning",
        "lunchtime": "at lunchtime",
        "afternoon": "in the afternoon",
        "late_afternoon": "late in the afternoon",
        "evening": "in the evening",
    },
}


def language(locale: str) -> str:
    return "en" if locale[:2].lower() == "en" else "pt"


def number(value: Any, locale: str) -> str:
    """1234567.5 is "1.234.567,5" in Portuguese and "1,234,567.5" in English; at most two decimals."""
    if isinstance(value, dict):
        return spread(value, locale, number)
    if not is_number(value):
        return as_text(value)
    text = f"{value:,d}" if isinstance(value, int) else f"{value:,.2f}".rstrip("0").rstrip(".")
    return text if language(locale) == "en" else text.translate({ord(","): ".", ord("."): ","})


def money(value: Any, locale: str, currency: str = "BRL") -> str:
    """Minor units to "R$ 350.000" or "R$ 1.234,50": cents are shown only where there are any."""
    if isinstance(value, dict):
        return spread(value, locale, lambda end, of: money(end, of, currency))
    if not is_number(value):
        return as_text(value)
    cents = round(value)
    units, rest = divmod(abs(cents), 100)
    amount = f"{units:,d}" + (f".{rest:02d}" if rest else "")
    if language(locale) != "en":
        amount = amount.translate({ord(","): ".", ord("."): ","})
    sign = "-" if cents < 0 else ""
    return f"{sign}{_SYMBOLS.get(currency, currency)} {amount}"


def day(value: Any, locale: str) -> str:
    """Show "2026-11-28" is "28/11/2026" in Portuguese and "28 November 2026" in English."""
    if isinstance(value, dict):
        return spread(value, locale, day)
    moment = moment_of(value)
    if moment is None:
        return as_text(value)
    if language(locale) == "en":
        return f"{moment.day} {_MONTHS['en'][moment.month - 1]} {moment.year}"
    return f"{moment.day:02d}/{moment.month:02d}/{moment.year}"


def long_day(value: Any, locale: str) -> str:
    """Show "sábado, 28 de novembro" / "Saturday, 28 November"."""
    moment = moment_of(value)
    if moment is None:
        return as_text(value)
    of, name = language(locale), weekday(value, locale)
    joint = " de " if of == "pt" else " "
    return f"{name}, {moment.day}{joint}{_MONTHS[of][moment.month - 1]}"


def weekday(value: Any, locale: str) -> str:
    moment = moment_of(value)
    return as_text(value) if moment is None else _WEEKDAYS[language(locale)][moment.weekday()]


def hour(value: Any, locale: str) -> str:
    """Show "15:30" is "15h30" in Portuguese, "15:30" in English; a part of the day by its name."""
    if isinstance(value, dict):
        part = _PARTS[language(locale)].get(as_text(value.get("part")))
        return part if part is not None else spread(value, locale, hour)
    if not isinstance(value, str):
        return as_text(value)
    clock = _clock(value)
    if clock is None:
        return value
    if language(locale) == "en":
        return f"{clock.hour:02d}:{clock.minute:02d}"
    return f"{clock.hour}h{clock.minute:02d}" if clock.minute else f"{clock.hour}h"


def _clock(value: str) -> time | None:
    text = value[11:16] if len(value) > 10 and value[10] == "T" else value
    try:
        return time.fromisoformat(text)
    except ValueError:
        return None


def moment(value: Any, locale: str) -> str:
    """A day and an hour: "28/11/2026 às 15h"."""
    found = moment_of(value)
    if found is None or type(found) is date:
        return day(value, locale)
    joint = " às " if language(locale) == "pt" else " at "
    return day(value, locale) + joint + hour(value, locale)


def phone(value: Any, locale: str) -> str:
    """Show "+5511987654321" is "(11) 98765-4321" in Brazil's own writing, else as it is."""
    text = as_text(value)
    if language(locale) == "pt" and text.startswith("+55") and len(text) in {13, 14} and text[1:].isdigit():
        return f"({text[3:5]}) {text[5:-4]}-{text[-4:]}"
    return text


def yes_or_no(value: Any, locale: str) -> str:
    if value is True or value is False:
        return sentence("yes" if value else "no", locale)
    return as_text(value)


def listed(value: Any, locale: str) -> str:
    """Show "Centro, Cambuí e Taquaral"."""
    if not isinstance(value, list):
        return as_text(value)
    items = [as_text(item) for item in value[:100] if not isinstance(item, dict | list)]
    if len(items) < 2:
        return "".join(items)
    return ", ".join(items[:-1]) + f" {sentence('and', locale)} " + items[-1]


def spread(value: dict[str, Any], locale: str, show: Callable[[Any, str], str]) -> str:
    """A range {"min", "max"}: "de … a …", "até …", "a partir de …"."""
    low, high = value.get("min"), value.get("max")
    if low is not None and high is not None:
        if low == high:
            return show(low, locale)
        return sentence("from_to", locale, show(low, locale), show(high, locale))
    if high is not None:
        return sentence("up_to", locale, show(high, locale))
    return sentence("from", locale, show(low, locale)) if low is not None else ""


BY_TYPE: dict[str, Callable[[Any, str], str]] = {
    "money": money,
    "number": number,
    "date": day,
    "time": hour,
    "datetime": moment,
    "phone": phone,
    "bool": yes_or_no,
    "list": listed,
}


def shown(value: Any, locale: str, kind: str | None = None) -> str:
    """Show a value by its variable's type; without one by what it looks like."""
    if isinstance(value, str) and kind in {None, "text", "enum", "email", "place"}:
        return value
    if value is None:
        return ""
    show = BY_TYPE.get(kind) if kind is not None else None
    if show is not None:
        return show(value, locale)
    if isinstance(value, bool):
        return yes_or_no(value, locale)
    if isinstance(value, list):
        return listed(value, locale)
    if isinstance(value, dict):
        return spread(value, locale, number)
    return number(value, locale) if isinstance(value, float) else as_text(value)
