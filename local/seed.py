"""Makes the demo agency: `python -m local.seed`, in the application's environment. Running it again changes nothing."""

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from sqlalchemy import select

from local.fetch import fetch
from local.secrets import SIMULATED
from local.seed_people import AGENT, CONTACTS, HOURS
from shared.container import Container
from shared.domain.ids import PhoneNumberId, TenantId, WabaId
from shared.domain.principals import Role
from shared.packs import Pack, load_pack
from shared.services.authenticate import normal_email
from shared.services.onboard import NewAccount, NewTenant, add_account, add_tenant, list_accounts
from shared.services.seed_admin import ONE_AT_A_TIME
from shared.services.seed_admin import TENANT as FIRST_TENANT
from shared.settings import load_settings
from shared.store import tenants, users
from shared.store.audit import Origin
from shared.store.catalog_import import Saved, save_items
from shared.store.core import enter_tenant, lock_for_all
from shared.store.routes import find_routes
from shared.store.tables import whatsapp_accounts

SEED: Final = Origin("system")
AGENCY: Final = NewTenant("Imobiliária Aurora", "real_estate", timezone="America/Sao_Paulo", locale="pt-BR")
PICTURES: Final = "/local/pictures/"


@dataclass(frozen=True, slots=True)
class SeededNumber:
    """A WhatsApp number of the demo, routed to the tenant and, where there is one, known to the simulator."""

    phone_number_id: str
    waba_id: str
    display_phone_number: str
    name: str


NUMBER: Final = SeededNumber("106540352242922", "102290129340398", "+55 11 4002-8922", AGENCY.name)


@dataclass(frozen=True, slots=True)
class Seeded:
    """What there is now."""

    tenant_id: str
    name: str
    domain: str
    users: tuple[str, ...]
    numbers: tuple[SeededNumber, ...]
    listings: Saved
    simulator: str | None  # its address, if the number was registered there


def seed(environment: Mapping[str, str]) -> Seeded:
    """Make whatever of the demo is missing.

    The number is registered with the simulator at SIMULATOR_URL (empty = nowhere), by default at WA_GRAPH_BASE_URL where
    that is on this machine. Raises ConfigurationError, StoreUnavailable, OSError (the simulator does not answer).
    """
    container = Container(load_settings(environment))
    try:
        pack = load_pack(AGENCY.domain)
        tenant = _tenant(container)
        emails = (_user(container, tenant, _admin_email(container), "Marina Alves", Role.ADMIN),
                  _user(container, tenant, AGENT.email, AGENT.name, Role.AGENT))  # fmt: skip
        _number(container, tenant)
        with container.core.tenant(tenant) as tx:
            saved = save_items(tx, tenant=tenant, catalog=pack.catalog.id, items=_listings(pack))
        simulator = _simulator(environment)
        if simulator:
            _register(container, tenant, simulator, environment["PUBLIC_BASE_URL"])
    finally:
        container.stop()
        container.core.close()
    return Seeded(str(tenant), AGENCY.name, AGENCY.domain, emails, (NUMBER,), saved, simulator)


def _tenant(container: Container) -> TenantId:
    """Return the demo's tenant: whose number it is, else the first admin's, else a new one."""
    routes = container.database.through_door(lambda tx: find_routes(tx, numbers=[NUMBER.phone_number_id]))
    with container.core.door() as tx:
        lock_for_all(tx, ONE_AT_A_TIME)
        tenant = routes[0].tenant if routes else None
        if tenant is None:
            known = users.find_candidates(tx, email=_admin_email(container))
            tenant = known[0].tenant if known else None
        found = tenants.find_tenant(tx, tenant=tenant) if tenant is not None else None
        if found is None:
            made = add_tenant(tx, AGENCY, by=SEED)
            enter_tenant(tx, tenant=made.id)
            tenants.change_tenant(tx, tenant=made.id, changes={"business_hours": HOURS})
            return made.id
        if found.name == FIRST_TENANT.name:  # the service's own first start was quicker than the seed
            tenants.change_tenant(tx, tenant=found.id, changes={"name": AGENCY.name, "business_hours": HOURS})
        return found.id


def _admin_email(container: Container) -> str:
    return normal_email(container.settings.auth_seed_admin_email)


def _user(container: Container, tenant: TenantId, email: str, name: str, role: Role) -> str:
    """Make the user, who signs in with the first admin's password, unless the address is known here."""
    with container.core.tenant(tenant) as tx:
        if users.has_email(tx, tenant=tenant, email=email):
            return email
        password = container.settings.auth_seed_admin_password.get_secret_value()
        hashed = container.passwords.hash(password)
        users.add_user(tx, tenant=tenant, email=email, name=name, role=role, password_hash=hashed)
    return email


def _number(container: Container, tenant: TenantId) -> None:
    known = {account.phone_number_id for account in list_accounts(container.core, tenant)}
    if NUMBER.phone_number_id in known:
        return
    new = NewAccount(
        phone_number_id=PhoneNumberId(NUMBER.phone_number_id),
        waba_id=WabaId(NUMBER.waba_id),
        display_phone_number=NUMBER.display_phone_number,
        access_token=SIMULATED + secrets.token_urlsafe(24),
        app_secret=SIMULATED + secrets.token_urlsafe(24),
    )
    add_account(container.core, container.cipher, tenant, new, by=SEED, forget_route=container.routing.forget)


def _listings(pack: Pack) -> list[dict[str, Any]]:
    """Read the sample listings, their pictures as links to what local/web.py serves."""
    if pack.listings_path is None:
        return []
    listings = json.loads(pack.listings_path.read_text(encoding="utf-8"))
    for listing in listings:
        listing["image"] = PICTURES + listing["image"]
        listing["fields"]["photos"] = [PICTURES + photo for photo in listing["fields"]["photos"]]
    return list(listings)


def _simulator(environment: Mapping[str, str]) -> str | None:
    graph = environment.get("WA_GRAPH_BASE_URL", "")
    return environment.get("SIMULATOR_URL", graph if graph.startswith("http://127.0.0.1:") else "") or None


def _register(container: Container, tenant: TenantId, simulator: str, public_url: str) -> None:
    """Tell the simulator the number, with the secrets as they are stored, and some people who may write to it."""
    with container.core.tenant(tenant) as tx:
        columns = whatsapp_accounts.c
        stored = tx.execute(
            select(columns.id, columns.access_token, columns.app_secret).where(
                columns.tenant_id == tenant, columns.phone_number_id == NUMBER.phone_number_id
            )
        ).one()
    opened = {
        column: container.cipher.open(getattr(stored, column), tenant=tenant, row=stored.id, column=column)
        for column in ("access_token", "app_secret")
    }
    fetch(
        f"{simulator}/sim/numbers",
        {
            "phone_number_id": NUMBER.phone_number_id,
            "waba_id": NUMBER.waba_id,
            "display_phone_number": NUMBER.display_phone_number,
            "verified_name": NUMBER.name,
            "webhook_url": f"{public_url}/webhook",
            **opened,
        },
    )
    for contact in CONTACTS:
        fetch(f"{simulator}/sim/contacts", contact)


def main() -> None:
    print(json.dumps(asdict(seed(os.environ)), ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
