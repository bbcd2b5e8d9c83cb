"""Tenants: made, listed and changed through the door; read by themselves."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, insert, select, tuple_, update

from shared.domain.ids import TenantId
from shared.domain.tenants import Tenant, TenantStatus
from shared.store.tables import AnyRow, tenants

COLUMNS = (
    tenants.c.id,
    tenants.c.name,
    tenants.c.status,
    tenants.c.domain,
    tenants.c.timezone,
    tenants.c.locale,
    tenants.c.limits,
    tenants.c.ai_sees_personal_data,
    tenants.c.created_at,
)


def find_tenant(tx: Connection, *, tenant: TenantId) -> Tenant | None:
    row = tx.execute(select(*COLUMNS).where(tenants.c.id == tenant)).one_or_none()
    return _tenant(row) if row else None


def add_tenant(tx: Connection, *, name: str, domain: str, timezone: str, locale: str) -> Tenant:
    """Needs the door."""
    new = insert(tenants).values(name=name, domain=domain, timezone=timezone, locale=locale)
    return _tenant(tx.execute(new.returning(*COLUMNS)).one())


def change_tenant(tx: Connection, *, tenant: TenantId, changes: Mapping[str, Any]) -> Tenant | None:
    """Set columns by name; None = no such tenant. Needs the door, except for what a tenant may change itself."""
    change = update(tenants).where(tenants.c.id == tenant).values(**changes, updated_at=func.now())
    row = tx.execute(change.returning(*COLUMNS)).one_or_none()
    return _tenant(row) if row else None


def list_tenants(tx: Connection, *, before: tuple[datetime, UUID] | None, limit: int) -> list[Tenant]:
    """All tenants, newest first. Needs the door."""
    newest = select(*COLUMNS).order_by(tenants.c.created_at.desc(), tenants.c.id.desc()).limit(limit)
    if before:
        newest = newest.where(tuple_(tenants.c.created_at, tenants.c.id) < tuple_(*before))
    return [_tenant(row) for row in tx.execute(newest)]


def _tenant(row: AnyRow) -> Tenant:
    return Tenant(
        id=TenantId(row.id),
        name=row.name,
        status=TenantStatus(row.status),
        domain=row.domain,
        timezone=row.timezone,
        locale=row.locale,
        limits=row.limits,
        ai_sees_personal_data=row.ai_sees_personal_data,
        created_at=row.created_at,
    )
