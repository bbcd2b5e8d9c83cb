"""Local secrets are made once, are strong, and are nobody else's."""

import base64
import json
from pathlib import Path

from local.environment import Addresses, environment
from local.secrets import SIMULATED, generate, load_or_create
from shared.settings import load_settings

ADDRESSES = Addresses("postgresql://a", "postgresql://b", "http://c", "http://d", "http://e")


def test_they_are_the_same_at_the_next_start(tmp_path: Path) -> None:
    file = tmp_path / "new" / "secrets.json"

    first = load_or_create(file)

    assert load_or_create(file) == first
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_secret_that_a_newer_version_needs_is_added(tmp_path: Path) -> None:
    file = tmp_path / "secrets.json"
    file.write_text(json.dumps({"redis_token": "kept", "no_longer_known": "x"}))

    found = load_or_create(file)

    assert found.redis_token == "kept"
    assert "no_longer_known" not in json.loads(file.read_text())


def test_they_would_do_in_production() -> None:
    variables = environment("prod", generate(), ADDRESSES)

    load_settings(variables)


def test_what_pretends_to_be_metas_says_so() -> None:
    made = generate()

    assert all(each.startswith(SIMULATED) for each in (made.wa_token, made.wa_verify_token, made.wa_webhook_secret))
    assert len(base64.b64decode(made.data_encryption_keys.removeprefix("k1:"))) == 32
