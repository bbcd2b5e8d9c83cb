"""Finds the Python that Lambda runs: modules are compiled by the same version that will load them."""

import shutil
import subprocess
import sys
from pathlib import Path

from local.bootstrap import find_uv
from local.errors import LocalError

VERSION = "3.13"  # serverless.yml says the same, and a test that it does


class NoInterpreterError(LocalError):
    """This machine has no such Python; the message says how to get one."""


def find_interpreter() -> Path:
    """Return a Python of Lambda's version: this one, one on PATH, one of pyenv or uv. Raises NoInterpreterError."""
    named = [sys.executable, shutil.which(f"python{VERSION}")]
    homes = (
        Path.home() / ".pyenv" / "versions",
        Path(sys.base_prefix).parent,
    )  # the second: beside the Python that runs us
    kept = [python for home in homes for python in sorted(home.glob(f"{VERSION}.*/bin/python"))]
    found = subprocess.run(
        [find_uv(), "python", "find", "--no-python-downloads", VERSION], capture_output=True, text=True, check=False
    )
    for candidate in (*named, *kept, found.stdout.strip()):
        if candidate and _version_of(candidate) == VERSION:
            return Path(candidate)
    raise NoInterpreterError(
        f"Python {VERSION}, which Lambda runs, is needed to compile the packages. Get it with: uv python install {VERSION}"
    )


def _version_of(python: str | Path) -> str:
    """Ask it: a shim on PATH may stand for a version that is not installed."""
    asked = [str(python), "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
