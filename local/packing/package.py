"""The functions' packages: each with its own code, the core and what it depends on, as a folder or as a zip."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from local.checkout import ROOT
from local.packing.archive import Archive, Deflater
from local.packing.dependencies import KEPT, LAMBDA, Dependencies, compile_all, compiled

FUNCTIONS = ROOT / "functions"
NEVER = {"__pycache__"}
CODE = ("functions", "shared", "migrations", "alembic.ini")
MORE = {"migrate": ("migrations", "alembic.ini")}  # what a function reads besides functions/ and shared/
LESS = {"webhook": ("shared/engine", "shared/packs"), "health": ("shared/engine", "shared/packs")}
BUDGETS_MB = {"webhook": 30, "health": 30}  # Meta waits for the first, a monitor for the second
BUDGET_MB = 70  # psycopg 15 MB, sqlalchemy 9, openai 8, pydantic 7, the engine's libraries 9, pycryptodome 3


@dataclass(frozen=True, slots=True)
class Package:
    """What was made. modules: how many; compiled: how many of them in byte code."""

    function: str
    file: Path
    sha256: str
    zipped: int
    unpacked: int
    modules: int
    compiled: int

    @property
    def budget(self) -> int:
        return BUDGETS_MB.get(self.function, BUDGET_MB) * 1_000_000

    @property
    def is_within_budget(self) -> bool:
        return self.unpacked <= self.budget and self.compiled == self.modules


def functions() -> list[str]:
    """Every group that has a handler."""
    return sorted(handler.parent.name for handler in FUNCTIONS.glob("*/handler.py"))


@contextmanager
def packing(python: Path, *, platform: str = LAMBDA, kept: Path = KEPT) -> Iterator["Packing"]:
    """Compile our code and what it depends on, once for all packages that are made in this context.

    kept: where the dependencies lie between runs.
    """
    dependencies = Dependencies(functions(), platform, python, kept=kept)
    with tempfile.TemporaryDirectory() as folder:
        code = Path(folder)
        for source in _sources(CODE):
            (code / source).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / source, code / source)
        compile_all(python, code, "/var/task")
        yield Packing(code, dependencies)


class Packing:
    """Makes packages, one after the other."""

    def __init__(self, code: Path, dependencies: Dependencies) -> None:
        self._code = code
        self._dependencies = dependencies
        self._deflater = Deflater()

    def lay_out(self, function: str, into: Path) -> None:
        """Make the folder that the function finds at /var/task."""
        for name, source in self._files(function).items():
            (into / name).parent.mkdir(parents=True, exist_ok=True)
            _link(source, into / name)

    def pack(self, function: str, folder: Path) -> Package:
        """Write `folder`/NAME.zip."""
        file = folder / f"{function}.zip"
        files = self._files(function)
        unpacked = 0
        with Archive(file, "w") as archive:
            for name in sorted(files):
                deflated = self._deflater.deflated(files[name])
                archive.add(name, deflated)
                unpacked += deflated.size
        return Package(
            function=function,
            file=file,
            sha256=hashlib.sha256(file.read_bytes()).hexdigest(),
            zipped=file.stat().st_size,
            unpacked=unpacked,
            modules=len({_module(name) for name in files if name.endswith((".py", ".pyc"))}),
            compiled=len({_module(name) for name in files if name.endswith(".pyc")}),
        )

    def _files(self, function: str) -> dict[str, Path]:
        """The edge without the other groups, the core, what else the function reads, and what all that depends on."""
        edge = sorted(path.relative_to(ROOT).as_posix() for path in FUNCTIONS.glob("*.py"))
        own = [
            source
            for source in _sources((*edge, f"functions/{function}", "shared", *MORE.get(function, ())))
            if not any(source.is_relative_to(folder) for folder in LESS.get(function, ()))
        ]
        own += [compiled(source) for source in own if source.suffix == ".py"]
        return {source.as_posix(): self._code / source for source in own} | self._dependencies.files(function)


def _module(file: str) -> str:
    """The module that a source or its byte code holds, wherever the byte code lies."""
    return file.replace("__pycache__/", "").partition(".")[0]


def _sources(names: tuple[str, ...]) -> Iterator[Path]:
    """The files of the checkout that these are or hold, as they are named from its root."""
    for name in names:
        found = (ROOT / name).rglob("*") if (ROOT / name).is_dir() else [ROOT / name]
        yield from (path.relative_to(ROOT) for path in found if path.is_file() and not NEVER & set(path.parts))


def _link(source: Path, target: Path) -> None:
    """Share the file where both lie on one disk: a package has thousands, and nobody writes to them."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
