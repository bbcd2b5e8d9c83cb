"""Encrypts secrets at rest with AES-256-GCM, bound to the tenant, row and column they stand in; several keys for rotation.

A sealed value is: version (1 byte) · length of the key's id (1 byte) · the id · nonce (12 bytes) · ciphertext with its tag.
"""

import base64
import hashlib
import secrets
from collections.abc import Mapping, Sequence
from uuid import UUID

from Crypto.Cipher import AES
from Crypto.Cipher._mode_gcm import GcmMode

from shared.domain.errors import SealBroken, Unavailable
from shared.domain.ids import TenantId
from shared.settings import ConfigurationError

VERSION = 1
KEY_BYTES, NONCE_BYTES, TAG_BYTES, MAX_ID_BYTES = 32, 12, 16, 64
VARIABLE = "DATA_ENCRYPTION_KEYS"


class AesGcmCipher:
    """Implements `shared.ports.Cipher`. The first key seals, every key opens."""

    def __init__(self, keys: Mapping[bytes, bytes]) -> None:
        self._keys = dict(keys)
        self._sealing = next(iter(keys), None)

    def seal(self, plain: str, *, tenant: TenantId, row: UUID, column: str) -> bytes:
        """Raises Unavailable `encryption_not_configured` when there is no key."""
        if self._sealing is None:
            raise Unavailable("encryption_not_configured", f"Secrets cannot be stored: {VARIABLE} is not set.")
        nonce = secrets.token_bytes(NONCE_BYTES)
        lock = _lock(self._keys[self._sealing], nonce, _place(self._sealing, tenant, row, column))
        return (
            bytes([VERSION, len(self._sealing)])
            + self._sealing
            + nonce
            + b"".join(lock.encrypt_and_digest(plain.encode()))
        )

    def open(self, sealed: bytes, *, tenant: TenantId, row: UUID, column: str) -> str:
        """Raises SealBroken."""
        if len(sealed) < 2 or sealed[0] != VERSION:
            raise SealBroken
        start = 2 + sealed[1]
        key_id, nonce, rest = sealed[2:start], sealed[start : start + NONCE_BYTES], sealed[start + NONCE_BYTES :]
        key = self._keys.get(bytes(key_id))
        if key is None or len(rest) < TAG_BYTES:
            raise SealBroken
        lock = _lock(key, nonce, _place(key_id, tenant, row, column))
        try:
            return lock.decrypt_and_verify(rest[:-TAG_BYTES], rest[-TAG_BYTES:]).decode()
        except ValueError as error:
            raise SealBroken from error


def read_keys(entries: Sequence[str]) -> dict[bytes, bytes]:
    """Read `id:base64 of 32 bytes` entries. Raises ConfigurationError, which never holds a key.

    An entry without an id, as a host's own generator makes it, is named after its key.
    """
    keys: dict[bytes, bytes] = {}
    for entry in entries:
        id_, _, encoded = entry.partition(":") if ":" in entry else (_name_of(entry), "", entry)
        try:
            key = base64.b64decode(encoded, validate=True)
        except ValueError:  # not base64, or not even ASCII
            key = b""
        if not 1 <= len(id_.encode()) <= MAX_ID_BYTES or len(key) != KEY_BYTES:
            raise ConfigurationError(f"{VARIABLE}: each entry must be `id:base64 of 32 bytes`, or the base64 alone.")
        if id_.encode() in keys:
            raise ConfigurationError(f"{VARIABLE}: an id is used twice.")
        keys[id_.encode()] = key
    return keys


def _name_of(encoded: str) -> str:
    return "k" + hashlib.sha256(encoded.encode()).hexdigest()[:12]


def _lock(key: bytes, nonce: bytes, place: bytes) -> GcmMode:
    """What encrypts or decrypts once."""
    lock = AES.new(key, AES.MODE_GCM, nonce=nonce, mac_len=TAG_BYTES)
    lock.update(place)
    return lock


def _place(key_id: bytes, tenant: TenantId, row: UUID, column: str) -> bytes:
    return b"|".join([b"prosa", key_id, str(tenant).encode(), str(row).encode(), column.encode()])
