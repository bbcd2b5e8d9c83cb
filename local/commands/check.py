"""`./prosa check`: everything that needs no running database: seconds, before each commit."""

import argparse

from local.checks import exit_code, run_quality, summarise


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take none."""
    del parser


def run(_arguments: argparse.Namespace) -> int:
    """Run all checks but pytest."""
    outcomes = run_quality()
    summarise(outcomes)
    return exit_code(outcomes)
