"""Whole rooms, put together from furniture: one function per picture's subject."""

from random import Random

from local.pictures.art.canvas import HEIGHT, WIDTH, Canvas, darker, lighter, mix
from local.pictures.art.light import Light
from local.pictures.art.rooms import (
    FLOOR,
    Decor,
    View,
    bed,
    coffee_table,
    curtain,
    floor_lamp,
    night_table,
    outlook,
    pendant,
    picture,
    plant,
    rug,
    shell,
    sofa,
)
from local.pictures.art.street import glass_rail


def living_room(it: Decor, light: Light, view: View, seed: int) -> Canvas:
    canvas, dice, inside = Canvas(), Random(seed), light.indoors()
    shell(canvas, it, inside)
    outlook(canvas, (520, 110, 930, FLOOR - 16), view, light, dice)
    curtain(canvas, 466, 530, 96, FLOOR, inside)
    curtain(canvas, 922, 990, 96, FLOOR, inside)
    picture(canvas, 120, 170, 130, 160, inside, it.accent, dice)
    picture(canvas, 274, 200, 96, 118, inside, it.sofa, dice)
    floor_lamp(canvas, 62, FLOOR + 26, inside)
    rug(canvas, 430, 690, 330, 46, inside, it.rug)
    sofa(canvas, 285, FLOOR + 70, 400, inside, it.sofa, it.accent)
    coffee_table(canvas, 480, 726, inside, it.wood)
    plant(canvas, 880, FLOOR + 76, 1.35, inside)
    return canvas


def dining_room(it: Decor, light: Light, view: View, seed: int) -> Canvas:
    canvas, dice, inside = Canvas(), Random(seed), light.indoors()
    shell(canvas, it, inside)
    outlook(canvas, (90, 120, 560, 470), view, light, dice, 4)
    curtain(canvas, 40, 100, 106, FLOOR, inside)
    canvas.box(690, 330, 980, FLOOR - 4, inside.on(it.wood))
    canvas.box(684, 320, 986, 336, inside.on(lighter(it.wood, 0.2)))
    for x in (690, 788, 886):
        canvas.box(x + 6, 346, x + 88, FLOOR - 30, inside.on(lighter(it.wood, 0.1)))
        canvas.disc(x + 78, 440, 3.5, inside.on("#e8c66a"))
    picture(canvas, 760, 130, 150, 150, inside, it.accent, dice)
    plant(canvas, 720, 322, 0.5, inside, it.accent)
    rug(canvas, 430, 700, 300, 50, inside, it.rug)
    for x in (230, 400, 570):
        _chair(canvas, x, 640, inside, it)
    canvas.oval(400, 716, 250, 14, "#10142a", 0.2)
    for leg in (210, 582):
        canvas.box(leg, 610, leg + 12, 716, inside.on(darker(it.wood, 0.3)))
    canvas.polygon([(160, 590), (640, 590), (672, 622), (128, 622)], inside.on(it.wood))
    canvas.box(128, 622, 672, 634, inside.on(darker(it.wood, 0.2)))
    canvas.oval(400, 600, 44, 12, inside.on("#f4efe4"))
    for x, colour in ((384, "#d9695a"), (402, "#e0a33a"), (418, "#7fae59")):
        canvas.disc(x, 594, 11, inside.on(colour))
    pendant(canvas, 310, 190, inside, it.accent)
    pendant(canvas, 490, 190, inside, it.accent)
    return canvas


def _chair(canvas: Canvas, x: float, ground: float, light: Light, it: Decor) -> None:
    canvas.round_box(x - 42, ground - 142, x + 42, ground - 60, light.on(it.sofa), 14)
    canvas.round_box(x - 32, ground - 132, x + 32, ground - 70, light.on(lighter(it.sofa, 0.14)), 10)
    for leg in (-34, 28):
        canvas.box(x + leg, ground - 62, x + leg + 6, ground, light.on(darker(it.wood, 0.25)))


