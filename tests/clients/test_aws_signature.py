"""The signature is AWS's: its published example, and what changes it."""

from datetime import UTC, datetime

from shared.clients.aws_signature import Credentials, signed_headers

# Source: AWS General Reference, "Examples of the complete Signature Version 4 signing process", read 2026-11.
URL = "https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08"
KEYS = Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
FORM = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
THEN = datetime(2015, 8, 30, 12, 36, tzinfo=UTC)


def sign(keys: Credentials = KEYS, body: bytes = b"") -> dict[str, str]:
    return signed_headers("GET", URL, FORM, body, credentials=keys, region="us-east-1", service="iam", now=THEN)


def test_the_published_example_comes_out() -> None:
    assert sign()["authorization"] == (
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, "
        "SignedHeaders=content-type;host;x-amz-date, "
        "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"
    )


def test_the_session_token_is_sent_and_signed() -> None:
    temporary = sign(Credentials(KEYS.key_id, KEYS.secret, "a-token"))

    assert temporary["x-amz-security-token"] == "a-token"
    assert "x-amz-date;x-amz-security-token," in temporary["authorization"]


def test_another_body_is_another_signature() -> None:
    assert sign(body=b"x")["authorization"] != sign()["authorization"]


def test_the_secret_is_never_shown() -> None:
    assert KEYS.secret not in repr(KEYS)
