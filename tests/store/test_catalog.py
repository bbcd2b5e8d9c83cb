"""Catalogue search in Postgres: every operator, other tenants' items unseen, hostile input harmless, the same as in memory."""

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from shared.domain.ids import TenantId
from shared.engine import catalogue
from shared.engine.facts import ListValues, SearchItems
from shared.packs import load_pack, sample_items
from shared.store.catalog import list_values, search_items
from shared.store.catalog_import import Saved, save_items
from shared.store.core import Core
from shared.store.database import Database
from tests.parts import Database as OwnDatabase
from tests.store.hot import make_place

PACK = load_pack("real_estate")
ITEMS = sample_items(PACK)


class Shop:
    """A tenant with the sample listings, and the two ways into its database."""

    def __init__(self, own: OwnDatabase) -> None:
        self.own = own
        self.core = Core(own.pooled_url, pool_size=1)
        self.database = Database(own.pooled_url, 1)
        self.tenant = make_place(own.superuser_url).tenant

    def save(self, items: Any, tenant: TenantId | None = None) -> Saved:
        owner = tenant or self.tenant
        with self.core.tenant(owner) as tx:
            return save_items(tx, tenant=owner, catalog="properties", items=items)

    def search(self, *filters: dict[str, Any], tenant: TenantId | None = None, **rest: Any) -> dict[str, Any]:
        request = SearchItems("properties", filters=filters, **rest)
        return self.database.as_tenant(tenant or self.tenant, lambda tx: search_items(tx, request=request))

    def values(self, field: str, *filters: dict[str, Any]) -> dict[str, Any]:
        request = ListValues("properties", field, filters=filters)
        return self.database.as_tenant(self.tenant, lambda tx: list_values(tx, request=request))


@pytest.fixture
def shop(database: OwnDatabase) -> Any:
    shop = Shop(database)
    assert PACK.listings_path is not None
    shop.save(json.loads(PACK.listings_path.read_text(encoding="utf-8")))
    yield shop
    shop.core.close()
    shop.database.close()


def where(field: str, op: str, value: Any) -> dict[str, Any]:
    return {"field": field, "op": op, "value": value}


BUY, RENT = where("purpose", "eq", "buy"), where("purpose", "eq", "rent")
# In the forms in which flows ask (`shared.engine.filtering`).
REQUESTS = [
    SearchItems("properties", limit=50),
    SearchItems(
        "properties", (BUY, where("city", "eq", "sao paulo"), where("kind", "in", ["apartment", "studio"])), limit=50
    ),
    SearchItems("properties", (RENT, where("city", "eq", "FLORIANÓPOLIS")), sort=({"field": "price_cents"},), limit=50),
    SearchItems(
        "properties", (BUY,), sort=({"field": "area_m2", "desc": True}, {"field": "price_cents"}), limit=7, offset=3
    ),
    SearchItems("properties", (where("bedrooms", "ge", 3),), sort=({"field": "bedrooms"},), limit=50),
    SearchItems("properties", (where("bedrooms", "in", [2, 3]), where("parking", "gt", 0)), limit=50),
    SearchItems("properties", (where("bedrooms", "ne", 2),), sort=({"field": "code"},), limit=50),
    SearchItems("properties", (where("price_cents", "between", [30_000_000, 60_000_000]),), limit=50),
    SearchItems("properties", (where("price_cents", "le", 250_000),), limit=50),
    SearchItems("properties", (where("neighborhood", "contains", "vila"),), limit=50),
    SearchItems(
        "properties", (where("neighborhood", "ne", "vila mariana"), BUY), sort=({"field": "area_m2"},), limit=50
    ),
    SearchItems("properties", (where("features", "contains", "pool"),), limit=50),
    SearchItems("properties", (where("furnished", "eq", True),), limit=50),
    SearchItems("properties", (where("bedrooms", "eq", "dois"),), limit=50),
    SearchItems("properties", (where("nonsense", "eq", 1),), limit=50),
]

# What the store knows beyond that, for the admin side: a filter, and which items it means.
BEYOND: list[tuple[dict[str, Any], Callable[[dict[str, Any]], bool]]] = [
    (where("price_cents", "between", {"min": None, "max": 250_000}), lambda item: item["price_cents"] <= 250_000),
    (where("features", "contains", ["pool", "gym"]), lambda item: {"pool", "gym"} <= set(item["features"])),
    (
        where("features", "in", ["sea_view", "garden"]),
        lambda item: bool({"sea_view", "garden"} & set(item["features"])),
    ),
    (where("features", "ne", "elevator"), lambda item: "elevator" not in item["features"]),
    (where("pets", "ne", True), lambda item: item.get("pets") is not True),
    (where("city", "eq", None), lambda _item: True),
    (where("city", "eq", ""), lambda _item: True),
    (where("city", "in", []), lambda _item: True),
    (where("nonsense", "ne", 1), lambda _item: False),
    (where("bedrooms", "like", 2), lambda _item: False),
]


