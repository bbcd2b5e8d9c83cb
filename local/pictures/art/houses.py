"""Houses with gardens, modern houses with pools, two-storey town houses in a row."""

# ruff: noqa: PLR0917 - coordinates read best side by side: left, top, right, bottom

from dataclasses import dataclass
from random import Random

from local.pictures.art.canvas import WIDTH, Canvas, Colour, darker, lighter, mix
from local.pictures.art.light import Light
from local.pictures.art.nature import bush

ROOF_TILE = "#b9603f"


@dataclass(frozen=True, slots=True)
class House:
    """Colours of one house; `left` and `width` in picture coordinates."""

    left: float
    width: float
    wall: Colour = "#f3e9d8"
    roof: Colour = ROOF_TILE
    door: Colour = "#7a4b31"
    trim: Colour = "#ffffff"


def window(
    canvas: Canvas,
    left: float,
    top: float,
    width: float,
    height: float,
    light: Light,
    dice: Random,
    trim: Colour = "#ffffff",
    shutters: Colour | None = None,
) -> None:
    """Draw a window in its frame, with shutters if a colour is given."""
    right, bottom = left + width, top + height
    if shutters:
        for edge in (left - width * 0.42, right + 5):
            canvas.box(edge, top - 3, edge + width * 0.42 - 5, bottom + 3, light.on(shutters))
            for row in range(round(height / 9)):
                canvas.box(
                    edge + 4,
                    top + 4 + row * 9,
                    edge + width * 0.42 - 9,
                    top + 6 + row * 9,
                    light.on(darker(shutters, 0.2)),
                )
    canvas.box(left - 5, top - 5, right + 5, bottom + 5, light.on(trim))
    lit = dice.random() < light.lit * 1.5
    canvas.box(left, top, right, bottom, "#ffdc94" if lit else light.glass)
    if lit:
        canvas.glow((left + right) / 2, (top + bottom) / 2, width * 1.5, "#ffdc94", 0.22)
    else:
        canvas.polygon(
            [(left, bottom), (left + width * 0.45, top), (left + width * 0.75, top), (left + width * 0.3, bottom)],
            "#ffffff",
            0.22,
        )
    canvas.box(left, top, left + width * 0.2, bottom, light.on("#f4efe6"), 0.75)
    canvas.box(right - width * 0.2, top, right, bottom, light.on("#f4efe6"), 0.75)
    canvas.box((left + right) / 2 - 2, top, (left + right) / 2 + 2, bottom, light.on(trim))
    canvas.box(left - 9, bottom + 4, right + 9, bottom + 10, light.on(darker(trim, 0.1)))


def door(canvas: Canvas, left: float, ground: float, width: float, height: float, light: Light, colour: Colour) -> None:
    canvas.box(left - 6, ground - height - 6, left + width + 6, ground, light.on("#ffffff"))
    canvas.box(left, ground - height, left + width, ground, light.on(colour))
    for row in (0.1, 0.42, 0.72):
        canvas.round_box(
            left + width * 0.16,
            ground - height * (1 - row),
            left + width * 0.84,
            ground - height * (0.78 - row),
            light.on(lighter(colour, 0.14)),
            3,
        )
    canvas.disc(left + width * 0.86, ground - height * 0.46, 3, "#e8c66a")


def garage(
    canvas: Canvas, left: float, ground: float, width: float, height: float, light: Light, colour: Colour = "#cfd3d6"
) -> None:
    canvas.box(left - 6, ground - height - 6, left + width + 6, ground, light.on("#ffffff"))
    canvas.box(left, ground - height, left + width, ground, light.on(colour))
    for row in range(1, round(height / 14)):
        canvas.box(
            left,
            ground - height + row * 14,
            left + width,
            ground - height + row * 14 + 2,
            light.on(darker(colour, 0.18)),
        )


