"""Use case: who an access token stands for, and how that user stands now."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from shared.domain.errors import Forbidden
from shared.domain.ids import TenantId, UserId
from shared.domain.principals import UserPrincipal
from shared.domain.tenants import TenantStatus
from shared.services.access_tokens import AccessTokens, invalid_token
from shared.store import users
from shared.store.core import Core
from shared.store.questions import together
from shared.store.users import Standing

REMEMBERED = timedelta(seconds=3)  # how long a sign-out, a new role or a suspension may go unnoticed by one instance
MAX_REMEMBERED = 10_000


class Standings:
    """A bounded memory, seconds long, of how users stand, so that not every request asks the database."""

    def __init__(self, core: Core, clock: Callable[[], float] = time.monotonic) -> None:
        self._core = core
        self._clock = clock
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple[UserId, UUID], tuple[Standing | None, float]] = OrderedDict()

    def of(self, tenant: TenantId, user: UserId, family: UUID) -> Standing | None:
        """Raises StoreUnavailable."""
        key = (user, family)
        with self._lock:
            known = self._known.get(key)
        if known and known[1] > self._clock():
            return known[0]
        with together(self._core, tenant) as ask:
            asked = users.ask_standing(ask, user=user, family=family)
        standing = asked.first()
        with self._lock:
            self._known[key] = (standing, self._clock() + REMEMBERED.total_seconds())
            self._known.move_to_end(key)
            while len(self._known) > MAX_REMEMBERED:
                self._known.popitem(last=False)
        return standing


def identify(tokens: AccessTokens, standings: Standings, token: str) -> UserPrincipal:
    """Say whose access token this is, with the role the user has now.

    Raises Unauthenticated `invalid_token`, Forbidden `tenant_suspended`.
    """
    claims = tokens.read(token)
    standing = standings.of(claims.tenant, claims.user, claims.family)
    if (
        standing is None
        or standing.is_deactivated
        or standing.is_session_over
        or standing.session_epoch != claims.epoch
    ):
        raise invalid_token()
    if standing.tenant_status is not TenantStatus.ACTIVE:
        raise suspended()
    return UserPrincipal(claims.user, claims.tenant, standing.role, standing.email)


def suspended() -> Forbidden:
    return Forbidden("tenant_suspended", "This account is suspended. Please contact whoever runs the service.")
