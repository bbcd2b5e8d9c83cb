"""Refresh tokens: one row each, looked up by hash, used once; a second use ends the whole sign-in (`family`)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Connection, delete, insert, select, update

from shared.domain.ids import TenantId, UserId
from shared.store.tables import sessions


@dataclass(frozen=True, slots=True)
class Session:
    """A refresh token's row, locked by whoever read it."""

    id: UUID
    user: UserId
    family: UUID
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None


def find_tenant_of_token(tx: Connection, *, token_hash: bytes) -> TenantId | None:
    """Needs the door."""
    found = tx.execute(select(sessions.c.tenant_id).where(sessions.c.token_hash == token_hash)).scalar_one_or_none()
    return TenantId(found) if found else None


def lock_session(tx: Connection, *, tenant: TenantId, token_hash: bytes) -> Session | None:
    row = tx.execute(
        select(
            sessions.c.id,
            sessions.c.user_id,
            sessions.c.family,
            sessions.c.expires_at,
            sessions.c.used_at,
            sessions.c.revoked_at,
        )
        .where(sessions.c.tenant_id == tenant, sessions.c.token_hash == token_hash)
        .with_for_update()
    ).one_or_none()
    return Session(row.id, UserId(row.user_id), *row[2:]) if row else None


def add_session(
    tx: Connection,
    *,
    tenant: TenantId,
    user: UserId,
    token_hash: bytes,
    expires_at: datetime,
    family: UUID | None = None,
) -> UUID:
    """Store a new refresh token and give its family; without `family` a new sign-in begins."""
    family = family or uuid4()
    tx.execute(
        insert(sessions).values(
            tenant_id=tenant, user_id=user, family=family, token_hash=token_hash, expires_at=expires_at
        )
    )
    return family


def mark_used(tx: Connection, *, tenant: TenantId, session: UUID, now: datetime) -> None:
    tx.execute(update(sessions).where(sessions.c.tenant_id == tenant, sessions.c.id == session).values(used_at=now))


def end_family(tx: Connection, *, tenant: TenantId, family: UUID, now: datetime) -> None:
    """Revoke every token of a sign-in; idempotent."""
    tx.execute(
        update(sessions)
        .where(sessions.c.tenant_id == tenant, sessions.c.family == family, sessions.c.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def forget_expired(tx: Connection, *, tenant: TenantId, user: UserId, now: datetime) -> None:
    tx.execute(
        delete(sessions).where(sessions.c.tenant_id == tenant, sessions.c.user_id == user, sessions.c.expires_at < now)
    )
