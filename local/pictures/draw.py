"""Draws the demo listings' pictures: `python -m local.pictures.draw [name …]`. Needs Pillow, which the product does not."""

import sys
from pathlib import Path

from local.pictures.art.scenes import SCENES

HERE = Path(__file__).parent


def main(names: list[str]) -> None:
    """Draw the named pictures, or all of them, beside this file. The same Pillow gives the same bytes."""
    for name in names or sorted(SCENES):
        picture = SCENES[name]().jpeg()
        (HERE / f"{name}.jpg").write_bytes(picture)
        print(f"{name}.jpg {len(picture):,} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
