"""Every environment variable Prosa reads, in one class; a fault stops the start with a sentence that names the variable."""

import os
from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property
from typing import Any, Literal
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator

MIN_SECRET_CHARS = 32  # HMAC-SHA256 keys shorter than the digest weaken it (RFC 7518 §3.2)
WEAK_SECRETS = {"changeme", "change-me", "secret", "password", "admin", "test", "dev"}


class ConfigurationError(Exception):
    """The environment cannot be used; the message names each variable and says what to do. It never holds a value."""


class Settings(BaseModel):
    """The environment, checked. In prod a missing or weak secret is an error; elsewhere secrets may be shorter."""

    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True)

    app_env: Literal["prod", "staging", "local", "test"] = Field(
        "prod", alias="APP_ENV", description="Where this runs. `prod` and `staging` refuse weak secrets."
    )
    public_base_url: str = Field(
        "",
        alias="PUBLIC_BASE_URL",
        description="Where the service is reached from outside; relative picture links start here. Render knows it by itself.",
    )
    ui_base_url: str = Field(
        "", alias="UI_BASE_URL", description="Where the admin page is served; empty = PUBLIC_BASE_URL."
    )
    cors_origins: tuple[str, ...] = Field(
        (), alias="CORS_ORIGINS", description="Origins of admin pages on other hosts, separated by commas. Never `*`."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", alias="LOG_LEVEL", description="Least level that is logged."
    )

    auth_jwt_secret: SecretStr = Field(
        SecretStr(""),
        alias="AUTH_JWT_SECRET",
        description="Signs access tokens; changing it signs everybody out. 32 characters or more.",
    )
    auth_access_minutes: int = Field(
        15, alias="AUTH_ACCESS_MINUTES", ge=1, le=1440, description="Life of an access token, minutes."
    )
    auth_refresh_days: int = Field(
        30, alias="AUTH_REFRESH_DAYS", ge=1, le=365, description="Life of a refresh token, days."
    )
    auth_seed_admin_email: str = Field(
        "",
        alias="AUTH_SEED_ADMIN_EMAIL",
        description="The first admin, made at the first sign-in while no user exists.",
    )
    auth_seed_admin_password: SecretStr = Field(
        SecretStr(""),
        alias="AUTH_SEED_ADMIN_PASSWORD",
        description="Password of the first admin; read only then. 12 characters or more.",
    )
    super_admin_api_key: SecretStr = Field(
        SecretStr(""),
        alias="SUPER_ADMIN_API_KEY",
        description="Opens /super (header X-Super-Admin-Key). 32 characters or more.",
    )

    database_url_override: SecretStr = Field(
        SecretStr(""),
        alias="DATABASE_URL_OVERRIDE",
        description="Postgres, pooled (Neon: the host with -pooler). Wins over DATABASE_URL.",
    )
    database_url: SecretStr = Field(
        SecretStr(""), alias="DATABASE_URL", description="Postgres, if DATABASE_URL_OVERRIDE is not set."
    )
    database_url_unpooled: SecretStr = Field(
        SecretStr(""),
        alias="DATABASE_URL_UNPOOLED",
        description="Postgres, direct, for migrations; empty = the one above.",
    )
    database_pool_size: int = Field(
        8,
        alias="DATABASE_POOL_SIZE",
        ge=1,
        le=50,
        description="Connections a process may hold for messages (on Lambda 1 is used).",
    )

    database_prepare: bool = Field(
        True,
        alias="DATABASE_PREPARE",
        description="Prepare the hot path's statements: halves Postgres's work. Given up by itself behind a pooler that does not track them (PgBouncer before 1.21).",
    )

    upstash_redis_rest_url: str = Field("", alias="UPSTASH_REDIS_REST_URL", description="Upstash REST endpoint.")
    upstash_redis_rest_token: SecretStr = Field(
        SecretStr(""), alias="UPSTASH_REDIS_REST_TOKEN", description="Its token."
    )
    redis_url: SecretStr = Field(
        SecretStr(""),
        alias="REDIS_URL",
        description="Instead of the two above: rediss://default:TOKEN@NAME.upstash.io:6379 or any Redis.",
    )
    redis_host: str = Field("", alias="REDIS_HOST", description="Instead of REDIS_URL: host of a plain Redis.")
    redis_port: int = Field(6379, alias="REDIS_PORT", ge=1, le=65535, description="Its port.")
    redis_db: int = Field(0, alias="REDIS_DB", ge=0, le=15, description="Its database number.")

    wa_provider: Literal["meta"] = Field(
        "meta", alias="WA_PROVIDER", description="The WhatsApp provider; `meta` is the Cloud API."
    )
    wa_token: SecretStr = Field(
        SecretStr(""), alias="WA_TOKEN", description="Meta access token of numbers that have none of their own."
    )
    wa_verify_token: SecretStr = Field(
        SecretStr(""),
        alias="WA_VERIFY_TOKEN",
        description="The word you type into Meta's webhook form; any string of your own.",
    )
    wa_webhook_secret: tuple[SecretStr, ...] = Field(
        (),
        alias="WA_WEBHOOK_SECRET",
        description="App secret of your Meta app: webhooks are signed with it. Two, separated by a comma, while you rotate.",
    )
    wa_graph_base_url: str = Field(
        "https://graph.facebook.com", alias="WA_GRAPH_BASE_URL", description="Graph API address."
    )
    wa_graph_version: str = Field(
        "v26.0", alias="WA_GRAPH_VERSION", pattern=r"^v\d{2}\.\d$", description="Graph API version."
    )
    wa_graph_timeout_seconds: float = Field(
        10, alias="WA_GRAPH_TIMEOUT_SECONDS", gt=0, le=60, description="Longest wait for Graph, s."
    )
    wa_settle_seconds: float = Field(
        30,
        alias="WA_SETTLE_SECONDS",
        gt=0,
        le=900,
        description="How long a send with unknown outcome waits for its status webhook before it is sent again, s.",
    )
    wa_settle_after_gap_seconds: float = Field(
        300,
        alias="WA_SETTLE_AFTER_GAP_SECONDS",
        gt=0,
        le=900,
        description="The same after our own receiving had a gap, s.",
    )

    openai_api_key: SecretStr = Field(
        SecretStr(""), alias="OPENAI_API_KEY", description="Empty = AI is off and nothing breaks."
    )
    openai_base_url: str = Field(
        "", alias="OPENAI_BASE_URL", description="An OpenAI-compatible address; empty = OpenAI."
    )
    openai_model: str = Field("gpt-4o-mini", alias="OPENAI_MODEL", description="Model for AI nodes.")
    openai_timeout_seconds: float = Field(
        20, alias="OPENAI_TIMEOUT_SECONDS", gt=0, le=120, description="Longest wait for the model, s."
    )
    openai_max_calls_per_tenant_per_day: int = Field(
        500, alias="OPENAI_MAX_CALLS_PER_TENANT_PER_DAY", ge=0, description="Model calls a tenant may cause per day."
    )
    openai_max_calls_per_sender_per_minute: int = Field(
        6,
        alias="OPENAI_MAX_CALLS_PER_SENDER_PER_MINUTE",
        ge=0,
        description="Model calls one contact may cause per minute.",
    )
    openai_max_tokens_per_tenant_per_day: int = Field(
        1_000_000, alias="OPENAI_MAX_TOKENS_PER_TENANT_PER_DAY", ge=0, description="Tokens a tenant may use per day."
    )
    openai_max_usd_per_tenant_per_day: float = Field(
        1.0, alias="OPENAI_MAX_USD_PER_TENANT_PER_DAY", ge=0, description="US dollars a tenant may spend per day."
    )
    openai_max_tokens_per_conversation_per_day: int = Field(
        200_000,
        alias="OPENAI_MAX_TOKENS_PER_CONVERSATION_PER_DAY",
        ge=0,
        description="Tokens one conversation may use per day.",
    )
    openai_max_usd_per_conversation_per_day: float = Field(
        0.2,
        alias="OPENAI_MAX_USD_PER_CONVERSATION_PER_DAY",
        ge=0,
        description="US dollars one conversation may spend per day.",
    )
    openai_input_usd_per_million_tokens: float = Field(
        0.15,
        alias="OPENAI_INPUT_USD_PER_MILLION_TOKENS",
        ge=0,
        description="Price of what OPENAI_MODEL reads; the budgets reckon with it.",
    )
    openai_output_usd_per_million_tokens: float = Field(
        0.60, alias="OPENAI_OUTPUT_USD_PER_MILLION_TOKENS", ge=0, description="Price of what OPENAI_MODEL writes."
    )

    openai_transcription_model: str = Field(
        "gpt-transcribe",
        alias="OPENAI_TRANSCRIPTION_MODEL",
        description="Model that writes voice notes down; `off` = they are not listened to.",
    )
    openai_audio_usd_per_minute: float = Field(
        0.0045,
        alias="OPENAI_AUDIO_USD_PER_MINUTE",
        ge=0,
        description="Price of a minute that OPENAI_TRANSCRIPTION_MODEL listens to; the budgets reckon with it.",
    )
    openai_max_voice_seconds: int = Field(
        300, alias="OPENAI_MAX_VOICE_SECONDS", ge=1, le=1500, description="Longest voice note that is listened to, s."
    )

    openai_embedding_model: str = Field(
        "text-embedding-3-small",
        alias="OPENAI_EMBEDDING_MODEL",
        min_length=1,
        max_length=100,
        description="Model that finds knowledge by its meaning, where Postgres has pgvector; `off` = by its words alone.",
    )
    openai_embedding_dimensions: int = Field(
        512,
        alias="OPENAI_EMBEDDING_DIMENSIONS",
        ge=0,
        le=4096,
        description="Length of its vectors; 0 = the model's own, for models that cannot be told.",
    )
    openai_embedding_usd_per_million_tokens: float = Field(
        0.02,
        alias="OPENAI_EMBEDDING_USD_PER_MILLION_TOKENS",
        ge=0,
        description="Price of what OPENAI_EMBEDDING_MODEL reads; the budgets reckon with it.",
    )

    data_encryption_keys: tuple[SecretStr, ...] = Field(
        (),
        alias="DATA_ENCRYPTION_KEYS",
        description="Keys for tokens at rest: `id:base64 of 32 bytes` or the base64 alone, separated by commas; the first encrypts, all decrypt.",
    )
    sweep_idle_seconds: int = Field(
        600,
        alias="SWEEP_IDLE_SECONDS",
        ge=1,
        le=3600,
        description="Longest pause of the sweeper when nothing happens, s; longer lets Neon sleep.",
    )

    render_external_url: str = Field(
        "", alias="RENDER_EXTERNAL_URL", description="Set by Render itself; stands in for an empty PUBLIC_BASE_URL."
    )
    wake_queue_url: str = Field(
        "",
        alias="WAKE_QUEUE_URL",
        description="On AWS Lambda: the SQS FIFO queue of wakes, set by serverless.yml; empty = the webhook does the work itself.",
    )
    aws_lambda_function_name: str = Field(
        "", alias="AWS_LAMBDA_FUNCTION_NAME", description="Set by AWS Lambda itself; leave it alone."
    )
    aws_region: str = Field("", alias="AWS_REGION", description="Set by AWS Lambda itself.")
    aws_access_key_id: str = Field("", alias="AWS_ACCESS_KEY_ID", description="Set by AWS Lambda itself.")
    aws_secret_access_key: SecretStr = Field(
        SecretStr(""), alias="AWS_SECRET_ACCESS_KEY", description="Set by AWS Lambda itself."
    )
    aws_session_token: SecretStr = Field(
        SecretStr(""), alias="AWS_SESSION_TOKEN", description="Set by AWS Lambda itself."
    )

    @model_validator(mode="before")
    @classmethod
    def _lists(cls, values: Any) -> Any:
        """Split comma-separated variables; an empty variable counts as unset (dashboards leave them empty)."""
        if not isinstance(values, dict):
            return values
        kept = {name: value for name, value in values.items() if value != ""}
        if "RENDER_EXTERNAL_URL" in kept:
            kept.setdefault("PUBLIC_BASE_URL", kept["RENDER_EXTERNAL_URL"])
        for name in ("CORS_ORIGINS", "WA_WEBHOOK_SECRET", "DATA_ENCRYPTION_KEYS"):
            if isinstance(kept.get(name), str):
                kept[name] = tuple(part.strip() for part in kept[name].split(",") if part.strip())
        return kept

    @property
    def is_strict(self) -> bool:
        """Whether weak secrets stop the start."""
        return self.app_env in ("prod", "staging")

    @property
    def is_lambda(self) -> bool:
        """Whether AWS runs us: one request at a time, no work after the answer."""
        return bool(self.aws_lambda_function_name)

    @cached_property
    def postgres_url(self) -> str:
        """The pooled address, `postgresql://…`; raises ConfigurationError when there is none."""
        return _postgres_url(self.database_url_override, self.database_url)

    @cached_property
    def graph_timeout(self) -> timedelta:
        return timedelta(seconds=self.wa_graph_timeout_seconds)

    @cached_property
    def redis_rest(self) -> tuple[str, str] | None:
        """(url, token) of an Upstash REST endpoint, also read out of a `rediss://…upstash.io` URL; None = no REST endpoint."""
        if self.upstash_redis_rest_url:
            return self.upstash_redis_rest_url.rstrip("/"), self.upstash_redis_rest_token.get_secret_value()
        url = self.redis_url.get_secret_value()
        host = url.rsplit("@", 1)[-1].split(":", 1)[0].split("/", 1)[0]
        if url.startswith(("redis://", "rediss://")) and "@" in url and host.endswith(".upstash.io"):
            return f"https://{host}", url.split("://", 1)[1].rsplit("@", 1)[0].split(":", 1)[-1]
        return None

    @cached_property
    def redis_plain_url(self) -> str | None:
        """The address of a plain Redis when there is no REST endpoint; None = no Redis at all."""
        if self.redis_rest:
            return None
        if self.redis_url.get_secret_value():
            return self.redis_url.get_secret_value()
        return f"redis://{self.redis_host}:{self.redis_port}/{self.redis_db}" if self.redis_host else None


