"""The first steps on a fresh machine: a virtual environment from the hashed lock, then the command line inside it.

Runs before anything is installed, so it imports the standard library only, and little of it: it runs at every start.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from local.checkout import ROOT, TOOLS
from local.errors import LocalError

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCK = ROOT / "requirements-dev.txt"
LOCK_TO_RUN = ROOT / "local" / "requirements-up.txt"  # without what only checks need: half the download, half the wait
UV_LOCK = ROOT / "local" / "requirements-uv.txt"
STAMP = VENV / "prosa-synced"
CHECKING = ("test", "check", "sync")  # the verbs that need every package
BEGAN = (
    "PROSA_BEGAN"  # carries the moment of the start, on the machine's monotonic clock, into the environment we enter
)
OLDEST_UV = (0, 8)  # `pip sync --require-hashes` and UV_SYSTEM_CERTS work from here on
UV_SETTINGS = {
    "UV_SYSTEM_CERTS": "1",  # uv ignores the system's certificates otherwise, and fails behind a company's proxy
    "UV_PYTHON_DOWNLOADS": "never",
    "PIP_USER": "0",  # where it is on, pip refuses any other place
}


class SetupError(LocalError):
    """The environment could not be made; the message says what to do."""


def main(args: Sequence[str]) -> int:
    """Make or refresh the environment if the lock changed, enter it, and run the command line there."""
    start = time.monotonic()
    # Where it is set, each of our dozen processes would compile all its packages anew: half a minute per start.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    is_inside = Path(sys.prefix).resolve() == VENV.resolve()
    try:
        has_changed = sync(for_checks=args[:1] != [] and args[0] in CHECKING)
    except SetupError as error:
        print(f"prosa: {error}", file=sys.stderr)
        return 1
    if not is_inside or has_changed:
        os.environ[BEGAN] = str(start)
        os.execv(PYTHON, [str(PYTHON), str(ROOT / "prosa"), *args])  # noqa: S606 - a shell is what we do not want
    from local.cli import run

    return run(args)


def began() -> float:
    """Return when the command was started, which may be before this process was."""
    return float(os.environ.pop(BEGAN, "") or time.monotonic())


def sync(*, for_checks: bool, force: bool = False) -> bool:
    """Bring the environment to what its lock says; return whether that changed anything.

    An environment that was once made for checks stays complete.
    """
    for_checks = for_checks or (VENV / "bin" / "pytest").exists()
    lock_file = LOCK if for_checks else LOCK_TO_RUN
    if not force and _is_synced(lock_file):
        return False
    import fcntl

    TOOLS.mkdir(exist_ok=True)
    with (TOOLS / "sync.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two commands at once: the second finds the work done
        if not force and _is_synced(lock_file):
            return True
        uv = find_uv()
        if not PYTHON.exists():
            shutil.rmtree(VENV, ignore_errors=True)  # what an interrupted start left
            _run(uv, "venv", "-q", "-p", sys.executable, VENV)
        print("Installing the Python packages…", file=sys.stderr, flush=True)
        _run(uv, "pip", "sync", "-q", "--require-hashes", "-p", PYTHON, lock_file)
        STAMP.write_bytes(lock_file.read_bytes())
    return True


def find_uv() -> str:
    """Return the uv on PATH if it is recent, otherwise our own, installed on first use."""
    found = shutil.which("uv")
    if found and _version(found) >= OLDEST_UV:
        return found
    # An environment of its own: `uv pip sync` removes from .venv what the lock does not name, uv included.
    boot = TOOLS / "boot"
    if not (boot / "bin" / "uv").exists():
        print("Installing uv…", file=sys.stderr, flush=True)
        _install_uv(boot)
    return str(boot / "bin" / "uv")


def _install_uv(boot: Path) -> None:
    """Fetch uv with the pip that this Python has; without one, with that of a new environment, which takes longer."""
    options = ("-q", "--disable-pip-version-check", "--root-user-action=ignore", "--require-hashes", "-r", str(UV_LOCK))
    if _succeeds(sys.executable, "-m", "pip", "--version"):
        _run(sys.executable, "-m", "pip", "install", "--no-compile", "--upgrade", "--target", boot, *options)
        return
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(boot)], capture_output=True, text=True, check=False
    )
    if made.returncode:
        raise SetupError(
            "`python3 -m venv` does not work here. On Debian and Ubuntu: apt install python3-venv\n"
            f"{made.stdout}{made.stderr}"
        )
    _run(boot / "bin" / "python", "-m", "pip", "install", *options)


def _is_synced(lock_file: Path) -> bool:
    # A dangling link counts as missing: the interpreter that the environment was made from is gone.
    return PYTHON.exists() and STAMP.exists() and STAMP.read_bytes() == lock_file.read_bytes()


def _succeeds(*argv: str) -> bool:
    return subprocess.run(argv, capture_output=True, check=False).returncode == 0


def _version(uv: str) -> tuple[int, ...]:
    told = subprocess.run([uv, "--version"], capture_output=True, text=True, check=False).stdout
    return tuple(int(part) for part in re.findall(r"\d+", told)[:2])


def _run(*argv: str | Path) -> None:
    command = [str(part) for part in argv]
    if subprocess.run(command, cwd=ROOT, env=os.environ | UV_SETTINGS, check=False).returncode:
        raise SetupError(f"this failed, see above: {' '.join(command)}")
