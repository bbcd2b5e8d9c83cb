"""`./prosa test [pytest arguments]`: all checks and all tests; with arguments, pytest alone, for instance -k webhook -x.

The tests start a Postgres behind a pooler and a Redis of their own, and walk the page where a browser is found.
"""

import argparse

from local.checks import IN_PARALLEL, exit_code, run_all, run_tests, summarise

PASSES_ON = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take none of our own: what comes is passed on, in its order."""
    parser.usage = "./prosa test [pytest arguments]"


def run(arguments: argparse.Namespace) -> int:
    """Run everything, or what was asked for."""
    asked = arguments.rest
    if asked:
        return run_tests(asked).code
    outcomes = run_all(IN_PARALLEL)
    summarise(outcomes)
    return exit_code(outcomes)
