"""The locks hold what pyproject.toml asks for, with hashes, and name no registry."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

from local.checkout import ROOT

LOCKS = [*ROOT.glob("requirements*.txt"), *(ROOT / "local").glob("requirements*.txt")]
PYPROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())


def pinned(lock: Path) -> dict[str, str]:
    """Return the version of each package in a lock."""
    lines = [line.split(";")[0].rstrip(" \\") for line in lock.read_text().splitlines() if "==" in line]
    return {name.strip().lower(): version.strip() for name, version in (line.split("==") for line in lines)}


def group(name: str) -> list[Requirement]:
    """Return the requirements of a dependency group, those it includes too."""
    found: list[Requirement] = []
    for entry in PYPROJECT["dependency-groups"][name]:
        found += [Requirement(entry)] if isinstance(entry, str) else group(entry["include-group"])
    return found


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("requirements.txt", [Requirement(each) for each in PYPROJECT["project"]["dependencies"]]),
        ("requirements-dev.txt", [Requirement(each) for each in PYPROJECT["project"]["dependencies"]] + group("dev")),
        (
            "local/requirements-up.txt",
            [Requirement(each) for each in PYPROJECT["project"]["dependencies"]] + group("local"),
        ),
        ("local/requirements-node.txt", group("node")),
        ("local/requirements-uv.txt", group("boot")),
    ],
    ids=["run time", "development", "up", "node", "uv"],
)
def test_the_lock_satisfies_pyproject(lock: str, wanted: list[Requirement]) -> None:
    versions = pinned(ROOT / lock)

    missing = [str(each) for each in wanted if versions.get(each.name.lower(), "") not in each.specifier]

    assert missing == [], f"{lock} is out of date: run ./prosa sync --relock"


def test_the_locks_agree() -> None:
    production, up, development = (
        pinned(ROOT / lock) for lock in ("requirements.txt", "local/requirements-up.txt", "requirements-dev.txt")
    )

    assert production.items() <= up.items() <= development.items()


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_package_is_hashed_and_no_address_is_named(lock: Path) -> None:
    text = lock.read_text()
    entries = re.split(r"\n(?=\S)", text.strip())

    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in text
    assert "index-url" not in text
