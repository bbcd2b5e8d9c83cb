"""The installed and compiled packages that a function carries, for Lambda's platform, from the hashed lock; kept between runs."""

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from local.bootstrap import UV_SETTINGS, find_uv
from local.checkout import ROOT, TOOLS
from local.errors import LocalError
from local.packing.interpreter import VERSION

LOCK = ROOT / "requirements.txt"
LAMBDA = "aarch64-manylinux_2_28"  # Amazon Linux 2023 has glibc 2.34
NOT_NEEDED = (".pyi", ".pyx", ".pxd", ".c", ".h")  # sources of what is compiled, and types
UNUSED = (
    "bin",
    "pycparser",  # cffi's parser, which only its own compiler calls
    "sqlalchemy/testing",
    "alembic/testing",
)
OTHER_DATABASES = tuple(
    f"sqlalchemy/dialects/{name}" for name in ("mssql", "mysql", "oracle", "sqlite")
)  # Alembic loads all
PINNED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?==")
KEPT = TOOLS / "lambda"


def installed(function: str, platform: str, python: Path | None, *, kept: Path = KEPT) -> Path:
    """Give a folder with what the dependency group `function-NAME` of pyproject.toml asks for.

    python: compiles it; None = not compiled. kept: where it lies between runs.
    """
    locked = _locked(function, platform)
    key = hashlib.sha256(f"{platform} {VERSION} {RECIPE} {python is not None} {locked}".encode()).hexdigest()[:16]
    home = kept / key
    if not (home / "done").exists():
        shutil.rmtree(home, ignore_errors=True)
        _install(locked, home, platform)
        if python is not None:
            compile_all(python, home / "site", "/var/task")
        (home / "done").touch()
    return home / "site"


RECIPE = 3  # raise it when the same lock gives other files


def _locked(function: str, platform: str) -> str:
    """The part of the lock that the function needs, hashes included."""
    chosen = _uv(
        "pip", "compile", "--group", f"function-{function}", "-c", LOCK, "--python-platform", platform, "--python-version",
        VERSION, "--no-header", "--no-annotate", "-q",
    )  # fmt: skip
    names = {found["name"].lower() for line in chosen.splitlines() if (found := PINNED.match(line))}
    entries = re.split(r"^(?=[A-Za-z0-9])", LOCK.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return "".join(entry for entry in entries if (found := PINNED.match(entry)) and found["name"].lower() in names)


def _install(locked: str, home: Path, platform: str) -> None:
    home.mkdir(parents=True)
    (home / "requirements.txt").write_text(locked, encoding="utf-8")
    _uv(
        "pip", "install", "-q", "--target", home / "site", "--require-hashes", "--no-deps", "--python-platform", platform,
        "--python-version", VERSION, "--only-binary", ":all:", "--link-mode", "copy", "-r", home / "requirements.txt",
    )  # fmt: skip
    for folder in UNUSED if "\nalembic==" in f"\n{locked}" else UNUSED + OTHER_DATABASES:
        shutil.rmtree(home / "site" / folder, ignore_errors=True)
    for file in [*(home / "site").rglob("*")]:
        if file.is_file() and (file.suffix in NOT_NEEDED or file.name in ("RECORD", "INSTALLER", ".lock")):
            file.unlink()


def compile_all(python: Path, folder: Path, shown_as: str) -> None:
    """Compile every module beside its source, never to be checked against it: Lambda's disk is read-only.

    One process, a fixed order and a fixed seed, so that the same source gives the same bytes.
    """
    argv = [str(python), "-m", "compileall", "-q", "-j", "1", "--invalidation-mode", "unchecked-hash", "-s", str(folder), "-p", shown_as, str(folder)]  # fmt: skip
    done = subprocess.run(argv, env={"PYTHONHASHSEED": "0"}, capture_output=True, text=True, check=False)
    if done.returncode:
        raise LocalError(f"some modules do not compile\n{done.stdout}{done.stderr}")


def _uv(*args: str | Path) -> str:
    argv: Iterable[str] = [find_uv(), *(str(arg) for arg in args)]
    done = subprocess.run([*argv], cwd=ROOT, env=UV_SETTINGS | os.environ, capture_output=True, text=True, check=False)
    if done.returncode:
        raise LocalError(f"uv {' '.join(map(str, args[:2]))} failed\n{done.stderr}")
    return done.stdout
