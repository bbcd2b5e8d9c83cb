"""Makes the 60 demo cars: `python -m local.seed_cars` writes shared/packs/car_dealer/listings.json, always the same."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Final

TARGET: Final = Path(__file__).parents[1] / "shared" / "packs" / "car_dealer" / "listings.json"
SEED: Final = 2027
THIS_YEAR: Final = 2026
FADES: Final = 0.92  # of its price a car keeps each year
KM_A_YEAR: Final = (8_500, 16_000)

# body -> colour in Portuguese -> its picture
PICTURES: Final = {
    "hatch": {"branco": "hatch-branco", "prata": "hatch-prata", "vermelho": "hatch-vermelho", "azul": "hatch-azul"},
    "sedan": {"branco": "sedan-branco", "prata": "sedan-prata", "preto": "sedan-preto", "cinza": "sedan-cinza"},
    "suv": {"branco": "suv-branco", "cinza": "suv-cinza", "preto": "suv-preto", "vermelho": "suv-vermelho"},
    "pickup": {"branco": "pickup-branca", "prata": "pickup-prata"},
}
COLOURS_EN: Final = {
    "branco": "white",
    "prata": "silver",
    "vermelho": "red",
    "azul": "blue",
    "preto": "black",
    "cinza": "grey",
}
BODIES: Final = {
    "hatch": ("hatch", "hatchback"),
    "sedan": ("sedã", "saloon"),
    "suv": ("SUV", "SUV"),
    "pickup": ("picape", "pickup"),
}
CODES: Final = {"hatch": "HA", "sedan": "SE", "suv": "SU", "pickup": "PI"}
FUELS: Final = {
    "flex": ("Flex", "Flex-fuel"),
    "diesel": ("Diesel", "Diesel"),
    "hybrid": ("Híbrido", "Hybrid"),
    "electric": ("Elétrico", "Electric"),
}
GEARBOXES: Final = {"manual": ("manual", "manual"), "automatic": ("automático", "automatic")}
STEERING: Final = ("direção elétrica", "electric steering")
EXTRAS: Final = {
    "multimedia": ("central multimídia", "touch screen"),
    "reverse_camera": ("câmera de ré", "reversing camera"),
    "alloy_wheels": ("rodas de liga leve", "alloy wheels"),
    "parking_sensor": ("sensor de estacionamento", "parking sensor"),
    "cruise_control": ("piloto automático", "cruise control"),
    "leather": ("bancos de couro", "leather seats"),
    "sunroof": ("teto solar", "sunroof"),
}
STORIES: Final = (
    ("Único dono, revisões na concessionária.", "One owner, serviced at the maker's dealer."),
    ("Laudo cautelar aprovado, sem sinistro.", "Inspection passed, never in an accident."),
    ("Manual e chave reserva, pneus novos.", "Manual and spare key, new tyres."),
    ("IPVA pago, pronto para transferir.", "Tax paid, ready to change hands."),
    ("Revisado na nossa oficina, com 3 meses de garantia de motor e câmbio.", "Serviced in our workshop, 3 months' warranty on engine and gearbox."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Model:
    """A model as it is sold used. new: what this version costs new today, in reais. since, until: the years it was made in this shape."""

    brand: str
    name: str
    version: str
    body: str
    fuel: str
    gearbox: str
    new: int
    since: int
    until: int = THIS_YEAR - 1


# Prices of new cars of the same size and equipment in Brazil, in thousands of reais, late 2026.
MODELS: Final = tuple(
    Model(brand, name, version, body, fuel, gearbox, new * 1_000, *years)
    for brand, name, version, body, fuel, gearbox, new, *years in (
        ("Fiat", "Argo", "Drive 1.0", "hatch", "flex", "manual", 92, 2018),
        ("Fiat", "Mobi", "Like 1.0", "hatch", "flex", "manual", 76, 2017),
        ("Fiat", "Cronos", "Precision 1.3", "sedan", "flex", "automatic", 112, 2019),
        ("Fiat", "Pulse", "Audace Turbo 200", "suv", "flex", "automatic", 132, 2022),
        ("Fiat", "Strada", "Volcano 1.3 CD", "pickup", "flex", "automatic", 134, 2021),
        ("Fiat", "Toro", "Ranch 2.0 4x4", "pickup", "diesel", "automatic", 208, 2018),
        ("VW Volkswagen", "Polo", "Comfortline 200 TSI", "hatch", "flex", "automatic", 116, 2018),
        ("VW Volkswagen", "Gol", "1.0 MPI", "hatch", "flex", "manual", 84, 2017, 2022),
        ("VW Volkswagen", "Virtus", "Highline 200 TSI", "sedan", "flex", "automatic", 146, 2018),
        ("VW Volkswagen", "T-Cross", "Comfortline 200 TSI", "suv", "flex", "automatic", 158, 2020),
        ("VW Volkswagen", "Nivus", "Highline 200 TSI", "suv", "flex", "automatic", 157, 2021),
        ("GM Chevrolet", "Onix", "LT 1.0 Turbo", "hatch", "flex", "manual", 100, 2020),
        ("GM Chevrolet", "Onix Plus", "Premier 1.0 Turbo", "sedan", "flex", "automatic", 126, 2020),
        ("GM Chevrolet", "Tracker", "Premier 1.2 Turbo", "suv", "flex", "automatic", 166, 2021),
        ("GM Chevrolet", "S10", "High Country 2.8 4x4", "pickup", "diesel", "automatic", 300, 2018),
        ("Hyundai", "HB20", "Comfort 1.0", "hatch", "flex", "manual", 92, 2020),
        ("Hyundai", "HB20S", "Platinum 1.0 Turbo", "sedan", "flex", "automatic", 122, 2020),
        ("Hyundai", "Creta", "Limited 1.0 Turbo", "suv", "flex", "automatic", 162, 2022),
        ("Toyota", "Corolla", "XEi 2.0", "sedan", "flex", "automatic", 178, 2018),
        ("Toyota", "Corolla", "Altis Hybrid", "sedan", "hybrid", "automatic", 205, 2020),
        ("Toyota", "Yaris", "XS 1.5", "hatch", "flex", "automatic", 116, 2019, 2024),
        ("Toyota", "Corolla Cross", "XRE 2.0", "suv", "flex", "automatic", 184, 2022),
        ("Toyota", "Hilux", "SRV 2.8 4x4", "pickup", "diesel", "automatic", 315, 2018),
        ("Honda", "Civic", "EXL 2.0", "sedan", "flex", "automatic", 178, 2017, 2021),
        ("Honda", "City", "EXL 1.5", "sedan", "flex", "automatic", 142, 2022),
        ("Honda", "HR-V", "EXL 1.5", "suv", "flex", "automatic", 172, 2018),
        ("Honda", "Fit", "EX 1.5", "hatch", "flex", "automatic", 118, 2017, 2021),
        ("Jeep", "Renegade", "Longitude 1.3 Turbo", "suv", "flex", "automatic", 152, 2022),
        ("Jeep", "Compass", "Limited 1.3 Turbo", "suv", "flex", "automatic", 205, 2022),
        ("Renault", "Kwid", "Zen 1.0", "hatch", "flex", "manual", 76, 2018),
        ("Renault", "Duster", "Iconic 1.6", "suv", "flex", "automatic", 138, 2021),
        ("Nissan", "Kicks", "Advance 1.6", "suv", "flex", "automatic", 138, 2018),
        ("Nissan", "Versa", "Exclusive 1.6", "sedan", "flex", "automatic", 134, 2021),
        ("BYD", "Dolphin", "GS", "hatch", "electric", "automatic", 150, 2024),
        ("Ford", "Ka", "SE 1.0", "hatch", "flex", "manual", 80, 2017, 2021),
    )
)  # fmt: skip
TWICE: Final = 25  # of the models the first so many are there two times: 60 cars in all


def cars() -> list[dict[str, Any]]:
    """Return the cars as JSON values, in the order of their codes."""
    dice = Random(SEED)
    numbers: Counter[str] = Counter()
    made = []
    for model, year in _drafts(dice):
        colours = list(PICTURES[model.body])
        colour = colours[numbers[model.body] % len(colours)]
        numbers[model.body] += 1
        code = f"{CODES[model.body]}{numbers[model.body]:03}"
        made.append(_car(code, model, year, colour, dice))
    return sorted(made, key=lambda car: str(car["code"]))


def _drafts(dice: Random) -> Iterator[tuple[Model, int]]:
    """Give each model once and the first ones twice, in years that lie apart."""
    for at, model in enumerate(MODELS):
        years = list(range(model.since, model.until + 1))
        first = dice.choice(years)
        yield model, first
        if at < TWICE:
            yield model, dice.choice([year for year in years if year != first] or years)


def _car(code: str, model: Model, year: int, colour: str, dice: Random) -> dict[str, Any]:
    age, model_year = THIS_YEAR - year, min(year + dice.randint(0, 1), THIS_YEAR)
    km = round(sum(dice.randint(*KM_A_YEAR) for _ in range(age)) / 500) * 500 + dice.randint(0, 499)
    price = round(model.new * FADES**age * dice.uniform(0.95, 1.05) / 500) * 500 - 10
    extras = _extras(model, dice)
    fuel, gearbox = FUELS[model.fuel], GEARBOXES[model.gearbox]
    words, words_en = zip(*(EXTRAS[name] for name in extras), strict=True)
    story, story_en = dice.choice(STORIES)
    picture = f"{PICTURES[model.body][colour]}.jpg"
    panel = f"painel-{'manual' if model.gearbox == 'manual' else 'automatico'}.jpg"
    maker = model.brand.split(" ", 1)[-1]
    return {
        "code": code,
        "title": f"{maker} {model.name} {model.version} {year}/{model_year}",
        "price_cents": price * 100,
        "fields": {
            "brand": model.brand,
            "model": model.name,
            "year": year,
            "model_year": model_year,
            "km": km,
            "body": model.body,
            "fuel": model.fuel,
            "gearbox": model.gearbox,
            "colour": colour,
            "extras": extras,
            "specs": f"{fuel[0]}, {gearbox[0]}, {colour}",
            "specs_en": f"{fuel[1]}, {gearbox[1]}, {COLOURS_EN[colour]}",
            "description": f"{_capital(BODIES[model.body][0])} {gearbox[0]} com {STEERING[0]}, {_joined(words, 'e')}. {story}",
            "description_en": f"{_capital(gearbox[1])} {BODIES[model.body][1]} with {STEERING[1]}, {_joined(words_en, 'and')}. {story_en}",
            "photos": [picture, panel],
        },
        "image": picture,
    }  # fmt: skip


def _extras(model: Model, dice: Random) -> list[str]:
    """Dear cars have more; the order is the one of EXTRAS."""
    most = 2 if model.new < 100_000 else 4 if model.new < 150_000 else 6
    dear = {"leather", "sunroof"} if model.new < 140_000 else set[str]()
    possible = [name for name in EXTRAS if name not in dear]
    chosen = set(dice.sample(possible, min(most, len(possible))))
    return [name for name in EXTRAS if name in chosen]


def _joined(words: tuple[str, ...], last: str) -> str:
    return f" {last} ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def main() -> None:
    made = cars()
    TARGET.write_text(
        "[\n" + ",\n".join(json.dumps(car, ensure_ascii=False) for car in made) + "\n]\n", encoding="utf-8"
    )
    print(f"{TARGET.name}: {len(made)} cars")


if __name__ == "__main__":
    main()
