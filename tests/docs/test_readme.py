"""The README says what is: the two commands, every verb, every variable, every folder."""

import re
import subprocess

import pytest

from local import cli
from local.checkout import ROOT
from tests.docs.markdown import Paper, papers, read
from tests.docs.variables import table, variables

README, TWIN = "README.md", "README.pt-BR.md"
BOTH = pytest.mark.parametrize("name", [README, TWIN])
VERB = re.compile(r"(?<![\w/])\./prosa ([a-z]+)")
BANNED = re.compile(r"exactly[\s-]once|exatamente uma vez", re.IGNORECASE)


@BOTH
def test_the_quick_start_is_two_commands(name: str) -> None:
    start = read(name).section("Quick start", "Primeiros passos")

    assert [line for fence in start.fences for line in fence.lines] == ["./prosa up", "./prosa test"]


@BOTH
def test_every_verb_stands_in_the_table_of_commands(name: str) -> None:
    start = read(name).section("Quick start", "Primeiros passos")

    listed = [verb for table in start.tables for row in table for verb in VERB.findall(row[0])]

    assert sorted(set(listed)) == sorted(cli.VERBS) == sorted(listed[-len(cli.VERBS) :])


@pytest.mark.parametrize("paper", papers(), ids=lambda paper: paper.name)
def test_no_paper_names_a_verb_that_is_not_there(paper: Paper) -> None:
    assert set(VERB.findall(paper.text)) <= set(cli.VERBS)


def test_the_table_of_variables_is_made_from_the_settings() -> None:
    assert table() in read(README).section("Configuration").text, "renew it: python -m tests.docs.write"


def test_the_twin_lists_the_same_variables_and_defaults() -> None:
    (rows,) = read(TWIN).section("Configuração").tables

    assert [row[:2] for row in rows[1:]] == [
        [
            f"`{each.name}`",
            "**obrigatória**" if each.is_required else f"`{each.default}`" if each.default else "",
        ]
        for each in variables()
    ]
    assert [row[0] for row in rows[1:] if not row[2]] == []


@BOTH
def test_the_tree_names_every_folder(name: str) -> None:
    (tree,) = read(name).section("The tree", "A árvore").fences
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    folders = {path.split("/")[0] + "/" for path in listed.splitlines() if "/" in path and not path.startswith(".")}

    named = [line.split()[0] for line in tree.lines]

    assert {entry for entry in named if (ROOT / entry).exists() and entry.endswith("/")} == folders
    assert [entry for entry in named if not (ROOT / entry).exists() and not (ROOT / "shared" / entry).exists()] == []


@pytest.mark.parametrize("paper", papers(), ids=lambda paper: paper.name)
def test_no_paper_promises_what_nobody_can(paper: Paper) -> None:
    assert BANNED.findall(paper.text) == []
