"""Use cases of signing in: by password, by refresh token, and out again."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from shared.domain.errors import Unauthenticated
from shared.domain.ids import TenantId, UserId
from shared.domain.tenants import TenantStatus, User
from shared.services.access_tokens import AccessTokens, Claims, invalid_token
from shared.services.identify import suspended
from shared.services.passwords import Passwords
from shared.services.throttle import Throttle
from shared.store import sessions, tenants, users
from shared.store.audit import Origin, record
from shared.store.core import Core, Tx, enter_tenant
from shared.store.users import Candidate

STRANGER = "stranger"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What a client needs to act: a short-lived access token and the refresh token for the next one."""

    access_token: str
    refresh_token: str
    expires_in: timedelta


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody's try to sign in. place: the client's IP address. email: as typed."""

    email: str
    password: str
    place: str
    correlation_id: str = ""


class Sessions:
    """Opens sessions in an open transaction: stores the refresh token, signs the access token."""

    def __init__(self, tokens: AccessTokens, refresh_life: timedelta) -> None:
        self._tokens = tokens
        self._refresh_life = refresh_life

    def open(self, tx: Tx, *, user: User, now: datetime, family: UUID | None = None) -> SignedIn:
        refresh = secrets.token_urlsafe(32)
        family = sessions.add_session(
            tx,
            tenant=user.tenant,
            user=user.id,
            token_hash=hash_token(refresh),
            expires_at=now + self._refresh_life,
            family=family,
        )
        claims = Claims(user.id, user.tenant, user.role, user.session_epoch, family)
        return SignedIn(self._tokens.sign(claims, now=now), refresh, self._tokens.life)


def login(
    core: Core,
    passwords: Passwords,
    throttle: Throttle,
    opener: Sessions,
    attempt: Attempt,
    *,
    make_first_admin: Callable[[], bool],
    now: datetime,
) -> SignedIn:
    """Sign in by password. Every failure looks and lasts the same.

    make_first_admin: called when nobody has the address; True when it has just made the first user of the service.
    Raises Unauthenticated `invalid_credentials`, Forbidden `tenant_suspended`, TooMany.
    """
    email = normal_email(attempt.email)
    throttle.admit_login(email, attempt.place, now=now)
    candidates = _candidates(core, email)
    if not candidates and make_first_admin():
        candidates = _candidates(core, email)
    chosen = _match(passwords, candidates, attempt.password)
    if chosen is None:
        throttle.note_failure(email, attempt.place, now=now)
        _record_failure(core, candidates, attempt.correlation_id)
        raise Unauthenticated("invalid_credentials", "The e-mail or the password is wrong.")
    throttle.note_success(email, attempt.place, now=now)
    with core.tenant(chosen.tenant) as tx:
        user = _require_active(tx, tenant=chosen.tenant, user=chosen.user)
        sessions.forget_expired(tx, tenant=user.tenant, user=user.id, now=now)
        signed_in = opener.open(tx, user=user, now=now)
        record(tx, tenant=user.tenant, by=Origin.of_user(user.id, attempt.correlation_id), action="login")
    return signed_in


def refresh(core: Core, opener: Sessions, token: str, *, now: datetime, correlation_id: str = "") -> SignedIn:
    """Trade a refresh token for new tokens. A token used twice was stolen: the whole sign-in ends.

    Raises Unauthenticated `invalid_token`, Forbidden `tenant_suspended`.
    """
    with core.door() as tx:
        signed_in = _rotate(tx, opener, hash_token(token), now, correlation_id)
    if signed_in is None:
        raise invalid_token()
    return signed_in


def logout(core: Core, token: str, *, now: datetime, correlation_id: str = "") -> None:
    """End the sign-in that a refresh token belongs to; an unknown token is nobody's and needs nothing."""
    with core.door() as tx:
        token_hash = hash_token(token)
        tenant = sessions.find_tenant_of_token(tx, token_hash=token_hash)
        if tenant is None:
            return
        enter_tenant(tx, tenant=tenant)
        session = sessions.lock_session(tx, tenant=tenant, token_hash=token_hash)
        if session and session.revoked_at is None:
            sessions.end_family(tx, tenant=tenant, family=session.family, now=now)
            record(tx, tenant=tenant, by=Origin.of_user(session.user, correlation_id), action="logout")


def normal_email(email: str) -> str:
    """How addresses are stored and compared."""
    return email.strip().lower()


def hash_token(token: str) -> bytes:
    """How tokens of 256 random bits are stored: a plain digest, since there is nothing to guess."""
    return hashlib.sha256(token.encode()).digest()


def _candidates(core: Core, email: str) -> list[Candidate]:
    with core.door() as tx:
        return users.find_candidates(tx, email=email)


def _match(passwords: Passwords, candidates: list[Candidate], password: str) -> Candidate | None:
    """The first candidate whose password this is; takes as long for nobody as for one."""
    if not candidates:
        passwords.verify_nobody(password)
    return next((found for found in candidates if passwords.verify(password, found.password_hash)), None)


def _record_failure(core: Core, candidates: list[Candidate], correlation_id: str) -> None:
    """One row either way, so that a known address takes no longer than an unknown one."""
    known = candidates[0] if candidates else None
    with core.door() as tx:
        record(
            tx,
            tenant=known.tenant if known else None,
            by=Origin(STRANGER, correlation_id),
            action="login_failed",
            target=known.user if known else "",
        )


def _rotate(tx: Tx, opener: Sessions, token_hash: bytes, now: datetime, correlation_id: str) -> SignedIn | None:
    """None = refused. Returned rather than raised, so that ending a stolen sign-in is committed."""
    tenant = sessions.find_tenant_of_token(tx, token_hash=token_hash)
    if tenant is None:
        return None
    enter_tenant(tx, tenant=tenant)
    session = sessions.lock_session(tx, tenant=tenant, token_hash=token_hash)
    if session is None or session.revoked_at or session.expires_at <= now:
        return None
    if session.used_at:
        sessions.end_family(tx, tenant=tenant, family=session.family, now=now)
        by = Origin.of_user(session.user, correlation_id)
        record(tx, tenant=tenant, by=by, action="refresh_token_reused", target=session.user)
        return None
    user = _require_active(tx, tenant=tenant, user=session.user)
    sessions.mark_used(tx, tenant=tenant, session=session.id, now=now)
    return opener.open(tx, user=user, now=now, family=session.family)


def _require_active(tx: Tx, *, tenant: TenantId, user: UserId) -> User:
    """Read the user; raises Unauthenticated when deactivated, Forbidden when the tenant is suspended."""
    place = tenants.find_tenant(tx, tenant=tenant)
    found = users.find_user(tx, tenant=tenant, user=user)
    if place is None or found is None or found.deactivated_at:
        raise invalid_token()
    if place.status is not TenantStatus.ACTIVE:
        raise suspended()
    return found
