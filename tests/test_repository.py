"""What may not stand in the repository, looked for in every file that git knows."""

import re
import subprocess
from pathlib import Path

import pytest

from local.checkout import ROOT

# Written in pieces, so that this file does not find itself.
FORBIDDEN = {
    "a package registry": r"registry\.(npmjs|yarnpkg)\.|files\.pythonhosted|pypi\.(org|python)|index-url\s*=",
    "a machine's path": r"(?<![\w.:/-])/(work|" + r"root|home/\w+|Users/\w+)/",
    "an unfinished merge": r"^(<{7}|>{7}) ",
}


def files() -> list[Path]:
    """Return the text files that git knows or would add."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    found = [ROOT / name for name in names if name]
    return [file for file in found if file.is_file() and b"\0" not in file.read_bytes()[:4096]]


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_names_it(what: str) -> None:
    pattern = re.compile(FORBIDDEN[what], re.MULTILINE)

    found = [
        f"{file.relative_to(ROOT)}: {match[0]}"
        for file in files()
        if file != Path(__file__) and (match := pattern.search(file.read_text(errors="replace")))
    ]

    assert found == []


def test_the_pages_lock_names_no_address() -> None:
    locks = [file for file in files() if file.name == "package-lock.json"]

    assert [lock for lock in locks if '"resolved"' in lock.read_text()] == []


def test_every_python_file_begins_by_saying_what_it_is() -> None:
    python = [file for file in files() if file.suffix == ".py" or file.name == "prosa"]

    silent = [
        str(file.relative_to(ROOT))
        for file in python
        if not file.read_text().removeprefix("#!/usr/bin/env python3\n").removeprefix("r").startswith('"""')
    ]

    assert silent == []