def load_settings(env: Mapping[str, str] | None = None) -> Settings:
    """Read and check the environment (or `env`). Raises ConfigurationError with one sentence per faulty variable."""
    try:
        settings = Settings.model_validate(dict(os.environ if env is None else env))
    except ValidationError as error:
        sentences = [
            f"{fault['loc'][0] if fault['loc'] else 'environment'}: {fault['msg']}." for fault in error.errors()
        ]
        raise ConfigurationError(" ".join(sentences)) from None
    faults = _faults(settings)
    if faults:
        raise ConfigurationError(" ".join(faults))
    return settings


def migration_database_url(env: Mapping[str, str] | None = None) -> str:
    """Where migrations run: DATABASE_URL_UNPOOLED, else the pooled address. Needs no other variable."""
    source = os.environ if env is None else env
    found = (source.get(name, "") for name in ("DATABASE_URL_UNPOOLED", "DATABASE_URL_OVERRIDE", "DATABASE_URL"))
    return _postgres_url(*(SecretStr(url) for url in found))


def _postgres_url(*candidates: SecretStr) -> str:
    for candidate in candidates:
        url = candidate.get_secret_value()
        if url:
            return "postgresql://" + _clean_address(url.split("://", 1)[-1])
    raise ConfigurationError("DATABASE_URL_OVERRIDE: set it to the Postgres address of Neon (or set DATABASE_URL).")


