"""Questions leave together, as the tenant who asks, are compiled once, and do no harm when one of them fails."""

import uuid
from typing import Any

import psycopg
import pytest
from sqlalchemy import Integer, Select, bindparam, literal, select

from shared.domain.errors import StoreUnavailable
from shared.domain.ids import TenantId
from shared.store.core import Core
from shared.store.questions import TENANT, Question, together
from shared.store.tables import leads
from tests.parts import Database
from tests.store.admin import make_tenant
from tests.superuser import cut


def select_leads() -> Select[*tuple[Any, ...]]:
    return select(leads.c.id).where(leads.c.tenant_id == TENANT)


def select_share() -> Select[*tuple[Any, ...]]:
    return select(literal(6) / bindparam("among", type_=Integer), TENANT)


LEADS = Question(select_leads, lambda row: row[0])
NOBODY = TenantId(uuid.UUID(int=1))
SHARE = Question(select_share, lambda row: int(row[0]))


def share_among(core: Core, many: int) -> int | None:
    """One of two questions that leave together."""
    with together(core, NOBODY) as ask:
        share = ask(SHARE, among=many)
        ask(LEADS)
    return share.first()


def test_each_question_has_its_own_answer_of_the_tenant_that_asks(core: Core, database: Database) -> None:
    ours, theirs = (make_tenant(database.superuser_url, name) for name in ("A", "B"))

    with together(core, ours.id) as ask:
        found, share = ask(LEADS), ask(SHARE, among=2)
    with together(core, theirs.id) as ask:
        other, another = ask(LEADS), ask(SHARE, among=3)

    assert (found.all(), share.first()) == ([ours.ids["leads"]], 3)
    assert (other.all(), another.first()) == ([theirs.ids["leads"]], 2)


def test_row_level_security_holds_whatever_a_question_asks(core: Core, database: Database) -> None:
    ours, theirs = (make_tenant(database.superuser_url, name) for name in ("A", "B"))
    everybody = Question(lambda: select(leads.c.id), lambda row: row[0])

    with together(core, ours.id) as ask:
        found = ask(everybody)

    assert found.all() == [ours.ids["leads"]] != [theirs.ids["leads"]]


def test_a_question_that_fails_leaves_the_connection_to_the_next(core: Core) -> None:
    with pytest.raises(psycopg.errors.DivisionByZero):
        share_among(core, 0)

    assert share_among(core, 6) == 1


def test_a_connection_cut_between_questions_is_replaced_unseen(database: Database) -> None:
    core = Core(database.direct_url, pool_size=1)  # a pooler would hide the cut
    share_among(core, 6)
    cut(database.superuser_url)

    assert share_among(core, 3) == 2
    core.close()


def test_nobody_listening_is_store_unavailable() -> None:
    core = Core("postgresql://x:y@127.0.0.1:9/z", pool_size=1)

    with pytest.raises(StoreUnavailable):
        share_among(core, 1)


def test_an_answer_is_not_read_before_the_questions_have_left(core: Core) -> None:
    with together(core, NOBODY) as ask:
        share = ask(SHARE, among=2)
        with pytest.raises(RuntimeError):
            share.all()


def test_a_select_is_made_once(core: Core) -> None:
    made: list[int] = []

    def select_counted() -> Select[*tuple[Any, ...]]:
        made.append(1)
        return select_share()

    question = Question(select_counted, lambda row: int(row[0]))
    for _ in range(2):
        with together(core, NOBODY) as ask:
            ask(question, among=1)

    assert made == [1]
