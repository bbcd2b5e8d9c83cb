"""Builds the page (`frontend/ui`) when its sources changed: python -m local.page. Runs beside the bot, at low priority."""

import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from local.checkout import ROOT, TOOLS
from local.fingerprint import fingerprint
from local.node import node_environment
from local.processes import PartError

UI = ROOT / "frontend" / "ui"
BUILT_FROM = UI / "dist" / ".sources"  # each beside what it describes: they go together
INSTALLED_FROM = UI / "node_modules" / ".lock-installed"
NOT_SOURCES = {"node_modules", "dist", "test-results", "coverage", ".vite"}
NICENESS = 10  # a build takes every core; the bot comes first


def exists() -> bool:
    """Say whether this checkout has the page."""
    return (UI / "package.json").exists()


def is_built() -> bool:
    """Say whether what is built is made of the present sources."""
    return _says(BUILT_FROM, fingerprint(_sources()))


def build() -> None:
    """Install the packages and build, each only if what it depends on changed."""
    env = install()
    with _alone():
        sources = fingerprint(_sources())
        if not _says(BUILT_FROM, sources):
            _npm("run", "build", env=env)
            BUILT_FROM.write_text(sources)


def install() -> dict[str, str]:
    """Install the packages of the page; return an environment that has node and npm."""
    env = node_environment()
    with _alone():
        lock = fingerprint([UI / "package.json", UI / "package-lock.json"])
        if not _says(INSTALLED_FROM, lock):
            _npm("ci", "--no-audit", "--no-fund", env=env)
            INSTALLED_FROM.write_text(lock)
    return env


@contextmanager
def _alone() -> Iterator[None]:
    """Let another build of this checkout finish first: its work need not be done twice."""
    TOOLS.mkdir(exist_ok=True)
    with (TOOLS / "page.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _npm(*args: str, env: dict[str, str]) -> None:
    done = subprocess.run(["npm", *args], cwd=UI, env=env, check=False)
    if done.returncode:
        raise PartError(f"npm {' '.join(args)} failed")


def _sources() -> Iterator[Path]:
    for folder, folders, files in os.walk(UI):
        folders[:] = set(folders) - NOT_SOURCES
        yield from (Path(folder) / file for file in files)


def _says(stamp: Path, text: str) -> bool:
    return stamp.exists() and stamp.read_text() == text


def _end_with_everything_started(*_: object) -> None:
    """Kill our process group: npm starts processes that would outlive it."""
    os.killpg(0, signal.SIGKILL)


def main() -> int:
    if os.getpgrp() == os.getpid():  # started by `up`, in a group of our own
        signal.signal(signal.SIGTERM, _end_with_everything_started)
        os.nice(NICENESS)
    try:
        build()
    except PartError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