def tiles(canvas: Canvas, points: list[tuple[float, float]], colour: Colour, light: Light, rows: int = 7) -> None:
    """Draw a roof plane given as left-eave, left-ridge, right-ridge, right-eave."""
    canvas.polygon(points, light.on(colour))
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = points
    for row in range(1, rows):
        share = row / rows
        start = (bx + (ax - bx) * share, by + (ay - by) * share)
        end = (cx + (dx - cx) * share, cy + (dy - cy) * share)
        canvas.line([start, end], light.on(darker(colour, 0.2)), 2, 0.6)
    canvas.line([(bx, by), (cx, cy)], light.on(lighter(colour, 0.25)), 6)
    canvas.line([(ax, ay + 3), (dx, dy + 3)], light.on(darker(colour, 0.35)), 7)


def cottage(canvas: Canvas, ground: float, it: House, light: Light, dice: Random, *, porch: bool = True) -> None:
    """Draw a single-storey house under a tiled roof, with a gable over the living room and a porch."""
    left, right, eave = it.left, it.left + it.width, ground - 170
    canvas.box(left, eave, right, ground, light.on(it.wall))
    canvas.box(left, ground - 22, right, ground, light.on(mix(it.wall, "#8a6f58", 0.5)))
    tiles(
        canvas,
        [(left - 34, eave), (left + 70, eave - 108), (right - 70, eave - 108), (right + 34, eave)],
        it.roof,
        light,
    )
    wing = left + it.width * 0.34
    canvas.polygon(
        [(left + 14, eave + 4), ((left + 14 + wing) / 2, eave - 92), (wing, eave + 4)], light.on(lighter(it.wall, 0.25))
    )
    canvas.line(
        [(left - 8, eave + 12), ((left + 14 + wing) / 2, eave - 100), (wing + 22, eave + 12)],
        light.on(darker(it.roof, 0.1)),
        13,
    )
    canvas.disc((left + 14 + wing) / 2, eave - 36, 15, light.on(it.trim))
    canvas.disc((left + 14 + wing) / 2, eave - 36, 11, light.glass)
    canvas.box(left + 14, eave + 4, wing, ground - 22, light.on(lighter(it.wall, 0.12)))
    window(canvas, left + 56, eave + 44, wing - left - 98, 78, light, dice, it.trim)
    door_left = left + it.width * 0.43
    canvas.box(wing, eave + 6, right, eave + 26, "#10142a", 0.16)
    door(canvas, door_left, ground, 58, 126, light, it.door)
    garage(canvas, right - it.width * 0.36, ground, it.width * 0.3, 122, light)
    if porch:
        for x in (wing + 16, door_left + 92):
            canvas.box(x, eave + 6, x + 13, ground, light.on(it.trim))
        canvas.box(wing + 4, eave, door_left + 118, eave + 12, light.on(it.trim))
        canvas.disc(door_left + 29, eave + 30, 6, "#ffe1a0")
        canvas.glow(door_left + 29, eave + 40, 50 + 60 * light.lit, "#ffe1a0", 0.3)
    canvas.polygon(
        [
            (door_left - 8, ground),
            (door_left + 66, ground),
            (door_left + 120, ground + 130),
            (door_left - 50, ground + 130),
        ],
        light.on("#d8cdbb"),
    )
    canvas.polygon(
        [
            (right - it.width * 0.37, ground),
            (right - it.width * 0.05, ground),
            (right + 40, ground + 130),
            (right - it.width * 0.36, ground + 130),
        ],
        light.on("#c8c2b8"),
    )


