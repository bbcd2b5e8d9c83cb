"""The filters of `{{ name | filter }}`: what each does to a value on its way into a text."""

from collections.abc import Callable
from typing import Any

from shared.engine.expressions.values import as_text, is_set
from shared.engine.text import formats

Filter = Callable[..., Any]  # (value, locale, *arguments) -> value


def _default(value: Any, _locale: str, fallback: str = "") -> Any:
    return value if is_set(value) else fallback


def _title(value: Any, _locale: str) -> str:
    """Capitalise as Portuguese names are: "maria da silva" is "Maria da Silva"."""
    small = {"da", "de", "do", "das", "dos", "e"}
    words = as_text(value).lower().split()
    return " ".join(word if at and word in small else word[:1].upper() + word[1:] for at, word in enumerate(words))


def _first_name(value: Any, locale: str) -> str:
    words = as_text(value).split()
    return _title(words[0], locale) if words else ""


def _cut(value: Any, _locale: str, length: str = "100") -> str:
    limit = int(length) if length.isdigit() else 100
    text = as_text(value)
    return text if len(text) <= limit else text[: max(limit - 1, 0)].rstrip() + "…"


def _plural(value: Any, _locale: str, one: str = "", many: str = "") -> str:
    """{{ result.count }} {{ result.count | plural:"imóvel","imóveis" }}."""
    return one if value == 1 else many


def _count(value: Any, _locale: str) -> Any:
    return len(value) if isinstance(value, str | list | dict) else value


FILTERS: dict[str, tuple[Filter, int]] = {  # name -> what it does, and how many arguments it takes at most
    "money": (formats.money, 1),
    "number": (formats.number, 0),
    "date": (formats.day, 0),
    "long_date": (formats.long_day, 0),
    "weekday": (formats.weekday, 0),
    "time": (formats.hour, 0),
    "datetime": (formats.moment, 0),
    "phone": (formats.phone, 0),
    "yes_no": (formats.yes_or_no, 0),
    "list": (formats.listed, 0),
    "upper": (lambda value, _locale: as_text(value).upper(), 0),
    "lower": (lambda value, _locale: as_text(value).lower(), 0),
    "title": (_title, 0),
    "trim": (lambda value, _locale: " ".join(as_text(value).split()), 0),
    "first_name": (_first_name, 0),
    "cut": (_cut, 1),
    "count": (_count, 0),
    "default": (_default, 1),
    "plural": (_plural, 2),
    "label": (lambda value, _locale: value, 0),  # done where the labels are known, see template.py
    "raw": (lambda value, _locale: as_text(value), 0),
}
