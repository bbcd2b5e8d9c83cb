"""What the tests of the store share: a tenant with a conversation."""

import pytest

from tests.parts import Database
from tests.store.hot import Place, make_place


@pytest.fixture
def place(database: Database) -> Place:
    return make_place(database.superuser_url)
