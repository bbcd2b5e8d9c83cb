"""What the functions depend on, for Lambda's platform, from the hashed lock: installed and compiled once for all of them."""

import csv
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from local.bootstrap import UV_SETTINGS, find_uv
from local.checkout import ROOT, TOOLS
from local.errors import LocalError
from local.packing.interpreter import VERSION
from local.packing.stripping import strip

LOCK = ROOT / "requirements.txt"
LAMBDA = "aarch64-manylinux_2_28"  # Amazon Linux 2023 has glibc 2.34
NOT_NEEDED = (".pyi", ".pyx", ".pxd", ".c", ".h")  # sources of what is compiled, and types
NOTES = ("RECORD", "INSTALLER", "REQUESTED", ".lock")  # of the installer
UNUSED = (
    "bin",
    *(f"Crypto/{part}" for part in ("IO", "Math", "Protocol", "PublicKey", "SelfTest", "Signature")),  # we seal: Cipher
    "aws_lambda_powertools/event_handler",  # its resolver and its pages of documentation
    "pycparser",  # cffi's parser, which only its own compiler calls
    "sqlalchemy/testing",
    "alembic/testing",
)
OTHER_DATABASES = tuple(
    f"sqlalchemy/dialects/{name}" for name in ("mssql", "mysql", "oracle", "sqlite")
)  # Alembic loads all
PINNED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?==")
KEPT = TOOLS / "lambda"
RECIPE = 5  # raise it when the same lock gives other files


class Dependencies:
    """The packages of all functions in one folder, kept between runs; a function takes the files of those it asks for."""

    def __init__(self, functions: Sequence[str], platform: str, python: Path, *, kept: Path = KEPT) -> None:
        self._platform = platform
        locked = _entries(_names(functions, platform))
        key = hashlib.sha256(f"{platform} {VERSION} {RECIPE} {locked}".encode()).hexdigest()[:16]
        home = kept / key
        self._site = home / "site"
        if not (home / "done").exists():
            shutil.rmtree(home, ignore_errors=True)
            _install(locked, home, platform)
            for library in sorted(self._site.rglob("*.so*")):
                strip(library)
            compile_all(python, self._site, "/var/task", beside=True)
            (home / "done").touch()
        self._notes = {_plain(info.name.partition("-")[0]): info for info in self._site.glob("*.dist-info")}

    def files(self, function: str) -> dict[str, Path]:
        """Where each file lies, by its name in the package."""
        names = _names([function], self._platform)
        unused = UNUSED if "alembic" in names else UNUSED + OTHER_DATABASES
        found = (file for name in names if name in self._notes for file in self._files_of(name))
        return {file: self._site / file for file in found if not file.startswith(tuple(f"{path}/" for path in unused))}

    def _files_of(self, name: str) -> Iterator[str]:
        """What the installer wrote down, with the compiled form of each module instead of its source."""
        with (self._notes[name] / "RECORD").open(encoding="utf-8", newline="") as record:
            for row in csv.reader(record):
                path = Path(row[0])
                if path.suffix in NOT_NEEDED or path.name in NOTES or ".." in path.parts:
                    continue
                yield path.with_suffix(".pyc").as_posix() if path.suffix == ".py" else path.as_posix()


def compiled(module: Path) -> Path:
    """Where Lambda's Python looks for the compiled form of a module whose source is there."""
    return module.parent / "__pycache__" / f"{module.stem}.cpython-{VERSION.replace('.', '')}.pyc"


def compile_all(python: Path, folder: Path, shown_as: str, *, beside: bool = False) -> None:
    """Compile every module, never to be checked against its source: Lambda's disk is read-only.

    One process, a fixed order and a fixed seed, so that the same source gives the same bytes.
    beside: where Python imports it from when there is no source, and not where it looks when there is one.
    """
    place = ["-b"] if beside else []
    argv = [str(python), "-m", "compileall", *place, "-q", "-j", "1", "--invalidation-mode", "unchecked-hash", "-s", str(folder), "-p", shown_as, str(folder)]  # fmt: skip
    done = subprocess.run(argv, env={"PYTHONHASHSEED": "0"}, capture_output=True, text=True, check=False)
    if done.returncode:
        raise LocalError(f"some modules do not compile\n{done.stdout}{done.stderr}")


def _names(functions: Sequence[str], platform: str) -> set[str]:
    """What the groups `function-NAME` of pyproject.toml need, and what that needs in turn."""
    groups = [part for function in functions for part in ("--group", f"function-{function}")]
    asked: tuple[str | Path, ...] = (
        "pip", "compile", *groups, "-c", LOCK, "--python-platform", platform, "--python-version", VERSION, "--no-header",
        "--no-annotate", "-q",
    )  # fmt: skip
    try:
        chosen = _uv(
            *asked, "--offline"
        )  # the lock has the versions: what uv knows already is as good, and five times as fast
    except LocalError:
        chosen = _uv(*asked)
    return {_plain(found["name"]) for line in chosen.splitlines() if (found := PINNED.match(line))}


def _entries(names: set[str]) -> str:
    """The part of the lock with these names, hashes included."""
    entries = re.split(r"^(?=[A-Za-z0-9])", LOCK.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return "".join(entry for entry in entries if (found := PINNED.match(entry)) and _plain(found["name"]) in names)


def _plain(name: str) -> str:
    """A distribution's name as everybody compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _install(locked: str, home: Path, platform: str) -> None:
    home.mkdir(parents=True)
    (home / "requirements.txt").write_text(locked, encoding="utf-8")
    _uv(
        "pip", "install", "-q", "--target", home / "site", "--require-hashes", "--no-deps", "--python-platform", platform,
        "--python-version", VERSION, "--only-binary", ":all:", "-r", home / "requirements.txt",
    )  # fmt: skip


def _uv(*args: str | Path) -> str:
    """Run it on our own Python: asked for one of Lambda's version, it would look through the machine for it at every call."""
    argv: Iterable[str] = [find_uv(), *(str(arg) for arg in args), "--python", sys.executable]
    done = subprocess.run([*argv], cwd=ROOT, env=UV_SETTINGS | os.environ, capture_output=True, text=True, check=False)
    if done.returncode:
        raise LocalError(f"uv {' '.join(map(str, args[:2]))} failed\n{done.stderr}")
    return done.stdout
