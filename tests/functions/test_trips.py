"""What a message costs, counted on the lines: trips to Postgres, commits, calls of Graph and Redis, connections, log lines.

The numbers do not depend on the machine. A number that falls is good news: lower it here.
"""

import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from urllib.parse import urlsplit

import psycopg
import pytest

from benchmarks.rig import bodies
from benchmarks.rig.agency import Agency, flow, plant
from benchmarks.rig.counted import Cost, CountedService
from benchmarks.rig.wire import PostgresCounter
from local.chaos.network import Network
from shared.domain.ids import TenantId, UserId
from shared.domain.principals import Role
from shared.services import read_conversations, read_leads
from shared.services.access_tokens import Claims
from shared.services.sync import sync
from shared.store.core import Core
from tests.parts import Database
from tests.store.admin import make_tenant

ANA, BIA = "5511900000001", "5511900000002"


Page = Callable[[], object]


def conversations(core: Core, tenant: TenantId) -> Page:
    return lambda: read_conversations.list_conversations(
        core, tenant=tenant, owner=None, search="", after=None, limit=50
    )


def board(core: Core, tenant: TenantId) -> Page:
    return lambda: read_leads.read_board(core, tenant=tenant)


def lead(core: Core, tenant: TenantId) -> Page:
    (shown,) = read_leads.list_leads(core, tenant=tenant, stage=None, owner=None, after=None, limit=50).items
    return lambda: read_leads.read_lead(core, tenant=tenant, lead=shown.id)


def poll(core: Core, tenant: TenantId) -> Page:
    return lambda: sync(core, tenant=tenant, seen=None, now=datetime.now(UTC))


@pytest.fixture
def agency(database: Database) -> Agency:
    return plant(database.superuser_url)


@pytest.fixture
def service(environment: dict[str, str], agency: Agency) -> Iterator[CountedService]:
    """Warm: it has answered somebody of this number before."""
    opened = CountedService(environment)
    opened.post(bodies.text(agency.number, "5511900000000", "oi"))
    opened.work()
    yield opened
    opened.close()


def say(service: CountedService, body: bytes) -> tuple[Cost, Cost]:
    """Before the answer, and altogether."""
    status, before = service.post(body)
    assert status == 200
    return before, before + service.work()


def test_a_text_takes_two_trips_before_the_answer_and_three_with_its_reply(
    service: CountedService, agency: Agency
) -> None:
    say(service, bodies.text(agency.number, ANA, "oi"))

    before, whole = say(service, bodies.text(agency.number, ANA, "comprar"))

    assert (before.trips, before.commits) == (2, 1)
    assert (whole.trips, whole.commits, whole.graph, whole.redis) == (3, 2, 1, 0)
    assert (whole.opened, whole.connections) == (0, 0)


def test_a_new_contact_takes_no_more(service: CountedService, agency: Agency) -> None:
    before, whole = say(service, bodies.text(agency.number, BIA, "oi"))

    assert (before.trips, whole.trips, whole.commits) == (2, 3, 2)


def test_a_new_process_asks_once_for_the_number_and_once_for_the_flow(service: CountedService, agency: Agency) -> None:
    service.restart()

    before, whole = say(service, bodies.text(agency.number, ANA, "oi"))

    assert (before.trips, before.opened) == (4, 1)
    assert (whole.trips, whole.commits, whole.opened, whole.connections) == (5, 3, 2, 1)


def test_a_duplicate_takes_one(service: CountedService, agency: Agency) -> None:
    body = bodies.text(agency.number, ANA, "oi")
    say(service, body)

    before, whole = say(service, body)

    assert (before.trips, whole.trips, whole.graph) == (1, 1, 0)


def test_a_redelivery_to_another_process_takes_one(service: CountedService, agency: Agency) -> None:
    """Such a redelivery comes late, which its own time tells."""
    late = bodies.text(agency.number, ANA, "oi", at=1_700_000_000)
    say(service, late)
    service.restart()
    say(service, bodies.text(agency.number, BIA, "oi"))

    assert say(service, late)[0].trips == 1


@pytest.mark.parametrize("names", [["sent"], ["sent", "delivered", "read"]])
def test_statuses_take_one_trip_however_many_come_together(
    service: CountedService, agency: Agency, names: list[str]
) -> None:
    before, whole = say(service, bodies.statuses(agency.number, ANA, "wamid.STUB1", names))

    assert (before.trips, before.commits) == (1, 1)
    assert (whole.trips, whole.graph, whole.redis) == (1, 0, 0)


