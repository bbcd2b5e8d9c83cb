"""What the tests of the store share: the admin side's way in, and a tenant with a conversation."""

from collections.abc import Iterator

import pytest

from shared.store.core import Core
from tests.parts import Database
from tests.store.hot import Place, make_place


@pytest.fixture
def core(database: Database) -> Iterator[Core]:
    made = Core(database.pooled_url, pool_size=1)
    yield made
    made.close()


@pytest.fixture
def place(database: Database) -> Place:
    return make_place(database.superuser_url)
