"""Whole streets, gardens, beaches and lots: one function per picture's subject."""

from collections.abc import Sequence
from random import Random

from local.pictures.art.canvas import HEIGHT, WIDTH, Canvas, Colour, darker, lighter, mix
from local.pictures.art.houses import House, cottage, modern, neighbours, pool, town_house
from local.pictures.art.light import Light
from local.pictures.art.nature import (
    araucaria,
    bush,
    cypress,
    hedge,
    hills,
    ipe,
    lawn,
    palm,
    round_tree,
    sand,
    sea,
    sky,
)
from local.pictures.art.street import CAR_PAINTS, car, lamp, pavement, skyline, wall
from local.pictures.art.towers import Tower, front_garden, tower

GROUND = 640
YELLOW, PINK = "#f3c63f", "#e58fb0"


def tower_street(light: Light, seed: int, towers: Sequence[Tower], trees: str = "round") -> Canvas:
    """Draw one or more towers across the street, with the trees of their city."""
    canvas, dice = Canvas(), Random(seed)
    sky(canvas, light, dice)
    if trees in {"araucaria", "palm"}:
        hills(canvas, GROUND, 190, light.far(0.72), dice)
    skyline(canvas, GROUND - 30, light, dice, 190)
    pavement(canvas, GROUND, light, 694)
    edge = 16.0
    for it in towers:
        if it.left - 30 - edge > 60:
            front_garden(canvas, edge, it.left - 24, GROUND + 4, light, dice)
        edge = it.left + it.width + 20
    if edge < 940:
        front_garden(canvas, edge, WIDTH - 16, GROUND + 4, light, dice)
    for it in towers:
        tower(canvas, GROUND, it, light, dice)
    _street_trees(canvas, towers, trees, light, dice)
    lamp(canvas, dice.choice((64, 930)), 692, light)
    left = dice.random() < 0.5
    car(
        canvas,
        dice.uniform(140, 420) if left else dice.uniform(600, 880),
        744,
        1.05,
        light,
        dice.choice(CAR_PAINTS),
        faces_left=left,
    )
    return canvas


def _street_trees(canvas: Canvas, towers: Sequence[Tower], trees: str, light: Light, dice: Random) -> None:
    first, last = towers[0], towers[-1]
    places = (dice.uniform(40, max(first.left - 70, 60)), dice.uniform(min(last.left + last.width + 60, 960), 985))
    for index, x in enumerate(places):
        size = dice.uniform(1.2, 1.55)
        if trees == "araucaria" and index == 0:
            araucaria(canvas, x, GROUND + 22, 1.15, light)
        elif trees == "palm":
            palm(canvas, x, GROUND + 24, size, light, dice.choice((-16, 16)))
        elif trees == "ipe" and index == 1:
            ipe(canvas, x, GROUND + 22, size, light, dice.choice((YELLOW, PINK)), dice)
        else:
            round_tree(canvas, x, GROUND + 22, size, light, dice.choice(("#4f9a54", "#5a9e4b", "#3f8d5a")))


