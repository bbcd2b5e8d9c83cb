"""Tenants, their users and their WhatsApp numbers, as the admin side speaks of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.domain.ids import AccountId, PhoneNumberId, TenantId, UserId, WabaId
from shared.domain.principals import Role


class TenantStatus(StrEnum):
    ACTIVE = "active"
    SUSPENDED = "suspended"  # nobody signs in, nothing is sent; what comes in is stored


@dataclass(frozen=True, slots=True)
class Tenant:
    """limits: caps of this tenant by name, over the service's own. ai_sees_personal_data: phones, e-mails and CPFs go into prompts."""

    id: TenantId
    name: str
    status: TenantStatus
    domain: str
    timezone: str
    locale: str
    limits: Mapping[str, int]
    ai_sees_personal_data: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class User:
    """session_epoch: tokens made under an older one are refused."""

    id: UserId
    tenant: TenantId
    email: str
    name: str
    role: Role
    session_epoch: int
    deactivated_at: datetime | None


@dataclass(frozen=True, slots=True)
class Invite:
    """An offer to become a user; the token itself exists only in the link."""

    email: str
    role: Role
    expires_at: datetime
    accepted_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Account:
    """One WhatsApp number of a tenant. The hints are the last four characters of its secrets."""

    id: AccountId
    phone_number_id: PhoneNumberId
    waba_id: WabaId | None
    display_phone_number: str | None
    status: str
    access_token_hint: str | None
    app_secret_hint: str | None
    created_at: datetime
