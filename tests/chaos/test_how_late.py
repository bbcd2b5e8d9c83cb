"""The chaos report's lateness: seconds from what a webhook tells of until it was answered 200."""

import json
from typing import Any

import pytest

from local.chaos.random_kills import how_late
from local.simulator.journal import WebhookAttempt

THEN = 1_790_000_000  # Unix seconds


def attempt(value: dict[str, Any], *, seconds: float, http: int | None = 200) -> dict[str, Any]:
    """An entry of the simulator's journal: `value` as one webhook, answered so long after THEN."""
    body = {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [{"value": value}]}]}
    made = WebhookAttempt(
        phone_number_id="1", delivery=1, attempt=1, http=http, error=None, ms=5.0, updates=[],
        raw=json.dumps(body).encode(), at=THEN + seconds,
    )  # fmt: skip
    return made.view()


def told(kind: str, *times: int) -> dict[str, Any]:
    return {kind: [{"timestamp": str(time)} for time in times]}


def test_lateness_counts_from_the_first_item_and_comes_shortest_first() -> None:
    found = how_late(
        [
            attempt(told("messages", THEN), seconds=12.25),
            attempt(told("statuses", THEN + 1, THEN), seconds=1.5),
        ]
    )

    assert found == pytest.approx([0.5, 12.25])


def test_only_what_was_taken_in_counts_and_only_if_it_says_when_it_was() -> None:
    found = how_late(
        [
            attempt(told("messages", THEN), seconds=1, http=503),
            attempt(told("messages", THEN), seconds=2, http=None),
            attempt({"messages": [{"id": "wamid.X"}]}, seconds=3),
            attempt({"errors": [{"code": 131000}]}, seconds=4),
            attempt(told("messages", THEN), seconds=70),
        ]
    )

    assert found == pytest.approx([70])
