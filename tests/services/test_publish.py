"""Publishing a flow of our own for a new tenant: in one transaction, recorded, and never with errors."""

from typing import Any

import pytest

from shared.domain.errors import Conflict, Invalid
from shared.domain.ids import FlowId, TenantId
from shared.services.publish import publish_new
from shared.store import flow_versions
from shared.store.audit import Origin
from shared.store.core import Core
from tests.functions.people import FLOW
from tests.parts import Database
from tests.superuser import run_sql

US = Origin("user:7", "visit-0001")


@pytest.fixture
def tenant(database: Database) -> TenantId:
    ((made,),) = run_sql(database.superuser_url, "insert into tenants (name) values ('Aurora') returning id")
    return TenantId(made)


def make(core: Core, tenant: TenantId, definition: dict[str, Any] | None = None) -> FlowId:
    with core.tenant(tenant) as tx:
        return publish_new(tx, tenant=tenant, domain="real_estate", name="F", definition=definition or FLOW, by=US)


def test_it_answers_from_then_on_as_version_one(core: Core, tenant: TenantId) -> None:
    flow = make(core, tenant)

    with core.tenant(tenant) as tx:
        answering = flow_versions.find_published(tx, tenant=tenant, domain="real_estate")
    assert answering is not None
    assert (answering.summary.id, answering.version, dict(answering.definition)) == (flow, 1, FLOW)


def test_who_published_what_is_recorded(core: Core, tenant: TenantId, database: Database) -> None:
    flow = make(core, tenant)

    rows = run_sql(
        database.superuser_url, "select actor, action, target, detail ->> 'version', correlation_id from audit"
    )

    assert rows == [("user:7", "flow_published", str(flow), "1", "visit-0001")]


def test_a_flow_with_errors_is_neither_published_nor_kept_half(
    core: Core, tenant: TenantId, database: Database
) -> None:
    broken = FLOW | {"start": "nowhere"}

    with pytest.raises(Invalid) as caught:
        make(core, tenant, broken)

    assert [problem.code for problem in caught.value.problems] == ["start_missing"]
    assert run_sql(database.superuser_url, "select count(*) from flows") == [(0,)]


def test_a_name_is_used_once_per_trade(core: Core, tenant: TenantId) -> None:
    make(core, tenant)

    with pytest.raises(Conflict) as caught:
        make(core, tenant)

    assert caught.value.code == "flow_exists"
