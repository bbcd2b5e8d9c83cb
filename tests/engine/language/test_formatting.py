"""Values are written as people of the place write them, and what is written is read back as the same value."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.engine.language import formatting as write
from shared.engine.language.dates import read_date
from shared.engine.language.documents import read_cnpj, read_cpf
from shared.engine.language.moments import read_moment
from shared.engine.language.money import read_money, read_money_range
from shared.engine.language.number import read_number
from shared.engine.language.phone import read_phone
from shared.engine.language.reading import Moment, PartOfDay, Range, Understood
from shared.engine.language.times import read_time, read_time_range
from tests.engine.language.readers import NOW

LOCALES = st.sampled_from(["pt-BR", "en"])
AMOUNTS = st.integers(min_value=0, max_value=10**11)
DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 12, 31))
HOURS = st.times().map(lambda hour: hour.replace(second=0, microsecond=0))


@pytest.mark.parametrize(
    ("minor", "locale", "text"),
    [
        (35000000, "pt-BR", "R$ 350.000"),
        (35000050, "pt-BR", "R$ 350.000,50"),
        (8990, "pt-BR", "R$ 89,90"),
        (0, "pt-BR", "R$ 0"),
        (-150000, "pt-BR", "-R$ 1.500"),
        (125000000, "en", "R$ 1,250,000"),
        (8990, "en", "R$ 89.90"),
    ],
)
def test_money_shows_cents_only_where_there_are_any(minor: int, locale: str, text: str) -> None:
    assert write.format_money(minor, locale) == text


def test_money_range_is_a_phrase() -> None:
    assert write.format_money_range(Range(30000000, 45000000), "pt-BR") == "de R$ 300.000 a R$ 450.000"
    assert write.format_money_range(Range(None, 50000000), "pt-BR") == "até R$ 500.000"
    assert write.format_money_range(Range(30000000, None), "pt-BR") == "a partir de R$ 300.000"
    assert write.format_money_range(Range(50000000, 50000000), "pt-BR") == "R$ 500.000"
    assert write.format_money_range(Range(None, None), "pt-BR") == ""


def test_day_names_its_weekday_and_the_year_only_where_it_is_another() -> None:
    assert write.format_date(date(2026, 11, 28), "pt-BR", today=NOW.date()) == "sábado, 28/11"
    assert write.format_date(date(2027, 3, 5), "pt-BR", today=NOW.date()) == "sexta, 05/03/2027"
    assert write.format_date(date(2026, 11, 28), "en", today=NOW.date()) == "Saturday, Nov 28"


def test_hour_and_moment_are_short() -> None:
    assert write.format_time(time(15, 30), "pt-BR") == "15h30"
    assert write.format_time(time(8), "pt-BR") == "8h"
    assert write.format_time(time(15, 30), "en") == "3:30 pm"
    assert write.format_time(time(0), "en") == "12 am"
    today = NOW.date()
    assert write.format_moment(Moment(date(2026, 11, 28), time(10)), "pt-BR", today=today) == "sábado, 28/11 às 10h"
    assert (
        write.format_moment(Moment(date(2026, 11, 28), part_of_day=PartOfDay.MORNING), "pt-BR", today=today)
        == "sábado, 28/11 de manhã"
    )
    assert write.format_moment(Moment(time=time(10)), "pt-BR") == "às 10h"
    assert write.format_time_range(Range(time(9), time(11, 30)), "pt-BR") == "das 9h às 11h30"


def test_identifiers_are_written_with_their_signs() -> None:
    assert write.format_phone("+5511987654321") == "(11) 98765-4321"
    assert write.format_phone("+551132654321") == "(11) 3265-4321"
    assert write.format_phone("+14155552671") == "+14155552671"
    assert write.format_cpf("52998224725") == "529.982.247-25"
    assert write.format_cnpj("12ABC34501DE35") == "12.ABC.345/01DE-35"


@settings(max_examples=150)
@given(AMOUNTS, LOCALES)
def test_written_money_is_read_back(minor: int, locale: str) -> None:
    assert read_money(write.format_money(minor, locale), locale) == Understood(minor)


@settings(max_examples=100)
@given(AMOUNTS, AMOUNTS, LOCALES)
def test_written_money_range_is_read_back(one: int, other: int, locale: str) -> None:
    for found in (Range(min(one, other), max(one, other)), Range(one, None), Range(None, one)):
        assert read_money_range(write.format_money_range(found, locale), locale) == Understood(found)


@settings(max_examples=150)
@given(st.decimals(min_value=0, max_value=10**8, places=2), LOCALES)
def test_written_number_is_read_back(value: Decimal, locale: str) -> None:
    assert read_number(write.format_number(value, locale), locale) == Understood(value)


@settings(max_examples=150)
@given(DAYS, LOCALES)
def test_written_day_is_read_back(day: date, locale: str) -> None:
    assert read_date(write.format_date(day, locale), locale, now=NOW) == Understood(day)


@settings(max_examples=100)
@given(st.integers(min_value=0, max_value=36), LOCALES)
def test_day_of_this_year_is_read_back_without_its_year(ahead: int, locale: str) -> None:
    day = NOW.date() + timedelta(days=ahead)

    assert read_date(write.format_date(day, locale, today=NOW.date()), locale, now=NOW) == Understood(day)


@settings(max_examples=150)
@given(HOURS)
def test_written_hour_is_read_back(hour: time) -> None:
    # Without a part of the day an hour before seven is asked about: "3h" is more often 15:00.
    if hour.hour == 0 or hour.hour >= 7:
        assert read_time(write.format_time(hour, "pt-BR"), "pt-BR") == Understood(hour)
    assert read_time(write.format_time(hour, "en"), "en") == Understood(hour)


@settings(max_examples=100)
@given(DAYS, HOURS.filter(lambda hour: hour.hour >= 7), LOCALES)
def test_written_moment_is_read_back(day: date, hour: time, locale: str) -> None:
    moment = Moment(day, hour)

    assert read_moment(write.format_moment(moment, locale), locale, now=NOW) == Understood(moment)


@settings(max_examples=100)
@given(st.integers(min_value=7, max_value=22), st.integers(min_value=1, max_value=10))
def test_written_stretch_of_the_day_is_read_back(first: int, length: int) -> None:
    found = Range(time(first), time(min(first + length, 23)))

    assert read_time_range(write.format_time_range(found, "pt-BR"), "pt-BR") == Understood(found)


def test_written_identifiers_are_read_back() -> None:
    assert read_phone(write.format_phone("+5511987654321"), "pt-BR") == Understood("+5511987654321")
    assert read_cpf(write.format_cpf("52998224725")) == Understood("52998224725")
    assert read_cnpj(write.format_cnpj("12ABC34501DE35")) == Understood("12ABC34501DE35")
