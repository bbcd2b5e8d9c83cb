"""The secrets that `./prosa key` makes are what a deployment accepts."""

import pytest

from local import cli
from shared.clients.cipher import read_keys
from shared.settings import load_settings


def made(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    assert cli.run(["key"]) == 0
    return dict(line.split("=", 1) for line in capsys.readouterr().out.splitlines())


def test_a_deployment_starts_with_them(capsys: pytest.CaptureFixture[str]) -> None:
    load_settings(made(capsys) | {"APP_ENV": "prod", "DATABASE_URL": "postgresql://somewhere/prosa"})


def test_an_old_and_a_new_key_stand_side_by_side(capsys: pytest.CaptureFixture[str]) -> None:
    old, new = made(capsys)["DATA_ENCRYPTION_KEYS"], made(capsys)["DATA_ENCRYPTION_KEYS"]

    assert len(read_keys([new, old])) == 2
