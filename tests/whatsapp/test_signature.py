"""A webhook is Meta's only when the HMAC of its raw bytes says so."""

import pytest

from shared.whatsapp.signature import is_signed, named_numbers, named_wabas, sign
from tests.whatsapp.samples import body_of, sample_names

SECRET = "app-secret"


@pytest.mark.parametrize("name", sample_names())
def test_every_sample_is_accepted_as_signed_and_refused_when_rewritten(name: str) -> None:
    body = body_of(name)

    assert is_signed(body, "sha256=" + sign(body, SECRET), [SECRET])
    assert not is_signed(body + b" ", "sha256=" + sign(body, SECRET), [SECRET])


@pytest.mark.parametrize(
    "header",
    [
        "", "sha256=", "sha1=" + "0" * 40, "sha256=" + "0" * 64, sign(b"{}", SECRET), "sha256=" + sign(b"{}", SECRET).upper(),
        "sha256= " + sign(b"{}", SECRET), "sha256=" + sign(b"{}", SECRET) + ", sha256=" + sign(b"{}", SECRET),
        "sha256=" + sign(b"{}", "another secret"),
    ],
)  # fmt: skip
def test_a_missing_wrong_or_malformed_signature_is_refused(header: str) -> None:
    assert not is_signed(b"{}", header, [SECRET])


def test_two_secrets_are_accepted_while_one_replaces_the_other() -> None:
    assert is_signed(b"{}", "sha256=" + sign(b"{}", "old"), ["new", "old"])


def test_an_empty_secret_signs_nothing() -> None:
    assert not is_signed(b"{}", "sha256=" + sign(b"{}", ""), [""])


def test_the_numbers_and_accounts_of_a_body_are_found_without_parsing_it() -> None:
    body = body_of("batch-multi-tenant")

    assert set(named_numbers(body)) == {"215550001112233", "215550001112234", "325550004445566", "435550007778899"}
    assert set(named_wabas(body)) == {"104857600011223", "204857600044556", "304857600077889"}
