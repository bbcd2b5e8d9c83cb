"""Blocks of flats and office towers, seen from across the street."""

# ruff: noqa: PLR0917 - coordinates read best side by side: left, top, right, bottom

from dataclasses import dataclass
from random import Random

from local.pictures.art.canvas import Canvas, Colour, darker, lighter, mix
from local.pictures.art.light import Light
from local.pictures.art.nature import bush, hedge
from local.pictures.art.street import gate, wall

WINDOW_LIGHT = ("#ffd98a", "#ffe6b0", "#ffc873")
ROOM_CURTAINS = ("#e9e2d6", "#d6cfc4", "#c8d3da")


@dataclass(frozen=True, slots=True)
class Tower:
    """One tower: its left edge, width and height above the ground line; `accent` colours bands, wood or brick."""

    left: float
    width: float
    floors: int
    floor: float = 34
    wall: Colour = "#efeae0"
    accent: Colour = "#b98a5e"
    style: str = "balconies"  # balconies | bands | glass | brick | waves
    side: float = 0.2  # share of the width that is the shaded side face
    bays: int = 3


def tower(canvas: Canvas, ground: float, it: Tower, light: Light, dice: Random) -> None:
    """Draw the tower standing on `ground`; the podium belongs to it."""
    podium = 52
    top = ground - podium - it.floors * it.floor
    front = it.width * (1 - it.side)
    face, shade = light.on(it.wall), light.on(darker(it.wall, 0.24))
    canvas.polygon(
        [
            (it.left + front, top),
            (it.left + it.width, top + 9),
            (it.left + it.width, ground),
            (it.left + front, ground),
        ],
        shade,
    )
    canvas.box(it.left, top, it.left + front, ground, face)
    _side_windows(canvas, it, top, front, light, dice)
    draw = {"balconies": _balconies, "bands": _bands, "glass": _glass, "brick": _brick, "waves": _waves}[it.style]
    draw(canvas, it, top, front, light, dice)
    _crown(canvas, it, top, front, light)
    _lobby(canvas, it, ground, podium, light, dice)


def _pane(canvas: Canvas, left: float, top: float, right: float, bottom: float, light: Light, dice: Random) -> None:
    """Draw one window: lit, curtained or reflecting the sky."""
    if dice.random() < light.lit:
        canvas.box(left, top, right, bottom, dice.choice(WINDOW_LIGHT))
        return
    canvas.box(left, top, right, bottom, light.glass)
    if dice.random() < 0.25:
        canvas.box(left, top, left + (right - left) * 0.36, bottom, light.on(dice.choice(ROOM_CURTAINS)), 0.8)
    if right - left > 30:
        canvas.polygon(
            [(right, top), (right, top + (bottom - top) * 0.6), (right - (right - left) * 0.5, top)], "#ffffff", 0.22
        )


def _side_windows(canvas: Canvas, it: Tower, top: float, front: float, light: Light, dice: Random) -> None:
    deep = it.width - front
    if deep < 24:
        return
    for row in range(it.floors):
        y = top + row * it.floor + 12
        left = it.left + front + deep * 0.34
        canvas.box(left, y, left + deep * 0.34, y + it.floor * 0.42, mix(light.glass, "#10142a", 0.3))
        if dice.random() < light.lit * 0.7:
            canvas.box(left, y, left + deep * 0.34, y + it.floor * 0.42, mix(WINDOW_LIGHT[0], "#10142a", 0.18))


def _balconies(canvas: Canvas, it: Tower, top: float, front: float, light: Light, dice: Random) -> None:
    bay = front / it.bays
    for row in range(it.floors):
        y = top + row * it.floor
        for column in range(it.bays):
            left, right = it.left + column * bay + bay * 0.1, it.left + (column + 1) * bay - bay * 0.1
            canvas.box(left, y + 5, right, y + it.floor - 3, light.on(darker(it.wall, 0.34)))
            middle = left + (right - left) * 0.5
            _pane(canvas, left + 4, y + 7, middle - 1, y + it.floor - 4, light, dice)
            _pane(canvas, middle + 1, y + 7, right - 4, y + it.floor - 4, light, dice)
            if dice.random() < 0.16:
                canvas.oval(dice.uniform(left + 8, right - 8), y + it.floor - 14, 6, 7, light.on("#4c9150"))
            rail = y + it.floor * 0.56
            canvas.box(left - 5, rail, right + 5, y + it.floor - 2, lighter(light.glass, 0.35), 0.55)
            canvas.box(left - 5, rail - 2, right + 5, rail + 1, light.on("#f7f8f8"))
        canvas.box(
            it.left - 6, y + it.floor - 4, it.left + front + 3, y + it.floor + 1, light.on(lighter(it.wall, 0.4))
        )
    for column in range(1, it.bays):
        x = it.left + column * bay
        canvas.box(x - bay * 0.05, top, x + bay * 0.05, top + it.floors * it.floor, light.on(it.accent))


