"""Sky, sun, clouds, hills, sea, and the trees that grow in São Paulo, Campinas, Curitiba and Florianópolis."""

# ruff: noqa: PLR0917 - coordinates read best side by side: left, top, right, bottom

from itertools import pairwise
from math import cos, pi, sin
from random import Random

from local.pictures.art.canvas import HEIGHT, WIDTH, Canvas, Colour, darker, lighter, mix
from local.pictures.art.light import Light


def sky(canvas: Canvas, light: Light, dice: Random, horizon: float = 560) -> None:
    canvas.fade(0, horizon, light.sky)
    canvas.box(0, horizon, WIDTH, HEIGHT, light.sky[-1])
    if light.stars:
        for _ in range(34):
            canvas.disc(dice.uniform(0, WIDTH), dice.uniform(0, horizon * 0.6), dice.uniform(0.7, 1.7), "#f3f0de", 0.8)
    x, y = light.sun_at
    canvas.glow(x, y, 150, light.sun, 0.55)
    if light.stars:
        canvas.polygon(_crescent(x, y, 34), light.sun)
    else:
        canvas.disc(x, y, 42, light.sun, 0.95)
    for _ in range(dice.randint(2, 4)):
        cloud(canvas, dice.uniform(40, 980), dice.uniform(60, horizon * 0.45), dice.uniform(0.6, 1.25), light, dice)


def _crescent(x: float, y: float, radius: float) -> list[tuple[float, float]]:
    outer = [(x + radius * cos(pi * (i / 24 + 0.35)), y + radius * sin(pi * (i / 24 + 0.35))) for i in range(25)]
    (ax, ay), (bx, by) = outer[0], outer[-1]
    inner = [
        (bx + (ax - bx) * i / 24 - 13 * sin(pi * i / 24) * 0.9, by + (ay - by) * i / 24 + 13 * sin(pi * i / 24) * 0.5)
        for i in range(25)
    ]
    return outer + inner


def cloud(canvas: Canvas, x: float, y: float, size: float, light: Light, dice: Random) -> None:
    alpha = 0.3 if light.stars else 0.8
    width = 74 * size
    canvas.round_box(x - width, y - 11 * size, x + width, y + 13 * size, light.cloud, 12 * size, alpha)
    for share in (-0.45, 0.05, 0.5):
        radius = dice.uniform(20, 34) * size
        canvas.polygon(_dome(x + share * width, y + 2 * size, radius, radius), light.cloud, alpha)


def _dome(x: float, y: float, across: float, up: float) -> list[tuple[float, float]]:
    return [(x + across * cos(pi * i / 24), y - up * sin(pi * i / 24)) for i in range(25)]


def hills(canvas: Canvas, base: float, height: float, colour: Colour, dice: Random, waves: float = 2.2) -> None:
    shift, second = dice.uniform(0, 6), dice.uniform(0, 6)
    ridge = [
        (
            x,
            base
            - height * (0.55 + 0.33 * sin(x / WIDTH * pi * waves + shift) + 0.12 * sin(x / WIDTH * pi * 5 + second)),
        )
        for x in range(0, WIDTH + 16, 16)
    ]
    canvas.polygon([(0, HEIGHT), *ridge, (WIDTH, HEIGHT)], colour)


def sea(canvas: Canvas, top: float, bottom: float, light: Light, dice: Random) -> None:
    deep, shallow = light.on("#1f7fa8"), light.on("#5cc1c4")
    canvas.fade(top, bottom, (mix(deep, light.sky[-1], 0.25), deep, shallow))
    for _ in range(26):
        y = dice.uniform(top + 4, bottom - 6)
        near = (y - top) / (bottom - top)
        x, length = dice.uniform(-20, WIDTH), dice.uniform(12, 54) * (0.4 + near)
        canvas.round_box(x, y, x + length, y + 1 + 2 * near, "#ffffff", 1, 0.16 + 0.2 * near)
    sun = light.sun_at[0]
    for row in range(12):
        y = top + 4 + row * (bottom - top) / 13
        width = dice.uniform(14, 40) + row * 4
        canvas.round_box(sun - width, y, sun + width, y + 3, light.sun, 1.5, 0.3)


