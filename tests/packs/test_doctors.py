"""The sample doctors: in agreement with the catalogue's schema and with themselves."""

import json
from collections import Counter
from typing import Any

import pytest

from shared.packs import load_pack
from tests.packs.schema import assert_follows_schema

PACK = load_pack("clinic")
assert PACK.listings_path is not None
DOCTORS: list[dict[str, Any]] = json.loads(PACK.listings_path.read_text(encoding="utf-8"))
DAYS = {
    1: ("segunda", "Monday"),
    2: ("terça", "Tuesday"),
    3: ("quarta", "Wednesday"),
    4: ("quinta", "Thursday"),
    5: ("sexta", "Friday"),
    6: ("sábado", "Saturday"),
}


def test_there_are_enough_and_each_code_is_one_doctors() -> None:
    specialties = Counter(doctor["fields"]["specialty"] for doctor in DOCTORS)

    assert len(DOCTORS) >= 25
    assert 8 <= len(specialties) <= 28
    assert max(specialties.values()) <= 8
    assert len({doctor["code"] for doctor in DOCTORS}) == len(DOCTORS)


@pytest.mark.parametrize("doctor", DOCTORS, ids=lambda doctor: str(doctor["code"]))
def test_a_doctor_is_plausible(doctor: dict[str, Any]) -> None:
    fields = doctor["fields"]

    assert_follows_schema(PACK.catalog, doctor)
    assert 20_000 <= doctor["price_cents"] <= 80_000
    assert doctor["title"].startswith(("Dr. ", "Dra. "))
    assert len(doctor["title"]) <= 24
    assert fields["weekdays"] == sorted(set(fields["weekdays"]))
    assert set(fields["weekdays"]) <= set(DAYS)
    assert fields["shifts"]
    assert set(fields["shifts"]) <= {"morning", "afternoon"}
    assert 2 <= len(fields["plans"]) <= 8


@pytest.mark.parametrize("doctor", DOCTORS, ids=lambda doctor: str(doctor["code"]))
def test_the_schedule_in_words_says_the_days_and_the_shifts(doctor: dict[str, Any]) -> None:
    fields = doctor["fields"]

    for words, language, morning, afternoon in (
        (fields["schedule"], 0, "manhã", "tarde"),
        (fields["schedule_en"], 1, "morning", "afternoon"),
    ):
        if fields["weekdays"] == [1, 2, 3, 4, 5]:
            assert DAYS[1][language] in words
            assert DAYS[5][language] in words
        else:
            assert {day for day, names in DAYS.items() if names[language] in words} == set(fields["weekdays"])
        assert ("morning" in fields["shifts"]) == (morning in words)
        assert ("afternoon" in fields["shifts"]) == (afternoon in words)
