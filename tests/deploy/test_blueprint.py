"""render.yaml is one that Render takes, and holds what the service, the runbook and the page ask for."""

import copy
import re
import subprocess
from functools import cache
from typing import Any

import pytest
import yaml

from functions.page import CONTENT_POLICY
from local.checkout import ROOT
from shared.clients.cipher import read_keys
from shared.settings import ConfigurationError, load_settings
from tests.deploy.blueprint import faults, kind_of
from tests.docs.markdown import read

API = "https://prosa-api.onrender.com"
GENERATED = "A3lrE0k0rPpKpHTbJ0WzPjgNq0TXzY9TDfeL8KJq1yE="  # as Render makes them: base64 of 256 bits


@cache
def _read() -> Any:
    return yaml.safe_load((ROOT / "render.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def blueprint() -> Any:
    return copy.deepcopy(_read())


def service(blueprint: Any, kind: str) -> Any:
    (found,) = (each for each in blueprint["services"] if kind_of(each) == kind)
    return found


def variables(of: Any) -> dict[str, Any]:
    return {each["key"]: each for each in of["envVars"]}


def test_render_takes_it(blueprint: Any) -> None:
    assert list(faults(blueprint)) == []


@pytest.mark.parametrize(
    ("kind", "change", "fault"),
    [
        ("web", {"autoDeploy": True}, "a web has no autoDeploy"),
        ("web", {"region": "sao-paulo"}, "sao-paulo is no region"),
        ("web", {"maxShutdownDelaySeconds": 600}, "maxShutdownDelaySeconds"),
        ("static", {"region": "virginia"}, "a static has no region"),
        ("static", {"healthCheckPath": "/"}, "a static has no healthCheckPath"),
        ("static", {"routes": [{"type": "rewrite", "source": "/*", "destination": "/"}] * 2}, "stands last"),
        ("cron", {"schedule": 10}, "five fields"),
        ("cron", {"preDeployCommand": "true"}, "a cron has no preDeployCommand"),
        ("cron", {"envVars": [{"key": "A", "value": True}]}, "A is neither text nor number"),
        ("cron", {"envVars": [{"key": "A", "value": "1", "sync": False}]}, "A has one source"),
        ("cron", {"envVars": [{"key": "PYTHON_VERSION", "value": "3.13"}]}, "three numbers"),
        ("cron", {"envVars": [{"key": "A", "fromService": {"type": "web", "name": "x", "envVarKey": "A"}}]}, "no web called x"),
        (
            "cron",
            {"envVars": [{"key": "A", "fromService": {"type": "web", "name": "prosa-api", "envVarKey": "NO"}}]},
            "prosa-api has no NO",
        ),
    ],
)  # fmt: skip
def test_what_render_refuses_is_found(blueprint: Any, kind: str, change: dict[str, Any], fault: str) -> None:
    service(blueprint, kind).update(change)

    assert any(fault in found for found in faults(blueprint))


def test_the_service_starts_with_what_is_generated_and_asked(blueprint: Any) -> None:
    given = variables(service(blueprint, "web"))
    env = {
        key: str(each.get("value", GENERATED if each.get("generateValue") else ""))
        for key, each in given.items()
        if key.isupper()
    } | {"DATABASE_URL_OVERRIDE": "postgresql://a:b@ep-x-pooler.neon.tech/db", "RENDER_EXTERNAL_URL": API}

    settings = load_settings(env)

    assert settings.app_env == "prod"
    assert settings.public_base_url == API
    assert read_keys([key.get_secret_value() for key in settings.data_encryption_keys])


def test_every_variable_that_production_demands_is_in_it(blueprint: Any) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load_settings({"APP_ENV": "prod"})
    demanded = set(re.findall(r"([A-Z][A-Z_]+):", str(caught.value)))

    assert len(demanded) >= 5
    assert demanded <= variables(service(blueprint, "web")).keys()


def test_no_secret_stands_in_it(blueprint: Any) -> None:
    telling = re.compile(r"SECRET|TOKEN|KEY|PASSWORD|DATABASE_URL")

    given = [each for of in blueprint["services"] for each in of["envVars"] if telling.search(each["key"])]

    assert len(given) >= 10
    assert [each for each in given if "value" in each] == []


def test_it_does_what_the_runbook_says_by_hand(blueprint: Any) -> None:
    web, page = service(blueprint, "web"), service(blueprint, "static")
    by_hand = read("docs/runbook.md").section("3)")
    typed = [line for fence in by_hand.fences for line in fence.lines]

    assert [web["buildCommand"], web["startCommand"]] == typed
    for said in (web["healthCheckPath"], web["preDeployCommand"], page["staticPublishPath"]):
        assert said in by_hand.code
    (table,) = by_hand.tables
    rewrites = [[f"`{each['source']}`", f"`{each['destination']}`"] for each in page["routes"]]
    assert [[cell.replace("https://<backend>.onrender.com", API) for cell in row] for row in table[1:]] == rewrites


def test_the_page_is_not_built_for_rewrites_that_lead_to_a_stranger(blueprint: Any) -> None:
    page = service(blueprint, "static")
    assert page["buildCommand"].count(API) == 1
    build = page["buildCommand"].replace("cd frontend/ui && npm ci && npm run build", "echo built")

    def run(address: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["sh", "-c", build], env={"API_URL": address}, capture_output=True, text=True, check=False
        )

    assert run(API).stdout == "built\n"
    elsewhere = run("https://prosa-api-x1y2.onrender.com")
    assert elsewhere.returncode == 1
    assert "https://prosa-api-x1y2.onrender.com" in elsewhere.stdout


def test_the_page_has_the_same_content_policy_on_both_hosts(blueprint: Any) -> None:
    headers = {(each["path"], each["name"]): each["value"] for each in service(blueprint, "static")["headers"]}

    assert headers["/*", "Content-Security-Policy"] == CONTENT_POLICY.format(simulator="")
    assert "immutable" in headers["/assets/*", "Cache-Control"]
    assert headers["/index.html", "Cache-Control"] == "no-cache"


def test_the_heartbeat_types_the_runbooks_command(blueprint: Any) -> None:
    (typed,) = (line for fence in read("docs/runbook.md").section("8)").fences for line in fence.lines)
    url = '-X POST "$PROSA/internal/tick" -H "X-Super-Admin-Key: $SUPER_ADMIN_API_KEY"'

    assert url in typed
    assert url in service(blueprint, "cron")["startCommand"]