def sand(canvas: Canvas, top: float, light: Light, dice: Random) -> None:
    edge = [(x, top + 10 * sin(x / 150 + 1) + 5 * sin(x / 60)) for x in range(0, WIDTH + 16, 16)]
    canvas.polygon([(x, y - 11) for x, y in edge] + [(WIDTH, HEIGHT), (0, HEIGHT)], light.on("#ffffff"), 0.75)
    canvas.polygon([*edge, (WIDTH, HEIGHT), (0, HEIGHT)], light.on("#f1dcb0"))
    canvas.polygon([(x, y + 26) for x, y in edge] + [(WIDTH, HEIGHT), (0, HEIGHT)], light.on("#f6e6c3"))
    for _ in range(24):
        canvas.disc(
            dice.uniform(0, WIDTH), dice.uniform(top + 40, HEIGHT), dice.uniform(0.8, 2), light.on("#d9bd86"), 0.5
        )


def lawn(canvas: Canvas, top: float, light: Light, dice: Random, colour: Colour = "#7dbb5b", tufts: int = 34) -> None:
    canvas.fade(top, HEIGHT, (light.on(lighter(colour, 0.12)), light.on(darker(colour, 0.12))))
    for _ in range(tufts):
        x, y = dice.uniform(0, WIDTH), dice.uniform(top + 10, HEIGHT)
        blade = light.on(darker(colour, 0.22))
        for lean in (-4, 0, 4):
            canvas.line([(x, y), (x + lean, y - 8)], blade, 1.6, 0.5)


def round_tree(canvas: Canvas, x: float, ground: float, size: float, light: Light, leaf: Colour = "#4f9a54") -> None:
    trunk, dark, bright = light.on("#7b5a41"), light.on(darker(leaf, 0.22)), light.on(lighter(leaf, 0.18))
    _shadow(canvas, x, ground, 44 * size)
    canvas.polygon(
        [
            (x - 5 * size, ground),
            (x - 3 * size, ground - 70 * size),
            (x + 3 * size, ground - 70 * size),
            (x + 6 * size, ground),
        ],
        trunk,
    )
    canvas.line([(x, ground - 42 * size), (x + 18 * size, ground - 66 * size)], trunk, 3 * size)
    for across, up, radius, colour in (
        (-26, 82, 30, dark),
        (26, 84, 31, dark),
        (0, 74, 32, dark),
        (-14, 104, 33, light.on(leaf)),
        (18, 106, 30, light.on(leaf)),
        (-20, 114, 17, bright),
        (6, 122, 15, bright),
    ):
        canvas.disc(x + across * size, ground - up * size, radius * size, colour)


def ipe(canvas: Canvas, x: float, ground: float, size: float, light: Light, bloom: Colour, dice: Random) -> None:
    """Draw the tree that flowers yellow or pink on bare branches: Brazil's winter."""
    trunk = light.on("#6e5344")
    _shadow(canvas, x, ground, 50 * size)
    canvas.polygon(
        [
            (x - 6 * size, ground),
            (x - 3 * size, ground - 76 * size),
            (x + 3 * size, ground - 76 * size),
            (x + 6 * size, ground),
        ],
        trunk,
    )
    for reach, up in ((-34, 108), (-12, 124), (16, 120), (36, 102)):
        canvas.line([(x, ground - 62 * size), (x + reach * size, ground - up * size)], trunk, 4 * size)
    for _ in range(46):
        angle, far = dice.uniform(0, 2 * pi), dice.uniform(0, 1) ** 0.5
        shade = dice.choice((darker(bloom, 0.14), bloom, bloom, lighter(bloom, 0.28)))
        canvas.disc(
            x + cos(angle) * far * 54 * size,
            ground - 108 * size + sin(angle) * far * 36 * size,
            dice.uniform(8, 14) * size,
            light.on(shade),
        )
    for _ in range(16):
        canvas.disc(x + dice.uniform(-55, 55) * size, ground + dice.uniform(-1, 9) * size, 2.6 * size, light.on(bloom))


def palm(canvas: Canvas, x: float, ground: float, size: float, light: Light, lean: float = 14) -> None:
    trunk, leaf = light.on("#9a7650"), light.on("#3f8f55")
    _shadow(canvas, x, ground, 30 * size)
    steps = [(x + lean * size * (i / 8) ** 1.8, ground - 17.5 * size * i) for i in range(9)]
    for (ax, ay), (bx, by) in pairwise(steps):
        canvas.line([(ax, ay), (bx, by)], trunk, 7 * size)
    for px, py in steps[1:]:
        canvas.line([(px - 4 * size, py), (px + 4 * size, py + 2)], darker(trunk, 0.18), 1.6)
    top_x, top_y = steps[-1]
    for angle, length in (
        (-172, 62),
        (-150, 66),
        (-122, 58),
        (-92, 50),
        (-62, 58),
        (-34, 66),
        (-10, 62),
        (14, 48),
        (166, 48),
    ):
        _frond(canvas, top_x, top_y, angle, length * size, leaf if abs(angle) > 60 else lighter(leaf, 0.12))
    for dx in (-6, 1, 7):
        canvas.disc(top_x + dx * size, top_y + 7 * size, 5 * size, light.on("#8a5a2e"))