def _bands(canvas: Canvas, it: Tower, top: float, front: float, light: Light, dice: Random) -> None:
    bay = front / (it.bays * 2)
    for row in range(it.floors):
        y = top + row * it.floor
        canvas.box(it.left, y, it.left + front, y + it.floor * 0.38, light.on(lighter(it.wall, 0.3)))
        for column in range(it.bays * 2):
            left = it.left + column * bay + 3
            _pane(canvas, left, y + it.floor * 0.4, left + bay - 5, y + it.floor - 3, light, dice)
        canvas.box(it.left, y + it.floor * 0.36, it.left + front, y + it.floor * 0.42, "#10142a", 0.13)
    spine = it.left + front * 0.62
    canvas.box(spine, top - 14, spine + front * 0.13, top + it.floors * it.floor, light.on(it.accent))
    for row in range(it.floors * 2):
        y = top + row * it.floor / 2
        canvas.box(spine, y, spine + front * 0.13, y + 2, light.on(darker(it.accent, 0.2)))


def _glass(canvas: Canvas, it: Tower, top: float, front: float, light: Light, dice: Random) -> None:
    bottom = top + it.floors * it.floor
    upper, lower = mix(light.glass, light.sky[0], 0.45), mix(light.glass, light.sky[-1], 0.4)
    canvas.fade(top, bottom, (upper, lower), it.left, it.left + front)
    for start in (0.12, 0.5):
        canvas.polygon(
            [
                (it.left + front * start, bottom),
                (it.left + front * (start + 0.16), bottom),
                (it.left + front * (start + 0.4), top),
                (it.left + front * (start + 0.24), top),
            ],
            "#ffffff",
            0.14,
        )
    bay = front / (it.bays * 3)
    for row in range(it.floors):
        y = top + row * it.floor
        for column in range(it.bays * 3):
            if dice.random() < light.lit * 0.8:
                left = it.left + column * bay + 2
                canvas.box(left, y + 4, left + bay - 3, y + it.floor - 5, dice.choice(WINDOW_LIGHT), 0.92)
        canvas.box(it.left, y - 1.5, it.left + front, y + 2, light.on(it.accent))
    for column in range(it.bays * 3 + 1):
        x = it.left + column * bay
        canvas.box(x - 1, top, x + 1, bottom, light.on(it.accent), 0.8)


def _brick(canvas: Canvas, it: Tower, top: float, front: float, light: Light, dice: Random) -> None:
    bottom = top + it.floors * it.floor
    canvas.box(it.left, top, it.left + front, bottom, light.on(it.accent))
    for row in range(round((bottom - top) / 16)):
        canvas.box(
            it.left, top + row * 16, it.left + front, top + row * 16 + 2, light.on(darker(it.accent, 0.22)), 0.35
        )
    bay = front / it.bays
    for row in range(it.floors):
        y = top + row * it.floor
        for column in range(it.bays):
            left = it.left + column * bay + bay * 0.2
            right = it.left + (column + 1) * bay - bay * 0.2
            canvas.box(left - 4, y + 6, right + 4, y + it.floor - 7, light.on("#f4efe6"))
            middle = (left + right) / 2
            _pane(canvas, left, y + 9, middle - 1.5, y + it.floor - 10, light, dice)
            _pane(canvas, middle + 1.5, y + 9, right, y + it.floor - 10, light, dice)
            canvas.box(left - 7, y + it.floor - 8, right + 7, y + it.floor - 4, light.on("#e3dccf"))
            if dice.random() < 0.4:
                canvas.box(
                    left, y + it.floor - 13, right, y + it.floor - 8, light.on(dice.choice(("#4c9150", "#5aa35a")))
                )


