"""Publishing: the draft becomes the next version and answers; what has errors never does."""

from collections.abc import Iterator
from typing import Any

import pytest

from shared.domain.errors import Conflict, NotFound
from shared.domain.ids import FlowId, TenantId
from shared.engine.problems import FlowInvalid
from shared.services.publish import publish, publish_new
from shared.store import flows
from shared.store.audit import Origin
from shared.store.core import Core
from tests.functions.people import FLOW, sql_on
from tests.parts import Database

US = Origin("user:7", "visit-0001")


@pytest.fixture
def core(database: Database) -> Iterator[Core]:
    made = Core(database.pooled_url, pool_size=1)
    yield made
    made.close()


@pytest.fixture
def tenant(database: Database) -> TenantId:
    ((made,),) = sql_on(database.superuser_url, "insert into tenants (name) values ('Aurora') returning id")
    return TenantId(made)


def make(core: Core, tenant: TenantId, definition: dict[str, Any] | None = None) -> FlowId:
    with core.tenant(tenant) as tx:
        return publish_new(tx, tenant=tenant, domain="real_estate", name="F", definition=definition or FLOW, by=US)


def test_each_publication_is_a_version_of_its_own_and_the_last_one_answers(core: Core, tenant: TenantId) -> None:
    flow = make(core, tenant)
    with core.tenant(tenant) as tx:
        _, number = publish(tx, tenant=tenant, flow=flow, by=US)
        answering = flows.find_published(tx, tenant=tenant, domain="real_estate")

    assert number == 2
    assert answering is not None
    assert (answering.version, answering.summary.latest_version, dict(answering.definition)) == (2, 2, FLOW)


def test_who_published_what_is_recorded(core: Core, tenant: TenantId, database: Database) -> None:
    flow = make(core, tenant)

    rows = sql_on(database.superuser_url, "select actor, action, target, detail, correlation_id from audit")

    assert rows == [("user:7", "flow_published", str(flow), {"version": 1}, "visit-0001")]


def test_a_flow_with_errors_is_neither_published_nor_kept_half(
    core: Core, tenant: TenantId, database: Database
) -> None:
    broken = FLOW | {"start": "nowhere"}

    with pytest.raises(FlowInvalid) as caught:
        make(core, tenant, broken)

    assert [problem.code for problem in caught.value.problems] == ["start_missing"]
    assert sql_on(database.superuser_url, "select count(*) from flows") == [(0,)]


def test_a_name_is_used_once_per_trade(core: Core, tenant: TenantId) -> None:
    make(core, tenant)

    with pytest.raises(Conflict) as caught:
        make(core, tenant)

    assert caught.value.code == "flow_exists"


def test_an_archived_or_foreign_flow_is_not_found(core: Core, tenant: TenantId, database: Database) -> None:
    flow = make(core, tenant)
    ((other,),) = sql_on(database.superuser_url, "insert into tenants (name) values ('Rival') returning id")
    for who in (TenantId(other), tenant):
        sql_on(database.superuser_url, "update flows set archived_at = now()")
        with pytest.raises(NotFound), core.tenant(who) as tx:
            publish(tx, tenant=who, flow=flow, by=US)
