"""Makes the 150 demo listings: `python -m local.seed_listings` writes shared/packs/real_estate/listings.json, always the same."""

import json
from collections import Counter
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any

from local.seed_phrases import (
    CLOSINGS_BUY,
    CLOSINGS_RENT,
    FEATURES,
    KIND_NAMES,
    NEAR,
    NEAR_BY_CAR,
    OPENINGS,
    Pair,
)
from local.seed_pictures import pictures_of
from local.seed_places import CITIES, ZONES, City, Neighborhood

TARGET = Path(__file__).parents[1] / "shared" / "packs" / "real_estate" / "listings.json"
SEED = 2026

# city -> ((kind, purpose, bedrooms, how many), …): 150 in all
PLAN: dict[str, str] = {
    "São Paulo": "apartment buy 1:3 2:9 3:6 4:2 | apartment rent 1:3 2:5 3:2 | studio buy 1:2 | studio rent 1:4 | house buy 3:2"
    " | house rent 3:1 | townhouse buy 2:1 3:2 | townhouse rent 3:2 | commercial buy 0:1 | commercial rent 0:2 | land buy 0:1",
    "Campinas": "apartment buy 1:1 2:5 3:4 | apartment rent 1:2 2:3 3:1 | studio buy 1:1 | studio rent 1:2 | house buy 2:1 3:2 4:1"
    " | house rent 3:2 | townhouse buy 3:2 | townhouse rent 3:1 | commercial buy 0:1 | commercial rent 0:1 | land buy 0:4",
    "Curitiba": "apartment buy 1:1 2:5 3:4 4:1 | apartment rent 1:2 2:3 3:2 | studio buy 1:1 | studio rent 1:2 | house buy 3:2 4:1"
    " | house rent 3:1 | townhouse buy 2:1 3:2 | townhouse rent 3:1 | commercial buy 0:1 | commercial rent 0:1 | land buy 0:3",
    "Florianópolis": "apartment buy 1:1 2:5 3:4 4:1 | apartment rent 1:2 2:4 3:1 | studio buy 1:1 | studio rent 1:3 | house buy 2:1 3:2 4:1"
    " | house rent 3:2 | townhouse buy 3:1 | commercial buy 0:1 | commercial rent 0:1 | land buy 0:3",
}

CODES = {"apartment": "AP", "studio": "ST", "house": "CA", "townhouse": "SB", "commercial": "SC", "land": "TE"}

# (kind, bedrooms) -> least and most m²
AREAS = {
    ("apartment", 1): (36, 52),
    ("apartment", 2): (52, 76),
    ("apartment", 3): (78, 122),
    ("apartment", 4): (132, 210),
    ("studio", 1): (19, 34),
    ("house", 2): (84, 120),
    ("house", 3): (120, 190),
    ("house", 4): (210, 340),
    ("townhouse", 2): (76, 100),
    ("townhouse", 3): (112, 158),
    ("commercial", 0): (28, 110),
    ("land", 0): (250, 600),
}

# price of a m² against a flat's in the same place: houses stand on cheaper ground, studios are dear by the metre
SALE_FACTOR = {"apartment": 1.0, "studio": 1.08, "house": 0.72, "townhouse": 0.76, "commercial": 0.9, "land": 0.2}
RENT_FACTOR = {"apartment": 1.0, "studio": 1.25, "house": 0.6, "townhouse": 0.68, "commercial": 0.95}

IN_THE_HOME = {
    "apartment": ("balcony", "gourmet_balcony", "fitted_kitchen", "wardrobes", "air_conditioning", "office"),
    "studio": ("fitted_kitchen", "wardrobes", "air_conditioning", "balcony"),
    "house": ("garden", "barbecue", "fitted_kitchen", "office", "wardrobes"),
    "townhouse": ("barbecue", "fitted_kitchen", "wardrobes", "office", "garden"),
    "commercial": ("air_conditioning",),
    "land": (),
}
IN_THE_BUILDING = {
    "apartment": ("doorman", "elevator", "pool", "gym", "playground", "party_room", "coworking"),
    "studio": ("doorman", "elevator", "gym", "coworking", "laundry"),
    "commercial": ("doorman", "elevator"),
}


