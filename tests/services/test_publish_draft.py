"""Publishing a draft: each time a number more, only what was proven, never another tenant's."""

from typing import Any

import pytest

from shared.domain.errors import Conflict, NotFound, Stale
from shared.domain.flows import Publication
from shared.domain.ids import FlowId, TenantId
from shared.services import run_flow_tests
from shared.services.publish import publish, publish_new
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


@pytest.fixture
def flow(core: Core, tenant: TenantId) -> FlowId:
    with core.tenant(tenant) as tx:
        return publish_new(tx, tenant=tenant, domain="real_estate", name="F", definition=FLOW, by=US)


def test_each_publication_is_a_version_of_its_own_and_the_last_one_answers(
    core: Core, tenant: TenantId, flow: FlowId
) -> None:
    again = publish(core, tenant=tenant, flow=flow, how=Publication(running="move"), by=US)

    with core.tenant(tenant) as tx:
        answering = flow_versions.find_published(tx, tenant=tenant, domain="real_estate")
    assert answering is not None
    assert (again.version, answering.version, answering.version_id) == (2, 2, again.version_id)


def test_an_archived_or_foreign_flow_is_not_published(
    core: Core, tenant: TenantId, flow: FlowId, database: Database
) -> None:
    ((other,),) = run_sql(database.superuser_url, "insert into tenants (name) values ('Rival') returning id")
    with pytest.raises(NotFound):
        publish(core, tenant=TenantId(other), flow=flow, how=Publication(), by=US)
    run_sql(database.superuser_url, "update flows set archived_at = now()")

    with pytest.raises(Conflict) as caught:
        publish(core, tenant=tenant, flow=flow, how=Publication(), by=US)

    assert caught.value.code == "flow_archived"


def test_a_draft_that_changed_while_it_was_proven_is_not_published(
    core: Core, tenant: TenantId, flow: FlowId, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    proven = run_flow_tests.run_tests_in_time

    def meanwhile(*args: Any, **how: Any) -> Any:
        run_sql(database.superuser_url, "update flows set draft_revision = draft_revision + 1")
        return proven(*args, **how)

    monkeypatch.setattr(run_flow_tests, "run_tests_in_time", meanwhile)
    with pytest.raises(Stale) as caught:
        publish(core, tenant=tenant, flow=flow, how=Publication(), by=US)

    assert caught.value.code == "stale_draft"
    assert run_sql(database.superuser_url, "select latest_version from flows") == [(1,)]
