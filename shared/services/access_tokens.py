"""Access tokens: short-lived JWTs that say who signed in, where, and under which sign-in."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import jwt

from shared.domain.errors import Unauthenticated, Unavailable
from shared.domain.ids import TenantId, UserId
from shared.domain.principals import Role

ALGORITHM = "HS256"
ISSUER, AUDIENCE, TYPE = "prosa", "prosa-api", "access"
LEEWAY = timedelta(seconds=30)  # clocks of instances may differ
REQUIRED = ["exp", "iat", "nbf", "iss", "aud", "sub", "jti"]
HEADER = {"alg": ALGORITHM, "typ": "JWT"}  # nothing else: a token that names a key (kid, jku, x5u) is not ours
MAX_CHARS = 4096


@dataclass(frozen=True, slots=True)
class Claims:
    """family: the sign-in that the token came from. epoch: of the user when it was made."""

    user: UserId
    tenant: TenantId
    role: Role
    epoch: int
    family: UUID


class AccessTokens:
    """Signs and reads tokens with one secret; changing the secret signs everybody out."""

    def __init__(self, secret: str, life: timedelta) -> None:
        self._secret = secret
        self.life = life

    def sign(self, claims: Claims, *, now: datetime) -> str:
        """Raises Unavailable `auth_not_configured` when there is no secret."""
        payload = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "typ": TYPE,
            "sub": str(claims.user),
            "tid": str(claims.tenant),
            "role": claims.role.value,
            "epoch": claims.epoch,
            "sid": str(claims.family),
            "jti": str(uuid4()),
            "iat": now,
            "nbf": now,
            "exp": now + self.life,
        }
        return jwt.encode(payload, self._key(), algorithm=ALGORITHM)

    def read(self, token: str) -> Claims:
        """Check signature, times and claims. Raises Unauthenticated `invalid_token`, the same for every reason."""
        try:
            if len(token) > MAX_CHARS or jwt.get_unverified_header(token) != HEADER:
                raise invalid_token()
            payload = jwt.decode(
                token,
                self._key(),
                algorithms=[ALGORITHM],
                audience=AUDIENCE,
                issuer=ISSUER,
                leeway=LEEWAY,
                options={"require": REQUIRED},
            )
            return _claims(payload)
        except (jwt.PyJWTError, ValueError, KeyError, TypeError) as error:
            raise invalid_token() from error

    def _key(self) -> str:
        if not self._secret:
            raise Unavailable("auth_not_configured", "Nobody can sign in: AUTH_JWT_SECRET is not set.")
        return self._secret


def invalid_token() -> Unauthenticated:
    return Unauthenticated("invalid_token", "Please sign in again.")


def _claims(payload: dict[str, Any]) -> Claims:
    """Raises ValueError, KeyError, TypeError for what we did not sign ourselves."""
    if payload["typ"] != TYPE or not isinstance(payload["epoch"], int):
        raise ValueError("not an access token")
    return Claims(
        UserId(UUID(payload["sub"])),
        TenantId(UUID(payload["tid"])),
        Role(payload["role"]),
        payload["epoch"],
        UUID(payload["sid"]),
    )