def listings() -> list[dict[str, Any]]:
    """Return the listings as JSON values, in the order of their codes."""
    dice = Random(SEED)
    numbers: Counter[str] = Counter()
    covers: Counter[str] = Counter()
    made = []
    for city, neighborhood, kind, purpose, bedrooms in _drafts(dice):
        numbers[kind] += 1
        listing = _listing(city, neighborhood, kind, purpose=purpose, bedrooms=bedrooms, dice=dice)
        photos = pictures_of(city, neighborhood, listing["fields"], covers, dice)
        covers[photos[0]] += 1
        listing["fields"]["photos"] = photos
        made.append({"code": f"{CODES[kind]}{numbers[kind]:04}", **listing, "image": photos[0]})
    return sorted(made, key=lambda listing: listing["code"])


def _drafts(dice: Random) -> Iterator[tuple[City, Neighborhood, str, str, int]]:
    for city in CITIES:
        rounds = {kind: cycle(_places(city, kind, dice)) for kind in CODES}
        for line in PLAN[city.name].split(" | "):
            kind, purpose, *counts = line.split()
            for count in counts:
                bedrooms, times = map(int, count.split(":"))
                for _ in range(times):
                    yield city, next(rounds[kind]), kind, purpose, bedrooms


def _places(city: City, kind: str, dice: Random) -> list[Neighborhood]:
    places = [place for place in city.neighborhoods if kind in place.kinds.split()]
    dice.shuffle(places)
    return places


def _listing(
    city: City, place: Neighborhood, kind: str, *, purpose: str, bedrooms: int, dice: Random
) -> dict[str, Any]:
    area = dice.randint(*AREAS[kind, bedrooms])
    fields: dict[str, Any] = {
        "purpose": purpose,
        "kind": kind,
        "city": city.name,
        "state": city.state,
        "neighborhood": place.name,
        "zone": ZONES[place.name],
        "area_m2": area if kind != "land" else round(area / 10) * 10,
    }
    if kind not in {"commercial", "land"}:
        fields |= _rooms(kind, bedrooms, area, dice)
    fields["parking"] = _parking(kind, bedrooms, dice)
    price = _price(place, kind, purpose, fields["area_m2"], dice)
    fields |= _charges(kind, purpose, fields["area_m2"], price, dice)
    features = _features(place, kind, purpose, bedrooms, dice)
    fields["features"] = features
    fields["furnished"] = "furnished" in features
    if kind not in {"commercial", "land"}:
        fields["pets"] = purpose == "buy" or dice.random() < 0.7
    description, description_en = _description(place, fields, features, dice)
    shown_as = "shop" if description.startswith("Loja") else kind
    title, title_en = _title(place, shown_as, bedrooms, fields, features)
    fields |= {"title_en": title_en, "description": description, "description_en": description_en}
    return {"title": title, "price_cents": price * 100, "fields": fields}


def _rooms(kind: str, bedrooms: int, area: int, dice: Random) -> dict[str, int]:
    if kind == "studio" or bedrooms == 1:
        return {"bedrooms": 1, "suites": 0, "bathrooms": 1}
    suites = {2: dice.choice((0, 1)), 3: dice.choice((1, 1, 2)), 4: dice.choice((2, 3, 4))}[bedrooms]
    return {"bedrooms": bedrooms, "suites": suites, "bathrooms": suites + 1 + (area > 90)}


def _parking(kind: str, bedrooms: int, dice: Random) -> int:
    if kind in {"studio", "land"}:
        return 0
    if kind in {"house", "townhouse"}:
        return min(bedrooms, dice.choice((1, 2, 2, 3)) + (bedrooms == 4))
    return {0: dice.choice((1, 1, 2)), 1: dice.choice((0, 1)), 2: 1, 3: dice.choice((1, 2)), 4: dice.choice((2, 3))}[
        bedrooms
    ]


