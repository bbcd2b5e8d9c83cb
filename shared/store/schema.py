"""Questions about the database itself: is the schema there, and are the roles that guard tenants as they must be."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.store.database import APP, DOOR, Tx

NEEDED_REVISION = "0012"  # the newest migration this code relies on; a test compares it with migrations/versions

# Everything in one question. A table belongs to a tenant when it has a tenant_id; each of them must force its policies.
QUESTION = """
with guard as (
  select r.oid, r.rolsuper or r.rolbypassrls
    or exists (select from pg_class c where c.relowner = r.oid and c.relnamespace = 'public'::regnamespace)
    or exists (select from pg_roles b where (b.rolsuper or b.rolbypassrls or b.rolname = 'neon_superuser')
               and pg_has_role(r.oid, b.oid, 'member')) as is_unsafe,
    pg_has_role(session_user, r.oid, 'set') as can_enter
  from pg_roles r where r.rolname = any(%(roles)s)
)
select
  (select count(*) = cardinality(%(roles)s::text[]) and not bool_or(is_unsafe) and bool_and(can_enter) from guard) as roles_are_safe,
  not exists (
    select from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not (c.relrowsecurity and c.relforcerowsecurity)
  ) as tables_are_guarded,
  to_regclass('public.alembic_version') is not null as has_schema
"""
REVISIONS = "select version_num from alembic_version"


@dataclass(frozen=True, slots=True)
class SchemaState:
    """is_current: at the revision this code needs, or past it (the release before keeps running during a deployment)."""

    is_current: bool
    is_guarded: bool


def read_schema_state(tx: Tx, *, roles: Sequence[str] = (APP, DOOR)) -> SchemaState:
    """Look at the catalog; needs a transaction in no role. roles: those every transaction enters."""
    found = tx.execute(QUESTION, {"roles": list(roles)}).fetchone()
    roles_are_safe, tables_are_guarded, has_schema = found or (False, False, False)
    revisions = [row[0] for row in tx.execute(REVISIONS).fetchall()] if has_schema else []
    return SchemaState(
        is_current=bool(revisions) and max(revisions) >= NEEDED_REVISION,
        is_guarded=bool(roles_are_safe and tables_are_guarded),
    )
