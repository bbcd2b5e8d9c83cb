"""Who acts: a user of a tenant, or the super admin."""

from dataclasses import dataclass
from enum import StrEnum

from shared.domain.ids import TenantId, UserId


class Role(StrEnum):
    """What a user may do inside a tenant, each role including those below it."""

    ADMIN = "admin"
    AGENT = "agent"
    VIEWER = "viewer"

    def includes(self, other: "Role") -> bool:
        order = [Role.VIEWER, Role.AGENT, Role.ADMIN]
        return order.index(self) >= order.index(other)


@dataclass(frozen=True, slots=True)
class UserPrincipal:
    user_id: UserId
    tenant_id: TenantId
    role: Role
    email: str


@dataclass(frozen=True, slots=True)
class SuperAdmin:
    """The holder of SUPER_ADMIN_API_KEY: runs the service, belongs to no tenant."""
