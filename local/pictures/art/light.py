"""The hours of the day: what the sky looks like, how it tints things, how many windows are lit."""

from dataclasses import dataclass, replace

from local.pictures.art.canvas import Colour, mix


@dataclass(frozen=True, slots=True)
class Light:
    """One hour. `tint` and `depth` colour everything under this sky; `lit` is the share of lit windows."""

    sky: tuple[Colour, ...]
    sun: Colour
    sun_at: tuple[float, float]
    cloud: Colour
    tint: Colour
    depth: float
    glass: Colour
    lit: float
    stars: bool = False

    def on(self, colour: Colour, extra: float = 0) -> Colour:
        """Return the colour as this light shows it."""
        return mix(colour, self.tint, min(self.depth + extra, 1))

    def indoors(self) -> "Light":
        """Return the light inside a room under this sky: the lamps are on when it is dark outside."""
        dark = self.lit > 0.3
        return replace(self, tint="#ffcf94" if dark else "#fff3d9", depth=0.16 if dark else self.depth * 0.4)

    def far(self, distance: float) -> Colour:
        """Return the colour of something far away: 0 = near and dark, 1 = lost in the sky."""
        return mix(self.on("#5f7f96", 0.1), self.sky[-1], distance)


DAY = Light(
    sky=("#3f9be0", "#8fcdf2", "#dff3fb"),
    sun="#fff6d6",
    sun_at=(820, 120),
    cloud="#ffffff",
    tint="#fff3d9",
    depth=0.06,
    glass="#8cc3e0",
    lit=0.0,
)
MORNING = Light(
    sky=("#7fb9ea", "#c6e2f3", "#fdeed3"),
    sun="#fff1c4",
    sun_at=(190, 190),
    cloud="#fffaf2",
    tint="#ffe6bf",
    depth=0.12,
    glass="#a7cfe2",
    lit=0.04,
)
GOLDEN = Light(
    sky=("#6fa3d8", "#f7cf9c", "#ffb873"),
    sun="#fff0c9",
    sun_at=(230, 330),
    cloud="#ffe3c2",
    tint="#ff9d5c",
    depth=0.18,
    glass="#f5c894",
    lit=0.15,
)
DUSK = Light(
    sky=("#2f3270", "#8a5a94", "#f08a76", "#ffcf94"),
    sun="#ffe2b0",
    sun_at=(760, 420),
    cloud="#f3a58f",
    tint="#6a4a86",
    depth=0.34,
    glass="#5b5f95",
    lit=0.45,
)
NIGHT = Light(
    sky=("#0f1a3a", "#223567", "#41578d"),
    sun="#f4f0dc",
    sun_at=(800, 130),
    cloud="#41558a",
    tint="#1c2a55",
    depth=0.52,
    glass="#33466f",
    lit=0.5,
    stars=True,
)
CLOUDY = Light(
    sky=("#9fb8c8", "#cddbe2", "#f0f3f2"),
    sun="#f0f3f2",
    sun_at=(520, 110),
    cloud="#f7f9f9",
    tint="#a9bac4",
    depth=0.16,
    glass="#9db6c4",
    lit=0.08,
)
