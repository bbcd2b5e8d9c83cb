"""Row-level security, tried from the application's own connections, through the pooler: nothing crosses tenants."""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shared.store.core import Core, Tx, enter_tenant
from tests.clones import Clones
from tests.parts import Database
from tests.store.admin import ROWS, Tenant, make_tenant
from tests.superuser import run_sql

IMMUTABLE = ("flow_versions", "audit")
DOOR_SEES_NOTHING = ("contacts", "contact_identifiers", "messages", "flows", "flow_versions", "publications", "turns", "leads",
                     "lead_events", "catalog_items", "notifications", "tenant_secrets", "ai_days", "ai_calls", "knowledge_chunks", "knowledge_embeddings")  # fmt: skip
CONTENT_COLUMNS = {
    "inbox": ("item", "profile_name", "wa_id", "bsuid"),
    "outbox": ("payload", "wamid"),
    "tasks": ("request", "key"),
    "conversations": ("last_preview", "state", "contact_id", "send_to"),
    "users": ("name",),
    "invites": ("email",),
    "knowledge_documents": ("title", "source", "added_by"),
}


@pytest.fixture(scope="module")
def database(clones: Clones) -> Iterator[Database]:
    """One for all: what these tests try must change nothing."""
    clone = clones.take()
    yield clone
    clones.give_back(clone)


@pytest.fixture(scope="module")
def core(database: Database) -> Iterator[Core]:
    made = Core(database.pooled_url, pool_size=4)
    yield made
    made.close()


@pytest.fixture(scope="module")
def mine(database: Database) -> Tenant:
    return make_tenant(database.superuser_url, "Mine")


@pytest.fixture(scope="module")
def theirs(database: Database) -> Tenant:
    return make_tenant(database.superuser_url, "Theirs")


def count(tx: Tx, table: str, where: str = "true", **params: Any) -> int:
    return int(tx.execute(text(f"select count(*) from {table} where {where}"), params).scalar_one())


def sqlstate(error: pytest.ExceptionInfo[DBAPIError]) -> str | None:
    original = error.value.orig
    assert isinstance(original, psycopg.Error)
    return original.sqlstate


@pytest.fixture
def outside(database: Database) -> Iterator[psycopg.Connection[Any]]:
    """The application's login before it took a role."""
    with psycopg.connect(database.pooled_url, prepare_threshold=None) as login:
        yield login


def test_the_list_of_tenant_tables_is_complete(outside: psycopg.Connection[Any]) -> None:
    found = outside.execute(
        "select table_name from information_schema.columns where column_name = 'tenant_id' and table_schema = 'public'"
    )

    assert {row[0] for row in found} == set(ROWS)


def test_every_tenant_table_forces_a_policy_that_reads_and_writes(outside: psycopg.Connection[Any]) -> None:
    for table in ROWS:
        forced = outside.execute(
            "select relrowsecurity, relforcerowsecurity from pg_class where oid = %s::regclass", (table,)
        )
        assert forced.fetchone() == (True, True), table
        policies = outside.execute(
            "select qual, with_check from pg_policies where tablename = %s and 'prosa_app' = any(roles)"
            " and cmd = 'ALL' and permissive = 'PERMISSIVE'",
            (table,),
        )
        assert policies.fetchall() == [("(tenant_id = current_tenant())",) * 2], table


@pytest.mark.parametrize("table", ROWS)
def test_a_tenant_reads_its_own_rows_and_none_of_the_others(
    core: Core, mine: Tenant, theirs: Tenant, table: str
) -> None:
    with core.tenant(mine.id) as tx:
        assert count(tx, table) == 1
        assert count(tx, table, "tenant_id = :other", other=theirs.id) == 0


