"""A plot of named values as SVG, drawn by hand: horizontal bars, light enough for a README."""

from html import escape

from benchmarks.rig.result import Bars
from benchmarks.rig.tables import shown

ROW, LEFT, WIDTH, RIGHT, TOP = 26, 330, 420, 90, 46
OURS = (
    "prosa",
    "engine",
    "webhook",
    "jobs",
    "health",
    "auth",
    "inbox",
    "leads",
    "flows",
    "super_admin",
    "migrate",
    "render",
)


def drawn(bars: Bars) -> str:
    """The longest bar fills the width; ours are in colour."""
    most = max((value for _, value in bars.values), default=1.0) or 1.0
    height = TOP + ROW * len(bars.values) + 10
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDTH + RIGHT} {height}" font-family="sans-serif" font-size="13">',
        f'<rect width="100%" height="100%" fill="#ffffff"/><text x="12" y="24" font-weight="bold">{escape(bars.title)}</text>',
    ]
    for at, (name, value) in enumerate(bars.values):
        y = TOP + at * ROW
        colour = "#1f7a5c" if name.startswith(OURS) else "#a9b1b8"
        lines.append(
            f'<text x="{LEFT - 8}" y="{y + 14}" text-anchor="end">{escape(name)}</text>'
            f'<rect x="{LEFT}" y="{y}" width="{max(1.0, value / most * WIDTH):.1f}" height="18" fill="{colour}"/>'
            f'<text x="{LEFT + value / most * WIDTH + 6:.1f}" y="{y + 14}">{shown(float(value))} {escape(bars.unit)}</text>'
        )
    return "\n".join([*lines, "</svg>"]) + "\n"
