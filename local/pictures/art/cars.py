"""Used cars, large and from the side, where a buyer would meet them: in the street, by the sea, in the showroom, from the driver's seat."""

# ruff: noqa: PLR0917 - coordinates read best side by side

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from local.pictures.art.canvas import HEIGHT, WIDTH, Canvas, Colour, Point, darker, lighter, mix
from local.pictures.art.light import Light
from local.pictures.art.nature import araucaria, bush, hills, ipe, lawn, palm, round_tree, sand, sea, sky
from local.pictures.art.street import lamp, pavement, skyline

GROUND = 690  # where the tyres stand


@dataclass(frozen=True, slots=True)
class Body:
    """A shape, front to the right, in units of its own; (0, 0) is on the ground below its middle.

    outline: clockwise from the rear bumper, without the wheel arches. windows: one polygon each. doors: where their edges are.
    wheels: rear x, front x, radius. bed: from where to where a pickup is open. size: picture units per unit.
    """

    outline: Sequence[Point]
    windows: Sequence[Sequence[Point]]
    doors: Sequence[float]
    wheels: tuple[float, float, float]
    beltline: float
    bed: tuple[float, float] | None = None
    size: float = 6.2


HATCH = Body(
    outline=[(-66, 11), (-68, 26), (-65, 39), (-58, 45), (-46, 60), (-38, 63), (6, 63), (16, 61), (36, 44), (58, 38),
             (66, 31), (68, 20), (66, 11)],
    windows=[[(-50, 46), (-42, 58), (-24, 59), (-24, 46)], [(-21, 46), (-21, 59), (5, 59), (13, 57), (28, 46)]],
    doors=(-22.5, 12),
    wheels=(-42, 42, 13.5),
    beltline=44,
)  # fmt: skip
SEDAN = Body(
    outline=[(-74, 12), (-76, 26), (-74, 40), (-56, 44), (-38, 58), (-28, 60), (4, 60), (14, 58), (36, 43), (62, 38),
             (72, 31), (74, 20), (72, 11)],
    windows=[[(-50, 45), (-36, 55), (-22, 56), (-22, 45)], [(-19, 45), (-19, 56), (4, 56), (11, 54.5), (28, 45)]],
    doors=(-20.5, 11),
    wheels=(-46, 46, 13.5),
    beltline=43,
)  # fmt: skip
SUV = Body(
    outline=[(-68, 17), (-70, 32), (-68, 48), (-62, 54), (-54, 69), (-46, 72), (8, 72), (18, 69), (34, 53), (60, 48),
             (69, 41), (71, 27), (69, 17)],
    windows=[[(-55, 54), (-49, 66), (-42, 67.5), (-38, 67.5), (-38, 54)], [(-35, 54), (-35, 68), (-13, 68), (-13, 54)],
             [(-10, 54), (-10, 68), (7, 68), (14, 66), (26, 54)]],
    doors=(-36.5, -11.5, 14),
    wheels=(-42, 43, 16),
    beltline=52,
)  # fmt: skip
PICKUP = Body(
    outline=[(-84, 19), (-85, 33), (-84, 49), (-26, 49), (-20, 69), (-12, 71), (20, 71), (29, 68), (44, 52), (70, 47),
             (79, 41), (81, 28), (79, 18)],
    windows=[[(-19, 53), (-14, 66), (2, 67), (2, 53)], [(5, 53), (5, 67), (19, 67), (26, 65), (38, 53)]],
    doors=(-23, 3.5, 27),
    wheels=(-53, 52, 16.5),
    beltline=50,
    bed=(-83, -27),
    size=5.7,
)  # fmt: skip

Backdrop = Callable[[Canvas, Light, Random], None]


def car_scene(light: Light, seed: int, body: Body, paint: Colour, backdrop: Backdrop) -> Canvas:
    """Draw one car before a backdrop."""
    canvas, dice = Canvas(), Random(seed)
    backdrop(canvas, light, dice)
    big_car(canvas, body, light, paint)
    return canvas


