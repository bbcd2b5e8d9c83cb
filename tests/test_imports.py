"""The import contracts of pyproject.toml hold, and each fails on the import that it forbids."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from local.checkout import ROOT

CONTRACTS = [
    contract["name"]
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
]

# contract -> the module that sins, and its sin
SINS = {
    "Imports point one way": ("shared/domain/ids.py", "import shared.store.database"),
    "Function groups know nothing of each other": ("functions/leads/__init__.py", "import functions.inbox"),
    "The engine and the domain do no I/O, read no clock, no chance, no settings, no framework": (
        "shared/engine/__init__.py",
        "import time",
    ),
    "No web framework below the edge": ("shared/services/__init__.py", "import fastapi"),
    "SQL only in the store": ("shared/services/__init__.py", "import psycopg"),
}


def lint(folder: Path) -> str:
    """Return what import-linter says about a copy of the house, and nothing when it is content."""
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr if done.returncode else ""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Copy what import-linter reads."""
    for package in ("functions", "shared", "local"):
        shutil.copytree(
            ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("*.jpg", "__pycache__", "node_modules")
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_house_keeps_its_contracts() -> None:
    assert lint(ROOT) == ""


def test_every_contract_has_a_sin_to_fail_on() -> None:
    assert set(SINS) == set(CONTRACTS)


@pytest.mark.parametrize("contract", SINS)
def test_the_contract_fails_on_a_bad_import(house: Path, contract: str) -> None:
    module, statement = SINS[contract]
    with (house / module).open("a") as file:
        file.write(f"\n{statement}\n")

    told = lint(house)

    assert f"{contract} BROKEN" in " ".join(told.split())
