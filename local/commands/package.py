"""`./prosa package [FUNCTION …]`: build/lambda/NAME.zip, ready for `osls deploy` and `aws lambda update-function-code`.

The same commit gives the same bytes. Fails when a package is over its budget or holds a module that is not compiled.
"""

import argparse
from pathlib import Path

from local.checkout import ROOT
from local.errors import LocalError
from local.packing.interpreter import find_interpreter
from local.packing.package import Package, functions, packing

FOLDER = ROOT / "build" / "lambda"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take names of functions, and another folder."""
    parser.add_argument("function", nargs="*", help=f"one or more of {', '.join(functions())} (default: all)")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the packages go (default: build/lambda)")


def run(arguments: argparse.Namespace) -> int:
    """Make the packages, one line each."""
    unknown = set(arguments.function) - set(functions())
    if unknown:
        raise LocalError(f"There is no function {', '.join(sorted(unknown))}.")
    python = find_interpreter()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    print(f"{'function':<12} {'zip':>8} {'unpacked':>9} {'budget':>7} {'compiled':>10}  sha256")
    made: list[Package] = []
    with packing(python) as workshop:
        for name in arguments.function or functions():
            made.append(workshop.pack(name, arguments.folder))
            print(_line(made[-1]), flush=True)
    over = [package.function for package in made if not package.is_within_budget]
    if over:
        raise LocalError(f"over the budget, or not wholly compiled: {', '.join(over)}")
    return 0


def _line(package: Package) -> str:
    zipped, unpacked, budget = (f"{size / 1e6:.1f} MB" for size in (package.zipped, package.unpacked, package.budget))
    compiled = f"{package.compiled}/{package.modules}"
    return f"{package.function:<12} {zipped:>8} {unpacked:>9} {budget.replace('.0', ''):>7} {compiled:>10}  {package.sha256}"
