"""Finds the Python that Lambda runs: modules are compiled by the same version that will load them."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from local.bootstrap import find_uv
from local.errors import LocalError

VERSION = "3.13"  # serverless.yml says the same, and a test that it does


class NoInterpreterError(LocalError):
    """This machine has no such Python; the message says how to get one."""


def find_interpreter() -> Path:
    """Return a Python of Lambda's version: this one, one on PATH, one of pyenv or uv. Raises NoInterpreterError."""
    for candidate in _candidates():
        if candidate and _version_of(candidate) == VERSION:
            return Path(candidate)
    raise NoInterpreterError(
        f"Python {VERSION}, which Lambda runs, is needed to compile the packages. Get it with: uv python install {VERSION}"
    )


def _candidates() -> Iterator[str | Path | None]:
    yield sys.executable
    yield shutil.which(f"python{VERSION}")
    yield from sorted((Path.home() / ".pyenv" / "versions").glob(f"{VERSION}.*/bin/python"))
    yield from sorted(Path(sys.base_prefix).parent.glob(f"{VERSION}.*/bin/python"))  # beside the Python that runs us
    found = subprocess.run(
        [find_uv(), "python", "find", "--no-python-downloads", VERSION], capture_output=True, text=True, check=False
    )  # last: it asks every Python of the machine
    yield found.stdout.strip()


def _version_of(python: str | Path) -> str:
    """Ask it: a shim on PATH may stand for a version that is not installed."""
    asked = [str(python), "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
