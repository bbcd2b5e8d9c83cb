"""The demo cars: plausible, complete, in agreement with the catalogue's schema, and made by their script."""

import json
from collections import Counter
from typing import Any

import pytest

from local.seed_cars import CODES, MODELS, THIS_YEAR, cars
from shared.packs import load_pack
from tests.packs.schema import assert_follows_schema

PACK = load_pack("car_dealer")
assert PACK.listings_path is not None
CARS: list[dict[str, Any]] = json.loads(PACK.listings_path.read_text(encoding="utf-8"))

# body -> least and most reais that one would believe for a car of up to nine years
PRICES = {"hatch": (30_000, 150_000), "sedan": (45_000, 200_000), "suv": (65_000, 230_000), "pickup": (75_000, 330_000)}


def ids(car: dict[str, Any]) -> str:
    return str(car["code"])


def test_the_file_is_what_the_script_makes() -> None:
    assert cars() == CARS


def test_there_are_sixty_of_many_makes_and_every_body() -> None:
    makes = Counter(car["fields"]["brand"] for car in CARS)

    assert len(CARS) == 60
    assert len(makes) >= 10
    assert {car["fields"]["body"] for car in CARS} == set(CODES)
    assert {"flex", "diesel", "hybrid", "electric"} == {car["fields"]["fuel"] for car in CARS}


def test_codes_are_unique_and_say_the_body() -> None:
    codes = [car["code"] for car in CARS]

    assert len(set(codes)) == len(codes)
    assert all(car["code"][:2] == CODES[car["fields"]["body"]] for car in CARS)


@pytest.mark.parametrize("car", CARS, ids=ids)
def test_a_car_is_plausible(car: dict[str, Any]) -> None:
    fields, reais = car["fields"], car["price_cents"] / 100
    least, most = PRICES[fields["body"]]
    age = THIS_YEAR - fields["year"]

    assert least <= reais <= most
    assert 1 <= age <= 9
    assert fields["model_year"] - fields["year"] in {0, 1}
    assert 8_000 * age <= fields["km"] <= 17_000 * age
    known = [m for m in MODELS if m.name == fields["model"] and m.since <= fields["year"] <= m.until]
    assert any(reais < model.new for model in known)
    assert fields["brand"].split(" ")[-1] in car["title"]


@pytest.mark.parametrize("car", CARS, ids=ids)
def test_a_car_reads_well(car: dict[str, Any]) -> None:
    fields = car["fields"]

    assert 12 <= len(car["title"]) <= 60
    for text in (fields["description"], fields["description_en"]):
        assert 60 <= len(text) <= 420
        assert text.endswith(".")
        assert not any(bad in text for bad in ("  ", "..", " .", ",.", "{", "None", " e ,"))
    assert fields["colour"] in fields["specs"]


@pytest.mark.parametrize("car", CARS, ids=ids)
def test_a_car_follows_the_schema(car: dict[str, Any]) -> None:
    assert_follows_schema(PACK.catalog, car)


def test_newer_cars_of_a_model_have_run_less_and_cost_more() -> None:
    by_model: dict[str, list[dict[str, Any]]] = {}
    for car in CARS:
        by_model.setdefault(car["title"].rsplit(" ", 1)[0], []).append(car)

    for several in by_model.values():
        several.sort(key=lambda car: car["fields"]["year"])
        if len(several) == 2 and several[1]["fields"]["year"] - several[0]["fields"]["year"] > 1:
            old, new = several
            assert old["price_cents"] < new["price_cents"], old["title"]
            assert old["fields"]["km"] > new["fields"]["km"], old["title"]
