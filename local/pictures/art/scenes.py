"""Every picture of the demo by name: `<subject>-<place or mood>`."""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

from local.pictures.art.canvas import Canvas
from local.pictures.art.cars import (
    HATCH,
    PICKUP,
    SEDAN,
    SUV,
    among_the_pines,
    by_the_sea,
    car_scene,
    dashboard,
    in_the_showroom,
    in_the_street,
    under_the_ipe,
)
from local.pictures.art.furnished import balcony, bedroom, dining_room, kitchen, living_room, office, studio
from local.pictures.art.houses import House
from local.pictures.art.light import CLOUDY, DAY, DUSK, GOLDEN, MORNING, NIGHT
from local.pictures.art.outdoors import (
    beach_house,
    beach_towers,
    cottage_garden,
    lot,
    modern_pool,
    shop_front,
    tower_street,
    town_house_row,
)
from local.pictures.art.rooms import Decor, city_view, park_view, sea_view
from local.pictures.art.towers import Tower

SAGE = Decor(wall="#eef0e6", floor="#c9a06f", sofa="#6f8f7c", accent="#d9805a", wood="#a8764a", rug="#f1ead9")
BLUE = Decor(wall="#eef1f3", floor="#d2ac7c", sofa="#4f6f8f", accent="#e9b949", wood="#b08a5c", rug="#e6ebee")
TERRACOTTA = Decor(wall="#f6ece0", floor="#b98758", sofa="#b8654a", accent="#3f7a78", wood="#8a5f3e", rug="#f3e6d2")
GREY = Decor(wall="#f0eeeb", floor="#b9a58c", sofa="#6d747c", accent="#e0a33a", wood="#7d6148", rug="#e3dfd8")
ROSE = Decor(wall="#f7ebe6", floor="#cfa578", sofa="#a86f7c", accent="#6f9a8f", wood="#b58457", rug="#f4e6df")
NAVY = Decor(wall="#f3eee4", floor="#a97d54", sofa="#2f4a68", accent="#d98f4e", wood="#6f4f38", rug="#ece3d3")

STREETS = {
    "tower-jardim": partial(tower_street, DAY, 11, [Tower(372, 290, 12, 42)], "ipe"),
    "tower-madeira": partial(tower_street, GOLDEN, 12, [Tower(520, 300, 14, wall="#f3efe8", accent="#8f6a4a", style="bands")]),
    "tower-vidro": partial(tower_street, DUSK, 13, [Tower(390, 260, 16, 33, "#dfe5ea", "#c9d6df", "glass")]),
    "tower-tijolo": partial(tower_street, MORNING, 14, [Tower(250, 320, 12, 38, "#efe7da", "#b5654a", "brick")], "ipe"),
    "tower-ondas": partial(tower_street, DAY, 15, [Tower(360, 380, 10, 48, "#f1ede4", "#a58d72", "waves", 0.12)]),
    "tower-noite": partial(tower_street, NIGHT, 16, [Tower(420, 280, 12, 42, wall="#e9e4da", accent="#9a7a5a")]),
    "tower-gemeas": partial(tower_street, MORNING, 17, [Tower(170, 240, 10, 46, "#f4f0e7", "#4f7f8f", bays=2), Tower(560, 240, 11, 46, "#f4f0e7", "#4f7f8f", bays=2)]),
    "tower-cinza": partial(tower_street, CLOUDY, 19, [Tower(380, 300, 13, 36, "#d9dcdc", "#5f6f7a", "bands")], "araucaria"),
    "tower-curitiba": partial(tower_street, DAY, 20, [Tower(470, 280, 11, 42, "#efe9dd", "#7f9a6a")], "araucaria"),
    "tower-batel": partial(tower_street, GOLDEN, 21, [Tower(440, 300, 11, 45, "#f6f1e6", "#a9764e", "waves", 0.16)], "araucaria"),
    "tower-baixo": partial(tower_street, DAY, 22, [Tower(250, 460, 6, 46, "#f5eee0", "#c98a5a", bays=5, side=0.12)], "ipe"),
    "tower-predinho": partial(tower_street, MORNING, 23, [Tower(300, 400, 5, 50, "#f3e4c8", "#b5754f", "brick", 0.14, 4)]),
    "tower-conjunto": partial(tower_street, DAY, 24, [Tower(150, 280, 6, 46, "#f6efe2", "#d98f4e"), Tower(600, 280, 6, 46, "#f6efe2", "#d98f4e")]),
    "beach-agronomica": partial(beach_towers, DAY, 31, [Tower(350, 300, 9, 44, "#f6f3ec", "#6fa8b8")]),
    "beach-ingleses": partial(beach_towers, MORNING, 32, [Tower(170, 290, 8, 40, "#f7f1e4", "#e0a45c", bays=3), Tower(570, 270, 9, 40, "#f7f1e4", "#4fa3a0")]),
    "beach-entardecer": partial(beach_towers, DUSK, 33, [Tower(380, 280, 12, 35, "#f4efe6", "#c98a6a", "bands")]),
    "beach-jurere": partial(beach_towers, GOLDEN, 34, [Tower(240, 500, 5, 52, "#faf7f0", "#a9764e", bays=5, side=0.1)]),
}  # fmt: skip

