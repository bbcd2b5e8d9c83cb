"""docs/reliability.md: every fault and every mechanism has a test, and every test it names exists."""

import re

import pytest

from local.checkout import ROOT
from tests.docs.markdown import read

PAPER = read("docs/reliability.md")
ROW = re.compile(r"^\| ([FM]\d+) .*$", re.MULTILINE)
NAMED = re.compile(r"`([\w/]+\.py)::(test_\w+)`")
FILE = re.compile(r"`((?:shared|functions|migrations)/[\w/]+\.py)`")


def rows() -> dict[str, str]:
    return {match.group(1): match.group(0) for match in ROW.finditer(PAPER.text)}


def exists(file: str, test: str) -> bool:
    path = ROOT / "tests" / file
    return path.is_file() and f"def {test}(" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [*(f"F{n}" for n in range(1, 26)), *(f"M{n}" for n in range(1, 21))])
def test_each_fault_and_each_mechanism_has_a_test(name: str) -> None:
    assert NAMED.search(rows()[name]), f"{name} names no test"


def test_every_test_that_is_named_exists() -> None:
    missing = [f"{file}::{test}" for file, test in NAMED.findall(PAPER.text) if not exists(file, test)]

    assert missing == []
    assert len(NAMED.findall(PAPER.text)) > 60
    assert not exists("chaos/test_chatwoot.py", "test_that_does_not_exist")


def test_every_file_that_is_named_exists() -> None:
    assert [file for file in FILE.findall(PAPER.text) if not (ROOT / file).is_file()] == []


def test_the_six_chatwoot_faults_are_there() -> None:
    assert {test.split("_")[2] for _, test in NAMED.findall(PAPER.text) if "chatwoot" in test} == set("123456")


def test_nobody_promises_what_nobody_can() -> None:
    assert "exactly once" not in PAPER.text.lower()
