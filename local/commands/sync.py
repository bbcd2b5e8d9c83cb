"""`./prosa sync`: the virtual environment becomes what the lock says. --relock makes the locks from pyproject.toml first.

The locks hold hashes for every platform and no registry's address, so that they work behind any mirror.
"""

import argparse
import os
import subprocess

from local.bootstrap import LOCK, LOCK_TO_RUN, UV_LOCK, UV_SETTINGS, VENV, find_uv, sync
from local.checkout import ROOT
from local.errors import LocalError
from local.node import NODE_LOCK

OPTIONS = ("--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate", "-q")
PYPROJECT = "pyproject.toml"
SOURCES = {
    ROOT / "requirements.txt": (PYPROJECT,),
    LOCK: (PYPROJECT, "--group", "dev"),
    LOCK_TO_RUN: (PYPROJECT, "--group", "local"),
    NODE_LOCK: ("--group", "node"),
    UV_LOCK: ("--group", "boot"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take --relock and --upgrade."""
    parser.add_argument("--relock", action="store_true", help="make the locks from pyproject.toml first")
    parser.add_argument(
        "--upgrade", action="store_true", help="with --relock: take the newest versions, not those locked"
    )


def run(arguments: argparse.Namespace) -> int:
    """Install, upgrade and remove packages."""
    if arguments.relock:
        for lock, sources in SOURCES.items():
            options = [*OPTIONS, "--upgrade"] if arguments.upgrade else OPTIONS
            _compile([*sources, *options, "-o", str(lock)])
    sync(for_checks=True, force=True)
    print(f"{VENV} holds what {LOCK.name} names.")
    return 0


def _compile(args: list[str]) -> None:
    done = subprocess.run([find_uv(), "pip", "compile", *args], cwd=ROOT, env=UV_SETTINGS | os.environ, check=False)
    if done.returncode:
        raise LocalError("the locks could not be made, see above")
