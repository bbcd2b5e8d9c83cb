"""What stands and drives in front of a building: skyline, pavement, road, cars, lamps, walls and gates."""

# ruff: noqa: PLR0917 - coordinates read best side by side: left, top, right, bottom

from random import Random

from local.pictures.art.canvas import HEIGHT, WIDTH, Canvas, Colour, Point, darker, lighter, mix
from local.pictures.art.light import Light

CAR_PAINTS = ("#c9433f", "#f2f2ee", "#3b6ea5", "#8d99a6", "#e0a33a", "#3f4a56", "#5a8f7b")


def skyline(canvas: Canvas, base: float, light: Light, dice: Random, height: float = 150) -> None:
    """Draw two rows of distant towers, paler the farther they stand."""
    for distance, share in ((0.82, 1.0), (0.66, 0.66)):
        x = dice.uniform(-60, 0)
        colour = light.far(distance)
        while x < WIDTH:
            width, rise = dice.uniform(34, 84), height * share * dice.uniform(0.35, 1)
            canvas.box(x, base - rise, x + width, base + 4, colour)
            if dice.random() < 0.3:
                canvas.box(x + width * 0.3, base - rise - 12, x + width * 0.6, base - rise, colour)
            if dice.random() < 0.16:
                canvas.line([(x + width / 2, base - rise - 34), (x + width / 2, base - rise)], colour, 2)
            _far_windows(canvas, x, base - rise, width, rise, light, dice, distance)
            x += width + dice.uniform(-6, 16)


def _far_windows(
    canvas: Canvas, x: float, top: float, width: float, rise: float, light: Light, dice: Random, distance: float
) -> None:
    if light.lit < 0.1:
        return
    for column in range(int(width // 20)):
        for row in range(int(rise // 26)):
            if dice.random() < light.lit * 0.55:
                left, upper = x + 6 + column * 20, top + 8 + row * 26
                canvas.box(left, upper, left + 5, upper + 7, mix("#ffd98a", light.far(distance), 0.3), 0.9)


def pavement(canvas: Canvas, top: float, light: Light, road_top: float | None = None) -> None:
    """Draw the Brazilian pavement of small stones in waves, a kerb and, below `road_top`, the road."""
    stone = light.on("#d9d5cd")
    canvas.box(0, top, WIDTH, HEIGHT, stone)
    canvas.box(0, top, WIDTH, top + 5, light.on("#bdb8ae"))
    end = road_top if road_top is not None else HEIGHT
    for row, y in enumerate(range(round(top) + 24, round(end) - 8, 26)):
        for x in range(-60 + (row % 2) * 60, WIDTH + 60, 120):
            canvas.polygon([(x, y), (x + 30, y - 8), (x + 60, y), (x + 30, y + 8)], light.on("#b9b3a9"), 0.32)
    if road_top is not None:
        _road(canvas, road_top, light)


def _road(canvas: Canvas, top: float, light: Light) -> None:
    canvas.box(0, top, WIDTH, top + 7, light.on("#a9a49b"))
    canvas.box(0, top + 7, WIDTH, HEIGHT, light.on("#5b606b"))
    middle = (top + HEIGHT) / 2 + 10
    for x in range(20, WIDTH, 150):
        canvas.polygon(
            [(x, middle), (x + 74, middle), (x + 70, middle + 6), (x - 4, middle + 6)], light.on("#f2e7c0"), 0.85
        )


def car(
    canvas: Canvas, x: float, ground: float, size: float, light: Light, paint: Colour, *, faces_left: bool = False
) -> None:
    """Draw a hatchback from the side; `x` is its middle, `ground` where the tyres stand."""
    side = -1 if faces_left else 1

    def at(dx: float, dy: float) -> Point:
        return x + side * dx * size, ground - dy * size

    body, glass = light.on(paint), mix(light.glass, "#1d2b3a", 0.35)
    canvas.oval(x, ground + 1, 74 * size, 7 * size, "#10142a", 0.25)
    canvas.polygon(
        [
            at(-68, 12),
            at(-70, 30),
            at(-62, 40),
            at(-40, 43),
            at(-26, 62),
            at(22, 62),
            at(42, 43),
            at(64, 36),
            at(70, 26),
            at(70, 12),
        ],
        body,
    )
    canvas.polygon([at(-70, 22), at(70, 22), at(70, 12), at(-68, 12)], darker(body, 0.22))
    canvas.polygon([at(-34, 43), at(-23, 57), at(-3, 57), at(-3, 43)], glass)
    canvas.polygon([at(2, 43), at(2, 57), at(20, 57), at(35, 43)], glass)
    canvas.line([at(-20, 57), at(-30, 44)], lighter(glass, 0.4), 2 * size, 0.6)
    canvas.disc(*at(64, 30), 4.5 * size, light.on("#fff3c9"))
    canvas.disc(*at(-67, 32), 3.5 * size, light.on("#d4483f"))
    for wheel in (-42, 42):
        canvas.disc(*at(wheel, 12), 14 * size, light.on("#23262d"))
        canvas.disc(*at(wheel, 12), 7 * size, light.on("#b9bec6"))
    if light.lit > 0.4:
        canvas.glow(*at(96, 22), 80 * size, "#ffe9b0", 0.35)


def lamp(canvas: Canvas, x: float, ground: float, light: Light, height: float = 170) -> None:
    pole = light.on("#3f4650")
    canvas.box(x - 3, ground - height, x + 3, ground, pole)
    canvas.box(x - 6, ground - 14, x + 6, ground, pole)
    canvas.line([(x, ground - height), (x + 34, ground - height - 8)], pole, 5)
    canvas.oval(x + 40, ground - height - 6, 15, 6, pole)
    if light.lit > 0.3:
        canvas.glow(x + 40, ground - height + 4, 120, "#ffe1a0", 0.55)
        canvas.oval(x + 40, ground - height - 3, 11, 4, "#fff3cf")


def wall(canvas: Canvas, left: float, right: float, ground: float, height: float, light: Light, colour: Colour) -> None:
    canvas.box(left, ground - height, right, ground, light.on(colour))
    canvas.box(left, ground - height, right, ground - height + 7, light.on(lighter(colour, 0.3)))
    canvas.box(left, ground - 8, right, ground, light.on(darker(colour, 0.2)))


def gate(
    canvas: Canvas, left: float, right: float, ground: float, height: float, light: Light, colour: Colour = "#3f4650"
) -> None:
    """Draw a barred gate or railing one can look through."""
    bar = light.on(colour)
    canvas.box(left, ground - height, right, ground - height + 4, bar)
    canvas.box(left, ground - 10, right, ground - 6, bar)
    x = left
    while x < right:
        canvas.box(x, ground - height, x + 3, ground, bar)
        x += 22


def glass_rail(canvas: Canvas, left: float, right: float, ground: float, height: float, light: Light) -> None:
    canvas.box(left, ground - height, right, ground, light.glass, 0.42)
    x = left
    while x <= right:
        canvas.box(x - 1.5, ground - height, x + 1.5, ground, light.on("#dfe5ea"))
        x += 62
    canvas.box(left, ground - height - 3, right, ground - height + 1, light.on("#eef2f4"))