def test_postgres_finds_what_memory_finds(shop: Shop) -> None:
    for request in REQUESTS:
        found = shop.search(*request.filters, sort=request.sort, limit=request.limit, offset=request.offset)

        expected = catalogue.search(ITEMS, request)
        assert found["count"] == expected["count"], request
        assert [item["code"] for item in found["items"]] == [item["code"] for item in expected["items"]], request


def test_lists_open_ranges_and_empty_filters_mean_what_they_say(shop: Shop) -> None:
    for one, means in BEYOND:
        found = shop.search(one, limit=50)

        expected = [item["code"] for item in ITEMS if means(item)]
        assert found["count"] == len(expected), one
        assert [item["code"] for item in found["items"]] == expected[:50], one


def test_an_unknown_catalogue_is_empty(shop: Shop) -> None:
    cars = shop.database.as_tenant(shop.tenant, lambda tx: search_items(tx, request=SearchItems("cars")))
    makes = shop.database.as_tenant(shop.tenant, lambda tx: list_values(tx, request=ListValues("cars", "make")))

    assert (cars, makes) == ({"count": 0, "items": []}, {"values": []})


def test_an_item_has_the_shape_that_the_facts_promise(shop: Shop) -> None:
    [item] = shop.search(where("code", "eq", "ap0001"))["items"]

    [expected] = catalogue.search(ITEMS, SearchItems("properties", (where("code", "eq", "AP0001"),)))["items"]
    assert item.pop("id") != expected.pop("id")
    assert item == expected


def test_items_already_shown_are_left_out_and_not_counted(shop: Shop) -> None:
    first = shop.search(BUY, limit=2)

    second = shop.search(BUY, limit=2, exclude=tuple(item["id"] for item in first["items"]))

    assert second["count"] == first["count"] - 2
    assert not {item["id"] for item in first["items"]} & {item["id"] for item in second["items"]}


def test_an_item_is_found_by_its_id(shop: Shop) -> None:
    item = shop.search(BUY, limit=1)["items"][0]

    assert shop.search(where("id", "eq", item["id"])) == {"count": 1, "items": [item]}
    assert shop.search(where("id", "eq", "no such id"))["count"] == 0


def test_past_the_last_page_the_count_is_still_told(shop: Shop) -> None:
    assert shop.search(limit=5, offset=1_000) == {"count": 150, "items": []}


def test_values_are_ranked_as_in_memory(shop: Shop) -> None:
    for field in ("city", "neighborhood", "bedrooms", "furnished", "code", "nonsense"):
        assert shop.values(field, RENT) == catalogue.values(ITEMS, ListValues("properties", field, (RENT,))), field


def test_another_tenant_sees_nothing(shop: Shop) -> None:
    other = make_place(shop.own.superuser_url).tenant

    assert shop.search(tenant=other) == {"count": 0, "items": []}


def test_saving_again_changes_nothing_and_a_new_price_is_one_update(shop: Shop) -> None:
    listings = json.loads(PACK.listings_path.read_text(encoding="utf-8")) if PACK.listings_path else []

    again = shop.save(listings)
    dearer = shop.save([{**listings[0], "price_cents": listings[0]["price_cents"] + 1}])

    assert again == Saved(created=0, updated=0, unchanged=150)
    assert dearer == Saved(created=0, updated=1, unchanged=0)


def test_values_of_odd_types_do_no_harm(shop: Shop) -> None:
    shop.save(
        [{"code": "X1", "title": "x", "fields": {"bedrooms": "three", "features": "pool", "pets": "yes", "city": 5}}]
    )

    for one in (where("bedrooms", "ge", 1), where("features", "contains", "pool"), where("pets", "eq", True)):
        assert "X1" not in {item["code"] for item in shop.search(one, limit=50)["items"]}
    held = Counter(feature for item in ITEMS for feature in item["features"])
    assert {one["value"]: one["count"] for one in shop.values("features")["values"]} == held


HOSTILE = [
    where("city'; drop table leads; --", "eq", "x"),
    where("city", "eq", "'; drop table leads; --"),
    where("city", "eq) or true --", "x"),
    where("city", "contains", "%"),
    where("price_cents", "ge", float("nan")),
    where("price_cents", "between", {"min": "0 or true"}),
    where("price_cents", "ge", 10**400),
]


def test_hostile_filters_find_nothing_and_break_nothing(shop: Shop) -> None:
    for hostile in HOSTILE:
        assert shop.search(hostile)["items"] == [], hostile
    assert shop.search()["count"] == 150


def test_hostile_sorting_is_ignored(shop: Shop) -> None:
    assert shop.search(sort=({"field": "code; drop table leads"},), limit=1)["items"][0]["code"] == "AP0001"
