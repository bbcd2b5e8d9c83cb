"""The verbs of `./prosa`, and the way to the module of each."""

import argparse
import importlib
import sys
from collections.abc import Sequence
from typing import Protocol, cast

from local.errors import LocalError

VERBS = {
    "up": "run everything on this machine: bot, page, a phone to write to it",
    "test": "run every check, or pytest alone when arguments for it are given",
    "check": "run every check but the tests: format, lint, types, imports, the page",
    "chat": "write to the running bot from this terminal",
    "smoke": "walk a deployment through the runbook's checks, step by step",
    "seed": "fill the running database with the demo agency",
    "tick": "do once what is due: timers, deliveries, leftovers",
    "migrate": "bring the database to the newest schema",
    "rehearse": "dump a deployment, restore it here, and walk the smoke test on the copy",
    "key": "make new secrets for a deployment, ready to paste",
    "flow": "check, test, talk to or show a flow definition",
    "bench": "measure what the service costs: trips, processor time, start-up, growth",
    "chaos": "kill, crash, cut and freeze the real parts while people write, and judge what became of it",
    "package": "make the packages of the functions for AWS Lambda",
    "openapi": "write the description of the HTTP interface, or compare it with the committed one",
    "sync": "make the virtual environment what the lock says",
}


class Command(Protocol):
    """What a module in `local/commands` offers; one that sets `PASSES_ON` gets unknown arguments in `rest`."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, arguments: argparse.Namespace) -> int: ...


def run(args: Sequence[str]) -> int:
    """Run the verb named first; return the exit code."""
    overview = _overview()
    if not args or args[0] not in VERBS:
        overview.parse_args(args[:1])  # prints help or the error, and exits
        overview.print_help()
        return 2
    verb, rest = args[0], args[1:]
    command = load(verb)
    parser = argparse.ArgumentParser(
        prog=f"./prosa {verb}",
        description=f"{VERBS[verb].capitalize()}.",
        epilog=command.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    command.add_arguments(parser)
    arguments = _parsed(parser, rest, passes_on=getattr(command, "PASSES_ON", False))
    try:
        return command.run(arguments)
    except LocalError as error:
        print(f"prosa: {error}", file=sys.stderr)
        return 1


def _parsed(parser: argparse.ArgumentParser, args: Sequence[str], *, passes_on: bool) -> argparse.Namespace:
    if not passes_on:
        return parser.parse_args(args)
    arguments, rest = parser.parse_known_args(args)
    arguments.rest = rest
    return arguments


def load(verb: str) -> Command:
    """Import the module of a verb."""
    return cast("Command", importlib.import_module(f"local.commands.{verb}"))


def _overview() -> argparse.ArgumentParser:
    width = max(map(len, VERBS))
    listed = "\n".join(f"  {verb:<{width}}  {purpose}" for verb, purpose in VERBS.items())
    parser = argparse.ArgumentParser(
        prog="./prosa",
        description="Prosa on your own machine.",
        usage="./prosa VERB [options]",
        epilog=f"verbs:\n{listed}\n\n./prosa VERB --help tells more.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("verb", choices=VERBS, metavar="VERB", help="what to do")
    return parser
