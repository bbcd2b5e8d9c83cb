"""Questions leave together, as the tenant who asks, are compiled once, and do no harm when one of them fails."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from sqlalchemy import Integer, Select, bindparam, literal, select

from shared.store.core import Core
from shared.store.questions import TENANT, Question, together
from shared.store.tables import leads
from tests.parts import Database
from tests.store.admin import make_tenant


def select_leads() -> Select[*tuple[Any, ...]]:
    return select(leads.c.id).where(leads.c.tenant_id == TENANT)


def select_share() -> Select[*tuple[Any, ...]]:
    return select(literal(6) / bindparam("among", type_=Integer), TENANT)


LEADS = Question(select_leads, lambda row: row[0])
SHARE = Question(select_share, lambda row: int(row[0]))


@pytest.fixture
def core(database: Database) -> Iterator[Core]:
    made = Core(database.pooled_url, pool_size=1)
    yield made
    made.close()


def test_each_question_has_its_own_answer_of_the_tenant_that_asks(core: Core, database: Database) -> None:
    ours, theirs = (make_tenant(database.superuser_url, name) for name in ("A", "B"))

    with core.tenant(ours.id) as tx, together(tx) as ask:
        found, share = ask(LEADS, tenant=ours.id), ask(SHARE, tenant=ours.id, among=2)
    with core.tenant(ours.id) as tx, together(tx) as ask:
        hidden, another = ask(LEADS, tenant=theirs.id), ask(SHARE, tenant=ours.id, among=3)

    assert (found.all(), share.all()) == ([ours.ids["leads"]], [3])
    assert (hidden.all(), another.all()) == ([], [2])


def test_a_question_that_fails_leaves_the_connection_to_the_next(core: Core, database: Database) -> None:
    tenant = make_tenant(database.superuser_url).id

    def ask_in_vain() -> None:
        with core.tenant(tenant) as tx, together(tx) as ask:
            ask(SHARE, tenant=tenant, among=0)
            ask(LEADS, tenant=tenant)

    with pytest.raises(psycopg.errors.DivisionByZero):
        ask_in_vain()
    with core.tenant(tenant) as tx, together(tx) as ask:
        share = ask(SHARE, tenant=tenant, among=6)

    assert share.all() == [1]


def test_a_select_is_made_once(core: Core, database: Database) -> None:
    tenant, made = make_tenant(database.superuser_url).id, list[int]()

    def select_counted() -> Select[*tuple[Any, ...]]:
        made.append(1)
        return select_share()

    question = Question(select_counted, lambda row: int(row[0]))
    for _ in range(2):
        with core.tenant(tenant) as tx, together(tx) as ask:
            ask(question, tenant=tenant, among=1)

    assert made == [1]
