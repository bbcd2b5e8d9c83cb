"""Every error code that Meta documents for sending falls into the class that loses and doubles nothing."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from shared.domain.sending import AccountFault, Refused, RetryLater, Sent, Unknown
from shared.whatsapp.outcomes import pause_before_retry, read_outcome

ERRORS: list[dict[str, Any]] = json.loads((Path(__file__).parent / "send-limits.json").read_text())["errors"]
SENDING = [e for e in ERRORS if e["where"] in ("sync", "both") and isinstance(e["code"], int) and e["http"]]
ACCOUNT = {0, 190, 3, 10, 33, 368, 130497, 131031, 131005, 131037, 131042, 131045, 133010, 134011}
LATER = {2, 4, 80007, 130429, 131016, 131048, 131056, 131057, 131064, 133004, 133016}
UNKNOWN = {1, 131000}


def graph_error(code: int) -> bytes:
    return json.dumps(
        {"error": {"message": f"(#{code}) x", "type": "OAuthException", "code": code, "fbtrace_id": "A"}}
    ).encode()


@pytest.mark.parametrize("error", SENDING, ids=lambda error: str(error["code"]))
def test_each_documented_code_has_its_class(error: dict[str, Any]) -> None:
    outcome = read_outcome(error["http"], graph_error(error["code"]), {})

    if error["code"] in ACCOUNT:
        assert isinstance(outcome, AccountFault)
    elif error["code"] in LATER:
        assert isinstance(outcome, RetryLater)
    elif error["code"] in UNKNOWN or error["http"] >= 500:
        assert isinstance(outcome, Unknown)
    else:
        assert isinstance(outcome, Refused)


def test_every_permission_code_stops_the_account() -> None:
    assert all(isinstance(read_outcome(403, graph_error(code), {}), AccountFault) for code in range(200, 300))


def test_only_an_answer_with_a_wamid_counts_as_sent() -> None:
    assert read_outcome(200, b'{"messages":[{"id":"wamid.A"}]}', {}) == Sent("wamid.A")
    for body in (
        b"",
        b"{}",
        b"[]",
        b"<html>",
        b'{"messages":[]}',
        b'{"messages":[{"id":""}]}',
        b'{"messages":[{"id":7}]}',
        b"[" * 90_000,
    ):
        assert isinstance(read_outcome(200, body, {}), Unknown)


@pytest.mark.parametrize("status", [500, 502, 503, 504, 520])
def test_a_server_error_without_metas_words_is_unknown(status: int) -> None:
    assert isinstance(read_outcome(status, b"<html>bad gateway</html>", {}), Unknown)


def test_too_many_requests_waits_as_long_as_told() -> None:
    outcome = read_outcome(429, b"", {"retry-after": "7"})

    assert outcome == RetryLater(429, "Too many requests", timedelta(seconds=7))
    assert pause_before_retry(outcome, 1) == timedelta(seconds=7)


def test_a_pair_that_talks_too_fast_waits_four_to_the_attempt() -> None:
    pauses = [pause_before_retry(RetryLater(131056, ""), attempt).total_seconds() for attempt in (1, 2, 3, 4, 5, 9)]

    assert pauses == [4, 16, 64, 256, 900, 900]
