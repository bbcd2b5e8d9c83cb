"""Who sent this webhook: the HMAC that Meta puts over the raw bytes."""

import hashlib
import hmac
import re
from collections.abc import Iterable

SIGNATURE = re.compile(r"sha256=([0-9a-f]{64})")  # lower-case hex, as Meta sends it; anything else is refused


def is_signed(body: bytes, header: str, secrets: Iterable[str]) -> bool:
    """Whether `X-Hub-Signature-256` is the HMAC-SHA256 of the received bytes under one of the app secrets."""
    match = SIGNATURE.fullmatch(header)
    if not match:
        return False
    given = match.group(1).encode()
    return any(hmac.compare_digest(sign(body, secret).encode(), given) for secret in secrets if secret)


def sign(body: bytes, secret: str) -> str:
    """The 64 hex characters that Meta would send for this body."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


NAMED_NUMBERS = re.compile(rb'"phone_number_id"\s*:\s*"(\d{1,32})"')
NAMED_ACCOUNTS = re.compile(rb'"id"\s*:\s*"(\d{1,32})"\s*,\s*"(?:changes|time)"')
MAX_NAMED = 8  # secrets tried for one body; a batch of more own-app tenants than this does not come from one Meta app


def named_numbers(body: bytes) -> tuple[str, ...]:
    """Phone number ids that the (still unverified, unparsed) body names: whose own app secrets are worth trying."""
    return _first_distinct(NAMED_NUMBERS, body)


def named_wabas(body: bytes) -> tuple[str, ...]:
    """WhatsApp business account ids that the body names, for changes that concern no single number."""
    return _first_distinct(NAMED_ACCOUNTS, body)


def _first_distinct(pattern: re.Pattern[bytes], body: bytes) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for match in pattern.finditer(body):
        found[match.group(1).decode()] = None
        if len(found) == MAX_NAMED:
            break
    return tuple(found)
