"""The command line: every verb is there, explains itself, and starts quickly."""

import argparse
import subprocess
import sys

import pytest

from local import cli
from local.checkout import ROOT


@pytest.mark.parametrize("verb", cli.VERBS)
def test_every_verb_explains_itself(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.run([verb, "--help"])

    assert ended.value.code == 0
    assert f"./prosa {verb}" in capsys.readouterr().out


def test_help_lists_every_verb_with_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.run(["--help"])

    told = capsys.readouterr().out
    assert all(f"{verb} " in told and purpose in told for verb, purpose in cli.VERBS.items())


@pytest.mark.parametrize("args", [[], ["nonsense"]])
def test_without_a_verb_it_says_how_to_use_it(args: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.run(args)

    assert ended.value.code == 2
    assert "usage: ./prosa VERB" in capsys.readouterr().err


def test_arguments_for_pytest_keep_their_order() -> None:
    parser = argparse.ArgumentParser(allow_abbrev=False)
    cli.load("test").add_arguments(parser)

    assert cli._parsed(parser, ["tests/local", "-k", "x", "-q"], passes_on=True).rest == [
        "tests/local",
        "-k",
        "x",
        "-q",
    ]


def test_listing_the_verbs_imports_nothing_heavy() -> None:
    code = (
        "import sys; from local import bootstrap, cli; print(*(set(sys.modules) & {'psycopg', 'pydantic', 'fastapi'}))"
    )

    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert loaded.stdout.split() == []


def test_the_first_steps_use_the_standard_library_only() -> None:
    code = "import sys; sys.path = [p for p in sys.path if 'site-packages' not in p]; import local.bootstrap"

    subprocess.run([sys.executable, "-S", "-c", code], cwd=ROOT, check=True)
