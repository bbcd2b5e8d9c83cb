"""A canvas that draws at twice the size and is reduced at the end, so that every edge is smooth."""

# ruff: noqa: PLR0917 - coordinates read best side by side: left, top, right, bottom

from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1024, 768  # what WhatsApp shows uncut in a card's header
SCALE = 2
MAX_BYTES = 42_000  # a card's picture arrives at once on a slow phone

Colour = str  # "#rrggbb"
Point = tuple[float, float]


def rgb(colour: Colour) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """Return `one` with `share` (0–1) of `other` in it."""
    pairs = zip(rgb(one), rgb(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def lighter(colour: Colour, share: float = 0.2) -> Colour:
    return mix(colour, "#ffffff", share)


def darker(colour: Colour, share: float = 0.2) -> Colour:
    return mix(colour, "#10142a", share)


class Canvas:
    """Shapes in picture coordinates (0–1024, 0–768, origin top left); `alpha` 0–1 lets what lies below shine through."""

    def __init__(self, background: Colour = "#ffffff") -> None:
        self._image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), background)
        self._draw = ImageDraw.Draw(self._image, "RGBA")

    def polygon(self, points: Sequence[Point], colour: Colour, alpha: float = 1) -> None:
        self._draw.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=_paint(colour, alpha))

    def box(self, left: float, top: float, right: float, bottom: float, colour: Colour, alpha: float = 1) -> None:
        if right > left and bottom > top:
            self._draw.rectangle(
                (left * SCALE, top * SCALE, right * SCALE - 1, bottom * SCALE - 1), fill=_paint(colour, alpha)
            )

    def round_box(
        self, left: float, top: float, right: float, bottom: float, colour: Colour, radius: float = 8, alpha: float = 1
    ) -> None:
        self._draw.rounded_rectangle(
            (left * SCALE, top * SCALE, right * SCALE - 1, bottom * SCALE - 1),
            radius=radius * SCALE,
            fill=_paint(colour, alpha),
        )

    def oval(self, x: float, y: float, across: float, down: float, colour: Colour, alpha: float = 1) -> None:
        """Draw an ellipse round (x, y) with half axes `across` and `down`."""
        edges = ((x - across) * SCALE, (y - down) * SCALE, (x + across) * SCALE, (y + down) * SCALE)
        self._draw.ellipse(edges, fill=_paint(colour, alpha))

    def disc(self, x: float, y: float, radius: float, colour: Colour, alpha: float = 1) -> None:
        self.oval(x, y, radius, radius, colour, alpha)

    def line(self, points: Sequence[Point], colour: Colour, width: float = 2, alpha: float = 1) -> None:
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        self._draw.line(scaled, fill=_paint(colour, alpha), width=max(1, round(width * SCALE)), joint="curve")

    def fade(self, top: float, bottom: float, stops: Sequence[Colour], left: float = 0, right: float = WIDTH) -> None:
        """Fill a box with a vertical gradient through evenly spaced colours."""
        rows = round((bottom - top) * SCALE)
        for row in range(rows):
            place = row / max(rows - 1, 1) * (len(stops) - 1)
            index = min(int(place), len(stops) - 2)
            colour = mix(stops[index], stops[index + 1], place - index)
            y = top * SCALE + row
            self._draw.line((left * SCALE, y, right * SCALE, y), fill=_paint(colour, 1))

    def glow(self, x: float, y: float, radius: float, colour: Colour, strength: float = 0.5) -> None:
        """Add a soft light round (x, y)."""
        mask = Image.new("L", (WIDTH // 4, HEIGHT // 4), 0)
        near = (x / 4 - radius / 8, y / 4 - radius / 8, x / 4 + radius / 8, y / 4 + radius / 8)
        ImageDraw.Draw(mask).ellipse(near, fill=round(255 * strength))
        soft = mask.filter(ImageFilter.GaussianBlur(radius / 9)).resize(self._image.size)
        self._image.paste(Image.new("RGB", self._image.size, colour), (0, 0), soft)

    def show(self, other: "Canvas", box: tuple[float, float, float, float]) -> None:
        """Show the part of another canvas that lies in `box` (left, top, right, bottom): the view from a window."""
        left, top, right, bottom = (round(edge * SCALE) for edge in box)
        self._image.paste(other._image.crop((left, top, right, bottom)), (left, top))  # noqa: SLF001 - its own kind

    def jpeg(self) -> bytes:
        """Return the finished picture, at the best quality that stays under MAX_BYTES."""
        picture = self._image.resize((WIDTH, HEIGHT), Image.Resampling.BOX).filter(ImageFilter.GaussianBlur(0.5))
        for quality in range(66, 48, -2):
            target = BytesIO()
            picture.save(target, "JPEG", quality=quality, optimize=True, progressive=True)
            if target.tell() <= MAX_BYTES:
                return target.getvalue()
        raise ValueError("The picture does not fit; draw less detail.")


def _paint(colour: Colour, alpha: float) -> tuple[int, int, int, int]:
    return (*rgb(colour), round(255 * alpha))