def _frond(canvas: Canvas, x: float, y: float, angle: float, length: float, colour: Colour) -> None:
    turn = angle * pi / 180
    dx, dy = cos(turn) * length, sin(turn) * length * 0.8
    upper = [(x + dx * t, y + dy * t + length * 0.42 * t * t - length * 0.13 * sin(pi * t)) for t in _steps()]
    lower = [(x + dx * t, y + dy * t + length * 0.42 * t * t + length * 0.09 * sin(pi * t)) for t in reversed(_steps())]
    canvas.polygon(upper + lower, colour)


def _steps() -> list[float]:
    return [i / 10 for i in range(11)]


def araucaria(canvas: Canvas, x: float, ground: float, size: float, light: Light) -> None:
    """Draw the candelabra pine of Paraná."""
    trunk, leaf = light.on("#6f5140"), light.on("#2f6e4c")
    _shadow(canvas, x, ground, 34 * size)
    canvas.polygon(
        [
            (x - 6 * size, ground),
            (x - 3 * size, ground - 190 * size),
            (x + 3 * size, ground - 190 * size),
            (x + 6 * size, ground),
        ],
        trunk,
    )
    for up, reach in ((128, 52), (148, 74), (168, 84), (188, 70)):
        for side in (-1, 1):
            tip_x, tip_y = x + side * reach * size, ground - (up + 20) * size
            canvas.line(
                [(x, ground - up * size), (x + side * reach * 0.6 * size, ground - (up + 4) * size), (tip_x, tip_y)],
                trunk,
                3 * size,
            )
            canvas.oval(tip_x, tip_y - 4 * size, 24 * size, 10 * size, leaf)
            canvas.oval(tip_x, tip_y - 8 * size, 16 * size, 6 * size, lighter(leaf, 0.16))
    canvas.oval(x, ground - 208 * size, 40 * size, 14 * size, leaf)
    canvas.oval(x, ground - 214 * size, 26 * size, 8 * size, lighter(leaf, 0.16))


def cypress(canvas: Canvas, x: float, ground: float, size: float, light: Light) -> None:
    leaf = light.on("#3d7a52")
    _shadow(canvas, x, ground, 18 * size)
    canvas.box(x - 3 * size, ground - 14 * size, x + 3 * size, ground, light.on("#6f5140"))
    canvas.oval(x, ground - 58 * size, 17 * size, 50 * size, leaf)
    canvas.oval(x - 5 * size, ground - 62 * size, 9 * size, 40 * size, lighter(leaf, 0.13))


def bush(
    canvas: Canvas, x: float, ground: float, size: float, light: Light, dice: Random, flower: Colour | None = None
) -> None:
    leaf = light.on(dice.choice(("#5aa35a", "#4c9150", "#6bae57")))
    for across, radius in ((-20, 17), (0, 22), (20, 17)):
        canvas.polygon(_dome(x + across * size, ground, radius * size, radius * size * 1.15), darker(leaf, 0.1))
    canvas.polygon(_dome(x - 6 * size, ground - 4 * size, 15 * size, 17 * size), lighter(leaf, 0.12))
    for _ in range(9 if flower else 0):
        spot = (x + dice.uniform(-26, 26) * size, ground - dice.uniform(3, 18) * size)
        canvas.disc(*spot, 3 * size, light.on(flower or leaf))


def hedge(canvas: Canvas, left: float, right: float, ground: float, height: float, light: Light) -> None:
    leaf = light.on("#4d9453")
    canvas.round_box(left, ground - height, right, ground + 2, leaf, height * 0.35)
    canvas.round_box(
        left + 3, ground - height + 2, right - 3, ground - height * 0.55, lighter(leaf, 0.14), height * 0.2
    )


def _shadow(canvas: Canvas, x: float, ground: float, width: float) -> None:
    canvas.oval(x + width * 0.18, ground + 2, width, width * 0.13, "#10142a", 0.16)