@pytest.mark.parametrize("table", ROWS)
def test_a_tenant_cannot_change_or_delete_rows_of_the_other(
    core: Core, mine: Tenant, theirs: Tenant, database: Database, table: str
) -> None:
    for statement in (
        f"update {table} set tenant_id = :mine where tenant_id = :theirs",
        f"delete from {table} where tenant_id = :theirs",
    ):
        if table in IMMUTABLE:
            with pytest.raises(DBAPIError) as refused, core.tenant(mine.id) as tx:
                tx.execute(text(statement), {"mine": mine.id, "theirs": theirs.id})
            assert sqlstate(refused) == "42501"
            continue
        with core.tenant(mine.id) as tx:
            found = tx.execute(text(statement.replace(":mine", "tenant_id")), {"theirs": theirs.id})
            assert found.rowcount == 0
    assert run_sql(database.superuser_url, f"select count(*) from {table} where tenant_id = %s", theirs.id) == [(1,)]


@pytest.mark.parametrize("table", ROWS)
def test_a_tenant_cannot_write_a_row_for_the_other(core: Core, mine: Tenant, theirs: Tenant, table: str) -> None:
    copy = (
        f"insert into {table} select (jsonb_populate_record(r, jsonb_build_object('tenant_id', cast(:other as text)))).*"
        f" from {table} r"
    )
    if table in ("inbox", "lead_events", "notifications", "audit"):
        copy = copy.replace(" select ", " overriding system value select ")

    with pytest.raises(DBAPIError) as refused, core.tenant(mine.id) as tx:
        tx.execute(text(copy), {"other": str(theirs.id)})

    assert sqlstate(refused) == "42501"


@pytest.mark.parametrize("table", ROWS)
def test_a_tenant_cannot_give_its_own_row_away(core: Core, mine: Tenant, theirs: Tenant, table: str) -> None:
    with pytest.raises(DBAPIError) as refused, core.tenant(mine.id) as tx:
        tx.execute(text(f"update {table} set tenant_id = :other"), {"other": theirs.id})

    assert sqlstate(refused) == "42501"


@pytest.mark.parametrize("table", ROWS)
def test_without_a_tenant_the_application_sees_nothing(
    outside: psycopg.Connection[Any], mine: Tenant, table: str
) -> None:
    outside.execute("select set_config('role', 'prosa_app', true)")

    assert outside.execute(f"select count(*) from {table}").fetchone() == (0,)


FOREIGN = {
    "sessions": ("user_id", "users"),
    "flow_versions": ("flow_id", "flows"),
    "publications": ("flow_version_id", "flow_versions"),
    "contact_identifiers": ("contact_id", "contacts"),
    "conversations": ("contact_id", "contacts"),
    "messages": ("conversation_id", "conversations"),
    "outbox": ("conversation_id", "conversations"),
    "turns": ("conversation_id", "conversations"),
    "timers": ("conversation_id", "conversations"),
    "tasks": ("conversation_id", "conversations"),
    "ai_calls": ("task_id", "tasks"),
    "knowledge_chunks": ("document_id", "knowledge_documents"),
    "knowledge_embeddings": ("chunk_id", "knowledge_chunks"),
    "leads": ("conversation_id", "conversations"),
    "lead_events": ("lead_id", "leads"),
    "notifications": ("conversation_id", "conversations"),
    "inbox": ("account_id", "whatsapp_accounts"),
}


@pytest.mark.parametrize("table", FOREIGN)
def test_a_row_cannot_point_at_something_of_the_other(core: Core, mine: Tenant, theirs: Tenant, table: str) -> None:
    column, referred = FOREIGN[table]
    copy = (
        f"insert into {table} select (jsonb_populate_record(r, cast(:changes as jsonb))).* from {table} r"
        if table == "flow_versions"
        else f"update {table} set {column} = :foreign"
    )
    changes = f'{{"{column}": "{theirs.ids[referred]}", "id": "{mine.ids["flows"]}", "number": 7}}'

    with pytest.raises(DBAPIError) as refused, core.tenant(mine.id) as tx:
        tx.execute(text(copy), {"foreign": theirs.ids[referred], "changes": changes})

    assert sqlstate(refused) == "23503"


@pytest.mark.parametrize("table", IMMUTABLE)
def test_versions_and_audit_cannot_be_changed_even_by_their_owner(
    database: Database, core: Core, mine: Tenant, table: str
) -> None:
    for statement in (f"update {table} set tenant_id = tenant_id", f"delete from {table}"):
        with pytest.raises(DBAPIError) as refused, core.tenant(mine.id) as tx:
            tx.execute(text(statement))
        assert sqlstate(refused) == "42501"
        with (
            psycopg.connect(database.superuser_url, autocommit=True) as db,
            pytest.raises(psycopg.errors.RestrictViolation),
        ):
            db.execute(statement)


