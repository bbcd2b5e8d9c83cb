"""serverless.yml fits the code: a function per group, every route to its own group, and times that fit each other."""

import importlib
import json
import re
from datetime import timedelta
from typing import Any

import pytest

from functions.render import GROUPS
from local.checkout import ROOT
from local.lambda_host import template
from local.packing.interpreter import VERSION
from local.packing.package import functions
from shared.settings import ConfigurationError, load_settings

HTTP_API_GIVES_UP = 30  # seconds


def resources() -> dict[str, Any]:
    found: dict[str, Any] = template.template()["resources"]["Resources"]
    return found


def function_of(method: str, path: str) -> str | None:
    concrete = re.sub(r"\{\w+\}", "x", path)
    return next((route.function for route in template.routes() if route.fits(method, concrete)), None)


def group_of(method: str, path: str) -> str:
    """The package whose router serves the path on Render."""
    described = json.loads((ROOT / "openapi.json").read_text(encoding="utf-8"))["paths"][path][method.lower()]
    return str(described["tags"][0]).replace(" ", "_")


def every_route() -> list[tuple[str, str]]:
    described = json.loads((ROOT / "openapi.json").read_text(encoding="utf-8"))
    return [(method.upper(), path) for path, methods in described["paths"].items() for method in methods]


def test_every_group_is_a_function_with_a_package_of_its_own() -> None:
    described = template.functions()

    assert sorted(described) == functions()
    for name, function in described.items():
        assert function["handler"] == f"functions.{name}.handler.handler"
        assert callable(importlib.import_module(f"functions.{name}.handler").handler)
        assert function["package"] == {"artifact": f"build/lambda/{name}.zip"}
        assert function["description"]


def test_every_route_leads_to_the_function_of_its_group() -> None:
    assert len(every_route()) >= 45
    assert len(GROUPS) == len({group_of(*route) for route in every_route()})
    assert [(route, function_of(*route)) for route in every_route() if function_of(*route) != group_of(*route)] == []


def test_a_path_that_nobody_serves_reaches_no_function() -> None:
    assert function_of("GET", "/nothing") is None
    assert function_of("DELETE", "/webhook") is None


def test_the_runtime_is_the_one_that_the_packages_are_compiled_by() -> None:
    provider = template.template()["provider"]

    assert provider["runtime"] == f"python{VERSION}"
    assert provider["architecture"] == "arm64"


def test_http_functions_end_before_the_gateway_gives_up() -> None:
    plain = {
        name for name in template.functions() if name in {route.function for route in template.routes()} - {"jobs"}
    }

    assert [name for name in plain if template.setting(name, "timeout") >= HTTP_API_GIVES_UP] == []


def test_a_wake_under_way_is_not_handed_out_twice() -> None:
    queue = template.queue()

    assert queue.visibility > timedelta(seconds=template.setting(queue.function, "timeout"))


def test_the_heartbeat_calls_the_jobs() -> None:
    function, every, event = template.schedule()

    assert (function, every, event) == ("jobs", timedelta(minutes=1), {"heartbeat": True})


def test_the_functions_are_given_what_production_demands() -> None:
    with pytest.raises(ConfigurationError) as caught:
        load_settings({"APP_ENV": "prod"})
    demanded = set(re.findall(r"([A-Z][A-Z_]+):", str(caught.value)))

    assert len(demanded) >= 5
    assert demanded <= template.template()["provider"]["environment"].keys()


def test_each_role_may_do_what_its_functions_do_and_no_more() -> None:
    queue = {"Fn::GetAtt": "Wakes.Arn"}
    allowed: dict[str, set[tuple[str, str]]] = {}
    for name, resource in resources().items():
        if resource["Type"] != "AWS::IAM::Role":
            continue
        for policy in resource["Properties"]["Policies"]:
            for statement in policy["PolicyDocument"]["Statement"]:
                actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
                of_queue = statement["Resource"] == queue
                allowed.setdefault(name, set()).update((action, "queue" if of_queue else "logs") for action in actions)
    logs = {("logs:CreateLogStream", "logs"), ("logs:PutLogEvents", "logs")}
    sending = {("sqs:SendMessage", "queue")}
    taking = {
        (f"sqs:{action}", "queue")
        for action in ("ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility", "GetQueueAttributes")
    }

    assert allowed == {"PlainRole": logs, "WakingRole": logs | sending, "WorkingRole": logs | sending | taking}
    assert {
        name: function["role"] for name, function in template.functions().items() if function["role"] != "PlainRole"
    } == {
        "webhook": "WakingRole",
        "super_admin": "WakingRole",
        "jobs": "WorkingRole",
    }


def test_no_queue_is_without_an_alarm_and_no_alarm_without_a_receiver() -> None:
    alarms = [held["Properties"] for held in resources().values() if held["Type"] == "AWS::CloudWatch::Alarm"]
    watched = {value["Fn::GetAtt"].split(".")[0] for alarm in alarms for held in alarm.get("Dimensions", [])
               if isinstance(value := held["Value"], dict) and "Fn::GetAtt" in value}  # fmt: skip

    assert watched == {name for name, held in resources().items() if held["Type"] == "AWS::SQS::Queue"}
    assert [
        alarm for alarm in alarms if alarm["AlarmActions"] != [{"Ref": "Alarms"}] or not alarm["AlarmDescription"]
    ] == []
