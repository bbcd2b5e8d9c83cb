"""Every phrase of the phrases-*.json tables is read as the table says: value, candidates, or not understood."""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from shared.engine.language import dates, documents, email, moments, money, number, option, phone, place, rating, times, wishes, yes_no
from shared.engine.language.reading import Ambiguous, Moment, NotUnderstood, Range, Understood

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 25, 10, 0, tzinfo=timezone(timedelta(hours=-3)))  # a Wednesday in São Paulo
LISTS = json.loads((HERE / "lists.json").read_text("utf-8"))
CASES = [
    pytest.param(case, id=f"{path.stem.removeprefix('phrases-')}-{at}-{case['as']}-{case['text'][:40]!a}")
    for path in sorted(HERE.glob("phrases-*.json"))
    for at, case in enumerate(json.loads(path.read_text("utf-8")))
]

Reader = Callable[[str, str, Mapping[str, Any]], object]


def options(given: Mapping[str, Any]) -> list[option.Option]:
    return [option.Option(one["id"], one["label"], tuple(one["synonyms"])) for one in LISTS[given["list"]]]


def hours(given: Mapping[str, Any]) -> tuple[int, int] | None:
    return (given["hours"][0], given["hours"][1]) if "hours" in given else None


READERS: dict[str, Reader] = {
    "money": lambda t, l, g: money.read_money(t, l, hint=g.get("hint"), end=g.get("end")),
    "money_range": lambda t, l, g: money.read_money_range(t, l, hint=g.get("hint")),
    "number": lambda t, l, _: number.read_number(t, l),
    "number_range": lambda t, l, _: number.read_number_range(t, l),
    "integer": lambda t, l, _: number.read_integer(t, l),
    "count_range": lambda t, l, g: number.read_count_range(t, l, units=tuple(g["units"])),
    "bedrooms": lambda t, l, _: number.read_bedrooms(t, l),
    "date": lambda t, l, _: dates.read_date(t, l, now=NOW),
    "date_range": lambda t, l, _: dates.read_date_range(t, l, now=NOW),
    "time": lambda t, l, g: times.read_time(t, l, now=NOW, hours=hours(g)),
    "time_range": lambda t, l, g: times.read_time_range(t, l, now=NOW, hours=hours(g)),
    "part_of_day": lambda t, l, _: times.read_part_of_day(t, l),
    "moment": lambda t, l, g: moments.read_moment(t, l, now=NOW, hours=hours(g)),
    "phone": lambda t, l, g: phone.read_phone(t, l, own=g.get("own"), area=g.get("area")),
    "cpf": lambda t, _l, _g: documents.read_cpf(t),
    "cnpj": lambda t, _l, _g: documents.read_cnpj(t),
    "cpf_or_cnpj": lambda t, _l, _g: documents.read_cpf_or_cnpj(t),
    "plate": lambda t, _l, _g: documents.read_plate(t),
    "email": lambda t, _l, _g: email.read_email(t),
    "place": lambda t, l, _: place.read_place(t, l, LISTS["places"]),
    "places": lambda t, l, _: place.read_places(t, l, LISTS["places"]),
    "yes_no": lambda t, l, _: yes_no.read_yes_no(t, l),
    "option": lambda t, l, g: option.read_option(t, l, options(g), numbered=g.get("numbered", True)),
    "options": lambda t, l, g: option.read_options(t, l, options(g), numbered=g.get("numbered", True)),
    "rating": lambda t, l, g: rating.read_rating(t, l, top=g["top"]),
    "wish": lambda t, l, _: wishes.read_wish(t, l),
    "no_preference": lambda t, l, _: Understood(wishes.has_no_preference(t, l)),
    "greeting": lambda t, l, _: Understood(wishes.is_greeting(t, l)),
    "thanks": lambda t, l, _: Understood(wishes.is_thanks(t, l)),
    "says_any": lambda t, l, g: Understood(wishes.says_any(t, g["words"], l)),
}


def span(convert: Callable[[Any], Any], ends: list[Any]) -> Range[Any]:
    return Range(*(None if end is None else convert(end) for end in ends))


def moment(said: Mapping[str, Any]) -> Moment:
    return Moment(
        date=date.fromisoformat(said["date"]) if "date" in said else None,
        time=time.fromisoformat(said["time"]) if "time" in said else None,
        part_of_day=said.get("part"),
        between=span(time.fromisoformat, said["between"]) if "between" in said else None,
    )


VALUES: dict[str, Callable[[Any], Any]] = {
    "money_range": partial(span, int),
    "number": Decimal,
    "number_range": partial(span, Decimal),
    "count_range": partial(span, int),
    "bedrooms": partial(span, int),
    "date": date.fromisoformat,
    "date_range": partial(span, date.fromisoformat),
    "time": time.fromisoformat,
    "time_range": partial(span, time.fromisoformat),
    "moment": moment,
    "places": tuple,
    "options": tuple,
}


def expected(kind: str, expect: Any) -> object:
    value = VALUES.get(kind, lambda plain: plain)
    if expect == "not understood":
        return NotUnderstood()
    if isinstance(expect, dict) and "ambiguous" in expect:
        return Ambiguous(tuple(value(candidate) for candidate in expect["ambiguous"]))
    return Understood(value(expect))


@pytest.mark.parametrize("case", CASES)
def test_phrase_is_read_as_the_table_says(case: dict[str, Any]) -> None:
    reading = READERS[case["as"]](case["text"], case["locale"], case.get("given", {}))

    assert reading == expected(case["as"], case["expect"])


def test_tables_hold_what_was_promised() -> None:
    locales = [case["locale"] for path in HERE.glob("phrases-*.json") for case in json.loads(path.read_text("utf-8"))]

    assert locales.count("pt-BR") >= 450
    assert locales.count("en") >= 120
