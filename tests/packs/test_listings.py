"""The demo listings: plausible, complete, in agreement with the catalogue's schema, and made by their script."""

import json
from collections import Counter
from typing import Any

import pytest

from local.seed_listings import CODES, listings
from local.seed_places import CITIES
from shared.packs import load_pack
from tests.packs.schema import assert_follows_schema

PACK = load_pack("real_estate")
assert PACK.listings_path is not None
LISTINGS: list[dict[str, Any]] = json.loads(PACK.listings_path.read_text(encoding="utf-8"))
NEIGHBORHOODS = {(city.name, place.name): place for city in CITIES for place in city.neighborhoods}

# kind -> least and most reais per m² for sale, and a month for rent: what one would believe anywhere in the four cities
SALE = {
    "apartment": (3_500, 20_000),
    "studio": (4_000, 22_000),
    "house": (2_800, 14_000),
    "townhouse": (3_200, 15_000),
    "commercial": (3_500, 16_000),
    "land": (700, 4_500),
}
RENT = {
    "apartment": (20, 100),
    "studio": (28, 130),
    "house": (12, 55),
    "townhouse": (15, 65),
    "commercial": (20, 95),
}


def ids(listing: dict[str, Any]) -> str:
    return str(listing["code"])


def test_the_file_is_what_the_script_makes() -> None:
    assert listings() == LISTINGS


def test_there_are_150_over_four_cities_for_sale_and_for_rent() -> None:
    by_city = Counter(listing["fields"]["city"] for listing in LISTINGS)
    purposes = Counter((listing["fields"]["city"], listing["fields"]["purpose"]) for listing in LISTINGS)

    assert len(LISTINGS) == 150
    assert set(by_city) == {"São Paulo", "Campinas", "Curitiba", "Florianópolis"}
    assert min(by_city.values()) >= 30
    assert min(purposes.values()) >= 10
    assert {listing["fields"]["kind"] for listing in LISTINGS} == set(CODES)


def test_codes_are_unique_and_say_the_kind() -> None:
    codes = [listing["code"] for listing in LISTINGS]

    assert len(set(codes)) == len(codes)
    assert "AP0001" in codes
    assert all(listing["code"][:2] == CODES[listing["fields"]["kind"]] for listing in LISTINGS)


@pytest.mark.parametrize("listing", LISTINGS, ids=ids)
def test_a_listing_is_plausible(listing: dict[str, Any]) -> None:
    fields = listing["fields"]
    reais, area = listing["price_cents"] / 100, fields["area_m2"]
    least, most = (SALE if fields["purpose"] == "buy" else RENT)[fields["kind"]]

    assert least <= reais / area <= most, reais / area
    assert listing["price_cents"] % (500_000 if fields["purpose"] == "buy" else 5_000) == 0
    place = NEIGHBORHOODS[fields["city"], fields["neighborhood"]]
    assert fields["kind"] in place.kinds.split()
    assert fields["iptu_cents"] > 0
    assert ("condo_cents" in fields) == (fields["kind"] in {"apartment", "studio", "commercial"})
    assert 20_000 <= fields.get("condo_cents", 20_000) <= 300_000
    if "bedrooms" in fields:
        assert 0 <= fields["suites"] <= fields["bedrooms"] <= 4
        assert area >= 17 + 14 * (fields["bedrooms"] - 1)
    assert place.name in listing["title"]
    assert place.name in fields["title_en"]


@pytest.mark.parametrize("listing", LISTINGS, ids=ids)
def test_a_listing_reads_well(listing: dict[str, Any]) -> None:
    fields = listing["fields"]

    assert 12 <= len(listing["title"]) <= 75
    assert 12 <= len(fields["title_en"]) <= 75
    for text in (fields["description"], fields["description_en"]):
        assert 60 <= len(text) <= 420
        assert text.endswith(".")
        assert not any(bad in text for bad in ("  ", "..", " .", ",.", "{", "None", " e ,"))
    if "bedrooms" in fields and fields["kind"] != "studio":
        assert f"{fields['bedrooms']} quarto" in fields["description"]
        assert f"{fields['bedrooms']} bedroom" in fields["description_en"]
    if "mar" not in place_words(fields):
        assert "mar." not in fields["description"]


def place_words(fields: dict[str, Any]) -> str:
    return " ".join(fields["features"]).replace("sea_view", "mar")


@pytest.mark.parametrize("listing", LISTINGS, ids=ids)
def test_a_listing_follows_the_schema(listing: dict[str, Any]) -> None:
    assert_follows_schema(PACK.catalog, listing)


def test_the_sea_is_only_seen_in_florianopolis() -> None:
    seaside = [listing for listing in LISTINGS if "sea_view" in listing["fields"]["features"]]

    assert seaside
    assert {listing["fields"]["city"] for listing in seaside} == {"Florianópolis"}