def beach_towers(light: Light, seed: int, towers: Sequence[Tower]) -> Canvas:
    """Draw flats by the sea as one sees them from the sand."""
    canvas, dice = Canvas(), Random(seed)
    sky(canvas, light, dice)
    hills(canvas, 560, 230, light.far(0.62), dice)
    hills(canvas, 570, 120, mix(light.on("#4d8f62"), light.sky[-1], 0.35), dice, 3)
    canvas.box(0, 556, WIDTH, 600, light.on("#8fbf74"))
    for it in towers:
        tower(canvas, 590, it, light, dice)
    wall(canvas, 0, WIDTH, 606, 16, light, "#d8d2c6")
    for x in range(30, WIDTH, 150):
        bush(canvas, x + dice.uniform(-30, 30), 604, 0.7, light, dice)
    sand(canvas, 618, light, dice)
    canvas.fade(712, HEIGHT, (light.on("#8fd3cf"), light.on("#3ea6b8")))
    canvas.line([(x, 712 + 5 * ((x // 64) % 2)) for x in range(0, WIDTH + 64, 64)], "#ffffff", 7, 0.85)
    for x, size in ((70, 1.35), (962, 1.5)):
        palm(canvas, x, 668, size, light, 18 if x < 500 else -18)
    _umbrella(canvas, 300, 694, light, "#e2574c")
    _umbrella(canvas, 690, 690, light, "#f3c63f")
    return canvas


def _umbrella(canvas: Canvas, x: float, ground: float, light: Light, colour: Colour) -> None:
    canvas.oval(x, ground + 2, 60, 7, "#10142a", 0.14)
    canvas.line([(x - 6, ground), (x + 4, ground - 84)], light.on("#f4f1ea"), 4)
    dome = [
        (x + 4 - 62, ground - 62),
        (x + 4 - 44, ground - 92),
        (x + 4, ground - 106),
        (x + 4 + 44, ground - 92),
        (x + 4 + 62, ground - 62),
    ]
    canvas.polygon(dome, light.on(colour))
    canvas.polygon([dome[0], dome[1], (x + 4, ground - 106), (x - 22, ground - 62)], light.on("#fbf8f2"))
    canvas.polygon([(x + 30, ground - 62), (x + 4, ground - 106), dome[3], dome[4]], light.on("#fbf8f2"))
    canvas.polygon(
        [
            (x + 34, ground - 16),
            (x + 96, ground - 16),
            (x + 116, ground - 44),
            (x + 108, ground - 46),
            (x + 92, ground - 22),
            (x + 34, ground - 22),
        ],
        light.on("#f4f1ea"),
    )
    canvas.box(x + 42, ground - 18, x + 46, ground, light.on("#c9a27a"))
    canvas.box(x + 86, ground - 18, x + 90, ground, light.on("#c9a27a"))


def beach_house(light: Light, seed: int, it: House) -> Canvas:
    """Draw a modern house between palms, the sea behind it."""
    canvas, dice = Canvas(), Random(seed)
    sky(canvas, light, dice, 440)
    hills(canvas, 452, 150, light.far(0.6), dice)
    sea(canvas, 440, 590, light, dice)
    lawn(canvas, 578, light, dice, "#86bf63")
    palm(canvas, 92, 640, 1.7, light)
    modern(canvas, 610, it, light, dice)
    palm(canvas, 948, 650, 1.5, light, -18)
    pool(canvas, 330, 700, 660, 736, light, dice)
    for x in (170, 880):
        bush(canvas, x, 640, 1, light, dice, PINK)
    return canvas


def cottage_garden(light: Light, seed: int, it: House, trees: str = "round") -> Canvas:
    """Draw a single-storey house in its garden."""
    canvas, dice = Canvas(), Random(seed)
    sky(canvas, light, dice)
    hills(canvas, 580, 150, light.far(0.62), dice)
    lawn(canvas, 566, light, dice)
    hedge(canvas, -20, WIDTH + 20, 596, 40, light)
    for x in (it.left - 70, it.left + it.width + 66):
        if trees == "araucaria" and x < 500:
            araucaria(canvas, max(x - 20, 70), 610, 1.45, light)
        elif trees == "ipe":
            ipe(canvas, x, 616, 1.5, light, YELLOW if x < 500 else PINK, dice)
        elif trees == "palm":
            palm(canvas, x, 620, 1.6, light, 12)
        else:
            round_tree(canvas, x, 616, 1.6, light)
    cottage(canvas, 620, it, light, dice)
    for share in (0.03, 0.12, 0.22, 0.3):
        bush(
            canvas,
            it.left + it.width * share + 14,
            626,
            0.85,
            light,
            dice,
            dice.choice(("#e5628d", "#f3c63f", "#ffffff")),
        )
    cypress(canvas, it.left + it.width * 0.62, 626, 0.8, light)
    for _ in range(26):
        canvas.disc(
            dice.uniform(10, 1010),
            dice.uniform(690, 760),
            3.4,
            light.on(dice.choice(("#ffffff", "#f3c63f", "#e5628d"))),
        )
    return canvas


def modern_pool(light: Light, seed: int, it: House, trees: str = "round") -> Canvas:
    """Draw a modern house with its pool in front."""
    canvas, dice = Canvas(), Random(seed)
    sky(canvas, light, dice)
    hills(canvas, 580, 130, light.far(0.66), dice)
    lawn(canvas, 566, light, dice)
    hedge(canvas, -20, WIDTH + 20, 590, 46, light)
    for x in (104, 932):
        if trees == "palm":
            palm(canvas, x, 616, 1.65, light, 14 if x < 500 else -14)
        elif trees == "araucaria" and x > 500:
            araucaria(canvas, x, 606, 1.5, light)
        else:
            round_tree(canvas, x, 610, 1.7, light)
    modern(canvas, 606, it, light, dice)
    pool(canvas, 310, 720, 652, 734, light, dice)
    for edge in (it.left - 10, it.left + it.width + 6):
        bush(canvas, edge, 612, 1, light, dice, dice.choice((PINK, "#ffffff")))
    return canvas


def town_house_row(
    light: Light, seed: int, it: House, others: tuple[Colour, Colour], *, pitched: bool = True
) -> Canvas:
    """Draw a sobrado between its neighbours."""
    canvas, dice = Canvas(), Random(seed)
    sky(canvas, light, dice)
    skyline(canvas, 500, light, dice, 200)
    neighbours(canvas, 620, (it.left, it.left + it.width), light, others)
    pavement(canvas, 620, light, 700)
    town_house(canvas, 620, it, light, dice, pitched=pitched)
    side = it.left - 96 if it.left > 330 else it.left + it.width + 110
    dice.choice((round_tree, _yellow_ipe))(canvas, side, 652, 1.35, light)
    lamp(canvas, 968 if side < 500 else 40, 698, light)
    car(canvas, 800 if it.left < 330 else 210, 746, 1.05, light, dice.choice(CAR_PAINTS), faces_left=it.left < 330)
    return canvas


def _yellow_ipe(canvas: Canvas, x: float, ground: float, size: float, light: Light) -> None:
    ipe(canvas, x, ground, size, light, YELLOW, Random(7))


def shop_front(light: Light, seed: int, awning: Colour, paint: Colour) -> Canvas:
    """Draw a shop to let at street level, flats above it."""
    canvas, dice = Canvas(), Random(seed)
    sky(canvas, light, dice)
    skyline(canvas, 520, light, dice, 240)
    neighbours(canvas, 620, (200, 824), light, (lighter(paint, 0.3), "#c9d1cf"))
    pavement(canvas, 620, light, 700)
    canvas.box(200, 150, 824, 620, light.on(paint))
    canvas.box(190, 138, 834, 162, light.on(lighter(paint, 0.45)))
    for row in (196, 306):
        for x in (240, 400, 560, 710):
            canvas.box(x - 7, row - 7, x + 81, row + 77, light.on("#fbf8f2"))
            lit = dice.random() < light.lit
            canvas.box(x, row, x + 74, row + 70, "#ffdc94" if lit else light.glass)
            canvas.box(x + 35, row, x + 39, row + 70, light.on("#fbf8f2"))
            canvas.box(x - 10, row + 74, x + 84, row + 82, light.on(darker(paint, 0.2)))
    canvas.box(200, 404, 824, 446, light.on(darker(paint, 0.35)))
    canvas.round_box(380, 410, 644, 440, light.on("#fbf8f2"), 6)
    canvas.round_box(404, 421, 620, 429, light.on(awning), 4)
    warm = mix(light.glass, "#ffdf9e", 0.45 + light.lit)
    for left, right in ((226, 470), (554, 798)):
        canvas.box(left, 480, right, 600, warm)
        canvas.box(left, 600, right, 620, light.on(darker(paint, 0.25)))
        canvas.polygon([(left + 40, 600), (left + 110, 480), (left + 150, 480), (left + 80, 600)], "#ffffff", 0.2)
        canvas.box((left + right) / 2 - 3, 480, (left + right) / 2 + 3, 600, light.on("#3f4650"))
    canvas.box(482, 476, 542, 620, mix(warm, "#ffffff", 0.2))
    canvas.box(509, 476, 515, 620, light.on("#3f4650"))
    canvas.box(498, 540, 503, 570, light.on("#e8c66a"))
    canvas.glow(512, 560, 260, "#ffdf9e", 0.25 + 0.3 * light.lit)
    for index in range(12):
        left = 212 + index * 50
        colour = light.on(awning if index % 2 else "#fbf8f2")
        canvas.polygon([(left, 446), (left + 50, 446), (left + 50, 484), (left, 484)], colour)
        canvas.oval(left + 25, 484, 25, 10, colour)
    for x in (236, 786):
        canvas.round_box(x - 24, 632, x + 24, 660, light.on("#8a8378"), 4)
        bush(canvas, x, 634, 0.9, light, dice, PINK)
    lamp(canvas, 110, 698, light)
    car(canvas, 880, 748, 1.05, light, dice.choice(CAR_PAINTS), faces_left=True)
    return canvas


def lot(light: Light, seed: int, trees: str, *, by_the_sea: bool = False) -> Canvas:
    """Draw an empty lot: levelled earth, pegs with a line, fence posts, the neighbourhood behind."""
    canvas, dice = Canvas(), Random(seed)
    sky(canvas, light, dice, 460)
    if by_the_sea:
        hills(canvas, 450, 130, light.far(0.6), dice)
        sea(canvas, 440, 520, light, dice)
    else:
        hills(canvas, 480, 190, light.far(0.66), dice)
        hills(canvas, 500, 90, mix(light.on("#5f9a62"), light.sky[-1], 0.35), dice, 3.4)
    lawn(canvas, 494, light, dice, "#86b85f", 110)
    for x, colour in ((120, "#e9d9bd"), (250, "#d9e0dc"), (820, "#efe3d3")):
        _far_house(canvas, x + dice.uniform(-20, 20), 520, light, colour)
    for x in (30, 380, 700, 985):
        if trees == "araucaria":
            araucaria(canvas, x, 530, dice.uniform(0.8, 1.25), light)
        elif trees == "palm":
            palm(canvas, x, 540, dice.uniform(0.9, 1.4), light, dice.choice((-12, 12)))
        elif trees == "ipe" and x in {380, 985}:
            ipe(canvas, x, 534, 1.2, light, YELLOW, dice)
        else:
            round_tree(canvas, x, 532, dice.uniform(0.8, 1.2), light)
    corners = [(300, 556), (760, 556), (960, 716), (90, 716)]
    canvas.polygon(corners, light.on("#c98f5f"))
    canvas.polygon([(312, 562), (748, 562), (930, 706), (122, 706)], light.on("#d6a273"))
    for _ in range(70):
        canvas.oval(
            dice.uniform(230, 830),
            dice.uniform(575, 700),
            dice.uniform(3, 16),
            2,
            light.on(dice.choice(("#b97d4f", "#e2b588"))),
            0.6,
        )
    for (ax, ay), (bx, by) in zip(corners, [*corners[1:], corners[0]], strict=True):
        canvas.line([(ax, ay - 26), (bx, by - 26)], light.on("#fbf8f2"), 2.5)
    for x, y in corners:
        tall = 34 + (y - 556) * 0.12
        canvas.box(x - 5, y - tall, x + 5, y + 4, light.on("#f4efe4"))
        canvas.box(x - 5, y - tall, x + 5, y - tall + 9, light.on("#e2574c"))
    canvas.box(500, 606, 508, 690, light.on("#7a5a41"))
    canvas.round_box(424, 566, 584, 640, light.on("#fbf8f2"), 8)
    canvas.polygon([(466, 612), (504, 580), (542, 612)], light.on("#e0893f"))
    canvas.box(476, 611, 532, 630, light.on("#e0893f"))
    canvas.box(497, 614, 511, 630, light.on("#fbf8f2"))
    return canvas


def _far_house(canvas: Canvas, x: float, ground: float, light: Light, colour: Colour) -> None:
    canvas.box(x - 44, ground - 52, x + 44, ground, light.on(colour))
    canvas.polygon([(x - 56, ground - 50), (x, ground - 90), (x + 56, ground - 50)], light.on("#b9603f"))
    canvas.box(x - 28, ground - 36, x - 8, ground - 16, mix(light.glass, "#ffdc94", light.lit))
    canvas.box(x + 10, ground - 38, x + 28, ground, light.on("#7a4b31"))