def test_what_is_not_signed_costs_the_database_nothing(service: CountedService, agency: Agency) -> None:
    status, cost = service.post(bodies.text(agency.number, ANA, "oi"), signature="sha256=" + "0" * 64)

    assert status == 401
    assert asdict(cost) | {"lines": 0} == dict.fromkeys(asdict(cost), 0)


def test_a_flow_that_waits_for_a_burst_pays_one_trip_and_one_commit_more(
    service: CountedService, database: Database
) -> None:
    """The message is stored and answered for before the pause; its turn is taken after it."""
    patient = plant(database.superuser_url, definition=flow(debounce_ms=40))
    say(service, bodies.text(patient.number, ANA, "oi"))

    before, whole = say(service, bodies.text(patient.number, ANA, "comprar"))

    assert (before.trips, whole.trips, whole.commits, whole.graph) == (1, 4, 3, 1)


def test_a_tap_is_never_waited_for(service: CountedService, database: Database) -> None:
    patient = plant(database.superuser_url, definition=flow(debounce_ms=40))
    say(service, bodies.text(patient.number, ANA, "oi"))

    before, whole = say(service, bodies.tap(patient.number, ANA, "1", "Comprar"))

    assert (before.trips, whole.trips, whole.commits) == (2, 3, 2)


def test_a_flush_that_leaves_late_is_no_trip(database: Database) -> None:
    """psycopg ends a flight with one; when the machine is slow it goes out alone, after the answer to all the rest."""
    network, address = Network(), urlsplit(database.superuser_url)
    counter = PostgresCounter(network, lambda: address.port or 0)
    with psycopg.connect(database.superuser_url, port=counter.port, autocommit=True) as connection:
        for _ in range(3):
            connection.execute("select 1")
            connection.pgconn.send_flush_request()
            connection.pgconn.flush()
            time.sleep(0.05)
    counter.close()
    network.close()

    assert counter.count.trips == 3


def test_many_messages_open_nothing_and_write_a_line_each(service: CountedService, agency: Agency) -> None:
    total = Cost(0, 0, 0, 0, 0, 0, 0, 0)
    for at in range(25):
        _, whole = say(service, bodies.text(agency.number, f"55119{at % 7:08d}", "texto-secreto"))
        total += whole

    assert (total.graph, total.redis, total.opened, total.connections, total.lines) == (25, 0, 0, 0, 25)
    assert (total.trips, total.commits) == (75, 50)
    assert "texto-secreto" not in str(service.log_lines())


def test_without_redis_a_message_is_answered_and_a_duplicate_known(environment: dict[str, str], agency: Agency) -> None:
    opened = CountedService(environment, redis_url="http://127.0.0.1:9")
    try:
        body = bodies.text(agency.number, ANA, "oi")
        assert [say(opened, body)[1].graph for _ in range(2)] == [1, 0]
    finally:
        opened.close()


@pytest.mark.parametrize("page", [conversations, board, lead, poll], ids=lambda page: page.__name__)
def test_a_page_of_the_admin_takes_one_trip(
    service: CountedService, database: Database, page: Callable[[Core, TenantId], Page]
) -> None:
    """Begin, who asks, all its questions and commit leave together. The connection is not asked first whether it lives."""
    read = page(service.container.core, make_tenant(database.superuser_url).id)
    read()  # connects

    before = service.postgres.count.trips
    read()

    assert service.postgres.count.trips - before == 1


def test_a_poll_takes_one_trip_for_who_asks_and_one_for_what_changed(
    service: CountedService, database: Database
) -> None:
    tenant = make_tenant(database.superuser_url)
    claims = Claims(UserId(tenant.ids["users"]), tenant.id, Role.ADMIN, 1, uuid.UUID(int=1))
    token = service.container.access_tokens.sign(claims, now=datetime.now(UTC))
    read_leads.read_board(service.container.core, tenant=tenant.id)  # connects

    def trips() -> int:
        before = service.postgres.count.trips
        answer = service.client.get("/admin/sync", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 200, answer.text
        return service.postgres.count.trips - before

    assert [trips(), trips()] == [2, 1]  # who asked is remembered for seconds