def _waves(canvas: Canvas, it: Tower, top: float, front: float, light: Light, dice: Random) -> None:
    """Draw a façade of curved sun breakers, as the great modernists of São Paulo did."""
    canvas.box(it.left, top, it.left + front, top + it.floors * it.floor, mix(light.glass, "#10142a", 0.28))
    for row in range(it.floors):
        y = top + row * it.floor
        for column in range(it.bays * 3):
            if dice.random() < light.lit:
                left = it.left + column * front / (it.bays * 3)
                canvas.box(
                    left + 3, y + 8, left + front / (it.bays * 3) - 3, y + it.floor - 4, dice.choice(WINDOW_LIGHT)
                )
        for band, thick in ((0.0, 9), (0.55, 5)):
            points = [
                (it.left - 6 + (front + 12) * i / 40, y + it.floor * band + 5 * _swing(i / 40)) for i in range(41)
            ]
            lower = [(x, py + thick) for x, py in reversed(points)]
            canvas.polygon(points + lower, light.on(lighter(it.wall, 0.15) if thick > 5 else it.wall))


def _swing(share: float) -> float:
    """Return a smooth S between -1 and 1."""
    return 4 * share * (1 - share) * (1 - 2 * share) * 2.6


def _crown(canvas: Canvas, it: Tower, top: float, front: float, light: Light) -> None:
    canvas.box(it.left - 4, top - 8, it.left + front + 4, top + 3, light.on(lighter(it.wall, 0.35)))
    canvas.polygon(
        [
            (it.left + front + 4, top - 8),
            (it.left + it.width + 2, top),
            (it.left + it.width + 2, top + 10),
            (it.left + front + 4, top + 3),
        ],
        light.on(darker(it.wall, 0.1)),
    )
    canvas.box(it.left + front * 0.3, top - 34, it.left + front * 0.62, top - 8, light.on(darker(it.wall, 0.08)))
    canvas.box(it.left + front * 0.34, top - 38, it.left + front * 0.58, top - 33, light.on(it.wall))
    if it.style in {"glass", "bands"}:
        canvas.line([(it.left + front * 0.46, top - 38), (it.left + front * 0.46, top - 76)], light.on("#4a5059"), 3)


def _lobby(canvas: Canvas, it: Tower, ground: float, height: float, light: Light, dice: Random) -> None:
    top = ground - height
    left, right = it.left - 20, it.left + it.width + 12
    canvas.box(left, top, right, ground, light.on(lighter(it.accent, 0.1)))
    canvas.box(left - 6, top - 6, right + 6, top + 5, light.on(lighter(it.wall, 0.45)))
    canvas.box(left, top + 5, right, top + 10, "#10142a", 0.16)
    middle = it.left + it.width * 0.42
    warm = mix(light.glass, "#ffdf9e", 0.35 + light.lit)
    canvas.box(middle - 62, top + 10, middle + 62, ground, warm)
    for x in (middle - 62, middle - 21, middle + 21, middle + 60):
        canvas.box(x - 1.5, top + 10, x + 2.5, ground, light.on("#3f4650"))
    canvas.round_box(middle - 84, top + 4, middle + 84, top + 14, light.on("#fbfaf7"), 3)
    if light.lit > 0.1:
        canvas.glow(middle, ground - 20, 120, "#ffdf9e", 0.4)
    for x in (middle - 96, middle + 96):
        canvas.round_box(x - 10, ground - 16, x + 10, ground, light.on("#8a8378"), 3)
        bush(canvas, x, ground - 14, 0.55, light, dice)


def front_garden(canvas: Canvas, left: float, right: float, ground: float, light: Light, dice: Random) -> None:
    """Draw hedge, low wall and railing on both sides of the way in."""
    hedge(canvas, left, right, ground - 18, 30, light)
    gate(canvas, left, right, ground - 18, 46, light, "#525a66")
    wall(canvas, left, right, ground, 22, light, "#cfc6b8")
    for _ in range(int((right - left) // 120)):
        bush(
            canvas,
            dice.uniform(left + 20, right - 20),
            ground - 20,
            0.5,
            light,
            dice,
            dice.choice(("#e5628d", "#f3c63f", None)),
        )
