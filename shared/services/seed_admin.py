"""Use case: make the first tenant and its admin, once, when the service has no user at all."""

import threading
from dataclasses import dataclass

from shared.domain.principals import Role
from shared.services.authenticate import normal_email
from shared.services.onboard import NewTenant, add_tenant
from shared.services.passwords import Passwords
from shared.store import users
from shared.store.audit import Origin, record
from shared.store.core import Core, lock_for_all

TENANT = NewTenant(name="Demo", domain="real_estate", timezone="America/Sao_Paulo", locale="pt-BR")
SEED = Origin("system")
ONE_AT_A_TIME = 7_265_001  # names the lock; any number of instances may start at once


@dataclass(frozen=True, slots=True)
class Credentials:
    """AUTH_SEED_ADMIN_EMAIL and AUTH_SEED_ADMIN_PASSWORD; both empty = no first admin is made."""

    email: str
    password: str


def seed_admin(core: Core, passwords: Passwords, credentials: Credentials) -> bool:
    """Make them when nobody can sign in yet; True when this call did. Idempotent, on any number of instances."""
    if not credentials.email or not credentials.password:
        return False
    with core.door() as tx:
        if users.any_user(tx):
            return False
    hashed = passwords.hash(credentials.password)
    with core.door() as tx:
        lock_for_all(tx, ONE_AT_A_TIME)
        if users.any_user(tx):
            return False
        tenant = add_tenant(tx, TENANT, by=SEED)
        user = users.add_user(
            tx,
            tenant=tenant.id,
            email=normal_email(credentials.email),
            name="Admin",
            role=Role.ADMIN,
            password_hash=hashed,
        )
        record(tx, tenant=tenant.id, by=SEED, action="first_admin_created", target=user.id)
    return True


class FirstAdmin:
    """The same at the first sign-in, for deployments whose migrations ran without us; asks until somebody exists."""

    def __init__(self, core: Core, passwords: Passwords, credentials: Credentials) -> None:
        self._core = core
        self._passwords = passwords
        self._credentials = credentials
        self._lock = threading.Lock()
        self._somebody_exists = False

    def make(self) -> bool:
        """True when this call made the first admin."""
        with self._lock:
            if self._somebody_exists:
                return False
            made = seed_admin(self._core, self._passwords, self._credentials)
            self._somebody_exists = True
            return made