def big_car(canvas: Canvas, body: Body, light: Light, paint: Colour, x: float = 512) -> None:
    """Draw the car with its lamps, doors, handles and wheels; `x` is its middle."""

    def at(dx: float, dy: float) -> Point:
        return x + dx * body.size, GROUND - dy * body.size

    colour, rear, front = light.on(paint), body.outline[1][0], body.outline[-2][0]
    low = body.outline[0][1]
    glass = mix(light.glass, "#16222f", 0.55)
    canvas.oval(x, GROUND + 4, (front - rear) / 2 * body.size * 1.04, 20, "#10142a", 0.3)
    canvas.polygon([at(*point) for point in body.outline], colour)
    canvas.polygon([at(rear, low + 9), at(front, low + 9), at(front - 2, low), at(rear + 2, low)], darker(colour, 0.4))
    canvas.polygon([at(rear + 1, body.beltline - 9), at(front - 3, body.beltline - 12), at(front - 2, body.beltline - 15),
                    at(rear + 1, body.beltline - 12)], lighter(colour, 0.28), 0.8)  # fmt: skip
    for window in body.windows:
        canvas.polygon([at(*point) for point in window], glass)
        left, top = window[1]
        canvas.polygon([at(left + 2, top - 1), at(left + 8, top - 1), at(left + 1, window[0][1] + 1),
                        at(left - 4 if left > window[0][0] else left + 1, window[0][1] + 1)], "#ffffff", 0.18)  # fmt: skip
    if body.bed is not None:
        canvas.polygon(
            [at(body.bed[0], 49), at(body.bed[1], 49), at(body.bed[1], 46.5), at(body.bed[0], 46.5)],
            darker(colour, 0.45),
        )
    for door in body.doors:
        canvas.line([at(door, body.beltline + 1), at(door + 0.6, low + 10)], darker(colour, 0.3), 3)
    for door in body.doors[1:]:
        handle = body.beltline - 6
        canvas.round_box(*at(door - 10, handle + 1.4), *at(door - 4, handle), lighter(colour, 0.4), 3)
    _lamps(canvas, body, light, at)
    for wheel in body.wheels[:2]:
        _wheel(canvas, *at(wheel, body.wheels[2] - 1), body.wheels[2] * body.size, light, darker(colour, 0.55))
    if light.lit > 0.4:
        canvas.glow(*at(front + 14, body.beltline - 14), 260, "#ffe9b0", 0.5)


def _lamps(canvas: Canvas, body: Body, light: Light, at: Callable[[float, float], Point]) -> None:
    nose, tail = body.outline[-3], body.outline[2]
    canvas.polygon([at(nose[0] - 10, nose[1] + 3), at(nose[0], nose[1] - 1), at(nose[0] + 0.6, nose[1] - 5), at(nose[0] - 8, nose[1] - 2)],
                   light.on("#fff6d8"))  # fmt: skip
    canvas.polygon([at(tail[0] - 0.6, tail[1] - 2), at(tail[0] + 9, tail[1] - 2), at(tail[0] + 6, tail[1] - 8), at(tail[0] - 1.2, tail[1] - 8)],
                   light.on("#c9342f"))  # fmt: skip
    mirror = body.windows[-1][-1]
    canvas.round_box(*at(mirror[0] - 7, mirror[1] + 4.4), *at(mirror[0] - 1, mirror[1]), "#23262d", 8)


def _wheel(canvas: Canvas, x: float, y: float, radius: float, light: Light, arch: Colour) -> None:
    canvas.disc(x, y, radius * 1.14, arch)
    canvas.disc(x, y, radius, light.on("#1f2228"))
    canvas.disc(x, y, radius * 0.64, light.on("#c3c8cf"))
    canvas.disc(x, y, radius * 0.56, light.on("#8b929b"))
    for dx, dy in ((0, 1), (0.95, 0.31), (0.59, -0.81), (-0.59, -0.81), (-0.95, 0.31)):
        canvas.line([(x, y), (x + dx * radius * 0.58, y - dy * radius * 0.58)], light.on("#dde1e6"), radius * 0.16)
    canvas.disc(x, y, radius * 0.14, light.on("#3c4048"))


