"""`./prosa openapi`: openapi.json is made from the code; --check fails when it is out of date."""

import argparse
import json
import sys

from local.checkout import ROOT

FILE = ROOT / "openapi.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take --check and --print."""
    parser.add_argument("--check", action="store_true", help="compare the committed file instead of writing it")
    parser.add_argument("--print", action="store_true", help="write to the terminal instead of the file")


def run(arguments: argparse.Namespace) -> int:
    """Write, print or compare the description."""
    text = describe()
    if arguments.print:
        print(text, end="")
    elif not arguments.check:
        FILE.write_text(text)
    elif not FILE.exists() or FILE.read_text() != text:
        print(f"{FILE.relative_to(ROOT)} is out of date: run ./prosa openapi", file=sys.stderr)
        return 1
    return 0


def describe() -> str:
    """Give the description of all groups together, in an order that does not depend on the run."""
    from functions.render import app

    return json.dumps(app.openapi(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
