"""Every route answers the same from the one app of Render and from its own Lambda function."""

import asyncio
import base64
import hashlib
import hmac
import importlib
import importlib.util
import json
import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from functions.render import GROUPS
from shared.container import Container, process_container
from shared.domain.principals import Role
from tests.functions.people import FLOW, PASSWORD, Agency, Chat, make_chat, sign_in
from tests.pdfs import pdf

IDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32}")
TIMES = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
RANDOM = (
    "name", "access_token", "refresh_token", "token", "invite_url", "cursor", "phone_number_id", "next_cursor", "sealed", "version",
)  # fmt: skip
HEADERS = ("content-type", "cache-control", "x-content-type-options", "www-authenticate", "allow")


@dataclass(frozen=True, slots=True)
class World:
    """What the requests are about."""

    agency: Agency
    chat: Chat
    container: Container
    environment: Mapping[str, str]

    def names(self, *, with_spare_flow: bool) -> dict[str, str]:
        ((flow,),) = self.agency.sql("select flow_id from publications where tenant_id = %s", self.agency.tenant)
        if with_spare_flow:
            ((flow,),) = self.agency.sql(
                "insert into flows (tenant_id, domain, name, draft) values (%s, 'real_estate', %s, '{}') returning id",
                self.agency.tenant, f"Rascunho {uuid.uuid4()}",
            )  # fmt: skip
        return {
            "number": "1",
            "conversation_id": str(self.chat.conversation),
            "lead_id": str(self.chat.lead),
            "tenant_id": str(self.agency.tenant),
            "account_id": str(self.chat.account),
            "flow_id": str(flow),
            "document_id": str(self._document()),
            "token": "unknown",
        }

    def _document(self) -> object:
        ((document,),) = self.agency.sql(
            "insert into knowledge_documents (tenant_id, source, title, kind, characters) values (%s, 'faq', 'F', 'text', 1) returning id",
            self.agency.tenant,
        )
        return document

    def headers(self, opens_with: str, body: bytes) -> dict[str, str]:
        if opens_with == "user":
            return self.agency.headers
        if opens_with == "super":
            return {"X-Super-Admin-Key": self.environment["SUPER_ADMIN_API_KEY"]}
        if opens_with == "signature":
            signed = hmac.new(self.environment["WA_WEBHOOK_SECRET"].encode(), body, hashlib.sha256)
            return {"X-Hub-Signature-256": f"sha256={signed.hexdigest()}"}
        return {}


@dataclass(frozen=True, slots=True)
class Call:
    """One route as it is meant to be used. status: of that use. body: made anew for each host, as is a spare flow. raw: instead, no JSON."""

    group: str
    method: str
    path: str
    opens_with: str = ""
    body: Callable[[World], Any] | None = None
    query: Callable[[World], dict[str, str]] = lambda _: {}
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    spare_flow: bool = False
    raw: bytes = b""


FLOWS = "/admin/chatbot-flows"


def _name() -> str:
    return f"Fluxo {uuid.uuid4()}"


def _published(world: World) -> str:
    return world.names(with_spare_flow=False)["flow_id"]


def _refresh_token(world: World) -> str:
    return sign_in(world.container, world.agency.tenant, world.agency.admin, Role.ADMIN).refresh_token


def _digits() -> str:
    return str(uuid.uuid4().int)[:15]


def _webhook(_world: World) -> Any:
    return {"object": "whatsapp_business_account", "entry": []}


def _challenge(world: World) -> dict[str, str]:
    token = world.environment["WA_VERIFY_TOKEN"]
    return {"hub.mode": "subscribe", "hub.verify_token": token, "hub.challenge": "1158201444"}


