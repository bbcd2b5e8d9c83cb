"""Users of a tenant: found across tenants by e-mail (the door), read and made inside one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, Uuid, bindparam, exists, insert, select
from sqlalchemy.exc import IntegrityError

from shared.domain.errors import Conflict
from shared.domain.ids import TenantId, UserId
from shared.domain.principals import Role
from shared.domain.tenants import TenantStatus, User
from shared.store.questions import TENANT, Answer, Ask, Question
from shared.store.tables import AnyRow, sessions, tenants, users

SAME_EMAIL = 5  # tenants one address may sign in to; more would make a sign-in cost that many password checks
COLUMNS = (
    users.c.id,
    users.c.tenant_id,
    users.c.email,
    users.c.name,
    users.c.role,
    users.c.session_epoch,
    users.c.deactivated_at,
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be the one signing in."""

    user: UserId
    tenant: TenantId
    password_hash: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What an access token's claims are checked against."""

    email: str
    role: Role
    session_epoch: int
    is_deactivated: bool
    tenant_status: TenantStatus
    is_session_over: bool


def any_user(tx: Connection) -> bool:
    """Whether the service has a user at all. Needs the door."""
    return bool(tx.execute(select(exists(select(users.c.id)))).scalar_one())


def find_candidates(tx: Connection, *, email: str) -> list[Candidate]:
    """Active users with this address, in any tenant; the oldest first. Needs the door."""
    found = tx.execute(
        select(users.c.id, users.c.tenant_id, users.c.password_hash)
        .where(users.c.email == email, users.c.deactivated_at.is_(None))
        .order_by(users.c.id)
        .limit(SAME_EMAIL)
    )
    return [Candidate(UserId(row.id), TenantId(row.tenant_id), row.password_hash) for row in found]


def find_user(tx: Connection, *, tenant: TenantId, user: UserId) -> User | None:
    row = tx.execute(select(*COLUMNS).where(users.c.tenant_id == tenant, users.c.id == user)).one_or_none()
    return _user(row) if row else None


def has_email(tx: Connection, *, tenant: TenantId, email: str) -> bool:
    known = select(users.c.id).where(users.c.tenant_id == tenant, users.c.email == email)
    return bool(tx.execute(select(exists(known))).scalar_one())


def add_user(tx: Connection, *, tenant: TenantId, email: str, name: str, role: Role, password_hash: str) -> User:
    """Raises Conflict `user_exists` when the tenant has a user with this address."""
    new = insert(users).values(tenant_id=tenant, email=email, name=name, role=role.value, password_hash=password_hash)
    try:
        return _user(tx.execute(new.returning(*COLUMNS)).one())
    except IntegrityError as error:
        raise Conflict("user_exists", "This address already has a user here.") from error


def ask_standing(ask: Ask, *, user: UserId, family: UUID) -> Answer[Standing]:
    """How a user, the tenant and one sign-in (`family` of refresh tokens) stand now; no row = no such user."""
    return ask(STANDING, user=user, family=family)


def _select_standing() -> Select[*tuple[Any, ...]]:
    over = exists(
        select(sessions.c.id).where(
            sessions.c.tenant_id == TENANT,
            sessions.c.family == bindparam("family", type_=Uuid),
            sessions.c.revoked_at.is_not(None),
        )
    )
    return (
        select(
            users.c.email,
            users.c.role,
            users.c.session_epoch,
            users.c.deactivated_at.is_not(None),
            tenants.c.status,
            over,
        )
        .join(tenants, tenants.c.id == users.c.tenant_id)
        .where(users.c.tenant_id == TENANT, users.c.id == bindparam("user", type_=Uuid))
    )


def _standing(row: Sequence[Any]) -> Standing:
    email, role, epoch, is_deactivated, status, is_over = row
    return Standing(email, Role(role), epoch, is_deactivated, TenantStatus(status), is_over)


STANDING = Question(_select_standing, _standing)


def _user(row: AnyRow) -> User:
    return User(
        id=UserId(row.id),
        tenant=TenantId(row.tenant_id),
        email=row.email,
        name=row.name,
        role=Role(row.role),
        session_epoch=row.session_epoch,
        deactivated_at=row.deactivated_at,
    )