def kitchen(it: Decor, light: Light, view: View, seed: int) -> Canvas:
    canvas, dice, inside = Canvas(), Random(seed), light.indoors()
    shell(canvas, it, inside)
    canvas.box(60, 300, 964, 430, inside.on("#f7f4ee"))
    for row in range(5):
        for column in range(23):
            left = 60 + column * 40 + (row % 2) * 20
            canvas.box(
                max(left, 60) + 1,
                301 + row * 26,
                min(left + 39, 964),
                325 + row * 26,
                inside.on(dice.choice(("#f7f4ee", "#f1ede5", it.rug))),
            )
    outlook(canvas, (430, 120, 690, 396), view, light, dice, 2)
    for left, right in ((60, 410), (710, 964)):
        canvas.box(left, 70, right, 286, inside.on(it.sofa))
        doors = round((right - left) / 88)
        for index in range(doors):
            x = left + (right - left) * index / doors
            canvas.box(x + 4, 76, x + (right - left) / doors - 4, 280, inside.on(lighter(it.sofa, 0.12)))
            canvas.box(x + (right - left) / doors - 16, 226, x + (right - left) / doors - 11, 262, inside.on("#e8c66a"))
    canvas.box(60, 448, 964, FLOOR - 6, inside.on(lighter(it.wood, 0.1)))
    for index in range(8):
        x = 64 + index * 113
        canvas.box(x, 456, x + 107, FLOOR - 22, inside.on(it.wood))
        canvas.box(x + 34, 468, x + 74, 473, inside.on("#efe7da"))
    canvas.box(48, 428, 976, 450, inside.on("#efece6"))
    canvas.box(48, 446, 976, 452, "#10142a", 0.18)
    _stove(canvas, 800, inside)
    canvas.line([(560, 428), (560, 372), (594, 366), (594, 384)], inside.on("#aab1b8"), 7)
    canvas.box(506, 428, 626, 434, inside.on("#b9c0c6"))
    plant(canvas, 120, 430, 0.55, inside, it.accent)
    for x, colour in ((230, "#d9695a"), (262, "#f4efe4"), (290, it.accent)):
        canvas.round_box(x - 13, 386, x + 13, 430, inside.on(colour), 5)
        canvas.box(x - 14, 382, x + 14, 390, inside.on(it.wood))
    canvas.polygon([(150, 640), (880, 640), (930, 672), (100, 672)], inside.on("#f4f1ea"))
    canvas.box(100, 672, 930, 684, inside.on(darker("#f4f1ea", 0.15)))
    canvas.box(140, 684, 890, HEIGHT, inside.on(it.sofa))
    canvas.box(140, 684, 890, 700, "#10142a", 0.16)
    canvas.oval(620, 652, 58, 10, inside.on(it.wood))
    for x, colour in ((594, "#e0a33a"), (620, "#d9695a"), (646, "#7fae59")):
        canvas.disc(x, 640, 15, inside.on(colour))
    for x in (270, 512, 754):
        pendant(canvas, x, 150 if x != 512 else 96, inside, it.accent)
    return canvas


def _stove(canvas: Canvas, x: float, light: Light) -> None:
    canvas.box(x - 62, 428, x + 62, FLOOR - 6, light.on("#d9dde0"))
    canvas.round_box(x - 50, 482, x + 50, 560, light.on("#31363d"), 6)
    canvas.box(x - 50, 468, x + 50, 475, light.on("#8d959d"))
    for knob in (-40, -14, 14, 40):
        canvas.disc(x + knob, 456, 5, light.on("#31363d"))
    canvas.box(x - 54, 422, x + 54, 429, light.on("#31363d"))
    canvas.round_box(x - 40, 388, x + 14, 422, light.on("#c9714f"), 6)
    canvas.box(x + 14, 396, x + 44, 402, light.on("#31363d"))


def bedroom(it: Decor, light: Light, view: View, seed: int) -> Canvas:
    canvas, dice, inside = Canvas(), Random(seed), light.indoors()
    shell(canvas, it, inside)
    canvas.box(190, 32, 640, FLOOR - 13, inside.on(mix(it.wall, it.sofa, 0.32)))
    outlook(canvas, (720, 120, 960, 450), view, light, dice, 2)
    curtain(canvas, 668, 730, 104, FLOOR, inside)
    curtain(canvas, 950, 1012, 104, FLOOR, inside)
    picture(canvas, 310, 110, 96, 120, inside, it.accent, dice)
    picture(canvas, 428, 110, 96, 120, inside, it.sofa, dice)
    rug(canvas, 415, 712, 330, 40, inside, it.rug)
    night_table(canvas, 152, FLOOR + 40, inside, it.wood)
    night_table(canvas, 680, FLOOR + 40, inside, it.wood)
    bed(canvas, 415, FLOOR + 120, 400, inside, it)
    plant(canvas, 900, FLOOR + 66, 1.15, inside)
    return canvas


