"""`./prosa bench NAME`: measure what the service costs: trips, processor time, start-up, growth.

    ./prosa bench                    which benchmarks there are
    ./prosa bench trips              run one; `./prosa bench trips --help` tells what it takes

Each prints its table and keeps its result as JSON in benchmarks/results.
"""

import argparse
import ast
import importlib
from collections.abc import Callable
from typing import Any, Protocol, cast

from local.checkout import ROOT
from local.processes import Interrupted, interruptions

FOLDER = ROOT / "benchmarks"


class Benchmark(Protocol):
    """What a module in `benchmarks` offers. The first line of its docstring says what it measures."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, arguments: argparse.Namespace, told: Callable[[str, int, int], object]) -> Any:
        """Measure, telling how far it has come; gives a `benchmarks.rig.result.Result`, None = nothing to keep."""
        ...


def purposes() -> dict[str, str]:
    """Name and first line of every benchmark, without importing any."""
    found = {}
    for path in sorted(FOLDER.glob("[a-z]*.py")):
        told = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        found[path.stem] = told.split("\n", 1)[0]
    return found


def load(name: str) -> Benchmark:
    """Import one benchmark."""
    return cast("Benchmark", importlib.import_module(f"benchmarks.{name}"))


class OneBenchmark(argparse.ArgumentParser):
    """Takes the arguments of a benchmark, which is imported only when it is the one that was named."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        benchmark = load(self.prog.rsplit(" ", 1)[-1])
        self.epilog = benchmark.__doc__
        benchmark.add_arguments(self)
        return super().parse_known_args(args, namespace)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take which one, and what it takes."""
    names = parser.add_subparsers(dest="name", metavar="NAME", parser_class=OneBenchmark, prog="./prosa bench")
    for name, purpose in purposes().items():
        names.add_parser(name, help=purpose, allow_abbrev=False, formatter_class=argparse.RawDescriptionHelpFormatter)


def run(arguments: argparse.Namespace) -> int:
    """Measure, show, keep."""
    if arguments.name is None:
        found = purposes()
        width = max(map(len, found))
        print("\n".join(f"{name:<{width}}  {purpose}" for name, purpose in found.items()))
        return 0
    from benchmarks.rig.result import write
    from benchmarks.rig.tables import as_text
    from local.chaos.progress import Progress

    progress = Progress()
    with interruptions():
        try:
            result = load(arguments.name).run(arguments, progress.tell)
        except Interrupted as interrupted:
            return interrupted.exit_code
        finally:
            progress.end()
    if result is None:
        return 0
    for table in result.tables:
        print(f"\n{as_text(table)}")
    path = write(arguments.name, result, vars(arguments))
    print(f"\nkept in {path.relative_to(ROOT)}")
    return 0
