"""What the runbook names is in the code: routes, error codes, variables; and the customer's own words are all still there."""

import json
import re
from functools import cache
from pathlib import Path

import pytest

from local.checkout import ROOT
from shared.settings import Settings
from tests.docs.markdown import read

BOTH = pytest.mark.parametrize("name", ["docs/runbook.md", "docs/runbook.pt-BR.md"])
ROUTE = re.compile(r"\b(GET|POST|PUT|PATCH|DELETE) (/[^\s?`\"]*)")
CALLED = re.compile(r"\$PROSA(/[^\s?\"]*)")
CODE = re.compile(r"[a-z]+(_[a-z]+)+")
VARIABLE = re.compile(r"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(=.*)?")
OF_RENDER = {"PYTHON_VERSION", "NODE_VERSION"}
METAS_ID = re.compile(r"<\w+_ID>")

# Every variable, route and code of the runbook that the customer handed over.
CUSTOMERS_VARIABLES = {
    "APP_ENV", "AUTH_JWT_SECRET", "SUPER_ADMIN_API_KEY", "DATABASE_URL_OVERRIDE", "REDIS_HOST", "REDIS_PORT", "REDIS_DB",
    "REDIS_URL", "WA_PROVIDER", "WA_TOKEN", "WA_VERIFY_TOKEN", "WA_WEBHOOK_SECRET", "AUTH_SEED_ADMIN_EMAIL",
    "AUTH_SEED_ADMIN_PASSWORD", "OPENAI_API_KEY", "OPENAI_MODEL", "OPENAI_TIMEOUT_SECONDS",
    "OPENAI_MAX_CALLS_PER_TENANT_PER_DAY", "OPENAI_MAX_CALLS_PER_SENDER_PER_MINUTE",
}  # fmt: skip
CUSTOMERS_WORDS = [
    "GET /health/liveness", "GET /health/readiness", "POST /auth/login", "GET /admin/chatbot-domain",
    "GET /admin/chatbot-flows?domain=real_estate", "GET /admin/chatbot-flows/published?domain=real_estate",
    "POST /super/tenants", "POST /super/tenants/{tenant_id}/whatsapp-accounts",
    "POST /super/tenants/{tenant_id}/invite-admin", "GET /webhook/verify", "POST /webhook", "X-Super-Admin-Key",
    "invalid_token", "tenant_not_mapped_for_phone_number_id", "correlation_id", "alembic upgrade head", "alembic current",
    "alembic history", "npm ci && npm run build", "frontend/ui/dist", "admin@example.com",
]  # fmt: skip


@cache
def routes() -> set[tuple[str, str]]:
    described = json.loads((ROOT / "openapi.json").read_text(encoding="utf-8"))
    return {(method.upper(), path) for path, methods in described["paths"].items() for method in methods}


@cache
def words_of_the_code() -> set[str]:
    files: list[Path] = [
        file for folder in ("functions", "shared", "migrations") for file in (ROOT / folder).rglob("*.py")
    ]
    return {word for file in files for word in re.findall(r"\w+", file.read_text(encoding="utf-8"))}


@BOTH
def test_every_route_it_names_exists(name: str) -> None:
    paper = read(name)

    named = {(method, path) for span in paper.code for method, path in ROUTE.findall(span) if not METAS_ID.search(path)}

    assert len(named) >= 10
    assert named <= routes()


@BOTH
def test_every_address_it_calls_exists(name: str) -> None:
    called = {path.replace("$TENANT_ID", "{tenant_id}") for path in CALLED.findall(read(name).text)}

    assert len(called) >= 10
    assert called <= {path for _, path in routes()}


@BOTH
def test_every_code_it_names_is_in_the_code(name: str) -> None:
    named = {span for span in read(name).code if CODE.fullmatch(span)}

    assert {"invalid_token", "tenant_not_mapped_for_phone_number_id"} <= named
    assert named <= words_of_the_code()


@BOTH
def test_every_variable_it_names_is_read(name: str) -> None:
    known = {str(field.alias) for field in Settings.model_fields.values()}

    named = {found[1] for span in read(name).code if (found := VARIABLE.fullmatch(span))}

    assert named >= CUSTOMERS_VARIABLES
    assert named <= known | OF_RENDER


@BOTH
def test_a_default_it_names_is_the_default(name: str) -> None:
    defaults = {str(field.alias): field.default for field in Settings.model_fields.values()}
    given = [span.split("=", 1) for span in read(name).section("2)").code if VARIABLE.fullmatch(span) and "=" in span]

    said = {
        variable: value for variable, value in given if "<" not in value and variable.startswith(("OPENAI", "WA_P"))
    }

    assert len(said) == 7
    assert said == {variable: str(defaults[variable]) for variable in said}


@BOTH
@pytest.mark.parametrize("words", CUSTOMERS_WORDS)
def test_the_customers_words_are_all_there(name: str, words: str) -> None:
    assert words in read(name).text
