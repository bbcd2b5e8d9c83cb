"""Invites: made inside a tenant, found across tenants by the hash of the link's token (the door)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, insert, select, update

from shared.domain.ids import TenantId
from shared.domain.principals import Role
from shared.domain.tenants import Invite
from shared.store.tables import invites


def find_tenant_of_invite(tx: Connection, *, token_hash: bytes) -> TenantId | None:
    """Needs the door."""
    found = tx.execute(select(invites.c.tenant_id).where(invites.c.token_hash == token_hash)).scalar_one_or_none()
    return TenantId(found) if found else None


def lock_invite(tx: Connection, *, tenant: TenantId, token_hash: bytes) -> tuple[UUID, Invite] | None:
    """Read an invite; whoever else reads it waits until this transaction ends."""
    row = tx.execute(
        select(
            invites.c.id,
            invites.c.email,
            invites.c.role,
            invites.c.expires_at,
            invites.c.accepted_at,
            invites.c.revoked_at,
        )
        .where(invites.c.tenant_id == tenant, invites.c.token_hash == token_hash)
        .with_for_update()
    ).one_or_none()
    if row is None:
        return None
    return row.id, Invite(row.email, Role(row.role), row.expires_at, row.accepted_at, row.revoked_at)


def add_invite(
    tx: Connection, *, tenant: TenantId, email: str, role: Role, token_hash: bytes, expires_at: datetime
) -> UUID:
    new = insert(invites).values(
        tenant_id=tenant, email=email, role=role.value, token_hash=token_hash, expires_at=expires_at
    )
    return UUID(str(tx.execute(new.returning(invites.c.id)).scalar_one()))


def revoke_open_invites(tx: Connection, *, tenant: TenantId, email: str, now: datetime) -> None:
    """A new invite replaces those before it."""
    tx.execute(
        update(invites)
        .where(
            invites.c.tenant_id == tenant,
            invites.c.email == email,
            invites.c.accepted_at.is_(None),
            invites.c.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    )


def mark_accepted(tx: Connection, *, tenant: TenantId, invite: UUID, now: datetime) -> None:
    tx.execute(update(invites).where(invites.c.tenant_id == tenant, invites.c.id == invite).values(accepted_at=now))