def modern(canvas: Canvas, ground: float, it: House, light: Light, dice: Random) -> None:
    """Draw two storeys of white boxes, wood slats and large panes."""
    left, right = it.left, it.left + it.width
    floor, upper = ground - 150, ground - 292
    canvas.box(left + it.width * 0.08, floor, right - it.width * 0.1, ground, light.on(darker(it.wall, 0.16)))
    lounge_left, lounge_right = left + it.width * 0.34, right - it.width * 0.13
    canvas.box(lounge_left, floor + 18, lounge_right, ground, mix(light.glass, "#ffdf9e", 0.25 + light.lit))
    _lounge(canvas, lounge_left, floor + 18, lounge_right, ground, light)
    canvas.box(left + it.width * 0.1, floor + 18, left + it.width * 0.31, ground, light.on(it.door))
    for row in range(10):
        canvas.box(
            left + it.width * 0.1,
            floor + 18 + row * 13,
            left + it.width * 0.31,
            floor + 20 + row * 13,
            light.on(darker(it.door, 0.25)),
        )
    canvas.box(left, floor - 8, right, floor + 18, light.on(lighter(it.wall, 0.4)))
    canvas.box(left + it.width * 0.08, floor + 18, right - it.width * 0.1, floor + 28, "#10142a", 0.22)
    box_left, box_right = left + it.width * 0.18, right - it.width * 0.02
    canvas.box(box_left, upper, box_right, floor - 8, light.on(it.wall))
    canvas.box(box_left - 8, upper - 14, box_right + 8, upper + 6, light.on(lighter(it.wall, 0.5)))
    slat = box_left + (box_right - box_left) * 0.56
    canvas.box(slat, upper + 6, box_right - 18, floor - 8, light.on(it.door))
    x = slat
    while x < box_right - 20:
        canvas.box(x, upper + 6, x + 4, floor - 8, light.on(lighter(it.door, 0.22)))
        x += 11
    _lit_pane(canvas, box_left + 26, upper + 30, slat - 26, floor - 26, light, dice)
    canvas.box(box_left + 10, floor - 62, slat - 10, floor - 8, lighter(light.glass, 0.3), 0.5)
    canvas.box(box_left + 8, floor - 65, slat - 8, floor - 61, light.on("#f7f8f8"))


def _lit_pane(canvas: Canvas, left: float, top: float, right: float, bottom: float, light: Light, dice: Random) -> None:
    lit = dice.random() < 0.2 + light.lit
    canvas.box(left, top, right, bottom, "#ffdf9e" if lit else light.glass)
    canvas.box(left, top, left + (right - left) * 0.2, bottom, light.on("#f6f1e8"), 0.8)
    canvas.polygon([(left + 30, bottom), (left + 80, top), (left + 118, top), (left + 68, bottom)], "#ffffff", 0.24)
    for share in (0.33, 0.66):
        x = left + (right - left) * share
        canvas.box(x - 2, top, x + 2, bottom, light.on("#3f4650"))


def _lounge(canvas: Canvas, left: float, top: float, right: float, ground: float, light: Light) -> None:
    canvas.round_box(left + 30, ground - 46, left + 150, ground - 14, light.on("#8a9aa8"), 8)
    canvas.round_box(left + 36, ground - 66, left + 144, ground - 34, light.on("#9fb0bd"), 8)
    canvas.box(right - 92, ground - 84, right - 86, ground - 10, light.on("#5a5048"))
    canvas.polygon(
        [
            (right - 108, ground - 84),
            (right - 70, ground - 84),
            (right - 78, ground - 110),
            (right - 100, ground - 110),
        ],
        "#fff0cc",
    )
    canvas.glow(right - 89, ground - 92, 90, "#ffe1a0", 0.4)
    for share in (0.25, 0.5, 0.75):
        x = left + (right - left) * share
        canvas.box(x - 2, top, x + 2, ground, light.on("#3f4650"))
    canvas.polygon([(left + 60, ground), (left + 150, top), (left + 200, top), (left + 110, ground)], "#ffffff", 0.14)


def pool(canvas: Canvas, left: float, right: float, top: float, bottom: float, light: Light, dice: Random) -> None:
    """Draw a pool in its deck, seen from its long side."""
    slant = (bottom - top) * 0.7
    canvas.polygon(
        [
            (left - 30, top - 12),
            (right + 30, top - 12),
            (right + slant + 46, bottom + 20),
            (left - slant - 46, bottom + 20),
        ],
        light.on("#e3d6c1"),
    )
    canvas.polygon([(left, top), (right, top), (right + slant, bottom), (left - slant, bottom)], light.on("#f6f4ee"))
    canvas.polygon(
        [(left + 8, top + 7), (right - 8, top + 7), (right + slant - 14, bottom - 6), (left - slant + 14, bottom - 6)],
        light.on("#37b3cf"),
    )
    canvas.polygon(
        [(left + 8, top + 7), (right - 8, top + 7), (right + 2, top + 20), (left - 2, top + 20)], light.on("#238fb0")
    )
    for _ in range(26):
        y = dice.uniform(top + 24, bottom - 12)
        reach = (y - top) / (bottom - top) * slant
        x = dice.uniform(left - reach + 16, right + reach - 70)
        canvas.round_box(x, y, x + dice.uniform(16, 50), y + 3, "#ffffff", 1.5, 0.45)


