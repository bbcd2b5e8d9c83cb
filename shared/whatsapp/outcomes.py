"""What an answer of Graph means for a send: sent, refused, later, account fault, or unknown.

Unknown is the expensive one: the message may have left, so only answers that say "rejected" in Meta's own words count as
not sent; every other 5xx and an unreadable 2xx are unknown. Codes: Meta's error reference, read 2026-11.
"""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from shared.domain.sending import AccountFault, Outcome, Refused, RetryLater, Sent, Unknown

# Token, rights, policy, payment and set-up: nothing leaves this number until a person acts.
ACCOUNT_CODES = {
    0,
    3,
    10,
    33,
    190,
    368,
    130497,
    131005,
    131031,
    131037,
    131042,
    131045,
    133010,
    134011,
    *range(200, 300),
}
# Rates and outages that Meta names: definitely not sent, and worth sending again after a pause.
LATER_CODES = {2, 4, 80007, 130429, 131016, 131048, 131056, 131057, 131064, 133004, 133016}
PAIR_RATE = 131056
MAINTENANCE = 131057
MAINTENANCE_PAUSE = timedelta(minutes=2)  # a throughput upgrade takes up to a minute
UNKNOWN_CODES = {1, 131000}  # "unknown error" of Meta: the message may have gone out


def read_outcome(status: int, body: bytes, headers: Mapping[str, str]) -> Outcome:
    """Class of an HTTP answer of `POST /messages`."""
    document = _document(body)
    if 200 <= status < 300:
        wamid = _wamid(document)
        return Sent(wamid) if wamid else Unknown("unreadable_answer")
    error = document.get("error") if isinstance(document.get("error"), dict) else None
    if not isinstance(error, dict) or not isinstance(error.get("code"), int):
        if status == 429:
            return RetryLater(429, "Too many requests", retry_after(headers))
        return Unknown(f"http_{status}") if status >= 500 else Refused(status, f"HTTP {status}")
    return _by_code(status, error, headers)


def _by_code(status: int, error: Mapping[str, Any], headers: Mapping[str, str]) -> Outcome:
    code, title = int(error["code"]), str(error.get("message", ""))[:200]
    if code in LATER_CODES or status == 429:
        return RetryLater(code, title, MAINTENANCE_PAUSE if code == MAINTENANCE else retry_after(headers))
    if code in UNKNOWN_CODES:
        return Unknown(f"graph_{code}")
    if code in ACCOUNT_CODES:
        return AccountFault(code, title)
    return Unknown(f"graph_{code}") if status >= 500 else Refused(code, title)


def retry_after(headers: Mapping[str, str]) -> timedelta | None:
    """The Retry-After header in whole seconds, at most an hour; None when there is none to trust."""
    value = headers.get("retry-after", "")
    return timedelta(seconds=min(int(value), 3600)) if value.isascii() and value.isdigit() and len(value) < 6 else None


def pause_before_retry(outcome: RetryLater, attempt: int) -> timedelta:
    """How long to wait: what Graph says, else 4^n s for a pair that talks too fast (Meta's rule), else 2^n s; at most 15 min."""
    base = 4 if outcome.code == PAIR_RATE else 2
    by_attempt = timedelta(seconds=min(base ** min(attempt, 10), 900))
    return max(by_attempt, outcome.after) if outcome.after else by_attempt


def _document(body: bytes) -> dict[str, Any]:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def _wamid(document: Mapping[str, Any]) -> str | None:
    messages = document.get("messages")
    first = messages[0] if isinstance(messages, list) and messages and isinstance(messages[0], dict) else {}
    wamid = first.get("id")
    return wamid if isinstance(wamid, str) and wamid else None
