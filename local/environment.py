"""The environment that the application finds on this machine: the same variables as in a deployment, with local values."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from local.ports import HOST
from local.secrets import Secrets
from shared.settings import Settings

SEED_ADMIN_EMAIL = "admin@example.com"
KEPT = ("OPENAI_", "LOG_LEVEL")  # what a developer may set in the shell and expect to reach the application


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the parts are."""

    pooled_url: str
    direct_url: str
    redis_rest_url: str
    simulator_url: str
    public_url: str


def environment(app_env: str, secrets: Secrets, addresses: Addresses) -> dict[str, str]:
    """Give every variable that `shared.settings` needs."""
    return {
        "APP_ENV": app_env,
        "PUBLIC_BASE_URL": addresses.public_url,
        "DATABASE_URL": addresses.pooled_url,
        "DATABASE_URL_UNPOOLED": addresses.direct_url,
        "UPSTASH_REDIS_REST_URL": addresses.redis_rest_url,
        "UPSTASH_REDIS_REST_TOKEN": secrets.redis_token,
        "AUTH_JWT_SECRET": secrets.auth_jwt_secret,
        "AUTH_SEED_ADMIN_EMAIL": SEED_ADMIN_EMAIL,
        "AUTH_SEED_ADMIN_PASSWORD": secrets.seed_admin_password,
        "SUPER_ADMIN_API_KEY": secrets.super_admin_api_key,
        "DATA_ENCRYPTION_KEYS": secrets.data_encryption_keys,
        "WA_PROVIDER": "meta",
        "WA_TOKEN": secrets.wa_token,
        "WA_VERIFY_TOKEN": secrets.wa_verify_token,
        "WA_WEBHOOK_SECRET": secrets.wa_webhook_secret,
        "WA_GRAPH_BASE_URL": addresses.simulator_url,
        "WA_GRAPH_VERSION": "v26.0",
        "POWERTOOLS_SERVICE_NAME": "prosa",
    }


def with_inherited(variables: Mapping[str, str]) -> dict[str, str]:
    """Add what a process needs from our own environment, and nothing that would point it at another deployment."""
    ours = {field.alias for field in Settings.model_fields.values()}
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name.startswith(KEPT) or not (name in ours or name.startswith("PG"))  # libpq reads PG*
    }
    # Our parts talk to each other on this machine; a proxy is for the world outside.
    past_proxies = {name: ",".join(filter(None, (os.environ.get(name), HOST))) for name in ("NO_PROXY", "no_proxy")}
    return inherited | past_proxies | dict(variables)
