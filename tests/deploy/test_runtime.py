"""Every function under AWS's own runtime client answers as the one app of Render does, whatever event carries the request."""

import base64
import hashlib
import hmac
import json
import os
import signal
import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient

from local.environment import with_inherited
from local.lambda_host.fifo import Message
from local.lambda_host.function import Function, Starter
from local.lambda_host.host import Host
from local.lambda_host.http_api import Request, to_event
from local.lambda_host.mapping import to_event as to_batch
from local.lambda_host.sandbox import FunctionError
from shared.clients.wake_messages import encode
from shared.domain.ids import ConversationId, TenantId
from shared.ports import DeliverWake
from tests.deploy.conftest import Deployed
from tests.functions.test_both_hosts import CALLS, HEADERS, Heard, World, blank, to_render

BODY = json.dumps({"object": "whatsapp_business_account", "entry": []}, ensure_ascii=False)


def heard(status: int, body: bytes, headers: dict[str, str]) -> Heard:
    return Heard(status, blank(body.decode()), tuple(headers.get(name) for name in HEADERS))


def to_host(host: Host) -> Callable[[str, str, dict[str, str], dict[str, str], bytes], Heard]:
    """Through the HTTP API of serverless.yml into the function's process."""

    def send(method: str, path: str, query: dict[str, str], headers: dict[str, str], body: bytes) -> Heard:
        request = Request(method, path, urlencode(query), [("host", "testserver"), *headers.items()], body)
        answer = host.answer(request)
        return heard(answer.status, answer.body, dict(answer.headers))

    return send


def test_every_route_answers_the_same_from_render_and_from_its_function(
    client: TestClient, world: World, host: Host
) -> None:
    differing: list[object] = []
    for call in CALLS:
        for as_meant in (True, False):
            answers = []
            for send in (to_render(client), to_host(host)):
                body = json.dumps(call.body(world)).encode() if call.body and as_meant else b"{" if call.body else b""
                body = call.raw if call.raw and as_meant else body
                kind = {"Content-Type": "application/json"} if call.body else {}
                headers = kind | dict(call.headers) | world.headers(call.opens_with if as_meant else "", body)
                path = call.path.format(**world.names(with_spare_flow=call.spare_flow))
                answers.append(send(call.method, path, call.query(world) if as_meant else {}, headers, body))
            if answers[0] != answers[1] or (as_meant and answers[0].status != call.status):
                differing.append((call.method, call.path, as_meant, answers))

    assert differing == []
    assert {name for name, function in host.functions.items() if function.started} == set(host.functions) - {"migrate"}


def signed(environment: Mapping[str, str], body: bytes) -> list[tuple[str, str]]:
    digest = hmac.new(environment["WA_WEBHOOK_SECRET"].encode(), body, hashlib.sha256).hexdigest()
    return [("Content-Type", "application/json"), ("X-Hub-Signature-256", f"sha256={digest}")]


@pytest.mark.parametrize("stage", ["$default", "prod"])
@pytest.mark.parametrize("as_base64", [True, False])
def test_the_webhook_takes_every_shape_of_event(deployed: Deployed, stage: str, as_base64: bool) -> None:
    body = BODY.encode()
    event = to_event(Request("POST", "/webhook", headers=signed(deployed.environment, body), body=body), stage=stage)
    if as_base64:
        event |= {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}

    answer = deployed.host.functions["webhook"].invoke(event)

    assert (answer["statusCode"], json.loads(answer["body"])) == (200, {"received": True})


def test_cookies_and_a_stage_do_not_disturb_a_function_of_the_admin_side(deployed: Deployed) -> None:
    request = Request(
        "GET", "/auth/me", headers=[*deployed.agency.headers.items(), ("Cookie", "a=1; b=2"), ("Cookie", "c=3")]
    )
    event = to_event(request, stage="prod")

    answer = deployed.host.functions["auth"].invoke(event)

    assert event["cookies"] == ["a=1", "b=2", "c=3"]
    assert answer["statusCode"] == 200
    assert deployed.agency.email in answer["body"]


