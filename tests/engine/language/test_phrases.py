"""Every phrase of the phrases-*.json tables is read as the table says: value, candidates, or not understood."""

from collections.abc import Callable, Mapping
from datetime import date, time
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from shared.engine.language.reading import Ambiguous, Moment, NotUnderstood, Range, Understood
from tests.engine.language.readers import READERS, cases

CASES = [
    pytest.param(case, id=f"{name}-{at}-{case['as']}-{case['text'][:40]!a}")
    for name, table in cases().items()
    for at, case in enumerate(table)
]


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
    locales = [case["locale"] for table in cases().values() for case in table]

    assert locales.count("pt-BR") >= 450
    assert locales.count("en") >= 120