@pytest.mark.parametrize("table", DOOR_SEES_NOTHING)
def test_the_door_does_not_open_tables_of_content(core: Core, mine: Tenant, table: str) -> None:
    with pytest.raises(DBAPIError) as refused, core.door() as tx:
        count(tx, table)

    assert sqlstate(refused) == "42501"


@pytest.mark.parametrize(("table", "column"), [(t, c) for t, columns in CONTENT_COLUMNS.items() for c in columns])
def test_the_door_does_not_see_columns_of_content(core: Core, mine: Tenant, table: str, column: str) -> None:
    with pytest.raises(DBAPIError) as refused, core.door() as tx:
        tx.execute(text(f"select {column} from {table}"))

    assert sqlstate(refused) == "42501"


@pytest.mark.parametrize(
    "table", ["users", "sessions", "invites", "whatsapp_accounts", "inbox", "outbox", "conversations", "timers"]
)
def test_the_door_changes_nothing_of_a_tenants(core: Core, mine: Tenant, table: str) -> None:
    for statement in (f"update {table} set tenant_id = tenant_id", f"delete from {table}"):
        with pytest.raises(DBAPIError) as refused, core.door() as tx:
            tx.execute(text(statement))
        assert sqlstate(refused) == "42501"


def test_a_tenant_reads_only_itself_and_cannot_lift_its_own_suspension_or_limits(
    core: Core, mine: Tenant, theirs: Tenant
) -> None:
    with core.tenant(mine.id) as tx:
        assert tx.execute(text("select name from tenants")).scalars().all() == ["Mine"]
    for change in ("status = 'active'", "limits = '{}'", "id = gen_random_uuid()"):
        with pytest.raises(DBAPIError) as refused, core.tenant(mine.id) as tx:
            tx.execute(text(f"update tenants set {change}"))
        assert sqlstate(refused) == "42501"


def test_a_transaction_of_the_door_can_become_a_tenants_and_is_nothing_more_then(
    core: Core, mine: Tenant, theirs: Tenant
) -> None:
    with core.door() as tx:
        assert count(tx, "tenants") > 1
        enter_tenant(tx, tenant=mine.id)
        assert count(tx, "tenants") == 1
        assert count(tx, "messages") == 1


def test_neither_role_can_become_another_within_its_rights(core: Core, mine: Tenant) -> None:
    """SET ROLE is judged by the login, which must hold both roles: what protects us is that only we write SQL."""
    with core.door() as tx:
        for role in ("prosa_app", "prosa_door"):
            memberships = tx.execute(
                text(
                    "select count(*) from pg_auth_members where member = (select oid from pg_roles where rolname = :role)"
                ),
                {"role": role},
            ).scalar_one()
            assert memberships == 0


def test_interleaved_transactions_of_many_tenants_over_few_connections_never_mix(
    core: Core, database: Database
) -> None:
    tenants = [make_tenant(database.superuser_url, f"T{n}") for n in range(6)]
    order = random.Random(4711)

    def visit(n: int) -> bool:
        tenant = tenants[order.randrange(len(tenants))]
        with core.tenant(tenant.id) as tx:
            seen = set(tx.execute(text("select tenant_id from messages")).scalars())
            if n % 7 == 0:
                tx.rollback()
        if n % 5 == 0:
            with core.door() as tx:
                count(tx, "tenants")
        return seen == {tenant.id}

    # As many threads as the pool has connections: whom it lets wait is not the question here.
    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(visit, range(400)))


def test_nothing_is_left_on_a_pooled_connection(database: Database, core: Core, mine: Tenant) -> None:
    for _ in range(8):
        with core.tenant(mine.id) as tx:
            count(tx, "messages")
    with psycopg.connect(database.pooled_url, prepare_threshold=None) as db:
        for _ in range(8):
            row = db.execute("select current_setting('app.tenant_id', true), current_user = session_user").fetchone()
            db.commit()
            assert row in (("", True), (None, True))
