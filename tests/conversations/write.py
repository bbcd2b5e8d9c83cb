"""Writes the golden files anew: `python -m tests.conversations.write [file …]`. Read the difference before you commit it."""

import sys
from pathlib import Path

from tests.conversations.script import BROKEN, golden_files, replay

HERE = Path(__file__).parent


def main(names: list[str]) -> None:
    for path in [Path(name) for name in names] or golden_files(HERE):
        written = replay(path.parent.name, path.read_text(encoding="utf-8"))
        if BROKEN in written:
            sys.stdout.write(f"{path.name} is left as it was:\n{written}\n")
        else:
            path.write_text(written, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
