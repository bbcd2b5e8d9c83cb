"""F7: Redis is gone, silent, over its quota or emptied: the chat neither stops nor slows down, and sign-in still is throttled."""

import http.server
import json
import threading
import time
from collections.abc import Iterator

import httpx2
import pytest

from local.chaos.arena import Arena
from local.chaos.rig import Rig
from local.ports import HOST
from tests.chaos.judging import assert_clean

QUOTA = "ERR max daily request limit exceeded. Limit: 10000, Usage: 10000. See https://upstash.com/docs/redis/troubleshooting"

pytestmark = pytest.mark.on_demand


class FaultyRedis(http.server.ThreadingHTTPServer):
    """An Upstash endpoint that fails as told: hang, quota, garbage."""

    daemon_threads = True
    mode = "hang"

    def __init__(self) -> None:
        super().__init__((HOST, 0), _Answer)
        self.over = threading.Event()


class _Answer(http.server.BaseHTTPRequestHandler):
    server: FaultyRedis

    def do_POST(self) -> None:
        if self.server.mode == "hang":
            self.server.over.wait(30)
            return
        quota = self.server.mode == "quota"
        body = json.dumps({"error": QUOTA}).encode() if quota else b"<html>"
        self.send_response(400 if quota else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture
def faulty(rig: Rig) -> Iterator[FaultyRedis]:
    """Both instances talk to a Redis that fails; what was configured comes back afterwards."""
    server, real = FaultyRedis(), rig.redis_rest_url
    threading.Thread(target=server.serve_forever, daemon=True).start()
    rig.redis_rest_url = f"http://{HOST}:{server.server_port}"
    rig.renew_instances()
    yield server
    server.over.set()
    server.shutdown()
    server.server_close()
    rig.redis_rest_url = real
    rig.renew_instances()


def sign_in(rig: Rig) -> tuple[int, float]:
    """Try a wrong password; the status and how long it took."""
    tried = {"email": "ana@example.com", "password": "not the one"}
    began = time.monotonic()
    answer = httpx2.post(f"{rig.instances[0].url}/auth/login", json=tried, timeout=20)
    return answer.status_code, time.monotonic() - began


def readiness(rig: Rig) -> tuple[int, dict[str, str | None]]:
    """The status, and what is wrong with each check."""
    answer = httpx2.get(f"{rig.instances[0].url}/health/readiness", timeout=20)
    return answer.status_code, {check["name"]: check["code"] for check in answer.json()["checks"] if not check["ok"]}


def test_f07_whatever_redis_does_the_chat_goes_on_with_the_same_replies(
    rig: Rig, arena: Arena, faulty: FaultyRedis
) -> None:
    person = arena.person()
    arena.ask(person, "oi")
    sign_in(rig)  # the first one makes connections
    slowest = 0.0
    for place, mode in enumerate(("hang", "quota", "garbage", "refuse"), start=2):
        faulty.mode = mode
        if mode == "refuse":
            faulty.shutdown()
            faulty.server_close()
        began = time.monotonic()
        assert arena.ask(person, "e agora?") == f"e agora? #{place}"
        slowest = max(slowest, time.monotonic() - began)

        status, seconds = sign_in(rig)
        assert status == 401, f"{mode}: sign-in is throttled by Postgres and memory meanwhile"
        assert seconds < 5
    assert readiness(rig) == (200, {"redis": "redis_unavailable"})
    assert slowest < 3
    assert_clean(arena)


def test_f07_a_redis_that_forgets_everything_changes_no_conversation(rig: Rig, arena: Arena) -> None:
    person = arena.person()
    arena.ask(person, "oi")
    token = rig.environment()["UPSTASH_REDIS_REST_TOKEN"]
    for place in range(2, 5):
        flushed = httpx2.post(rig.redis_rest_url, json=["FLUSHALL"], headers={"Authorization": f"Bearer {token}"})
        assert flushed.json()["result"] == "OK"
        assert arena.ask(person, "oi") == f"oi #{place}"

    assert_clean(arena)