def studio(it: Decor, light: Light, view: View, seed: int) -> Canvas:
    """Draw one room for everything: bed, desk and a small kitchen."""
    canvas, dice, inside = Canvas(), Random(seed), light.indoors()
    shell(canvas, it, inside)
    outlook(canvas, (360, 110, 640, 440), view, light, dice, 2)
    canvas.box(720, 60, 1004, 230, inside.on(it.sofa))
    for x in (720, 815, 910):
        canvas.box(x + 5, 66, x + 90, 224, inside.on(lighter(it.sofa, 0.13)))
    canvas.box(720, 300, 1004, 394, inside.on("#f4f1ea"))
    canvas.box(706, 392, 1016, 412, inside.on("#efece6"))
    canvas.box(720, 412, 1004, FLOOR - 6, inside.on(it.wood))
    for x in (720, 815):
        canvas.box(x + 6, 424, x + 88, FLOOR - 20, inside.on(lighter(it.wood, 0.1)))
    canvas.round_box(914, 424, 998, FLOOR - 14, inside.on("#e3e6e8"), 6)
    canvas.box(924, 440, 930, 500, inside.on("#8d959d"))
    canvas.line([(770, 392), (770, 346), (800, 342), (800, 356)], inside.on("#aab1b8"), 6)
    plant(canvas, 880, 394, 0.45, inside, it.accent)
    picture(canvas, 80, 150, 110, 130, inside, it.accent, dice)
    canvas.box(220, 250, 336, 258, inside.on(it.wood))
    for x, colour, tall in ((230, "#d9695a", 44), (246, "#5f7f86", 52), (262, it.accent, 40), (280, "#f4efe4", 48)):
        canvas.box(x, 250 - tall, x + 14, 250, inside.on(colour))
    plant(canvas, 316, 250, 0.3, inside)
    rug(canvas, 480, 706, 260, 40, inside, it.rug)
    bed(canvas, 212, FLOOR + 90, 270, inside, it)
    canvas.box(430, 520, 650, 534, inside.on(it.wood))
    for leg in (440, 632):
        canvas.box(leg, 534, leg + 9, FLOOR + 44, inside.on(darker(it.wood, 0.25)))
    canvas.round_box(500, 462, 590, 518, inside.on("#31363d"), 5)
    canvas.box(506, 468, 584, 508, inside.on("#9fc6d8"))
    _chair(canvas, 560, FLOOR + 96, inside, it)
    pendant(canvas, 560, 60, inside, it.accent)
    return canvas


def office(it: Decor, light: Light, view: View, seed: int) -> Canvas:
    """Draw a commercial room ready to work in."""
    canvas, dice, inside = Canvas(), Random(seed), light.indoors()
    shell(canvas, it, inside)
    outlook(canvas, (70, 90, 700, 440), view, light, dice, 5)
    canvas.box(760, 32, WIDTH, FLOOR - 13, inside.on(mix(it.wall, it.sofa, 0.5)))
    for y in (150, 260, 370):
        canvas.box(800, y, 1000, y + 10, inside.on(it.wood))
        x = 812.0
        while x < 960:
            width, tall = dice.uniform(12, 24), dice.uniform(44, 76)
            canvas.box(
                x,
                y - tall,
                x + width,
                y,
                inside.on(dice.choice(("#d9695a", "#f4efe4", it.accent, "#5f7f86", "#3f4650"))),
            )
            x += width + 3
    for x in (230, 560):
        _desk(canvas, x, inside, it)
    plant(canvas, 800, FLOOR + 50, 1.2, inside)
    for left in (120, 420):
        canvas.round_box(left, 30, left + 220, 40, "#fffdf2", 4)
        canvas.glow(left + 110, 44, 180, "#fffbe8", 0.2)
    return canvas


