"""The Serverless Framework's free successor (`osls`), pinned and locked in local/osls, installed on first use."""

import fcntl
import subprocess
from collections.abc import Mapping
from pathlib import Path

from local.checkout import ROOT, TOOLS
from local.errors import LocalError
from local.fingerprint import fingerprint
from local.node import node_environment

HOME = ROOT / "local" / "osls"
STAMP = HOME / "node_modules" / ".lock-installed"
QUIET = {"SLS_NOTIFICATIONS_MODE": "off", "SLS_TELEMETRY_DISABLED": "1"}


def osls(*args: str, folder: Path, env: Mapping[str, str] | None = None) -> str:
    """Run it in a folder that has a serverless.yml; return what it says. env: instead of this process's own."""
    found = _install()
    done = subprocess.run(
        [HOME / "node_modules" / ".bin" / "osls", *args],
        cwd=folder,
        env={"PATH": found["PATH"], **QUIET, **(found if env is None else env)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise LocalError(f"osls {' '.join(args)} failed\n{done.stdout}{done.stderr}")
    return done.stdout + done.stderr


def _install() -> dict[str, str]:
    """Install what the lock names, without its packages' own scripts; return an environment that has node."""
    env = node_environment()
    TOOLS.mkdir(exist_ok=True)
    with (TOOLS / "osls.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted = fingerprint([HOME / "package.json", HOME / "package-lock.json"])
        if not STAMP.exists() or STAMP.read_text() != wanted:
            done = subprocess.run(
                ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"],
                cwd=HOME, env=env, capture_output=True, text=True, check=False,
            )  # fmt: skip
            if done.returncode:
                raise LocalError(f"osls could not be installed\n{done.stderr}")
            STAMP.write_text(wanted)
    return env