HOUSES = {
    "house-praia": partial(beach_house, DAY, 41, House(230, 600, "#f7f5f0", door="#b07a4a")),
    "house-praia-tarde": partial(beach_house, GOLDEN, 42, House(210, 620, "#f3ede2", door="#7f5a3f")),
    "house-jardim": partial(cottage_garden, DAY, 43, House(220, 600), "ipe"),
    "house-varanda": partial(cottage_garden, MORNING, 44, House(200, 620, "#e6efe4", "#a8553a", "#3f6b5a"), "round"),
    "house-azul": partial(cottage_garden, DAY, 45, House(230, 580, "#d5e4ee", "#8f5a48", "#2f5f86"), "palm"),
    "house-pinheiro": partial(cottage_garden, CLOUDY, 46, House(250, 590, "#f0dfc4", "#7d4a3c", "#6b3f2c"), "araucaria"),
    "house-fim-de-tarde": partial(cottage_garden, DUSK, 47, House(210, 610, "#f5e6d3", "#a04f3a"), "round"),
    "house-moderna": partial(modern_pool, DAY, 48, House(200, 640, "#f5f3ee", door="#9a6a44"), "palm"),
    "house-moderna-noite": partial(modern_pool, DUSK, 49, House(200, 640, "#efebe4", door="#8a5f45"), "round"),
    "house-moderna-clara": partial(modern_pool, MORNING, 50, House(220, 600, "#ece7dd", door="#b98a5e"), "round"),
    "house-moderna-pinheiro": partial(modern_pool, GOLDEN, 51, House(190, 630, "#f2efe9", door="#6f4f3a"), "araucaria"),
    "sobrado-amarelo": partial(town_house_row, DAY, 52, House(350, 350, "#f3d9a0", door="#7a4b31"), ("#d9b48f", "#b7c7b0")),
    "sobrado-branco": partial(town_house_row, MORNING, 53, House(300, 370, "#f4f1ea", door="#6a717a"), ("#c9d1cf", "#e2cdb0"), pitched=False),
    "sobrado-verde": partial(town_house_row, CLOUDY, 54, House(360, 350, "#cfdcc4", "#8a5040", "#3f5f4a"), ("#e6d9c2", "#d2b9a0")),
    "sobrado-terracota": partial(town_house_row, GOLDEN, 55, House(330, 360, "#d98f68", "#7d4636", "#4f3a30"), ("#efe0c6", "#c4cfc9"), pitched=False),
    "sobrado-noite": partial(town_house_row, DUSK, 56, House(350, 350, "#f0e2d0", "#93503c"), ("#b9a9b5", "#c9b5a4")),
}  # fmt: skip