def _price(place: Neighborhood, kind: str, purpose: str, area: int, dice: Random) -> int:
    """Return reais: the sale price, or the rent of a month, rounded the way owners round."""
    scale = 1 - 0.12 * max(0, area - 90) / 120 if kind == "apartment" else 1
    if purpose == "rent":
        return round(area * place.rent * RENT_FACTOR[kind] * scale * dice.uniform(0.88, 1.14) / 50) * 50
    value = area * place.sale * SALE_FACTOR[kind] * scale * dice.uniform(0.86, 1.14)
    step = 5_000 if value < 600_000 else 10_000 if value < 1_500_000 else 50_000
    return round(value / step) * step


def _charges(kind: str, purpose: str, area: int, price: int, dice: Random) -> dict[str, int]:
    """Return property tax (a year) and, in a building, condominium fee (a month), in cents."""
    value = price if purpose == "buy" else price * 12 / 0.058
    tax = round(value * dice.uniform(0.0035, 0.0065) / 10) * 10
    per_m2 = {"apartment": (8, 13), "studio": (11, 17), "commercial": (10, 16)}.get(kind)
    charges = {"iptu_cents": tax * 100}
    if per_m2:
        charges["condo_cents"] = round(area * dice.uniform(*per_m2) / 10) * 1_000
    return charges


def _features(place: Neighborhood, kind: str, purpose: str, bedrooms: int, dice: Random) -> list[str]:
    inside = [feature for feature in IN_THE_HOME[kind] if feature != "office" or bedrooms > 2]
    dice.shuffle(inside)
    chosen = inside[: dice.randint(2, 3)]
    if "gourmet_balcony" in chosen and (bedrooms < 2 or "balcony" in chosen):
        chosen.remove("gourmet_balcony")
    around = list(IN_THE_BUILDING.get(kind, ()))
    dice.shuffle(around)
    chosen += around[: dice.randint(2, 4)]
    if kind == "house" and bedrooms >= 3 and dice.random() < 0.6:
        chosen.append("pool")
    if kind in {"house", "land"} and dice.random() < 0.5:
        chosen.append("gated")
    if place.shore and kind in {"apartment", "house"} and dice.random() < 0.5:
        chosen.append("sea_view")
    if kind in {"studio", "apartment"} and purpose == "rent" and dice.random() < 0.35:
        chosen.append("furnished")
    return [feature for feature in FEATURES if feature in chosen]


def _title(place: Neighborhood, kind: str, bedrooms: int, fields: dict[str, Any], features: list[str]) -> Pair:
    name, name_en = KIND_NAMES[kind]
    if kind == "studio" and fields["area_m2"] < 25:
        name, name_en = "Kitnet", "Bedsit"
    where, where_en = f"{place.preposition} {place.name}", f"in {place.name}"
    if kind in {"commercial", "shop", "land"}:
        return f"{name} de {fields['area_m2']} m² {where}", f"{name_en} of {fields['area_m2']} m² {where_en}"
    if kind == "studio":
        if not fields["furnished"]:
            return f"{name} {where}", f"{name_en} {where_en}"
        furnished = "mobiliado" if name == "Studio" else "mobiliada"
        return f"{name} {furnished} {where}", f"Furnished {name_en.lower()} {where_en}"
    rooms = f"{bedrooms} quarto{'s' if bedrooms > 1 else ''}"
    shown = next((f for f in ("sea_view", "pool", "gourmet_balcony", "balcony", "garden") if f in features), None)
    if kind == "apartment" and shown == "pool":
        shown = None
    extra = {
        "sea_view": " com vista para o mar",
        "pool": " com piscina",
        "gourmet_balcony": " com varanda gourmet",
    }.get(shown or "", "")
    extra_en = {"sea_view": " with sea view", "pool": " with pool", "gourmet_balcony": " with large balcony"}.get(
        shown or "", ""
    )
    return f"{name} de {rooms}{extra} {where}", f"{bedrooms}-bedroom {name_en.lower()}{extra_en} {where_en}"


