"""What readiness asks the catalog: roles that could pass by row-level security are found."""

import uuid
from collections.abc import Callable, Iterator

import pytest

from shared.store.database import Database as Store
from shared.store.schema import read_schema_state
from tests.parts import Database
from tests.superuser import run_sql

Role = Callable[[str], str]


@pytest.fixture
def role(database: Database) -> Iterator[Role]:
    """Make roles of this test's own (roles belong to the whole cluster), which the login may enter."""
    made: list[str] = []

    def make(attributes: str = "") -> str:
        name = f"test_{uuid.uuid4().hex[:12]}"
        run_sql(database.superuser_url, f"create role {name} nologin {attributes}")
        login = database.direct_url.split("://", 1)[1].split(":", 1)[0]
        run_sql(database.superuser_url, f"grant {name} to {login} with set true, inherit false")
        made.append(name)
        return name

    yield make
    for name in reversed(made):
        run_sql(database.superuser_url, f"drop owned by {name}; drop role {name}")


@pytest.fixture
def store(database: Database) -> Iterator[Store]:
    made = Store(database.pooled_url, 1)
    yield made
    made.close()


def is_guarded(store: Store, *roles: str) -> bool:
    return store.outside(lambda tx: read_schema_state(tx, roles=roles)).is_guarded


def test_plain_roles_are_safe(store: Store, role: Role) -> None:
    assert is_guarded(store, role(""), role(""))


def test_the_roles_of_the_migrations_are_safe_and_current(store: Store) -> None:
    state = store.outside(read_schema_state)

    assert (state.is_current, state.is_guarded) == (True, True)


@pytest.mark.parametrize("attribute", ["superuser", "bypassrls"])
def test_an_attribute_that_passes_by_is_unsafe(store: Store, role: Role, attribute: str) -> None:
    assert not is_guarded(store, role(attribute))


def test_membership_in_a_role_that_passes_by_is_unsafe_at_any_distance(
    store: Store, role: Role, database: Database
) -> None:
    mighty, between, ours = role("bypassrls"), role(""), role("")
    run_sql(database.superuser_url, f"grant {mighty} to {between}; grant {between} to {ours}")

    assert not is_guarded(store, ours)


def test_owning_a_table_is_unsafe(store: Store, role: Role, database: Database) -> None:
    ours = role("")
    assert is_guarded(store, ours)
    run_sql(database.superuser_url, f"alter table lead_events owner to {ours}")

    assert not is_guarded(store, ours)

    run_sql(database.superuser_url, "alter table lead_events owner to current_user")


def test_a_role_that_the_login_may_not_enter_or_that_is_missing_is_unsafe(
    store: Store, role: Role, database: Database
) -> None:
    ours = role("")
    assert not is_guarded(store, ours, "no_such_role")
    login = database.direct_url.split("://", 1)[1].split(":", 1)[0]
    run_sql(database.superuser_url, f"revoke {ours} from {login}")

    assert not is_guarded(store, ours)
