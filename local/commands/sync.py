"""`./prosa sync`: make the virtual environment what the lock says, also when nothing changed."""

import argparse

from local.bootstrap import VENV, sync


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take none."""
    del parser


def run(_arguments: argparse.Namespace) -> int:
    """Install, upgrade and remove packages."""
    sync(force=True)
    print(f"{VENV} holds what requirements-dev.txt names.")
    return 0
