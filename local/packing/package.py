"""One function's package: its own code, the core and what it depends on, as a folder or as a zip that is the same each time."""

import hashlib
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from local.checkout import ROOT
from local.packing.dependencies import KEPT, LAMBDA, compile_all, installed

FUNCTIONS = ROOT / "functions"
BEGINNING = (2020, 1, 1, 0, 0, 0)  # of every file: a zip holds times
NEVER = {"__pycache__"}
MORE = {"migrate": ("migrations", "alembic.ini")}  # what a function reads besides functions/ and shared/
LESS = {"webhook": ("shared/engine", "shared/packs"), "health": ("shared/engine", "shared/packs")}
BUDGETS_MB = {
    # 19 MB of it are psycopg and pydantic's core, 16 are cryptography: it opens the app secrets of tenants' own Meta apps.
    "webhook": 50,
    "health": 65,
}
BUDGET_MB = 95  # sqlalchemy 19 MB, cryptography 16, psycopg 15, pydantic 10, the engine's libraries 12; openai 24


@dataclass(frozen=True, slots=True)
class Package:
    """What was made. modules, compiled: counts of .py and of .pyc."""

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


def assemble(function: str, into: Path, python: Path | None, *, platform: str = LAMBDA, kept: Path = KEPT) -> None:
    """Lay out the folder that the function finds at /var/task. python: compiles it; None = not compiled."""
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir(parents=True)
    _copy_code(function, into)
    if python is not None:
        compile_all(python, into, "/var/task")
    shutil.copytree(installed(function, platform, python, kept=kept), into, dirs_exist_ok=True)


def pack(function: str, folder: Path, python: Path, *, kept: Path = KEPT) -> Package:
    """Write `folder`/NAME.zip."""
    laid_out, file = folder / function, folder / f"{function}.zip"
    assemble(function, laid_out, python, kept=kept)
    files = sorted(path for path in laid_out.rglob("*") if path.is_file())
    with zipfile.ZipFile(file, "w") as archive:
        for path in files:
            entry = zipfile.ZipInfo(path.relative_to(laid_out).as_posix(), BEGINNING)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, wherever it is made
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, path.read_bytes(), compresslevel=6)
    package = Package(
        function=function,
        file=file,
        sha256=hashlib.sha256(file.read_bytes()).hexdigest(),
        zipped=file.stat().st_size,
        unpacked=sum(path.stat().st_size for path in files),
        modules=sum(1 for path in files if path.suffix == ".py"),
        compiled=sum(1 for path in files if path.suffix == ".pyc"),
    )
    shutil.rmtree(laid_out)
    return package


def _copy_code(function: str, into: Path) -> None:
    """The edge without the other groups, the core, and what else the function reads."""
    for source in _sources(function):
        target = into / source.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)


def _sources(function: str) -> Iterator[Path]:
    yield from FUNCTIONS.glob("*.py")
    for name in (FUNCTIONS / function, ROOT / "shared", *(ROOT / more for more in MORE.get(function, ()))):
        found = name.rglob("*") if name.is_dir() else [name]
        yield from (
            path
            for path in found
            if path.is_file() and not NEVER & set(path.parts) and not _is_left_out(function, path)
        )


def _is_left_out(function: str, path: Path) -> bool:
    return any(path.is_relative_to(ROOT / folder) for folder in LESS.get(function, ()))