def town_house(canvas: Canvas, ground: float, it: House, light: Light, dice: Random, *, pitched: bool = True) -> None:
    """Draw a sobrado: garage and door below, bedrooms with a balcony above, neighbours wall to wall."""
    left, right, floor, top = it.left, it.left + it.width, ground - 160, ground - 322
    canvas.box(left, top, right, ground, light.on(it.wall))
    canvas.box(left, top, left + 13, ground, light.on(darker(it.wall, 0.12)))
    if pitched:
        tiles(
            canvas,
            [(left - 16, top), (left + 44, top - 78), (right - 44, top - 78), (right + 16, top)],
            it.roof,
            light,
            6,
        )
    else:
        canvas.box(left - 6, top - 26, right + 6, top + 8, light.on(lighter(it.wall, 0.35)))
        canvas.box(left + it.width * 0.58, top - 58, right, top - 26, light.on(it.door))
    middle = left + it.width * 0.5
    canvas.box(left + 34, top + 30, middle + 8, floor - 6, light.on(darker(it.wall, 0.24)))
    _lit_pane(canvas, left + 46, top + 44, middle - 4, floor - 8, light, dice)
    window(canvas, middle + it.width * 0.17, top + 56, it.width * 0.2, 66, light, dice, it.trim)
    canvas.box(left + 16, floor - 8, middle + 30, floor + 10, light.on(lighter(it.wall, 0.4)))
    canvas.box(left + 16, floor - 56, middle + 30, floor - 8, lighter(light.glass, 0.35), 0.6)
    canvas.box(left + 14, floor - 60, middle + 32, floor - 55, light.on("#f7f8f8"))
    garage(canvas, left + 34, ground, it.width * 0.42, 118, light, it.door)
    door(canvas, middle + it.width * 0.14, ground, 54, 118, light, darker(it.door, 0.25))
    canvas.box(
        left + it.width * 0.84, floor + 40, left + it.width * 0.93, ground - 40, mix(light.glass, "#ffdf9e", light.lit)
    )
    canvas.box(middle + it.width * 0.08, ground - 136, right - 14, ground - 126, light.on(lighter(it.wall, 0.45)))
    canvas.glow(middle + it.width * 0.14 + 27, ground - 116, 40 + 80 * light.lit, "#ffe1a0", 0.35)
    for x in (left + 10, right - 22):
        bush(canvas, x, ground, 0.7, light, dice, dice.choice(("#e5628d", None)))


def neighbours(
    canvas: Canvas, ground: float, gap: tuple[float, float], light: Light, colours: tuple[Colour, Colour]
) -> None:
    """Fill the street left and right of the house with quiet neighbours."""
    for (left, right), colour, rise in (((-20, gap[0]), colours[0], 282), ((gap[1], WIDTH + 20), colours[1], 300)):
        canvas.box(left, ground - rise, right, ground, light.on(mix(colour, light.sky[-1], 0.25)))
        canvas.box(left, ground - rise, right, ground - rise + 12, light.on(lighter(colour, 0.35)))
        x = left + 46
        while x + 70 < right:
            for y in (ground - rise + 56, ground - rise + 186):
                canvas.box(x - 4, y - 4, x + 66, y + 70, light.on("#f4f1ea"))
                canvas.box(x, y, x + 62, y + 66, mix(light.glass, light.sky[-1], 0.2))
                canvas.box(x + 29, y, x + 33, y + 66, light.on("#f4f1ea"))
            x += 116