# --- where it stands


def in_the_street(canvas: Canvas, light: Light, dice: Random) -> None:
    sky(canvas, light, dice, 470)
    skyline(canvas, 500, light, dice, 300)
    pavement(canvas, 500, light, 590)
    for place in (96, 930):
        round_tree(canvas, place, 548, 1.7, light, "#4f9a54")
    lamp(canvas, 500, 574, light, 260)


def under_the_ipe(canvas: Canvas, light: Light, dice: Random) -> None:
    sky(canvas, light, dice, 470)
    hills(canvas, 520, 170, light.far(0.62), dice)
    lawn(canvas, 500, light, dice, "#86bf63", 20)
    ipe(canvas, 150, 556, 2.2, light, "#f3c63f", dice)
    ipe(canvas, 900, 550, 1.9, light, "#e58fb0", dice)
    _asphalt(canvas, 590, light)


def by_the_sea(canvas: Canvas, light: Light, dice: Random) -> None:
    sky(canvas, light, dice, 400)
    hills(canvas, 412, 130, light.far(0.6), dice)
    sea(canvas, 404, 520, light, dice)
    sand(canvas, 514, light, dice)
    palm(canvas, 96, 600, 2.1, light)
    palm(canvas, 950, 604, 1.9, light, -18)
    _asphalt(canvas, 596, light)


def among_the_pines(canvas: Canvas, light: Light, dice: Random) -> None:
    sky(canvas, light, dice, 460)
    hills(canvas, 500, 190, light.far(0.7), dice)
    hills(canvas, 520, 90, mix(light.on("#5f9a62"), light.sky[-1], 0.35), dice, 3.4)
    lawn(canvas, 512, light, dice, "#7dae5e", 20)
    araucaria(canvas, 130, 570, 1.9, light)
    araucaria(canvas, 910, 566, 1.6, light)
    _asphalt(canvas, 592, light)


def in_the_showroom(canvas: Canvas, light: Light, dice: Random) -> None:
    inside = light.indoors()
    canvas.fade(0, 520, (inside.on("#e9ecef"), inside.on("#f8f6f1")))
    for x in (150, 512, 874):
        canvas.round_box(x - 90, 26, x + 90, 40, "#fffdf2", 6)
        canvas.glow(x, 60, 320, "#fff8dc", 0.35)
    canvas.box(0, 130, 1024, 440, mix(light.glass, "#ffffff", 0.35))
    skyline(canvas, 440, light, dice, 150)
    for x in range(0, WIDTH + 1, 204):
        canvas.box(x - 5, 130, x + 5, 440, inside.on("#8f98a2"))
    canvas.box(0, 118, WIDTH, 134, inside.on("#2f5f86"))
    canvas.box(0, 436, WIDTH, 520, inside.on("#dfe3e6"))
    canvas.fade(520, HEIGHT, (inside.on("#cfd4d8"), inside.on("#aeb6bd")))
    canvas.polygon([(60, 768), (250, 520), (330, 520), (200, 768)], "#ffffff", 0.16)
    canvas.polygon([(700, 768), (640, 520), (700, 520), (820, 768)], "#ffffff", 0.14)
    for x in (60, 964):
        canvas.round_box(x - 28, 480, x + 28, 540, inside.on("#8a8378"), 6)
        bush(canvas, x, 486, 1.2, inside, dice, "#4f9a54")


def _asphalt(canvas: Canvas, top: float, light: Light) -> None:
    canvas.box(0, top, WIDTH, top + 9, light.on("#b9b3a9"))
    canvas.fade(top + 9, HEIGHT, (light.on("#6a6f79"), light.on("#555a65")))
    for x in range(-40, WIDTH, 190):
        canvas.polygon([(x, 742), (x + 100, 742), (x + 94, 750), (x - 6, 750)], light.on("#f2e7c0"), 0.8)


