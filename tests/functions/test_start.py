"""The service as a process: it starts, passes the runbook's smoke test, stops when told, and refuses a faulty environment."""

import argparse
import shlex
import signal
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from http.client import HTTPConnection

import pytest
import yaml

from local.checkout import ROOT
from local.commands import smoke
from local.ports import HOST, free_port
from local.processes import Child
from tests.conftest import Spawn
from tests.parts import Database
from tests.superuser import run_sql

UVICORNS_OWN_PATIENCE = 5.0  # seconds


def serve(spawn: Spawn, environment: Mapping[str, str], port: int) -> Child:
    argv = [
        sys.executable,
        "-m",
        "uvicorn",
        "functions.render:app",
        "--host",
        HOST,
        "--port",
        str(port),
        "--no-access-log",
    ]
    return spawn("uvicorn", argv, env=environment)


def test_smoke_passes_against_a_fresh_service_leaves_a_suspended_tenant_and_can_be_repeated(
    spawn: Spawn,
    environment: dict[str, str],
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    port = free_port(None)
    service = serve(spawn, environment, port)
    service.wait_for_port(port)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    codes = [walk(port) for _ in range(2)]

    out = capsys.readouterr().out
    assert codes == [0, 0]
    for step in ("5.1 liveness", "5.1 readiness", "5.2 login", "5.3 published", "5.4 tenant", "5.5 signed message"):
        assert out.count(f"✓ {step}") == 2
    tenants = run_sql(database.superuser_url, "select status from tenants where name like 'Smoke %%'")
    assert tenants == [("suspended",)] * 2
    assert run_sql(database.superuser_url, "select count(*) from inbox") == [(2,)]
    assert run_sql(database.superuser_url, "select count(*) from outbox") == [(0,)]
    service.process.send_signal(signal.SIGTERM)
    assert service.process.wait(30) in (0, -signal.SIGTERM)


def test_smoke_fails_with_the_name_of_the_step(
    spawn: Spawn, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    port = free_port(None)
    serve(spawn, environment, port).wait_for_port(port)
    for name, value in (environment | {"AUTH_SEED_ADMIN_PASSWORD": "wrong"}).items():
        monkeypatch.setenv(name, value)

    code = walk(port)

    written = capsys.readouterr()
    assert code == 1
    assert "✓ 5.1 readiness" in written.out
    assert "✗ 5.2 login: 401 instead of 200 invalid_credentials" in written.err


def test_smoke_says_what_it_was_not_given(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name in smoke.VARIABLES.values():
        monkeypatch.delenv(name, raising=False)

    assert walk(9) == 1
    assert "WA_WEBHOOK_SECRET" in capsys.readouterr().err


def test_a_faulty_environment_ends_the_process_with_a_sentence(spawn: Spawn, environment: dict[str, str]) -> None:
    faulty = environment | {"APP_ENV": "prod", "AUTH_JWT_SECRET": "changeme", "SUPER_ADMIN_API_KEY": ""}

    service = serve(spawn, faulty, free_port(None))

    assert service.process.wait(60) != 0
    said = service.log.read_text()
    assert "AUTH_JWT_SECRET: is too weak" in said
    assert "SUPER_ADMIN_API_KEY: is missing" in said
    assert "Traceback" not in said


def test_the_command_that_render_types_keeps_connections_longer_than_its_router_does(
    spawn: Spawn, environment: dict[str, str]
) -> None:
    services = yaml.safe_load((ROOT / "render.yaml").read_text(encoding="utf-8"))["services"]
    (typed,) = (each["startCommand"] for each in services if each["name"] == "prosa-api")
    port = free_port(None)
    words = [word.replace("$PORT", str(port)).replace("0.0.0.0", HOST) for word in shlex.split(typed)]  # noqa: S104
    spawn("uvicorn", [sys.executable, "-m", *words], env=environment).wait_for_port(port)

    with closing(HTTPConnection(HOST, port, timeout=10)) as line:
        line.request("GET", "/health/liveness")
        line.getresponse().read()
        first = line.sock
        time.sleep(UVICORNS_OWN_PATIENCE + 1.5)
        line.request("GET", "/health/liveness")
        answer = line.getresponse()

        assert (answer.status, line.sock) == (200, first)


def walk(port: int) -> int:
    parser = argparse.ArgumentParser()
    smoke.add_arguments(parser)
    return smoke.run(parser.parse_args([f"http://{HOST}:{port}"]))
