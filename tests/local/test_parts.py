"""What the fixtures promise every other test."""

import psycopg
from upstash_redis import Redis

from shared.settings import load_settings
from tests.parts import Database, Parts, RedisRest


def test_a_database_is_migrated_and_owned_as_on_neon(database: Database) -> None:
    with psycopg.connect(database.pooled_url, prepare_threshold=None) as db:
        role = db.execute("SELECT rolsuper, rolcreaterole, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        tables = db.execute("SELECT to_regclass('tenants') IS NOT NULL").fetchone()

        assert role.fetchone() == (False, True, True)
        assert tables == (True,)


def test_two_databases_share_nothing(parts: Parts, database: Database) -> None:
    other = parts.clone()
    with psycopg.connect(database.direct_url, autocommit=True) as db:
        db.execute("CREATE TABLE only_here (id int)")

    with psycopg.connect(other.direct_url) as db:
        found = db.execute("SELECT to_regclass('only_here')").fetchone()
    parts.drop(other)

    assert found == (None,)


def test_the_environment_satisfies_the_settings(environment: dict[str, str], redis_rest: RedisRest) -> None:
    settings = load_settings(environment)

    assert settings.redis_rest == (redis_rest.url, redis_rest.token)


def test_redis_is_empty_and_works(redis_rest: RedisRest) -> None:
    with Redis(redis_rest.url, redis_rest.token, rest_retries=0, allow_telemetry=False) as redis:
        assert redis.dbsize() == 0
        assert redis.set("k", "ação")
        assert redis.get("k") == "ação"