def _desk(canvas: Canvas, x: float, light: Light, it: Decor) -> None:
    ground = 690
    canvas.oval(x, ground + 4, 150, 12, "#10142a", 0.18)
    canvas.round_box(x - 34, ground - 196, x + 34, ground - 90, light.on("#3f4650"), 14)
    canvas.box(x - 4, ground - 90, x + 4, ground - 24, light.on("#31363d"))
    for leg in (-136, 128):
        canvas.box(x + leg, ground - 104, x + leg + 9, ground, light.on("#e3e6e8"))
    canvas.polygon(
        [(x - 134, ground - 122), (x + 134, ground - 122), (x + 150, ground - 104), (x - 150, ground - 104)],
        light.on(it.wood),
    )
    canvas.box(x - 150, ground - 104, x + 150, ground - 95, light.on(darker(it.wood, 0.2)))
    canvas.round_box(x - 66, ground - 208, x + 66, ground - 134, light.on("#23262d"), 5)
    canvas.box(x - 60, ground - 202, x + 60, ground - 142, light.on("#9fc6d8"))
    canvas.box(x - 5, ground - 134, x + 5, ground - 116, light.on("#23262d"))
    canvas.box(x + 84, ground - 140, x + 104, ground - 116, light.on(it.accent))


def balcony(it: Decor, light: Light, view: View, seed: int) -> Canvas:
    """Draw the view over the railing, two armchairs, plants."""
    canvas, dice = Canvas(), Random(seed)
    view(canvas, light, dice)
    canvas.box(0, 0, WIDTH, 54, light.on(lighter(it.wall, 0.3)))
    canvas.box(0, 54, WIDTH, 62, "#10142a", 0.14)
    canvas.box(0, 54, 60, HEIGHT, light.on(it.wall))
    canvas.box(60, 54, 70, HEIGHT, light.on(darker(it.wall, 0.14)))
    glass_rail(canvas, 70, WIDTH, 640, 176, light)
    canvas.fade(640, HEIGHT, (light.on(it.floor), light.on(darker(it.floor, 0.15))))
    for index in range(1, 6):
        canvas.line(
            [(70, 640 + index * index * 6), (WIDTH, 640 + index * index * 6)], light.on(darker(it.floor, 0.2)), 2, 0.6
        )
    for x in (300, 620):
        _armchair(canvas, x, 726, light, it)
    canvas.oval(460, 730, 54, 9, "#10142a", 0.2)
    canvas.box(456, 664, 464, 728, light.on("#3f4650"))
    canvas.oval(460, 662, 60, 13, light.on(it.wood))
    canvas.polygon([(440, 632), (462, 632), (459, 658), (443, 658)], light.on("#ffffff"))
    canvas.disc(482, 648, 9, light.on(it.accent))
    plant(canvas, 150, 728, 1.3, light)
    plant(canvas, 900, 722, 1.5, light, "#8a8378")
    for x in range(130, 1000, 70):
        canvas.line([(x - 70, 66), (x - 35, 84), (x, 66)], light.on("#4a4540"), 1.5)
        canvas.disc(x - 35, 88, 6, "#fff0c4" if light.lit > 0.1 else light.on("#fff6dd"))
        if light.lit > 0.3:
            canvas.glow(x - 35, 88, 44, "#ffe1a0", 0.5)
    return canvas


def _armchair(canvas: Canvas, x: float, ground: float, light: Light, it: Decor) -> None:
    canvas.oval(x, ground + 3, 84, 10, "#10142a", 0.22)
    for leg in (-56, 48):
        canvas.box(x + leg, ground - 26, x + leg + 8, ground, light.on(darker(it.wood, 0.2)))
    canvas.round_box(x - 64, ground - 138, x + 64, ground - 30, light.on(it.wood), 18)
    canvas.round_box(x - 52, ground - 128, x + 52, ground - 52, light.on(it.sofa), 14)
    canvas.round_box(x - 58, ground - 66, x + 58, ground - 26, light.on(lighter(it.sofa, 0.2)), 12)
    for left in (-78, 58):
        canvas.round_box(x + left, ground - 88, x + left + 20, ground - 20, light.on(lighter(it.wood, 0.1)), 9)
