"""serverless.yml becomes a CloudFormation template, offline and with no credentials, in which cfn-lint finds no fault."""

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from local.checkout import ROOT
from local.errors import LocalError
from local.packing.framework import osls
from local.packing.package import functions

# It writes down dependencies that a reference implies, and puts parameters into conditions as literals.
BY_OSLS_ITSELF = {"W3005", "W8003"}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """serverless.yml beside packages that hold one file each: the template knows of their names only."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copy(ROOT / "serverless.yml", folder)
    (folder / "build" / "lambda").mkdir(parents=True)
    for name in functions():
        with zipfile.ZipFile(folder / "build" / "lambda" / f"{name}.zip", "w") as archive:
            archive.writestr("handler.py", "")
    return folder


@pytest.fixture(scope="module")
def made(project: Path) -> Path:
    """The template for deploying; made without credentials, network settings or a home."""
    osls("package", "--package", "out", folder=project, env={"HOME": str(project)})
    return project / "out" / "cloudformation-template-update-stack.json"


@pytest.fixture(scope="module")
def resources(made: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(made.read_text())["Resources"]
    return found


def of_type(resources: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [held["Properties"] for held in resources.values() if held["Type"] == kind]


def test_cfn_lint_finds_no_fault(made: Path) -> None:
    linted = subprocess.run(
        [Path(sys.executable).parent / "cfn-lint", "--format", "json", "--regions", "us-east-1", "--template", made],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    found = {(each["Rule"]["Id"], each["Message"]) for each in json.loads(linted.stdout)}
    assert {each for each in found if each[0] not in BY_OSLS_ITSELF} == set()
    assert linted.returncode in (0, 4)  # 4: warnings only


def test_every_function_is_of_arm_and_python_and_keeps_its_log_for_two_weeks(resources: dict[str, Any]) -> None:
    described = of_type(resources, "AWS::Lambda::Function")

    assert sorted(each["FunctionName"] for each in described) == sorted(f"prosa-prod-{name}" for name in functions())
    assert {(each["Runtime"], *each["Architectures"]) for each in described} == {("python3.13", "arm64")}
    assert [each["RetentionInDays"] for each in of_type(resources, "AWS::Logs::LogGroup")] == [14] * len(described)


def test_wakes_arrive_one_by_one_and_fail_one_by_one(resources: dict[str, Any]) -> None:
    (mapping,) = of_type(resources, "AWS::Lambda::EventSourceMapping")

    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping["EventSourceArn"] == {"Fn::GetAtt": ["Wakes", "Arn"]}


def test_the_heartbeat_may_call_the_jobs(resources: dict[str, Any]) -> None:
    (rule,) = of_type(resources, "AWS::Events::Rule")
    callers = [each["Principal"] for each in of_type(resources, "AWS::Lambda::Permission")]

    assert (rule["ScheduleExpression"], rule["State"]) == ("rate(1 minute)", "ENABLED")
    assert callers.count("events.amazonaws.com") == 1
    assert [held for held in resources.values() if held["Type"] == "AWS::Scheduler::Schedule"] == []


def test_secrets_are_named_and_not_written(resources: dict[str, Any]) -> None:
    given = [each["Environment"]["Variables"] for each in of_type(resources, "AWS::Lambda::Function")]
    secret = ("AUTH_JWT_SECRET", "SUPER_ADMIN_API_KEY", "DATABASE_URL_OVERRIDE", "DATA_ENCRYPTION_KEYS", "WA_TOKEN")

    assert [
        variables[name] for variables in given for name in secret if "{{resolve:secretsmanager:" not in variables[name]
    ] == []


def test_a_typing_error_stops_it(project: Path, tmp_path: Path) -> None:
    shutil.copytree(project, tmp_path / "project", ignore=shutil.ignore_patterns("out"))
    file = tmp_path / "project" / "serverless.yml"
    file.write_text(file.read_text().replace("maximumConcurrency:", "maximumConcurency:"))

    with pytest.raises(LocalError, match="maximumConcurency"):
        osls("package", folder=tmp_path / "project", env={"HOME": str(tmp_path)})
