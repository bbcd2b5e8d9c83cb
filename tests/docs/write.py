"""Writes what is made from the settings: `python -m tests.docs.write` renews .env.example and the README's table."""

import re

from local.checkout import ROOT
from tests.docs.variables import env_example, table

TABLE = re.compile(r"^\| variable \| default \|.*?(?=^[^|])", re.MULTILINE | re.DOTALL)


def main() -> None:
    (ROOT / ".env.example").write_text(env_example(), encoding="utf-8")
    readme = ROOT / "README.md"
    before = readme.read_text(encoding="utf-8")
    readme.write_text(TABLE.sub(lambda _: table(), before, count=1), encoding="utf-8")


if __name__ == "__main__":
    main()