CALLS = (
    Call("health", "GET", "/health/liveness"),
    Call("health", "GET", "/health/readiness"),
    Call("auth", "POST", "/auth/login", body=lambda w: {"email": w.agency.email, "password": PASSWORD}),
    Call("auth", "POST", "/auth/refresh", body=lambda w: {"refresh_token": _refresh_token(w)}),
    Call("auth", "POST", "/auth/logout", body=lambda w: {"refresh_token": _refresh_token(w)}, status=204),
    Call("auth", "GET", "/auth/me", "user"),
    Call("auth", "GET", "/auth/invites/{token}", status=404),
    Call("auth", "POST", "/auth/accept-invite", body=lambda _: {"token": "x", "password": PASSWORD}, status=404),
    Call("flows", "GET", "/admin/chatbot-domain", "user"),
    Call("flows", "PUT", "/admin/chatbot-domain", "user", body=lambda _: {"domain": "real_estate"}),
    Call("flows", "GET", "/admin/chatbot-flows", "user", query=lambda _: {"domain": "real_estate"}),
    Call("flows", "GET", "/admin/chatbot-flows/published", "user", query=lambda _: {"domain": "real_estate"}),
    Call("flows", "GET", "/admin/chatbot-flows/by-id/{flow_id}", "user"),
    Call(
        "flows", "GET", "/admin/chatbot-flows/by-key", "user",
        query=lambda _: {"domain": "real_estate", "name": "Atendimento"},
    ),
    Call(
        "flows", "POST", FLOWS, "user", status=201,
        body=lambda _: {"domain": "real_estate", "name": _name(), "flow_definition": FLOW},
    ),
    Call(
        "flows", "PUT", f"{FLOWS}/{{flow_id}}", "user", spare_flow=True, headers=(("If-Match", '"1"'),),
        body=lambda _: {"flow_definition": FLOW},
    ),
    Call("flows", "DELETE", f"{FLOWS}/{{flow_id}}", "user", spare_flow=True),
    Call("flows", "POST", f"{FLOWS}/{{flow_id}}/clone", "user", body=lambda _: {"name": _name()}, status=201),
    Call("flows", "POST", f"{FLOWS}/{{flow_id}}/archive", "user", spare_flow=True),
    Call("flows", "POST", f"{FLOWS}/{{flow_id}}/unarchive", "user", spare_flow=True),
    Call("flows", "POST", f"{FLOWS}/{{flow_id}}/publish", "user", body=lambda _: {"note": "de novo"}),
    Call("flows", "POST", f"{FLOWS}/publish-by-version", "user", body=lambda w: {"flow_id": _published(w), "version": 1}),
    Call("flows", "GET", f"{FLOWS}/{{flow_id}}/versions", "user"),
    Call("flows", "GET", f"{FLOWS}/{{flow_id}}/versions/{{number}}", "user"),
    Call("flows", "PUT", f"{FLOWS}/{{flow_id}}/versions/{{number}}", "user", status=409),
    Call("flows", "GET", f"{FLOWS}/{{flow_id}}/diff", "user", query=lambda _: {"from": "1", "to": "draft"}),
    Call("flows", "POST", f"{FLOWS}/{{flow_id}}/validate", "user", body=lambda _: {}),
    Call("flows", "POST", f"{FLOWS}/{{flow_id}}/test", "user", body=lambda _: {}),
    Call("flows", "POST", f"{FLOWS}/{{flow_id}}/preview", "user", body=lambda _: {"input": "oi"}),
    Call("flows", "GET", f"{FLOWS}/schema", "user"),
    Call("flows", "GET", f"{FLOWS}/templates", "user"),
    Call(
        "flows", "POST", f"{FLOWS}/create-from-template", "user", status=201,
        body=lambda _: {"domain": "real_estate", "name": _name()},
    ),
    Call(
        "flows", "POST", f"{FLOWS}/import", "user", status=201,
        body=lambda _: {"file": FLOW, "domain": "real_estate", "name": _name()},
    ),
    Call("flows", "GET", f"{FLOWS}/{{flow_id}}/export", "user"),
    Call(
        "flows", "POST", "/admin/knowledge", "user", status=201,
        body=lambda _: {"source": "faq", "title": "Perguntas", "text": "Abrimos às 9h."},
    ),
    Call(
        "flows", "POST", "/admin/knowledge/pdf", "user", status=201, query=lambda _: {"title": "Regras"}, raw=pdf("Aberto."),
        headers=(("Content-Type", "application/pdf"),),
    ),
    Call("flows", "GET", "/admin/knowledge", "user", query=lambda _: {"limit": "1"}),
    Call("flows", "DELETE", "/admin/knowledge/{document_id}", "user"),
    Call("flows", "GET", "/admin/ai/spend", "user"),
    Call("flows", "GET", "/admin/ai/calls", "user", query=lambda _: {"limit": "1"}),
    Call("inbox", "GET", "/admin/conversations", "user", query=lambda _: {"q": "Ána & Lima+%"}),
    Call("inbox", "GET", "/admin/conversations/{conversation_id}", "user"),
    Call("inbox", "GET", "/admin/conversations/{conversation_id}/messages", "user"),
    Call("inbox", "GET", "/admin/sync", "user"),
    Call("leads", "GET", "/admin/leads", "user", query=lambda _: {"stage": "new", "limit": "5"}),
    Call("leads", "GET", "/admin/leads/board", "user"),
    Call("leads", "GET", "/admin/leads/{lead_id}", "user"),
    Call("super_admin", "POST", "/super/tenants", "super", body=lambda _: {"name": "Nova"}, status=201),
    Call("super_admin", "GET", "/super/tenants", "super"),
    Call("super_admin", "PATCH", "/super/tenants/{tenant_id}", "super", body=lambda _: {"limits": {"users": 5}}),
    Call(
        "super_admin", "POST", "/super/tenants/{tenant_id}/whatsapp-accounts", "super",
        body=lambda _: {"phone_number_id": _digits(), "access_token": "EAAG-0123456789"}, status=201,
    ),
    Call("super_admin", "GET", "/super/tenants/{tenant_id}/whatsapp-accounts", "super"),
    Call(
        "super_admin", "PATCH", "/super/tenants/{tenant_id}/whatsapp-accounts/{account_id}", "super",
        body=lambda _: {"status": "disabled"},
    ),
    Call("super_admin", "GET", "/super/tenants/{tenant_id}/dead-letters", "super"),
    Call("super_admin", "POST", "/super/tenants/{tenant_id}/dead-letters/replay", "super", body=lambda _: {"ids": [1]}),
    Call(
        "super_admin", "POST", "/super/tenants/{tenant_id}/invite-admin", "super",
        body=lambda _: {"email": "nova@aurora.example"}, status=201,
    ),
    Call("webhook", "GET", "/webhook", query=_challenge),
    Call("webhook", "GET", "/webhook/verify", query=_challenge),
    Call("webhook", "POST", "/webhook", "signature", body=_webhook),
    Call("jobs", "POST", "/internal/tick", "super"),
)  # fmt: skip