def _clean_address(rest: str) -> str:
    """Neon's dashboard copies addresses with stray spaces at the ends; everything else is kept."""
    return quote(rest.strip(), safe=":/?#[]@!$&'()*+,;=%-._~")


def _faults(settings: Settings) -> list[str]:
    """One sentence per variable that would make the service unsafe or useless. Never quotes a value."""
    faults: list[str] = []
    for name, secret in (
        ("AUTH_JWT_SECRET", settings.auth_jwt_secret),
        ("SUPER_ADMIN_API_KEY", settings.super_admin_api_key),
        ("WA_VERIFY_TOKEN", settings.wa_verify_token),
    ):
        value = secret.get_secret_value()
        least = 8 if name == "WA_VERIFY_TOKEN" else MIN_SECRET_CHARS
        if settings.is_strict and not value:
            faults.append(f"{name}: is missing.")
        elif settings.is_strict and (len(value) < least or value.lower() in WEAK_SECRETS or len(set(value)) < 5):
            faults.append(f"{name}: is too weak; use {least} or more random characters.")
    if settings.is_strict and not settings.data_encryption_keys:
        faults.append("DATA_ENCRYPTION_KEYS: is missing; make one with `./prosa key`.")
    if (
        settings.is_strict
        and settings.auth_seed_admin_email
        and len(settings.auth_seed_admin_password.get_secret_value()) < 12
    ):
        faults.append("AUTH_SEED_ADMIN_PASSWORD: is too weak; use 12 or more characters.")
    if "*" in settings.cors_origins:
        faults.append("CORS_ORIGINS: `*` is not allowed; name the origins.")
    if not (settings.database_url_override.get_secret_value() or settings.database_url.get_secret_value()):
        faults.append("DATABASE_URL_OVERRIDE: is missing; set it to the Postgres address of Neon.")
    return faults