def test_a_body_that_is_not_text_arrives_byte_by_byte(deployed: Deployed) -> None:
    body = BODY.encode() + b"\xff"
    event = to_event(Request("POST", "/webhook", headers=signed(deployed.environment, body), body=body))

    answer = deployed.host.functions["webhook"].invoke(event)

    assert event["isBase64Encoded"]
    assert (answer["statusCode"], json.loads(answer["body"])["detail"]) == (400, "invalid_json")  # the signature fitted


def record(body: str, group: str) -> Message:
    id_ = str(uuid.uuid4())
    return Message(id_, body, group, id_, 1, 0.0, received=1)


def test_one_poisoned_record_fails_alone_and_its_conversation_waits_for_it(deployed: Deployed) -> None:
    wakes = [DeliverWake(TenantId(deployed.agency.tenant), ConversationId(uuid.uuid4())) for _ in range(3)]
    poison = record('{"wake": "converse"}', "poisoned")
    after_it = record(encode(wakes[0]), "poisoned")
    others = [record(encode(wake, correlation_id="a-request-of-before"), str(wake.conversation)) for wake in wakes[1:]]

    answer = deployed.host.functions["jobs"].invoke(to_batch([others[0], poison, after_it, others[1]]))

    failed = [held["itemIdentifier"] for held in answer["batchItemFailures"]]
    assert failed == [poison.id, after_it.id]


def test_a_batch_that_fails_as_a_whole_is_reported_and_does_not_break_the_function(deployed: Deployed) -> None:
    poison = record("no wake", "a")

    assert deployed.host.functions["jobs"].invoke(to_batch([poison]))["batchItemFailures"] == [
        {"itemIdentifier": poison.id}
    ]


def test_a_wake_while_the_database_is_away_comes_again(deployed: Deployed, tmp_path: Path) -> None:
    away = Host(
        with_inherited(deployed.environment) | {"DATABASE_URL": "postgresql://x:y@127.0.0.1:9/z"},
        tmp_path,
        heartbeat=False,
    )
    wake = DeliverWake(TenantId(deployed.agency.tenant), ConversationId(uuid.uuid4()))
    waiting = record(encode(wake), "a")

    answer = away.functions["jobs"].invoke(to_batch([waiting]))

    away.close()
    assert answer["batchItemFailures"] == [{"itemIdentifier": waiting.id}]


def test_the_schedule_sweeps(deployed: Deployed) -> None:
    swept = deployed.host.functions["jobs"].invoke({"heartbeat": True})

    assert swept["swept"].keys() == {"conversations", "sends", "timers", "tasks", "knowledge"}


def test_migrations_are_a_call_away(deployed: Deployed) -> None:
    assert deployed.host.functions["migrate"].invoke({})["schema"] == "head"


def test_a_faulty_environment_is_the_gateways_500_and_named_in_the_log(deployed: Deployed, tmp_path: Path) -> None:
    faulty = Host(
        with_inherited(deployed.environment) | {"APP_ENV": "prod", "AUTH_JWT_SECRET": ""}, tmp_path, heartbeat=False
    )

    answer = faulty.answer(Request("GET", "/health/readiness"))

    faulty.close()
    log = (tmp_path / "lambda-health-1.log").read_text()
    assert answer.status == 500
    assert "ConfigurationError" in log


def test_a_process_that_ends_is_an_error_and_the_next_call_has_a_new_one(deployed: Deployed) -> None:
    function = deployed.host.functions["health"]
    alive = to_event(Request("GET", "/health/liveness"))
    function.invoke(alive)
    (pid,) = function.pids()

    os.kill(pid, signal.SIGKILL)
    wait_until_gone(pid)
    answer = function.invoke(alive)

    assert (answer["statusCode"], function.started) == (200, 2)


def test_a_call_that_outlives_its_time_is_ended(deployed: Deployed, tmp_path: Path) -> None:
    impatient = replace(deployed.host.functions["health"].spec, timeout=timedelta(milliseconds=1))
    function = Function(impatient, tmp_path, Starter())

    with pytest.raises(FunctionError) as caught:
        function.invoke(to_event(Request("GET", "/health/liveness")))

    function.close()
    assert caught.value.kind == "Sandbox.Timedout"


def wait_until_gone(pid: int) -> None:
    """A killed child is gone when its parent, this process, has been told."""
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
