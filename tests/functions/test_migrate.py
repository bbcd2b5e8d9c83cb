"""The migrations function: an empty database becomes a service that one can sign in to."""

import uuid
from collections.abc import Iterator

import pytest

from functions.migrate.handler import handler
from local.databases import drop_database
from shared.container import process_container
from tests.parts import Parts
from tests.superuser import run_sql


@pytest.fixture
def empty(parts: Parts, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A database with nothing in it, as the environment's; its superuser address."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    owner = parts.direct_urls.split("://", 1)[1].split(":", 1)[0]
    run_sql(f"{parts.superuser_urls}postgres", f"create database {name} owner {owner}")
    addresses = {"DATABASE_URL": parts.pooled_urls + name, "DATABASE_URL_UNPOOLED": parts.direct_urls + name}
    for variable, value in (environment | addresses).items():
        monkeypatch.setenv(variable, value)
    process_container.cache_clear()
    yield parts.superuser_urls + name
    process_container().stop()
    process_container.cache_clear()
    drop_database(f"{parts.superuser_urls}postgres", name)


def test_it_migrates_and_makes_the_first_admin_once(empty: str, environment: dict[str, str]) -> None:
    first, second = handler({}, None), handler({}, None)

    assert first == {"schema": "head", "made_first_admin": True}
    assert second == {"schema": "head", "made_first_admin": False}
    assert run_sql(empty, "select email, role from users") == [(environment["AUTH_SEED_ADMIN_EMAIL"], "admin")]
    assert run_sql(empty, "select count(*) from publications") == [(1,)]


def test_pgvector_is_taken_up_where_it_may_be_and_missed_by_nobody_where_not(
    empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    handler({}, None)
    assert installed(empty) == [], "our owner may not create it"

    monkeypatch.setenv("DATABASE_URL_UNPOOLED", empty)  # the superuser may, as owners of Neon's projects may
    handler({}, None)

    assert installed(empty) == ["vector"]


def installed(database: str) -> list[str]:
    return [name for (name,) in run_sql(database, "select extname from pg_extension where extname = 'vector'")]
