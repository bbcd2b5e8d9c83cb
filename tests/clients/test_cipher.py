"""Secrets at rest: bound to their place, several keys, and nothing opens that was touched."""

import base64
import secrets
import uuid

import pytest

from shared.clients.cipher import AesGcmCipher, read_keys
from shared.domain.errors import SealBroken, Unavailable
from shared.domain.ids import TenantId
from shared.settings import ConfigurationError

TENANT, ROW = TenantId(uuid.uuid4()), uuid.uuid4()
OLD, NEW = (f"{name}:{base64.b64encode(secrets.token_bytes(32)).decode()}" for name in ("k1", "k2"))
PLAIN = "EAAG-ação-🔑"


def cipher(*entries: str) -> AesGcmCipher:
    return AesGcmCipher(read_keys(entries))


def seal(by: AesGcmCipher) -> bytes:
    return by.seal(PLAIN, tenant=TENANT, row=ROW, column="access_token")


def test_what_was_sealed_opens_in_its_place() -> None:
    assert cipher(OLD).open(seal(cipher(OLD)), tenant=TENANT, row=ROW, column="access_token") == PLAIN


def test_what_another_library_sealed_opens() -> None:
    """AES-GCM is AES-GCM: this one was sealed by OpenSSL, for a release that had it."""
    sealed = base64.b64decode("AQNvbGRxa0eK78+wPmQY4VSI/4wqW5Tgg3reBRTWajhEvTobUQWTiYsrEneGa7hHYQ==")
    key = "old:" + base64.b64encode(bytes(range(32))).decode()
    tenant, row = TenantId(uuid.UUID(int=1)), uuid.UUID(int=2)

    assert cipher(key).open(sealed, tenant=tenant, row=row, column="access_token") == PLAIN


def test_a_sealed_value_shows_nothing_and_is_different_each_time() -> None:
    ours = cipher(OLD)

    assert seal(ours) != seal(ours)
    assert PLAIN.encode() not in seal(ours)


@pytest.mark.parametrize(
    "place",
    [
        {"tenant": TenantId(uuid.uuid4()), "row": ROW, "column": "access_token"},
        {"tenant": TENANT, "row": uuid.uuid4(), "column": "access_token"},
        {"tenant": TENANT, "row": ROW, "column": "app_secret"},
    ],
    ids=["another tenant", "another row", "another column"],
)
def test_a_copied_value_does_not_open_elsewhere(place: dict[str, object]) -> None:
    with pytest.raises(SealBroken):
        cipher(OLD).open(seal(cipher(OLD)), **place)  # type: ignore[arg-type] # the places above


def test_any_touched_byte_breaks_the_seal() -> None:
    ours = cipher(OLD)
    sealed = seal(ours)

    for position in range(len(sealed)):
        touched = bytearray(sealed)
        touched[position] ^= 1
        with pytest.raises(SealBroken):
            ours.open(bytes(touched), tenant=TENANT, row=ROW, column="access_token")


def test_any_cut_breaks_the_seal() -> None:
    sealed = seal(cipher(OLD))

    for length in range(len(sealed)):
        with pytest.raises(SealBroken):
            cipher(OLD).open(sealed[:length], tenant=TENANT, row=ROW, column="access_token")


def test_after_a_rotation_the_old_key_still_opens_and_the_new_one_seals() -> None:
    before, after, later = cipher(OLD), cipher(NEW, OLD), cipher(NEW)

    assert after.open(seal(before), tenant=TENANT, row=ROW, column="access_token") == PLAIN
    assert later.open(seal(after), tenant=TENANT, row=ROW, column="access_token") == PLAIN
    with pytest.raises(SealBroken):
        later.open(seal(before), tenant=TENANT, row=ROW, column="access_token")


def test_a_key_without_a_name_seals_and_can_be_rotated_away() -> None:
    bare = base64.b64encode(secrets.token_bytes(32)).decode()

    assert cipher(NEW, bare).open(seal(cipher(bare)), tenant=TENANT, row=ROW, column="access_token") == PLAIN
    assert list(read_keys([bare])) == list(read_keys([bare]))


def test_a_key_of_the_same_name_is_not_the_same_key() -> None:
    other = "k1:" + base64.b64encode(secrets.token_bytes(32)).decode()

    with pytest.raises(SealBroken):
        cipher(other).open(seal(cipher(OLD)), tenant=TENANT, row=ROW, column="access_token")


def test_without_a_key_nothing_is_stored() -> None:
    with pytest.raises(Unavailable) as caught:
        seal(cipher())

    assert caught.value.code == "encryption_not_configured"


@pytest.mark.parametrize(
    "entries",
    [
        ["k1"],
        ["A" * 42],
        [OLD[3:], OLD[3:]],
        ["k1:short"],
        ["k1:" + "A" * 42],
        [":" + OLD[3:]],
        [OLD, OLD],
        ["x" * 65 + OLD[2:]],
        ["k1:ção=="],
    ],
)
def test_a_faulty_key_is_named_by_its_variable_and_not_shown(entries: list[str]) -> None:
    with pytest.raises(ConfigurationError, match="DATA_ENCRYPTION_KEYS") as caught:
        read_keys(entries)

    assert OLD[3:] not in str(caught.value)