def dashboard(light: Light, seed: int, trim: Colour, *, automatic: bool) -> Canvas:
    """Draw what the driver sees: the road, the wheel, the dials, and the lever of its gearbox."""
    canvas, dice = Canvas(), Random(seed)
    sky(canvas, light, dice, 330)
    hills(canvas, 340, 120, light.far(0.62), dice)
    lawn(canvas, 330, light, dice, "#86bf63", 12)
    canvas.polygon([(470, 332), (554, 332), (900, 470), (130, 470)], light.on("#646974"))
    for share in (0.1, 0.36, 0.7):
        y = 332 + 120 * share
        canvas.polygon([(509 - 5 * share, y), (515 + 5 * share, y), (518 + 9 * share, y + 26 * share + 8), (506 - 9 * share, y + 26 * share + 8)],
                       light.on("#f2e7c0"))  # fmt: skip
    dark = light.on("#2a2d34")
    canvas.polygon([(0, 0), (84, 0), (0, 330)], dark)
    canvas.polygon([(1024, 0), (940, 0), (1024, 330)], dark)
    canvas.box(0, 0, WIDTH, 26, dark)
    canvas.round_box(420, 20, 604, 82, darker(dark, 0.3), 14)
    canvas.round_box(430, 28, 594, 74, mix(light.glass, "#ffffff", 0.3), 10)
    canvas.polygon([(0, 430), (220, 396), (820, 396), (1024, 430), (1024, 768), (0, 768)], dark)
    canvas.polygon([(0, 470), (1024, 470), (1024, 520), (0, 520)], light.on(trim))
    canvas.round_box(560, 430, 800, 560, "#12151b", 14)
    canvas.round_box(572, 442, 788, 548, "#2f6f9f", 8)
    canvas.polygon([(572, 548), (640, 490), (700, 516), (788, 458), (788, 548)], "#4f9a6a")
    canvas.line([(600, 540), (660, 500), (730, 508), (770, 470)], "#f3c63f", 6)
    for x in (600, 650, 700, 750):
        canvas.disc(x, 590, 15, lighter(dark, 0.22))
        canvas.disc(x, 590, 8, light.on(trim))
    for x in (220, 372):
        canvas.disc(x, 462, 62, "#12151b")
        canvas.disc(x, 462, 54, "#1d232d")
        for dx, dy in ((-38, 18), (-40, -12), (-18, -38), (18, -38), (40, -12), (38, 18)):
            canvas.disc(x + dx, 462 + dy, 4, "#f4f1ea")
        canvas.line([(x, 462), (x + 26, 432)], "#e2574c", 5)
    for radius, colour in ((196, "#16181d"), (164, dark)):
        canvas.oval(296, 640, radius, radius * 0.96, colour)
    canvas.oval(296, 640, 158, 150, darker(dark, 0.1))
    canvas.polygon([(120, 640), (472, 640), (452, 684), (140, 684)], "#16181d")
    canvas.box(276, 680, 316, 800, "#16181d")
    canvas.round_box(236, 606, 356, 700, lighter("#16181d", 0.08), 22)
    canvas.disc(296, 652, 20, light.on("#c3c8cf"))
    canvas.round_box(590, 630, 780, 800, lighter(dark, 0.1), 20)
    if automatic:
        canvas.round_box(668, 650, 702, 768, "#12151b", 8)
        canvas.round_box(652, 664, 718, 712, light.on("#c3c8cf"), 14)
        for y in (660, 690, 720, 750):
            canvas.disc(742, y, 5, "#f3c63f" if y == 660 else "#f4f1ea")
    else:
        canvas.polygon([(640, 768), (664, 716), (706, 716), (730, 768)], "#16181d")
        canvas.line([(685, 730), (685, 668)], light.on("#c3c8cf"), 12)
        canvas.disc(685, 660, 26, "#16181d")
        canvas.line([(673, 652), (673, 668), (697, 652), (697, 668)], "#f4f1ea", 3)
    return canvas
