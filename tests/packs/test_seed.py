"""The demo agency on real parts: made once, routed, stocked, known to the simulator with the secrets that are stored."""

import dataclasses
import json
from datetime import timedelta

import pytest

from local.fetch import answers, fetch
from local.ports import HOST, free_port
from local.processes import python
from local.seed import AGENCY, NUMBER, Seeded, seed
from shared.container import Container
from shared.settings import load_settings
from shared.store.catalog_import import Saved
from tests.conftest import Spawn
from tests.parts import Database
from tests.superuser import superuser


@pytest.fixture
def seeded(environment: dict[str, str]) -> Seeded:
    return seed(environment | {"SIMULATOR_URL": ""})


def count(database: Database, what: str) -> int:
    with superuser(database.superuser_url) as db:
        row = db.execute(f"select count(*) from {what}").fetchone()
    assert row is not None
    return int(row[0])


def test_the_agency_has_users_number_flow_and_listings(seeded: Seeded, database: Database) -> None:
    assert seeded.name == "Imobiliária Aurora"
    assert seeded.users == ("admin@example.com", "agente@aurora.test")
    assert seeded.numbers == (NUMBER,)
    assert seeded.listings == Saved(created=150, updated=0, unchanged=0)
    assert count(database, "users") == 2
    assert count(database, "publications where domain = 'real_estate'") == 1
    assert count(database, "tenants where business_hours -> 'week' -> 'sat' = '[[\"09:00\", \"13:00\"]]'") == 1
    assert count(database, "catalog_items where image like '/local/pictures/%.jpg'") == 150


def test_seeding_again_changes_nothing(seeded: Seeded, environment: dict[str, str], database: Database) -> None:
    again = seed(environment | {"SIMULATOR_URL": ""})

    assert again == dataclasses.replace(seeded, listings=Saved(created=0, updated=0, unchanged=150))
    for table, rows in (("tenants", 1), ("users", 2), ("whatsapp_accounts", 1), ("flow_versions", 1)):
        assert count(database, table) == rows, table


def test_the_first_admins_tenant_becomes_the_agency(environment: dict[str, str], database: Database) -> None:
    container = Container(load_settings(environment))
    assert container.first_admin.make()
    container.core.close()

    seed(environment | {"SIMULATOR_URL": ""})

    assert count(database, "tenants") == 1
    assert count(database, f"tenants where name = '{AGENCY.name}'") == 1
    assert count(database, "users where email = 'admin@example.com'") == 1


def test_the_simulator_knows_the_number_the_people_and_the_stored_secrets(
    environment: dict[str, str], spawn: Spawn
) -> None:
    port = free_port()
    simulator = f"http://{HOST}:{port}"
    child = spawn("simulator", python("local.simulator", "--host", HOST, "--port", str(port)))
    child.wait_until(lambda: answers(f"{simulator}/sim/health"), timedelta(seconds=30))

    for _ in range(2):
        assert seed(environment | {"WA_GRAPH_BASE_URL": simulator}).simulator == simulator

    [number] = json.loads(fetch(f"{simulator}/sim/numbers"))
    assert number["phone_number_id"] == NUMBER.phone_number_id
    assert number["verified_name"] == AGENCY.name
    contacts = json.loads(fetch(f"{simulator}/sim/contacts"))
    assert {"Ana Souza", "Lia Prado"} <= {contact["name"] for contact in contacts}
    assert sum(bool(contact["username_only"]) for contact in contacts) == 1
