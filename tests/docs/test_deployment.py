"""The papers' commands, typed as they stand, into a deployment made by the letter of the runbook."""

import json
import subprocess
import sys

from local.checkout import ROOT
from local.environment import with_inherited
from tests.docs.conftest import BINARIES, WABA, Deployment, start_command
from tests.docs.markdown import read

OF_README, OF_RUNBOOK = "106000000000001", "106000000000002"


def test_a_number_is_connected_as_the_readme_says_and_the_bot_answers(deployment: Deployment) -> None:
    deployment.connect(OF_README)

    told = deployment.type(
        read("README.md").section("Connecting a real number"),
        GRAPH=f"{deployment.simulator_url}/v26.0",
        WABA_ID=WABA,
        PHONE_NUMBER_ID=OF_README,
    )

    assert '"success":true' in told
    assert '"invite_url":"' in told
    assert "Imobiliária Bela Vista" in deployment.answer_to("oi", OF_README)


def test_section_5_of_the_runbook_goes_through(deployment: Deployment) -> None:
    told = deployment.type(read("docs/runbook.md").section("5)"), WABA_ID=WABA, PHONE_NUMBER_ID=OF_RUNBOOK)

    assert '{"status":"alive"}' in told
    assert '"status":"ready"' in told
    assert '{"domain":"real_estate"}' in told
    assert '"published":true,"flow":{' in told
    assert f'"phone_number_id":"{OF_RUNBOOK}"' in told
    assert '"refresh_token":"' in told  # of the admin who accepted the invite
    assert "1158201444" in told  # the challenge
    assert '{"detail":"tenant_not_mapped_for_phone_number_id"' in told


def test_the_heartbeat_of_section_8_is_answered(deployment: Deployment) -> None:
    told = deployment.type(read("docs/runbook.md").section("8)"))

    assert json.loads(told).keys() == {"swept"}


def test_the_smoke_command_goes_through(deployment: Deployment) -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "prosa", "smoke", deployment.url],
        env=with_inherited(deployment.variables),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_the_log_shows_the_work_and_no_secret(deployment: Deployment) -> None:
    deployment.connect("106000000000003")  # verifies the address, with the verify token in the query

    lines = deployment.log.read_text(encoding="utf-8").splitlines()

    records = [json.loads(line) for line in lines if line.startswith("{")]
    assert {"request"} <= {record["message"] for record in records}
    assert [record for record in records if record.get("route") == "/webhook" and record.get("new")]
    assert [line for line in lines if not line.startswith(("{", "INFO:  "))] == []
    secret = ("WA_VERIFY_TOKEN", "WA_TOKEN", "WA_WEBHOOK_SECRET", "SUPER_ADMIN_API_KEY", "AUTH_SEED_ADMIN_PASSWORD")
    assert [name for name in secret if deployment.variables[name] in "\n".join(lines)] == []


def test_without_a_secret_it_does_not_start_and_names_it(variables: dict[str, str]) -> None:
    env = with_inherited({name: value for name, value in variables.items() if name != "AUTH_JWT_SECRET"})

    done = subprocess.run(
        ["sh", "-c", start_command()],
        cwd=ROOT,
        env=env | {"PATH": f"{BINARIES}:{env['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode != 0
    assert "AUTH_JWT_SECRET: is missing." in done.stderr
