"""The first admin: made once, on any number of instances, and only when nobody exists."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from shared.services.passwords import Passwords
from shared.services.seed_admin import Credentials, FirstAdmin, seed_admin
from shared.store.core import Core
from tests.parts import Database
from tests.superuser import run_sql

SEED = Credentials(" Admin@Example.com ", "a good long password")


def counts(database: Database) -> list[tuple[int, int, int]]:
    return run_sql(
        database.superuser_url,
        "select (select count(*) from tenants), (select count(*) from users), (select count(*) from publications)",
    )


@pytest.fixture
def passwords() -> Passwords:
    return Passwords()


def test_six_instances_at_once_make_one(database: Database, passwords: Passwords) -> None:
    cores = [Core(database.pooled_url, pool_size=1) for _ in range(6)]

    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(lambda core: seed_admin(core, passwords, SEED), cores))

    for core in cores:
        core.close()
    assert made.count(True) == 1
    assert counts(database) == [(1, 1, 1)]
    assert run_sql(database.superuser_url, "select email, role from users") == [("admin@example.com", "admin")]


def test_nothing_is_made_beside_a_user_or_without_credentials(database: Database, passwords: Passwords) -> None:
    core = Core(database.pooled_url, pool_size=1)
    for credentials in (Credentials("", "x" * 12), Credentials("a@b.example", "")):
        assert not seed_admin(core, passwords, credentials)
    assert counts(database) == [(0, 0, 0)]
    assert seed_admin(core, passwords, SEED)

    assert not seed_admin(core, passwords, Credentials("other@example.com", "another password"))

    core.close()
    assert counts(database) == [(1, 1, 1)]


def test_once_somebody_exists_the_question_is_not_asked_again(database: Database, passwords: Passwords) -> None:
    core = Core(database.pooled_url, pool_size=1)
    first = FirstAdmin(core, passwords, SEED)
    assert first.make()
    core.close()
    run_sql(database.superuser_url, "drop table users cascade")

    assert not first.make()


def test_what_it_makes_is_recorded_as_the_systems(database: Database, passwords: Passwords) -> None:
    core = Core(database.pooled_url, pool_size=1)
    seed_admin(core, passwords, SEED)
    core.close()

    actions = run_sql(database.superuser_url, "select action, actor from audit order by id")

    assert actions == [(a, "system") for a in ("tenant_created", "flow_published", "first_admin_created")]
