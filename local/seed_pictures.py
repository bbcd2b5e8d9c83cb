"""Which of the demo's pictures fit a listing: a cover that shows what it is and where, then rooms."""

from collections import Counter
from random import Random
from typing import Any

from local.seed_places import City, Neighborhood

TOWERS = {
    "ipe": (
        "tower-jardim",
        "tower-tijolo",
        "tower-baixo",
        "tower-madeira",
        "tower-ondas",
        "tower-noite",
        "tower-gemeas",
    ),
    "araucaria": ("tower-cinza", "tower-curitiba", "tower-batel", "tower-madeira", "tower-noite", "tower-gemeas"),
    "palm": ("tower-madeira", "tower-gemeas", "tower-noite", "tower-baixo"),
}
PLAIN_TOWERS = ("tower-predinho", "tower-conjunto", "tower-baixo", "tower-tijolo")
SHORE_TOWERS = {
    "Agronômica": ("beach-agronomica", "beach-entardecer"),
    "Ingleses": ("beach-ingleses",),
    "Campeche": ("beach-jurere",),
    "Jurerê": ("beach-jurere", "beach-entardecer"),
}
LIVING = ("living-cidade", "living-parque", "living-noite", "living-jantar")
STUDIOS = ("studio-claro", "studio-noite", "studio-verde", "kitnet-rosa")
KITCHENS = ("kitchen-verde", "kitchen-azul")
COTTAGES = {
    "ipe": ("house-jardim", "house-varanda", "house-fim-de-tarde"),
    "araucaria": ("house-pinheiro", "house-varanda", "house-fim-de-tarde"),
    "palm": ("house-azul", "house-varanda"),
}
VILLAS = {
    "ipe": ("house-moderna", "house-moderna-clara", "house-moderna-noite"),
    "araucaria": ("house-moderna-pinheiro", "house-moderna-noite", "house-moderna-clara"),
    "palm": ("house-moderna", "house-moderna-noite"),
}
TOWN_HOUSES = ("sobrado-amarelo", "sobrado-branco", "sobrado-verde", "sobrado-terracota", "sobrado-noite")
LOTS = {
    "ipe": ("land-ipe", "land-condominio"),
    "araucaria": ("land-pinheiros", "land-condominio"),
    "palm": ("land-condominio",),
}


def pictures_of(city: City, place: Neighborhood, fields: dict[str, Any], used: Counter[str], dice: Random) -> list[str]:
    """Return the file names for one listing, the cover first; the least used fitting cover is taken."""
    kind = fields["kind"]
    options = [f"{name}.jpg" for name in _covers(city, place, kind, fields)]
    cover = min(options, key=lambda name: (used[name], options.index(name)))
    rooms = [f"{name}.jpg" for name in _rooms(kind, fields, dice)]
    return [cover, *(name for name in rooms if name != cover)]


def _covers(city: City, place: Neighborhood, kind: str, fields: dict[str, Any]) -> tuple[str, ...]:
    features = fields["features"]
    match kind:
        case "studio":
            return STUDIOS
        case "house" if "sea_view" in features or (place.shore and "pool" in features):
            return ("house-praia", "house-praia-tarde")
        case "house":
            return VILLAS[city.trees] if "pool" in features else COTTAGES[city.trees]
        case "townhouse":
            return TOWN_HOUSES
        case "commercial":
            return (
                ("shop-esquina", "shop-noite")
                if "Loja" in fields["description"]
                else ("office-claro", "office-tarde", "tower-vidro")
            )
        case "land":
            return ("land-mar",) if place.shore else LOTS[city.trees]
        case _:
            return _flats(city, place, fields)


def _flats(city: City, place: Neighborhood, fields: dict[str, Any]) -> tuple[str, ...]:
    if "sea_view" in fields["features"]:
        return ("balcony-mar", "balcony-praia", "living-mar")
    if place.shore:
        return SHORE_TOWERS[place.name]
    inside: tuple[str, ...] = LIVING[:2]
    if {"balcony", "gourmet_balcony"} & set(fields["features"]):
        inside = ("balcony-cidade", "balcony-parque", *inside)
    if place.sale < 8_000:
        return PLAIN_TOWERS + inside
    return TOWERS[city.trees] + inside


def _rooms(kind: str, fields: dict[str, Any], dice: Random) -> list[str]:
    match kind:
        case "land":
            return []
        case "commercial":
            return ["shop-noite"] if "Loja" in fields["description"] else ["office-claro"]
        case "studio":
            return [dice.choice(KITCHENS)]
        case _:
            living = "living-mar" if "sea_view" in fields["features"] else dice.choice(LIVING)
            return [living, dice.choice(KITCHENS), "bedroom-clara"]
