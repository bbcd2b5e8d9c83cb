"""Liveness and readiness: what is checked, what only degrades, and how little it costs."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from functions.render import build
from shared.container import Container
from shared.settings import load_settings
from tests.parts import Database
from tests.superuser import run_sql

ALL_THREADS = 40  # that anyio gives to whatever is not async


def checks(answer: Any) -> dict[str, str | None]:
    return {check["name"]: check["code"] for check in answer.json()["checks"]}


def test_a_healthy_service_is_alive_and_ready(client: TestClient) -> None:
    assert client.get("/health/liveness").json() == {"status": "alive"}
    answer = client.get("/health/readiness")

    assert (answer.status_code, answer.json()["status"]) == (200, "ready")
    assert checks(answer) == {"database": None, "schema": None, "database_role": None, "redis": None}


UNREADY: dict[str, tuple[str, str, str]] = {
    "an old schema": ("update alembic_version set version_num = '0000'", "schema", "schema_outdated"),
    "no schema": ("drop table alembic_version", "schema", "schema_outdated"),
    "a tenant table without row security": (
        "alter table leads disable row level security",
        "database_role",
        "db_role_unsafe",
    ),
    "a tenant table its owner may read": (
        "alter table leads no force row level security",
        "database_role",
        "db_role_unsafe",
    ),
    "a new tenant table that forgot it": ("create table extra (tenant_id uuid)", "database_role", "db_role_unsafe"),
    "a role that owns a table": ("alter table leads owner to prosa_app", "database_role", "db_role_unsafe"),
}


@pytest.mark.parametrize("reason", UNREADY)
def test_a_faulty_database_is_503_with_the_check_that_failed(
    client: TestClient, database: Database, reason: str
) -> None:
    sql, name, code = UNREADY[reason]
    run_sql(database.superuser_url, sql)

    answer = client.get("/health/readiness")

    assert (answer.status_code, answer.json()["status"]) == (503, "unready")
    assert checks(answer)[name] == code


def test_a_newer_schema_is_ready_for_the_release_that_is_being_replaced(client: TestClient, database: Database) -> None:
    run_sql(database.superuser_url, "update alembic_version set version_num = '9999'")

    assert client.get("/health/readiness").json()["status"] == "ready"


def test_without_redis_the_service_is_degraded_and_says_so(
    api: FastAPI, environment: dict[str, str], container: Container, current: Any
) -> None:
    without = {
        "redis_unavailable": {"UPSTASH_REDIS_REST_URL": "http://127.0.0.1:9"},
        "redis_not_configured": {"UPSTASH_REDIS_REST_URL": ""},
    }

    for code, change in without.items():
        current.container = Container(load_settings(environment | change))
        answer = TestClient(api).get("/health/readiness")
        current.container.stop()
        assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
        assert checks(answer)["redis"] == code
    current.container = container


def test_while_every_thread_waits_the_service_still_says_how_it_is(container: Container) -> None:
    app, over, waiting = build(lambda: container), threading.Event(), threading.Semaphore(0)

    def wait() -> None:
        waiting.release()
        over.wait(60)

    app.add_api_route("/waits", wait)
    with TestClient(app) as client, ThreadPoolExecutor(ALL_THREADS + 2) as pool:  # one event loop, as a server has
        busy = [pool.submit(client.get, "/waits") for _ in range(ALL_THREADS)]
        try:
            for _ in busy:
                assert waiting.acquire(timeout=30)
            asked = [pool.submit(client.get, f"/health/{kind}") for kind in ("liveness", "readiness")]
            answers = [each.result(timeout=15).status_code for each in asked]
        finally:
            over.set()

    assert answers == [200, 200]


def test_a_hundred_who_ask_at_once_cost_one_look(
    client: TestClient, container: Container, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[Any] = []
    outside = container.database.outside

    def looking(*what: Any, **how: Any) -> Any:
        looks.append(what)
        return outside(*what, **how)

    monkeypatch.setattr(container.database, "outside", looking)

    with ThreadPoolExecutor(20) as pool:
        codes = {answer.status_code for answer in pool.map(lambda _: client.get("/health/readiness"), range(100))}

    assert codes == {200}
    assert len(looks) == 1


def test_health_names_no_version_address_or_tenant(client: TestClient, environment: dict[str, str]) -> None:
    text = client.get("/health/readiness").text + client.get("/health/liveness").text

    for word in ("postgresql", "127.0.0.1", "version", environment["DATABASE_URL"].rsplit("/", 1)[1]):
        assert word not in text.lower()
