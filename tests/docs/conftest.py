"""A deployment made by the letter of the runbook: its migrations, its start command, its variables, with a simulator for Meta."""

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from local.checkout import ROOT
from local.databases import drop_database
from local.demo import Demo, DemoNumber
from local.environment import with_inherited
from local.fetch import answers, fetch
from local.first_words import wait_for_answer
from local.ports import HOST, free_port
from local.postgres import OWNER
from local.processes import Child, python
from tests.docs.markdown import Paper, read
from tests.parts import Parts

PATIENCE = timedelta(seconds=60)
BINARIES = str(Path(sys.executable).parent)
APP_SECRET, TOKEN = "SIM-app-secret-of-the-deployment", "SIM-token-of-the-deployment"
WABA = "204060801020304"


@dataclass(frozen=True, slots=True)
class Deployment:
    """Where it is, what it was given, and what it writes to its log."""

    url: str
    simulator_url: str
    variables: Mapping[str, str]
    log: Path

    def type(self, paper: Paper, **filled_in: str) -> str:
        """Type the paper's commands into one shell, its `export NAME=…` lines filled in; return what they print."""
        known = {"PROSA": self.url, **self.variables, **filled_in}
        return shell("\n".join(_filled(line, known) for fence in paper.fences for line in fence.lines), known)

    def connect(self, number: str) -> None:
        """What has happened at Meta before our part begins: a number, its webhook address verified, no app subscribed."""
        asked = {
            "phone_number_id": number,
            "waba_id": WABA,
            "display_phone_number": "+55 11 4000-0000",
            "verified_name": "Imobiliária Bela Vista",
            "access_token": TOKEN,
            "app_secret": APP_SECRET,
            "webhook_url": f"{self.url}/webhook",
            "verify_token": self.variables["WA_VERIFY_TOKEN"],
            "subscribed": False,
        }
        told = json.loads(fetch(f"{self.simulator_url}/sim/numbers", asked))
        assert told["verification"]["ok"], told

    def answer_to(self, text: str, number: str) -> str:
        """Write to the number as somebody new."""
        return wait_for_answer(self.simulator_url, Demo((DemoNumber(number, "", ""),)), text)


def shell(text: str, variables: Mapping[str, str]) -> str:
    """Run a script that stops at the first failure; return its output."""
    env = with_inherited(variables) | {"PATH": f"{BINARIES}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(["sh", "-euc", text], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def start_command() -> str:
    """The runbook's, on this machine's own address instead of all."""
    fences = read("docs/runbook.md").section("3)").fences
    (command,) = (line for fence in fences for line in fence.lines if line.startswith("uvicorn"))
    assert "--host 0.0.0.0" in command
    return "exec " + command.replace("--host 0.0.0.0", f"--host {HOST}")


@pytest.fixture(scope="module")
def empty_database(parts: Parts) -> Iterator[str]:
    """The name of a database as Neon gives it: nothing in it, and owned by who logs in."""
    name = f"deployment_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(f"{parts.superuser_urls}postgres", autocommit=True) as db:
        db.execute(psycopg.sql.SQL("CREATE DATABASE {} OWNER {}").format(*map(psycopg.sql.Identifier, (name, OWNER))))
    yield name
    drop_database(f"{parts.superuser_urls}postgres", name)


@pytest.fixture(scope="module")
def simulator_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port = free_port()
    command = python("local.simulator", "--host", HOST, "--port", str(port), "--no-delays")
    child = Child("simulator", command, log=tmp_path_factory.mktemp("simulator") / "log")
    child.wait_until(lambda: answers(f"http://{HOST}:{port}/sim/health"), PATIENCE)
    yield f"http://{HOST}:{port}"
    child.stop()


@pytest.fixture(scope="module")
def variables(parts: Parts, empty_database: str, simulator_url: str) -> dict[str, str]:
    """What section 2 asks for, the secrets from `./prosa key`."""
    made = shell(f"{sys.executable} prosa key", {})
    return dict(line.split("=", 1) for line in made.splitlines()) | {
        "APP_ENV": "prod",
        "PORT": str(free_port()),
        "DATABASE_URL_OVERRIDE": parts.pooled_urls + empty_database,
        "DATABASE_URL_UNPOOLED": parts.direct_urls + empty_database,
        "UPSTASH_REDIS_REST_URL": parts.redis_rest_url,
        "UPSTASH_REDIS_REST_TOKEN": parts.redis_tokens[-1],
        "WA_PROVIDER": "meta",
        "WA_TOKEN": TOKEN,
        "WA_WEBHOOK_SECRET": APP_SECRET,
        "WA_GRAPH_BASE_URL": simulator_url,
        "AUTH_SEED_ADMIN_EMAIL": "admin@example.com",
        "AUTH_SEED_ADMIN_PASSWORD": "uma-senha-forte-de-teste",
    }


@pytest.fixture(scope="module")
def deployment(
    variables: dict[str, str], simulator_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Deployment]:
    """Migrated by section 4, started by section 3."""
    migrated = shell(
        "\n".join(line for f in read("docs/runbook.md").section("4)").fences for line in f.lines), variables
    )
    assert migrated.rstrip().endswith("(head)")
    url, log = f"http://{HOST}:{variables['PORT']}", tmp_path_factory.mktemp("deployment") / "log"
    env = with_inherited(variables) | {"PATH": f"{BINARIES}{os.pathsep}{os.environ['PATH']}"}
    child = Child("deployment", ["sh", "-c", start_command()], log=log, env=env)
    child.wait_until(lambda: answers(f"{url}/health/readiness"), PATIENCE)
    yield Deployment(url, simulator_url, variables, log)
    child.stop(timedelta(seconds=30))


def _filled(line: str, known: Mapping[str, str]) -> str:
    """`export NAME=…` with what the reader would put there; other lines as they are."""
    name = line.removeprefix("export ").split("=")[0]
    return f"export {name}='{known[name]}'" if line.startswith("export ") else line
