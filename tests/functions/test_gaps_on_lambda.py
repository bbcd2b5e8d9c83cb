"""On Lambda nobody ticks: gaps in our receiving are known all the same, so that a send of unknown fate waits for Meta's retries."""

from collections.abc import Iterator
from typing import Any

import pytest

from functions.jobs import handler as jobs
from functions.webhook import handler as webhook
from shared.container import Container, process_container
from tests.deploy.test_runtime import BODY, signed
from tests.parts import Database
from tests.superuser import run_sql

GAP = "select last_receiving_gap() is not null, last_receiving_gap() > now() - interval '1 minute'"


@pytest.fixture
def on_lambda(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Container]:
    """This process as a function's: what its handlers find as their environment."""
    for name, value in (environment | {"AWS_LAMBDA_FUNCTION_NAME": "prosa-prod-webhook"}).items():
        monkeypatch.setenv(name, value)
    process_container.cache_clear()
    yield process_container()
    process_container().stop()
    process_container.cache_clear()


def post(environment: dict[str, str]) -> int:
    body = BODY.encode()
    headers = {name.lower(): value for name, value in signed(environment, body)}
    http = {"method": "POST", "path": "/webhook", "sourceIp": "192.0.2.1"}
    event: dict[str, Any] = {"rawPath": "/webhook", "headers": headers, "body": BODY, "requestContext": {"http": http}}
    return int(webhook.handler(event, None)["statusCode"])


def aged(database: Database) -> None:
    """As if the functions had begun long ago and beaten ever since."""
    run_sql(database.superuser_url, "update receivers set started_at = now() - interval '1 hour', gap_at = null")


def test_the_heartbeat_beats_for_all_functions(on_lambda: Container, database: Database) -> None:
    jobs.handler({"heartbeat": True}, None)
    jobs.handler({"heartbeat": True}, None)

    assert run_sql(database.superuser_url, "select count(*), bool_and(next_by > now()) from receivers") == [(1, True)]
    aged(database)
    assert run_sql(database.superuser_url, "select last_receiving_gap() < now() - interval '30 minutes'") == [(True,)]


def test_a_heartbeat_that_came_too_late_was_a_gap(on_lambda: Container, database: Database) -> None:
    jobs.handler({"heartbeat": True}, None)
    aged(database)
    run_sql(database.superuser_url, "update receivers set next_by = now() - interval '10 seconds'")

    jobs.handler({"heartbeat": True}, None)

    assert run_sql(database.superuser_url, GAP) == [(True, True)]


def test_a_webhook_that_could_not_be_stored_is_told_with_the_next_that_is(
    on_lambda: Container, database: Database, environment: dict[str, str]
) -> None:
    jobs.handler({"heartbeat": True}, None)
    aged(database)
    on_lambda.receiving.note_gap()

    assert post(environment) == 200

    assert run_sql(database.superuser_url, GAP) == [(True, True)]
    assert not on_lambda.receiving.take_gap()