ROOMS = {
    "living-cidade": partial(living_room, SAGE, DAY, city_view, 61),
    "living-parque": partial(living_room, TERRACOTTA, MORNING, park_view, 62),
    "living-noite": partial(living_room, NAVY, NIGHT, city_view, 63),
    "living-mar": partial(living_room, BLUE, DAY, sea_view, 64),
    "living-jantar": partial(dining_room, GREY, GOLDEN, city_view, 65),
    "kitchen-verde": partial(kitchen, SAGE, DAY, park_view, 66),
    "kitchen-azul": partial(kitchen, NAVY, MORNING, city_view, 67),
    "bedroom-clara": partial(bedroom, ROSE, DAY, park_view, 68),
    "balcony-mar": partial(balcony, TERRACOTTA, GOLDEN, sea_view, 70),
    "balcony-cidade": partial(balcony, GREY, DUSK, city_view, 71),
    "balcony-parque": partial(balcony, SAGE, DAY, park_view, 72),
    "balcony-praia": partial(balcony, BLUE, DAY, sea_view, 73),
    "studio-claro": partial(studio, BLUE, DAY, city_view, 74),
    "studio-noite": partial(studio, TERRACOTTA, DUSK, city_view, 75),
    "studio-verde": partial(studio, SAGE, MORNING, park_view, 76),
    "kitnet-rosa": partial(studio, ROSE, GOLDEN, city_view, 77),
    "office-claro": partial(office, BLUE, DAY, city_view, 78),
    "office-tarde": partial(office, GREY, GOLDEN, city_view, 79),
}  # fmt: skip

PLACES = {
    "shop-esquina": partial(shop_front, DAY, 81, "#d9534a", "#e9d3b0"),
    "shop-noite": partial(shop_front, DUSK, 82, "#3f7a78", "#d9c3b4"),
    "land-condominio": partial(lot, DAY, 83, "round"),
    "land-ipe": partial(lot, MORNING, 84, "ipe"),
    "land-pinheiros": partial(lot, CLOUDY, 85, "araucaria"),
    "land-mar": partial(lot, DAY, 86, "palm", by_the_sea=True),
}  # fmt: skip

WHITE, SILVER, GREY_PAINT, BLACK, RED, CAR_BLUE = "#f4f4f0", "#b9c0c7", "#6b737d", "#2b2f37", "#c0392f", "#2f5f9f"

CARS = {
    "hatch-branco": partial(car_scene, DAY, 101, HATCH, WHITE, in_the_street),
    "hatch-prata": partial(car_scene, MORNING, 102, HATCH, SILVER, under_the_ipe),
    "hatch-vermelho": partial(car_scene, DAY, 103, HATCH, RED, among_the_pines),
    "hatch-azul": partial(car_scene, CLOUDY, 104, HATCH, CAR_BLUE, in_the_street),
    "sedan-branco": partial(car_scene, MORNING, 105, SEDAN, WHITE, in_the_showroom),
    "sedan-prata": partial(car_scene, DAY, 106, SEDAN, SILVER, by_the_sea),
    "sedan-preto": partial(car_scene, DAY, 107, SEDAN, BLACK, in_the_street),
    "sedan-cinza": partial(car_scene, DAY, 108, SEDAN, GREY_PAINT, under_the_ipe),
    "suv-branco": partial(car_scene, DAY, 109, SUV, WHITE, among_the_pines),
    "suv-cinza": partial(car_scene, DAY, 110, SUV, GREY_PAINT, in_the_showroom),
    "suv-preto": partial(car_scene, DAY, 111, SUV, BLACK, by_the_sea),
    "suv-vermelho": partial(car_scene, MORNING, 112, SUV, RED, under_the_ipe),
    "pickup-branca": partial(car_scene, DAY, 113, PICKUP, WHITE, by_the_sea),
    "pickup-prata": partial(car_scene, MORNING, 114, PICKUP, SILVER, among_the_pines),
    "painel-manual": partial(dashboard, DAY, 115, "#8d949c", automatic=False),
    "painel-automatico": partial(dashboard, GOLDEN, 116, "#a9764e", automatic=True),
}  # fmt: skip

SCENES: Mapping[str, Callable[[], Canvas]] = MappingProxyType({**STREETS, **HOUSES, **ROOMS, **PLACES, **CARS})
