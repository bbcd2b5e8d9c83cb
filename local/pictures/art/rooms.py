"""Rooms from the inside: living room, kitchen, bedroom, studio, office, and the balcony with its view."""

# ruff: noqa: PLR0917 - coordinates read best side by side: left, top, right, bottom

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from local.pictures.art.canvas import HEIGHT, WIDTH, Canvas, Colour, darker, lighter
from local.pictures.art.light import Light
from local.pictures.art.nature import hills, palm, round_tree, sea, sky
from local.pictures.art.street import skyline

FLOOR = 590  # where the back wall meets the floor

View = Callable[[Canvas, Light, Random], None]


@dataclass(frozen=True, slots=True)
class Decor:
    """The colours of one home."""

    wall: Colour = "#f1e9dd"
    floor: Colour = "#c99e6d"
    sofa: Colour = "#5f7f86"
    accent: Colour = "#e0a458"
    wood: Colour = "#a87447"
    rug: Colour = "#efe6d6"


def city_view(canvas: Canvas, light: Light, dice: Random) -> None:
    sky(canvas, light, dice, 470)
    skyline(canvas, 470, light, dice, 210)
    canvas.box(0, 468, WIDTH, HEIGHT, light.far(0.5))
    for x in range(0, WIDTH, 90):
        round_tree(canvas, x + dice.uniform(-20, 20), 520, 0.7, light)


def sea_view(canvas: Canvas, light: Light, dice: Random) -> None:
    sky(canvas, light, dice, 400)
    hills(canvas, 404, 120, light.far(0.55), dice)
    sea(canvas, 396, 560, light, dice)
    canvas.box(0, 556, WIDTH, HEIGHT, light.on("#f1dcb0"))
    palm(canvas, 800, 640, 1.2, light)


def park_view(canvas: Canvas, light: Light, dice: Random) -> None:
    sky(canvas, light, dice, 430)
    skyline(canvas, 436, light, dice, 120)
    canvas.box(0, 430, WIDTH, HEIGHT, light.on("#7dbb5b"))
    for row, y in enumerate((450, 490, 540)):
        for x in range(-20, WIDTH + 40, 120):
            round_tree(canvas, x + dice.uniform(-30, 30) + row * 40, y, 0.7 + row * 0.2, light)


def shell(canvas: Canvas, it: Decor, light: Light) -> None:
    """Draw back wall, floor boards, skirting and ceiling."""
    canvas.fade(0, FLOOR, (light.on(lighter(it.wall, 0.15)), light.on(it.wall)))
    canvas.fade(FLOOR, HEIGHT, (light.on(it.floor), light.on(darker(it.floor, 0.12))))
    for index in range(-8, 24):
        foot, far = index * 90 - 220, 512 + (index * 90 - 732) * 0.62
        canvas.line([(far, FLOOR), (foot, HEIGHT)], light.on(darker(it.floor, 0.14)), 1.6, 0.55)
    canvas.box(0, FLOOR - 13, WIDTH, FLOOR, light.on("#fbf8f2"))
    canvas.box(0, 0, WIDTH, 26, light.on(lighter(it.wall, 0.55)))
    canvas.box(0, 26, WIDTH, 32, "#10142a", 0.06)


def outlook(
    canvas: Canvas, box: tuple[float, float, float, float], view: View, light: Light, dice: Random, panes: int = 3
) -> None:
    """Cut a window into the back wall and show the view in it."""
    left, top, right, bottom = box
    outside = Canvas()
    view(outside, light, dice)
    canvas.show(outside, box)
    frame = light.on("#fbfaf6")
    for index in range(panes + 1):
        x = left + (right - left) * index / panes
        canvas.box(x - 5, top, x + 5, bottom, frame)
    canvas.box(left - 9, top - 9, right + 9, top + 3, frame)
    canvas.box(left - 9, bottom - 3, right + 9, bottom + 9, frame)
    canvas.polygon(
        [(left + 30, bottom - 4), (left + 120, top + 4), (left + 170, top + 4), (left + 80, bottom - 4)],
        "#ffffff",
        0.14,
    )


def curtain(
    canvas: Canvas, left: float, right: float, top: float, bottom: float, light: Light, colour: Colour = "#f6efe4"
) -> None:
    folds = max(3, round((right - left) / 17))
    for index in range(folds):
        x = left + (right - left) * index / folds
        shade = darker(colour, 0.07) if index % 2 else colour
        canvas.box(x, top, x + (right - left) / folds + 1, bottom, light.on(shade), 0.95)
    canvas.box(left - 12, top - 7, right + 12, top - 1, light.on("#7d6a58"))


