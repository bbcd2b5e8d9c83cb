"""The bodies of signing in, refreshing, inviting."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from functions.wire import Answer, Request, UtcTime
from shared.domain.tenants import Invite, Tenant, User
from shared.services.authenticate import SignedIn

Password = Annotated[str, StringConstraints(min_length=1, max_length=1024)]
Token = Annotated[str, StringConstraints(min_length=1, max_length=200)]
RoleName = Literal["admin", "agent", "viewer"]


class Login(Request):
    email: Annotated[str, StringConstraints(max_length=254)]
    password: Password


class RefreshToken(Request):
    refresh_token: Token


class AcceptInvite(Request):
    token: Token
    password: Password
    name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""


class Tokens(Answer):
    access_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105 - the word of RFC 6750, not a password
    expires_in: int = Field(description="Seconds until the access token ends.")
    refresh_token: str = Field(description="Works once; a second use ends the sign-in.")

    @staticmethod
    def of(signed_in: SignedIn) -> "Tokens":
        return Tokens(
            access_token=signed_in.access_token,
            expires_in=int(signed_in.expires_in.total_seconds()),
            refresh_token=signed_in.refresh_token,
        )


class Myself(Answer):
    id: UUID
    email: str
    name: str
    role: RoleName


class MyTenant(Answer):
    id: UUID
    name: str
    domain: str
    timezone: str
    locale: str
    status: Literal["active", "suspended"]


class Me(Answer):
    user: Myself
    tenant: MyTenant

    @staticmethod
    def of(user: User, tenant: Tenant) -> "Me":
        return Me(
            user=Myself(id=user.id, email=user.email, name=user.name, role=user.role.value),
            tenant=MyTenant(
                id=tenant.id,
                name=tenant.name,
                domain=tenant.domain,
                timezone=tenant.timezone,
                locale=tenant.locale,
                status=tenant.status.value,
            ),
        )


class InviteAnswer(Answer):
    tenant_name: str
    email: str
    role: RoleName
    expires_at: UtcTime

    @staticmethod
    def of(tenant_name: str, invite: Invite) -> "InviteAnswer":
        return InviteAnswer(
            tenant_name=tenant_name, email=invite.email, role=invite.role.value, expires_at=invite.expires_at
        )