@pytest.fixture
def world(agency: Agency, container: Container, environment: dict[str, str]) -> World:
    return World(agency, make_chat(agency), container, environment)


@pytest.fixture
def _functions(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What AWS gives a function: variables, and a process of its own."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    process_container.cache_clear()
    yield
    process_container().stop()
    process_container.cache_clear()


def test_every_group_is_mounted_on_render_and_has_a_handler_of_its_own() -> None:
    groups = {call.group for call in CALLS}
    modules = {name: importlib.import_module(f"functions.{name}.handler") for name in groups}

    assert {id(_router(name)) for name in groups} == {id(router) for router in GROUPS}
    assert all(callable(module.handler) for module in modules.values())


def _router(name: str) -> object:
    """Small functions keep the routes of Render apart from their handler, which starts without a framework."""
    is_small = importlib.util.find_spec(f"functions.{name}.routes") is not None
    return importlib.import_module(f"functions.{name}.{'routes' if is_small else 'handler'}").router


def test_no_route_is_left_out_here(api: FastAPI) -> None:
    served = {(method.upper(), path) for path, ways in api.openapi()["paths"].items() for method in ways}

    assert {(call.method, call.path) for call in CALLS} == served


@pytest.mark.usefixtures("_functions")
@pytest.mark.parametrize("call", CALLS, ids=lambda call: f"{call.method} {call.path}")
def test_a_route_answers_the_same_on_both(client: TestClient, world: World, call: Call) -> None:
    query = call.query(world)
    handler = importlib.import_module(f"functions.{call.group}.handler").handler

    for as_meant in (True, False):
        answers = []
        for send in (to_render(client), to_lambda(handler)):
            body = json.dumps(call.body(world)).encode() if call.body and as_meant else b"{" if call.body else b""
            body = call.raw if call.raw and as_meant else body
            kind = {"Content-Type": "application/json"} if call.body else {}
            headers = kind | dict(call.headers) | world.headers(call.opens_with if as_meant else "", body)
            path = call.path.format(**world.names(with_spare_flow=call.spare_flow))
            answers.append(send(call.method, path, query if as_meant else {}, headers, body))
        here, there = answers
        assert here == there
        assert here.status == call.status if as_meant else here.status < 500


@pytest.mark.usefixtures("_functions")
def test_an_address_that_nobody_serves_is_404_on_both(client: TestClient) -> None:
    for name in {call.group for call in CALLS}:
        handler = importlib.import_module(f"functions.{name}.handler").handler
        here = to_render(client)("GET", "/nothing/here", {}, {}, b"")
        assert here == to_lambda(handler)("GET", "/nothing/here", {}, {}, b""), name
        assert here.status == 404


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer without what differs by nature: ids, times, tokens, the numbers of versions."""

    status: int
    body: Any
    headers: tuple[str | None, ...]


Send = Callable[[str, str, dict[str, str], dict[str, str], bytes], Heard]


def to_render(client: TestClient) -> Send:
    def send(method: str, path: str, query: dict[str, str], headers: dict[str, str], body: bytes) -> Heard:
        answer = client.request(method, path, params=query, headers=headers, content=body)
        return Heard(answer.status_code, blank(answer.text), tuple(answer.headers.get(name) for name in HEADERS))

    return send


def to_lambda(handler: Callable[[dict[str, Any], Any], dict[str, Any]]) -> Send:
    """Call a handler as an HTTP API of API Gateway does (payload format 2.0)."""

    def send(method: str, path: str, query: dict[str, str], headers: dict[str, str], body: bytes) -> Heard:
        event = http_event(method, path, query, headers, body)
        with ThreadPoolExecutor(1) as process:  # as if it were one: this thread's event loop may be somebody else's
            answer = process.submit(_called, handler, event).result()
        text = answer.get("body") or ""
        if answer.get("isBase64Encoded"):
            text = base64.b64decode(text).decode()
        got = {name.lower(): value for name, value in answer["headers"].items()}
        return Heard(answer["statusCode"], blank(text), tuple(got.get(name) for name in HEADERS))

    return send


def _called(handler: Callable[[dict[str, Any], Any], dict[str, Any]], event: dict[str, Any]) -> dict[str, Any]:
    with asyncio.Runner() as runner:
        runner.get_loop()  # Mangum takes the thread's loop, and would leave one of its own open
        return handler(event, None)


def http_event(method: str, path: str, query: dict[str, str], headers: dict[str, str], body: bytes) -> dict[str, Any]:
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": urlencode(query),
        "headers": {"host": "testserver", "x-forwarded-proto": "http", **{k.lower(): v for k, v in headers.items()}},
        "requestContext": {
            "accountId": "0",
            "apiId": "api",
            "domainName": "testserver",
            "stage": "$default",
            "requestId": uuid.uuid4().hex,
            "time": "",
            "timeEpoch": int(datetime.now(UTC).timestamp() * 1000),
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": "t"},
        },
        "body": base64.b64encode(body).decode() if body else None,
        "isBase64Encoded": bool(body),
    }


def blank(text: str) -> Any:
    try:
        return _without_random(json.loads(TIMES.sub("<time>", IDS.sub("<id>", text))))
    except ValueError:
        return text


def _without_random(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: "<random>" if key in RANDOM else _without_random(held) for key, held in value.items()}
    return [_without_random(held) for held in value] if isinstance(value, list) else value