def plant(canvas: Canvas, x: float, ground: float, size: float, light: Light, pot: Colour = "#c9714f") -> None:
    """Draw a potted monstera."""
    leaf = light.on("#3f8a57")
    canvas.oval(x, ground, 30 * size, 6 * size, "#10142a", 0.2)
    for across, up, wide, tall in (
        (-34, 92, 20, 32),
        (34, 96, 20, 32),
        (-16, 126, 19, 36),
        (18, 130, 19, 36),
        (0, 98, 18, 38),
        (-44, 60, 15, 24),
        (44, 62, 15, 24),
    ):
        canvas.line([(x, ground - 44 * size), (x + across * size, ground - up * size)], darker(leaf, 0.2), 3 * size)
        canvas.oval(
            x + across * size, ground - up * size, wide * size, tall * size, leaf if across < 0 else lighter(leaf, 0.12)
        )
        canvas.line(
            [
                (x + across * size, ground - (up + tall * 0.8) * size),
                (x + across * size, ground - (up - tall * 0.7) * size),
            ],
            lighter(leaf, 0.28),
            1.5,
        )
    canvas.polygon(
        [
            (x - 27 * size, ground - 52 * size),
            (x + 27 * size, ground - 52 * size),
            (x + 19 * size, ground),
            (x - 19 * size, ground),
        ],
        light.on(pot),
    )
    canvas.box(x - 30 * size, ground - 56 * size, x + 30 * size, ground - 46 * size, light.on(lighter(pot, 0.15)))


def picture(
    canvas: Canvas, x: float, y: float, width: float, height: float, light: Light, accent: Colour, dice: Random
) -> None:
    """Hang an abstract print."""
    canvas.box(x + 4, y + 5, x + width + 4, y + height + 5, "#10142a", 0.14)
    canvas.box(x, y, x + width, y + height, light.on("#3f3a36"))
    canvas.box(x + 5, y + 5, x + width - 5, y + height - 5, light.on("#fbf7ee"))
    canvas.disc(x + width * 0.6, y + height * 0.36, width * 0.17, light.on(accent))
    canvas.polygon(
        [
            (x + 12, y + height - 14),
            (x + width * 0.4, y + height * dice.uniform(0.42, 0.56)),
            (x + width - 12, y + height - 14),
        ],
        light.on("#5f7f86"),
    )
    canvas.polygon(
        [(x + width * 0.36, y + height - 14), (x + width * 0.7, y + height * 0.62), (x + width - 12, y + height - 14)],
        light.on("#8fb0a9"),
    )


def pendant(canvas: Canvas, x: float, drop: float, light: Light, colour: Colour) -> None:
    canvas.line([(x, 26), (x, drop)], light.on("#4a4540"), 2)
    canvas.polygon([(x - 12, drop), (x + 12, drop), (x + 31, drop + 36), (x - 31, drop + 36)], light.on(colour))
    canvas.oval(x, drop + 37, 27, 7, "#fff1c9")
    canvas.glow(x, drop + 56, 110, "#ffe8b8", 0.18 + 0.3 * light.lit)


def rug(canvas: Canvas, x: float, y: float, across: float, down: float, light: Light, colour: Colour) -> None:
    canvas.polygon(
        [(x - across, y - down), (x + across, y - down), (x + across * 1.18, y + down), (x - across * 1.18, y + down)],
        light.on(colour),
    )
    for share in (0.86, 0.72):
        points = [
            (x - across * share, y - down * share),
            (x + across * share, y - down * share),
            (x + across * 1.18 * share, y + down * share),
            (x - across * 1.18 * share, y + down * share),
        ]
        canvas.line([*points, points[0]], light.on(darker(colour, 0.16)), 3, 0.7)


def sofa(canvas: Canvas, x: float, ground: float, width: float, light: Light, colour: Colour, accent: Colour) -> None:
    """Draw a sofa; `x` is its middle."""
    half, body = width / 2, light.on(colour)
    canvas.oval(x, ground + 4, half * 1.05, 12, "#10142a", 0.22)
    for foot in (-half + 26, half - 26):
        canvas.box(x + foot - 5, ground - 18, x + foot + 5, ground, light.on("#6b4a33"))
    canvas.round_box(x - half + 12, ground - 140, x + half - 12, ground - 40, darker(body, 0.08), 20)
    for cushion in range(3):
        left = x - half + 28 + cushion * (width - 56) / 3
        canvas.round_box(left + 2, ground - 128, left + (width - 56) / 3 - 2, ground - 62, lighter(body, 0.06), 14)
    canvas.round_box(x - half + 22, ground - 76, x + half - 22, ground - 16, lighter(body, 0.12), 12)
    for line in (1, 2):
        split = x - half + 28 + line * (width - 56) / 3
        canvas.box(split - 1, ground - 76, split + 1, ground - 46, darker(body, 0.14))
    for left in (x - half, x + half - 42):
        canvas.round_box(left, ground - 104, left + 42, ground - 14, body, 16)
    canvas.polygon(
        [
            (x - half + 56, ground - 70),
            (x - half + 72, ground - 124),
            (x - half + 122, ground - 112),
            (x - half + 110, ground - 66),
        ],
        light.on(accent),
    )
    canvas.polygon(
        [
            (x + half - 110, ground - 68),
            (x + half - 118, ground - 118),
            (x + half - 70, ground - 126),
            (x + half - 58, ground - 72),
        ],
        light.on(lighter(accent, 0.45)),
    )


