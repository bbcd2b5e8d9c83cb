"""`.env.example` is what the settings say, and a shell can load it."""

import subprocess

import pytest

from local.checkout import ROOT
from shared.settings import ConfigurationError, load_settings
from tests.docs.variables import env_example, variables

FILE = ROOT / ".env.example"


def test_it_is_made_from_the_settings() -> None:
    assert FILE.read_text(encoding="utf-8") == env_example(), "renew it: python -m tests.docs.write"


def test_every_variable_is_described() -> None:
    assert [each.name for each in variables() if not each.description] == []


def test_loaded_as_it_is_it_stops_the_start_over_what_must_be_filled_in() -> None:
    loaded = subprocess.run(
        ["sh", "-euc", f"set -a; . {FILE}; set +a; env"], env={}, capture_output=True, text=True, check=True
    )
    found = dict(line.split("=", 1) for line in loaded.stdout.splitlines())

    with pytest.raises(ConfigurationError) as refused:
        load_settings(found)

    named = {sentence.split(":")[0] for sentence in str(refused.value).split(". ")}
    assert named == {each.name for each in variables() if each.is_required}
