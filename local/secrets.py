"""Secrets of the local stack, generated once per checkout into a file that only its owner can read."""

import base64
import json
import secrets
from dataclasses import asdict, dataclass, fields
from pathlib import Path

SIMULATED = "SIM-"  # marks what pretends to come from Meta: a token with it never reaches a real account


@dataclass(frozen=True, slots=True)
class Secrets:
    """What the application would get from a deployment's environment."""

    auth_jwt_secret: str
    super_admin_api_key: str
    data_encryption_keys: str  # "k1:<base64 of 32 bytes>"
    seed_admin_password: str
    redis_token: str
    wa_token: str
    wa_verify_token: str
    wa_webhook_secret: str


def load_or_create(file: Path) -> Secrets:
    """Read the secrets, generating those that the file does not have yet."""
    known = json.loads(file.read_text()) if file.exists() else {}
    complete = asdict(generate()) | {name: value for name, value in known.items() if name in _names()}
    if complete != known:
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished = file.with_suffix(".new")
        unfinished.touch(mode=0o600)
        unfinished.write_text(json.dumps(complete, indent=2) + "\n")
        unfinished.replace(file)
    return Secrets(**complete)


def generate() -> Secrets:
    """Make a new set."""
    return Secrets(
        auth_jwt_secret=secrets.token_urlsafe(48),
        super_admin_api_key=secrets.token_urlsafe(32),
        data_encryption_keys=f"k1:{base64.b64encode(secrets.token_bytes(32)).decode()}",
        seed_admin_password=secrets.token_urlsafe(12),
        redis_token=secrets.token_urlsafe(24),
        wa_token=SIMULATED + secrets.token_urlsafe(24),
        wa_verify_token=SIMULATED + secrets.token_urlsafe(16),
        wa_webhook_secret=SIMULATED + secrets.token_urlsafe(24),
    )


def _names() -> set[str]:
    return {field.name for field in fields(Secrets)}
