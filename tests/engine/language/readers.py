"""Every reader under one name, for the tables and for the properties that hold of all of them."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from shared.engine.language import (
    dates,
    documents,
    email,
    moments,
    money,
    number,
    option,
    phone,
    place,
    rating,
    times,
    wishes,
    yes_no,
)
from shared.engine.language.reading import Understood

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 25, 10, 0, tzinfo=timezone(timedelta(hours=-3)))  # a Wednesday in São Paulo
LISTS = json.loads((HERE / "lists.json").read_text("utf-8"))
DEFAULTS: Mapping[str, Any] = {"units": ["vaga", "vagas"], "list": "purpose", "top": 5, "words": ["menu"]}

Reader = Callable[[str, str, Mapping[str, Any]], object]


def options(given: Mapping[str, Any]) -> list[option.Option]:
    return [option.Option(one["id"], one["label"], tuple(one["synonyms"])) for one in LISTS[given["list"]]]


def hours(given: Mapping[str, Any]) -> tuple[int, int] | None:
    return (given["hours"][0], given["hours"][1]) if "hours" in given else None


READERS: dict[str, Reader] = {
    "money": lambda text, locale, given: money.read_money(text, locale, hint=given.get("hint"), end=given.get("end")),
    "money_range": lambda text, locale, given: money.read_money_range(text, locale, hint=given.get("hint")),
    "number": lambda text, locale, _given: number.read_number(text, locale),
    "number_range": lambda text, locale, _given: number.read_number_range(text, locale),
    "integer": lambda text, locale, _given: number.read_integer(text, locale),
    "count_range": lambda text, locale, given: number.read_count_range(text, locale, units=tuple(given["units"])),
    "bedrooms": lambda text, locale, _given: number.read_bedrooms(text, locale),
    "date": lambda text, locale, _given: dates.read_date(text, locale, now=NOW),
    "date_range": lambda text, locale, _given: dates.read_date_range(text, locale, now=NOW),
    "time": lambda text, locale, given: times.read_time(text, locale, now=NOW, hours=hours(given)),
    "time_range": lambda text, locale, given: times.read_time_range(text, locale, now=NOW, hours=hours(given)),
    "part_of_day": lambda text, locale, _given: times.read_part_of_day(text, locale),
    "moment": lambda text, locale, given: moments.read_moment(text, locale, now=NOW, hours=hours(given)),
    "phone": lambda text, locale, given: phone.read_phone(text, locale, own=given.get("own"), area=given.get("area")),
    "cpf": lambda text, _locale, _given: documents.read_cpf(text),
    "cnpj": lambda text, _locale, _given: documents.read_cnpj(text),
    "cpf_or_cnpj": lambda text, _locale, _given: documents.read_cpf_or_cnpj(text),
    "plate": lambda text, _locale, _given: documents.read_plate(text),
    "email": lambda text, _locale, _given: email.read_email(text),
    "place": lambda text, locale, _given: place.read_place(text, locale, LISTS["places"]),
    "places": lambda text, locale, _given: place.read_places(text, locale, LISTS["places"]),
    "yes_no": lambda text, locale, _given: yes_no.read_yes_no(text, locale),
    "option": lambda text, locale, given: option.read_option(
        text, locale, options(given), numbered=given.get("numbered", True)
    ),
    "options": lambda text, locale, given: option.read_options(
        text, locale, options(given), numbered=given.get("numbered", True)
    ),
    "rating": lambda text, locale, given: rating.read_rating(text, locale, top=given["top"]),
    "wish": lambda text, locale, _given: wishes.read_wish(text, locale),
    "no_preference": lambda text, locale, _given: Understood(wishes.has_no_preference(text, locale)),
    "soonest": lambda text, locale, _given: Understood(wishes.wants_the_soonest(text, locale)),
    "without_politeness": lambda text, locale, _given: Understood(wishes.without_politeness(text, locale)),
    "greeting": lambda text, locale, _given: Understood(wishes.is_greeting(text, locale)),
    "thanks": lambda text, locale, _given: Understood(wishes.is_thanks(text, locale)),
    "says_any": lambda text, locale, given: Understood(wishes.says_any(text, given["words"], locale)),
}

# Readers that never answer "not understood", and what they say of a text that is no answer.
ALWAYS_SAY: Mapping[str, Understood[Any]] = {
    **dict.fromkeys(("no_preference", "soonest", "greeting", "thanks", "says_any"), Understood(False)),
    "without_politeness": Understood(""),
}


def cases() -> dict[str, list[dict[str, Any]]]:
    """Return the tables by name."""
    return {
        path.stem.removeprefix("phrases-"): json.loads(path.read_text("utf-8"))
        for path in sorted(HERE.glob("phrases-*.json"))
    }
