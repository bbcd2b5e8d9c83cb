"""The bodies of running the service. Secrets go in; only their last four characters come out."""

from typing import Annotated, Any, Literal
from uuid import UUID
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field, SecretStr, StringConstraints

from functions.paging import encode
from functions.wire import Answer, Email, Name, Request, UtcTime
from shared.domain.ids import PhoneNumberId, WabaId
from shared.domain.tenants import Account, Tenant
from shared.services.accept_invite import NewInvite
from shared.services.onboard import AccountChanges, NewAccount, NewTenant
from shared.store.pages import Page

DomainName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Status = Literal["active", "suspended"]
MetaId = Annotated[str, StringConstraints(pattern=r"^[0-9]{5,32}$")]
LimitName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Limits = Annotated[
    dict[LimitName, Annotated[int, Field(ge=0, le=1_000_000_000)]],
    Field(max_length=32, description="Caps of this tenant by name, over the service's own."),
]
MetaSecret = Annotated[SecretStr, Field(min_length=8, max_length=4096)]


def _known_timezone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("unknown time zone")
    return name


class CreateTenant(Request):
    name: Name
    chatbot_domain: DomainName = "real_estate"
    timezone: Annotated[str, StringConstraints(max_length=64), AfterValidator(_known_timezone)] = "America/Sao_Paulo"
    locale: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")] = "pt-BR"

    def as_new(self) -> NewTenant:
        return NewTenant(self.name, self.chatbot_domain, self.timezone, self.locale)


class ChangeTenant(Request):
    name: Name | None = None
    status: Status | None = None
    limits: Limits | None = None
    ai_sees_personal_data: bool | None = Field(
        None, description="Whether phones, e-mails and CPFs go into prompts as they are; false = masked."
    )

    def changes(self) -> dict[str, Any]:
        """Give what was sent; null leaves things as they are."""
        return {name: value for name, value in self.model_dump().items() if value is not None}


class TenantBody(Answer):
    id: UUID
    name: str
    domain: str
    timezone: str
    locale: str
    status: Status
    limits: dict[str, int]
    ai_sees_personal_data: bool
    created_at: UtcTime

    @staticmethod
    def of(tenant: Tenant) -> "TenantBody":
        return TenantBody(
            id=tenant.id,
            name=tenant.name,
            domain=tenant.domain,
            timezone=tenant.timezone,
            locale=tenant.locale,
            status=tenant.status.value,
            limits=dict(tenant.limits),
            ai_sees_personal_data=tenant.ai_sees_personal_data,
            created_at=tenant.created_at,
        )


class Tenants(Answer):
    items: list[TenantBody]
    next_cursor: str | None

    @staticmethod
    def of(page: Page[Tenant]) -> "Tenants":
        return Tenants(items=[TenantBody.of(tenant) for tenant in page.items], next_cursor=encode(page.after))


class CreateAccount(Request):
    phone_number_id: MetaId = Field(description="Meta's id of the number, not the number itself.")
    waba_id: MetaId | None = None
    display_phone_number: Annotated[str, StringConstraints(strip_whitespace=True, max_length=32)] | None = None
    access_token: MetaSecret | None = Field(None, description="Without it the service's WA_TOKEN sends.")
    app_secret: MetaSecret | None = Field(None, description="Without it the service's WA_WEBHOOK_SECRET signs.")

    def as_new(self) -> NewAccount:
        return NewAccount(
            PhoneNumberId(self.phone_number_id),
            WabaId(self.waba_id) if self.waba_id else None,
            self.display_phone_number,
            self.access_token.get_secret_value() if self.access_token else None,
            self.app_secret.get_secret_value() if self.app_secret else None,
        )


class ChangeAccount(Request):
    waba_id: MetaId | None = None
    display_phone_number: Annotated[str, StringConstraints(strip_whitespace=True, max_length=32)] | None = None
    access_token: MetaSecret | None = Field(
        None, description="A new token lets a number that needs attention send again."
    )
    app_secret: MetaSecret | None = None
    status: Literal["connected", "disabled"] | None = None

    def changes(self) -> AccountChanges:
        return AccountChanges(
            WabaId(self.waba_id) if self.waba_id else None,
            self.display_phone_number,
            self.access_token.get_secret_value() if self.access_token else None,
            self.app_secret.get_secret_value() if self.app_secret else None,
            self.status,
        )


class AccountBody(Answer):
    id: UUID
    phone_number_id: str
    waba_id: str | None
    display_phone_number: str | None
    status: Literal["connected", "needs_attention", "disabled"]
    access_token_hint: str | None = Field(description="The last four characters; null when the service's own is used.")
    app_secret_hint: str | None

    @staticmethod
    def of(account: Account) -> "AccountBody":
        return AccountBody.model_validate(account, from_attributes=True)


class Accounts(Answer):
    items: list[AccountBody]
    next_cursor: None = None


class DeadLetterBody(Answer):
    """An item of a webhook that could not be taken in after five runs, or could not be read at all."""

    id: int
    kind: str
    reason: str = Field(description="The name of the fault, never content.")
    attempts: int
    received_at: UtcTime


class DeadLetters(Answer):
    items: list[DeadLetterBody]


class Replay(Request):
    ids: list[int] | None = Field(None, max_length=1_000, description="Which ones; without it, all that can be read.")


class Replayed(Answer):
    conversations: int = Field(description="How many conversations were woken.")


class InviteAdmin(Request):
    email: Email


class InviteBody(Answer):
    token: str = Field(description="Shown only now.")
    invite_url: str
    expires_at: UtcTime

    @staticmethod
    def of(invite: NewInvite, page: str) -> "InviteBody":
        return InviteBody(token=invite.token, invite_url=f"{page}/invite/{invite.token}", expires_at=invite.expires_at)
