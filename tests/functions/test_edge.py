"""What every request passes: strict JSON, size and time of the body, one shape of error, headers, CORS, ids."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.requests import ClientDisconnect, Request
from starlette.testclient import TestClient
from starlette.types import Message

from functions.envelope import MAX_BODY
from functions.middleware import MAX_AT_ONCE, MAX_HELD, BodyGuard, Load
from shared.container import Container
from shared.settings import load_settings
from tests.functions.people import Agency


def post(client: TestClient, body: bytes, path: str = "/auth/login", **headers: str) -> Any:
    return client.post(path, content=body, headers={"Content-Type": "application/json"} | headers)


NOT_JSON = {
    "NaN": b'{"email": "a@b.c", "password": NaN}',
    "infinity": b'{"email": "a@b.c", "password": 1e400}',
    "cut off": b'{"email": "a@b.c"',
    "not utf-8": b'{"email": "\xff", "password": "x"}',
    "utf-16": '{"email": "a"}'.encode("utf-16"),
    "deep": b"[" * 100_000 + b"]" * 100_000,
    "deep objects": b'{"a":' * 200 + b"1" + b"}" * 200,
    "a number of 5,000 digits": b'{"email": ' + b"9" * 5000 + b"}",
}


@pytest.mark.parametrize("body", NOT_JSON)
def test_what_is_not_json_is_400_and_not_repeated(client: TestClient, body: str) -> None:
    answer = post(client, NOT_JSON[body])

    assert (answer.status_code, answer.json()["detail"]) == (400, "invalid_json")
    assert len(answer.content) < 300


@pytest.mark.parametrize("text", [rb"\ud800", rb"\udc00x", rb"\u0000"])
def test_text_that_cannot_be_stored_is_422_wherever_it_stands(client: TestClient, text: bytes) -> None:
    for body in (b'{"email": "%s", "password": "x"}', b'{"%s": 1}', b'{"email": ["a", {"b": "%s"}]}'):
        answer = post(client, body % text)
        assert (answer.status_code, answer.json()["detail"]) == (422, "invalid_text")


def test_whole_surrogate_pairs_are_ordinary_text(client: TestClient) -> None:
    assert (
        post(client, rb'{"email": "\ud83d\ude00@b.c", "password": "\u00e9"}').json()["detail"] == "invalid_credentials"
    )


@pytest.mark.parametrize("body", [b"[]", b'""', b"null", b"1", b""])
def test_json_of_the_wrong_kind_is_422(client: TestClient, body: bytes) -> None:
    answer = post(client, body)

    assert (answer.status_code, answer.json()["detail"]) == (422, "validation_failed")


def test_faults_name_the_field_and_never_what_was_sent(client: TestClient) -> None:
    marker = "MARKER-4711"
    body = {"email": marker * 100, "password": [marker], marker: 1, f"{marker} {marker}": 2}
    answer = post(client, json.dumps(body).encode())

    assert answer.status_code == 422
    faults = {fault["path"]: fault for fault in answer.json()["errors"]}
    assert faults["body.email"]["code"] == "string_too_long"
    assert faults["body.password"]["message"] == "Input should be a valid string"
    assert f"{marker} {marker}" not in answer.text
    assert answer.text.count(marker) == 1  # the name of an unknown field, which is a word of the caller's own


def test_a_path_that_is_no_id_does_not_come_back(client: TestClient, agency: Agency) -> None:
    answer = client.get("/admin/leads/not-a-MARKER-uuid", headers=agency.headers)

    assert answer.status_code == 422
    assert "MARKER" not in answer.text


def test_a_body_over_the_cap_is_413_announced_or_not(client: TestClient) -> None:
    def in_pieces() -> Iterator[bytes]:
        for _ in range(MAX_BODY // 65536 + 2):
            yield b"x" * 65536

    announced = post(client, b"x" * (MAX_BODY + 1))
    streamed = client.post("/auth/login", content=in_pieces(), headers={"Content-Type": "application/json"})

    for answer in (announced, streamed):
        assert (answer.status_code, answer.json()["detail"]) == (413, "body_too_large")


def test_a_body_at_the_cap_is_read(client: TestClient) -> None:
    start, end = b'{"email": "', b'", "password": "x"}'
    body = start + b"a" * (MAX_BODY - len(start) - len(end)) + end

    assert post(client, body).json()["errors"][0]["code"] == "string_too_long"


@pytest.mark.parametrize("encoding", ["gzip", ""])
def test_a_compressed_body_is_415(client: TestClient, encoding: str) -> None:
    answer = post(client, b"\x1f\x8b", **{"Content-Encoding": encoding})

    assert (answer.status_code, answer.json()["detail"]) == (415, "unsupported_encoding")


def test_a_body_that_dawdles_is_cut_off(api: FastAPI, container: Container, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("functions.middleware.BODY_SECONDS", 0.2)
    sent: list[Message] = []

    async def dawdle() -> Message:
        await asyncio.sleep(0.15)
        return {"type": "http.request", "body": b" ", "more_body": True}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http", "http_version": "1.1", "method": "POST", "path": "/auth/login", "raw_path": b"/auth/login",
        "query_string": b"", "scheme": "http", "headers": [(b"content-type", b"application/json")], "client": ("1.2.3.4", 1),
    }  # fmt: skip
    asyncio.run(asyncio.wait_for(api(scope, dawdle, send), 5))

    assert sent[0]["status"] == 400
    assert json.loads(sent[1]["body"])["detail"] == "body_timeout"


def test_unknown_addresses_and_methods_have_the_one_shape(client: TestClient) -> None:
    unknown, method = client.get("/nothing/here"), client.delete("/auth/login")

    assert (unknown.status_code, unknown.json()["detail"]) == (404, "not_found")
    assert (method.status_code, method.json()["detail"]) == (405, "method_not_allowed")
    assert method.headers["allow"] == "POST"
    assert client.post("/nothing/here").status_code == 404


def test_a_trailing_slash_does_not_redirect(client: TestClient, agency: Agency) -> None:
    assert client.get("/admin/leads/", headers=agency.headers, follow_redirects=False).status_code == 404


def test_a_nul_in_the_address_is_400(client: TestClient, agency: Agency) -> None:
    for path in ("/admin/conversations?q=%00", "/auth/invites/a%00b"):
        assert client.get(path, headers=agency.headers).status_code == 400


def test_a_fault_nobody_expected_is_a_500_that_says_nothing(client: TestClient, agency: Agency) -> None:
    agency.sql("alter table tenants alter column locale drop not null")
    agency.sql("update tenants set locale = null")

    answer = client.get("/auth/me", headers=agency.headers)

    assert answer.status_code == 500
    assert answer.json() == {
        "detail": "internal_error",
        "message": "Something went wrong on our side. Please try again.",
        "correlation_id": answer.headers["x-correlation-id"],
    }


def test_a_database_that_is_away_is_503_within_seconds(
    api: FastAPI, environment: dict[str, str], container: Container, current: Any, agency: Agency
) -> None:
    away = Container(load_settings(environment | {"DATABASE_URL": "postgresql://x:y@127.0.0.1:9/z"}))
    current.container = away
    client = TestClient(api)

    answers = [
        client.get("/auth/me", headers=agency.headers),
        client.post("/auth/login", json={"email": "a@b.c", "password": "x"}),
        client.get("/health/readiness"),
    ]
    alive = client.get("/health/liveness")

    away.stop()
    current.container = container
    assert [a.status_code for a in answers] == [503, 503, 503]
    assert answers[0].json()["detail"] == "store_unavailable"
    assert answers[2].json()["status"] == "unready"
    assert alive.status_code == 200


def test_every_answer_carries_the_common_headers(client: TestClient, agency: Agency) -> None:
    for answer in (
        client.get("/health/liveness"),
        client.get("/admin/leads", headers=agency.headers),
        client.get("/nothing"),
        client.post("/auth/login", content=b"x" * (MAX_BODY + 1)),
    ):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
        assert "strict-transport-security" not in answer.headers
        assert "server" not in answer.headers


def test_https_is_for_good(api: FastAPI, container: Container) -> None:
    answer = TestClient(api, base_url="https://testserver").get("/health/liveness")

    assert answer.headers["strict-transport-security"].startswith("max-age=31536000")


def test_a_sane_correlation_id_is_kept_and_any_other_replaced(client: TestClient) -> None:
    kept = client.get("/nothing", headers={"X-Correlation-Id": "req-2026.11_a"})
    assert kept.headers["x-correlation-id"] == kept.json()["correlation_id"] == "req-2026.11_a"

    for insane in ("short", "x" * 65, "a b c d e f g", 'quote"quote"', "<script>alert(1)"):
        answer = client.get("/nothing", headers={"X-Correlation-Id": insane})
        assert answer.headers["x-correlation-id"] == answer.json()["correlation_id"] != insane
        assert len(answer.headers["x-correlation-id"]) == 32


@pytest.fixture
def with_page_elsewhere(environment: dict[str, str], container: Container, current: Any) -> Iterator[None]:
    other = Container(load_settings(environment | {"CORS_ORIGINS": "https://admin.example"}))
    current.container = other
    yield
    other.stop()
    current.container = container


@pytest.mark.usefixtures("with_page_elsewhere")
def test_a_page_of_a_named_origin_may_call(client: TestClient) -> None:
    preflight = client.options(
        "/admin/leads",
        headers={"Origin": "https://admin.example", "Access-Control-Request-Method": "GET"},
    )
    answer = client.get("/nothing", headers={"Origin": "https://admin.example"})

    assert preflight.status_code == 204
    assert "Authorization" in preflight.headers["access-control-allow-headers"]
    for got in (preflight, answer):
        assert got.headers["access-control-allow-origin"] == "https://admin.example"
        assert got.headers["vary"] == "Origin"
        assert "access-control-allow-credentials" not in got.headers
    assert "ETag" in answer.headers["access-control-expose-headers"]


@pytest.mark.usefixtures("with_page_elsewhere")
@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "https://admin.example.evil", "http://admin.example", "*"]
)
def test_a_page_of_another_origin_gets_no_permission(client: TestClient, origin: str) -> None:
    preflight = client.options("/admin/leads", headers={"Origin": origin, "Access-Control-Request-Method": "GET"})
    answer = client.get("/nothing", headers={"Origin": origin})

    for got in (preflight, answer):
        assert not [name for name in got.headers if name.startswith("access-control")]


def test_headers_over_sixteen_kibibytes_are_431(client: TestClient) -> None:
    assert client.get("/nothing", headers={"X-Padding": "x" * 15_000}).status_code == 404

    answer = client.get("/nothing", headers={"X-Padding": "x" * 17_000})

    assert (answer.status_code, answer.json()["detail"]) == (431, "headers_too_large")


async def _ask(guard: BodyGuard, path: str, *, body: bytes = b"") -> int:
    """Ask a guarded app once; give the status."""
    headers = [(b"content-length", str(len(body)).encode())] if body else []
    scope = {"type": "http", "method": "POST", "path": path, "query_string": b"", "headers": headers}
    statuses = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        statuses.append(message.get("status"))

    await guard(scope, receive, send)
    return int(statuses[0])


def test_what_comes_while_too_much_is_in_hand_is_refused_at_once_and_health_still_answers(container: Container) -> None:
    container.receiving.take_gap()

    async def run() -> list[int]:
        over, begun = asyncio.Event(), asyncio.Semaphore(0)

        async def slow(scope: Any, receive: Any, send: Any) -> None:
            if scope["path"] == "/webhook":
                await receive()
                begun.release()
                await over.wait()
            await send({"type": "http.response.start", "status": 200, "headers": []})

        guard = BodyGuard(slow, lambda: container, Load())
        busy = [asyncio.create_task(_ask(guard, "/webhook", body=b"{}")) for _ in range(MAX_AT_ONCE)]
        for _ in busy:
            await begun.acquire()
        answers = [await _ask(guard, path) for path in ("/webhook", "/admin/leads", "/health/liveness")]
        over.set()
        await asyncio.gather(*busy)
        return [*answers, await _ask(guard, "/webhook", body=b"{}")]

    assert asyncio.run(run()) == [503, 503, 200, 200]
    assert container.receiving.take_gap(), "a webhook that was refused comes again, and later"


@pytest.mark.parametrize(("path", "is_gap"), [("/webhook", True), ("/auth/login", False)])
def test_a_webhook_that_meta_gives_up_on_before_it_was_read_is_a_gap(
    container: Container, path: str, is_gap: bool
) -> None:
    async def reading(scope: Any, receive: Any, send: Any) -> None:
        await Request(scope, receive).body()

    async def cut() -> None:
        parts: Iterator[Message] = iter(
            [{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}]
        )

        async def receive() -> Message:
            return next(parts)

        async def send(message: Message) -> None:
            raise AssertionError("nobody is there to be answered")

        scope = {"type": "http", "method": "POST", "path": path, "query_string": b"", "headers": [(b"content-length", b"9")]}  # fmt: skip
        with pytest.raises(ClientDisconnect):
            await BodyGuard(reading, lambda: container, Load())(scope, receive, send)

    container.receiving.take_gap()
    asyncio.run(cut())

    assert container.receiving.take_gap() is is_gap


def test_bodies_that_are_still_coming_hold_bounded_memory_and_no_place(container: Container) -> None:
    async def run() -> tuple[int, list[int]]:
        over, held = asyncio.Event(), asyncio.Semaphore(0)
        chunk = b"x" * (MAX_BODY - 1)

        async def reading(scope: Any, receive: Any, send: Any) -> None:
            while (await receive()).get("more_body"):
                pass
            await send({"type": "http.response.start", "status": 200, "headers": []})

        async def dawdle(guard: BodyGuard) -> int:
            parts = iter([{"type": "http.request", "body": chunk, "more_body": True}])
            statuses: list[int] = []

            async def receive() -> dict[str, Any]:
                for part in parts:
                    return part
                held.release()
                await over.wait()
                return {"type": "http.request", "body": b"", "more_body": False}

            async def send(message: Any) -> None:
                statuses.append(message.get("status"))

            scope = {"type": "http", "method": "POST", "path": "/webhook", "query_string": b"", "headers": [(b"transfer-encoding", b"chunked")]}  # fmt: skip
            await guard(scope, receive, send)
            return statuses[0]

        guard = BodyGuard(reading, lambda: container, Load())
        tasks = [asyncio.create_task(dawdle(guard)) for _ in range(MAX_AT_ONCE + 16)]
        for _ in range(MAX_HELD // len(chunk)):
            await held.acquire()
        small = await _ask(guard, "/webhook", body=b"{}")
        over.set()
        return small, await asyncio.gather(*tasks)

    small, answers = asyncio.run(run())

    assert answers.count(200) == MAX_HELD // (MAX_BODY - 1)
    assert set(answers) == {200, 503}
    assert small == 200