def _description(place: Neighborhood, fields: dict[str, Any], features: list[str], dice: Random) -> Pair:
    kind, purpose = fields["kind"], fields["purpose"]
    opening = dice.choice(_fitting_openings(kind, fields, features))
    walk = kind in {"apartment", "studio", "commercial", "townhouse"}
    near = dice.choice(NEAR if walk else NEAR_BY_CAR)
    minutes = dice.choice((3, 5, 7, 10))
    closing = dice.choice(CLOSINGS_BUY if purpose == "buy" else CLOSINGS_RENT)
    parts = [
        (f"{opening[0]}.", f"{opening[1]}."),
        _inside(kind, fields, features),
        (near[0].format(minutes=minutes, near=place.near[0]), near[1].format(minutes=minutes, near=place.near[1])),
        closing,
    ]
    return " ".join(part[0] for part in parts if part[0]), " ".join(part[1] for part in parts if part[1])


def _fitting_openings(kind: str, fields: dict[str, Any], features: list[str]) -> list[Pair]:
    """Return the openings that say nothing the listing does not have."""
    wrong = []
    if kind == "studio":
        wrong += [] if fields["furnished"] else ["mobiliado"]
        wrong += ["Kitnet"] if fields["area_m2"] >= 25 else ["Studio"]
    if kind == "house" and "pool" not in features:
        wrong.append("moderna")
    if kind == "townhouse" and "barbecue" not in features:
        wrong.append("churrasqueira")
    if kind == "commercial" and fields["area_m2"] < 60:
        wrong.append("Loja")
    if kind == "apartment" and not {"pool", "gym", "party_room"} & set(features):
        wrong.append("lazer")
    return [opening for opening in OPENINGS[kind] if not any(word in opening[0] for word in wrong)]


def _inside(kind: str, fields: dict[str, Any], features: list[str]) -> Pair:
    """Return what the home has, then what the building has."""
    shared = set(IN_THE_BUILDING.get(kind, ())) | {"gated"}
    home = [*_counted(kind, fields), *(FEATURES[f] for f in features if f not in shared | {"furnished"})]
    building = [FEATURES[f] for f in features if f in shared - {"gated"}]
    parts, parts_en = [_sentence([pair[0] for pair in home], "e")], [_sentence([pair[1] for pair in home], "and")]
    if building:
        parts.append(f"O prédio tem {_joined([pair[0] for pair in building], 'e')}.")
        parts_en.append(f"The building has {_joined([pair[1] for pair in building], 'and')}.")
    if "gated" in features:
        parts.append("Em condomínio fechado, com segurança.")
        parts_en.append("In a gated community, guarded day and night.")
    return " ".join(filter(None, parts)), " ".join(filter(None, parts_en))


def _counted(kind: str, fields: dict[str, Any]) -> list[Pair]:
    """Return rooms and parking in words; the size for what has no rooms to count."""
    counted: list[Pair] = []
    if kind == "studio":
        counted.append((f"{fields['area_m2']} m² bem aproveitados", f"{fields['area_m2']} m² well used"))
    elif "bedrooms" in fields:
        count, suites = fields["bedrooms"], fields["suites"]
        pt = f"{count} quarto{'s' * (count > 1)}" + (f" ({suites} suíte{'s' * (suites > 1)})" if suites else "")
        en = f"{count} bedroom{'s' * (count > 1)}" + (f" ({suites} en suite)" if suites else "")
        counted.append((pt, en))
    if fields["parking"]:
        parking = fields["parking"]
        counted.append((f"{parking} vaga{'s' * (parking > 1)}", f"{parking} parking space{'s' * (parking > 1)}"))
    return counted


def _sentence(words: list[str], last: str) -> str:
    text = _joined(words, last)
    return f"{text[0].upper()}{text[1:]}." if text else ""


def _joined(words: list[str], last: str) -> str:
    return f" {last} ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def main() -> None:
    rows = ",\n".join(json.dumps(listing, ensure_ascii=False) for listing in listings())
    TARGET.write_text(f"[\n{rows}\n]\n", encoding="utf-8")
    print(f"{TARGET.name}: {len(listings())} listings")


if __name__ == "__main__":
    main()