def coffee_table(canvas: Canvas, x: float, ground: float, light: Light, wood: Colour) -> None:
    canvas.oval(x, ground + 2, 104, 12, "#10142a", 0.2)
    for leg in (-78, 78):
        canvas.polygon(
            [
                (x + leg - 4, ground - 44),
                (x + leg + 4, ground - 44),
                (x + leg * 1.1 + 3, ground),
                (x + leg * 1.1 - 3, ground),
            ],
            light.on(darker(wood, 0.2)),
        )
    canvas.oval(x, ground - 46, 112, 20, light.on(darker(wood, 0.16)))
    canvas.oval(x, ground - 51, 112, 20, light.on(wood))
    canvas.box(x - 50, ground - 62, x + 4, ground - 54, light.on("#d9695a"))
    canvas.box(x - 44, ground - 68, x + 8, ground - 61, light.on("#f4efe4"))
    canvas.oval(x + 48, ground - 58, 14, 8, light.on("#7ea48f"))


def floor_lamp(canvas: Canvas, x: float, ground: float, light: Light) -> None:
    canvas.oval(x, ground, 24, 5, light.on("#4a4540"))
    canvas.box(x - 2.5, ground - 240, x + 2.5, ground, light.on("#4a4540"))
    canvas.polygon(
        [(x - 24, ground - 284), (x + 24, ground - 284), (x + 40, ground - 228), (x - 40, ground - 228)],
        light.on("#fff0cf"),
    )
    canvas.glow(x, ground - 240, 170, "#ffe1a0", 0.22 + 0.3 * light.lit)


def bed(canvas: Canvas, x: float, ground: float, width: float, light: Light, it: Decor) -> None:
    """Draw a double bed from its foot; `x` is its middle."""
    half = width / 2
    canvas.oval(x, ground + 4, half * 1.12, 14, "#10142a", 0.22)
    canvas.round_box(x - half - 16, ground - 270, x + half + 16, ground - 100, light.on(it.wood), 12)
    for column in range(1, 5):
        split = x - half - 16 + (width + 32) * column / 5
        canvas.box(split - 1.5, ground - 262, split + 1.5, ground - 120, light.on(darker(it.wood, 0.2)))
    for left in (x - half + 16, x + 10):
        canvas.round_box(left, ground - 190, left + half - 26, ground - 126, light.on("#ffffff"), 22)
        canvas.round_box(left + 14, ground - 170, left + half - 40, ground - 116, light.on(it.accent), 16)
    canvas.polygon(
        [
            (x - half, ground - 132),
            (x + half, ground - 132),
            (x + half + 28, ground - 30),
            (x - half - 28, ground - 30),
        ],
        light.on("#fbf8f3"),
    )
    canvas.polygon(
        [
            (x - half - 10, ground - 96),
            (x + half + 10, ground - 96),
            (x + half + 30, ground - 22),
            (x - half - 30, ground - 22),
        ],
        light.on(it.sofa),
    )
    canvas.polygon(
        [
            (x - half - 10, ground - 96),
            (x + half + 10, ground - 96),
            (x + half + 13, ground - 84),
            (x - half - 13, ground - 84),
        ],
        light.on(lighter(it.sofa, 0.3)),
    )
    canvas.box(x - half - 30, ground - 24, x + half + 30, ground - 6, light.on(darker(it.sofa, 0.18)))


def night_table(canvas: Canvas, x: float, ground: float, light: Light, wood: Colour) -> None:
    canvas.box(x - 42, ground - 104, x + 42, ground - 20, light.on(wood))
    canvas.box(x - 46, ground - 110, x + 46, ground - 100, light.on(lighter(wood, 0.15)))
    canvas.box(x - 36, ground - 66, x + 36, ground - 63, light.on(darker(wood, 0.3)))
    for leg in (-34, 30):
        canvas.box(x + leg, ground - 20, x + leg + 5, ground, light.on(darker(wood, 0.3)))
    canvas.box(x - 3, ground - 142, x + 3, ground - 110, light.on("#c9a25a"))
    canvas.polygon(
        [(x - 16, ground - 178), (x + 16, ground - 178), (x + 28, ground - 140), (x - 28, ground - 140)],
        light.on("#fff0cf"),
    )
    canvas.glow(x, ground - 150, 120, "#ffe1a0", 0.25 + 0.3 * light.lit)
