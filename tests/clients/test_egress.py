"""A flow's HTTP node reaches public https addresses and nothing else, in bounded time and size."""

import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from shared.clients.egress import GuardedHttp

ATTACKS = [
    "https://127.0.0.1/", "https://127.1/", "https://0x7f.1/", "https://2130706433/", "https://[::1]/", "https://[::ffff:127.0.0.1]/",
    "https://169.254.169.254/latest/meta-data", "https://10.0.0.1/", "https://192.168.1.1/", "https://172.16.0.1/", "https://100.64.0.1/",
    "https://[64:ff9b::a9fe:a9fe]/", "https://[2002:7f00:1::]/", "https://[fec0::1]/", "https://[::7f00:1]/", "https://224.0.0.1/",
    "https://localhost/", "https://0.0.0.0/", "https://8.8.8.8:22/", "http://8.8.8.8/", "https://user:pass@8.8.8.8/",
]  # fmt: skip


@pytest.mark.parametrize("url", ATTACKS)
def test_an_address_that_is_not_public_https_is_denied(url: str) -> None:
    assert GuardedHttp().call({"method": "GET", "url": url, "timeout_s": 1}) == {"ok": False, "error": "egress_denied"}


class Server(BaseHTTPRequestHandler):
    """Answers by path."""

    seen: list[tuple[str, str, str]]

    def do_GET(self) -> None:
        if self.path == "/redirect":
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1:1/")
            self.end_headers()
            return
        if self.path == "/slow":
            self.send_response(200)
            self.end_headers()
            for _ in range(100):
                try:
                    self.wfile.write(b" ")
                    self.wfile.flush()
                except OSError:
                    return
                threading.Event().wait(0.05)
            return
        body = (
            b"x" * 2_000_000
            if self.path == "/large"
            else b'{"price": 5, "nan": NaN}'
            if self.path == "/json"
            else b"hello"
        )
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        type(self).seen.append((self.path, self.headers.get("X-Key", ""), body))
        self.send_response(201)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Be quiet."""


@pytest.fixture
def url() -> Iterator[str]:
    Server.seen = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def get(url: str, timeout: float = 5) -> dict[str, Any]:
    return GuardedHttp(["127.0.0.0/8"]).call({"method": "GET", "url": url, "timeout_s": timeout})


def test_json_is_decoded_and_text_is_kept(url: str) -> None:
    assert get(f"{url}/json") == {"ok": True, "status": 200, "body": {"price": 5, "nan": None}}
    assert get(f"{url}/text") == {"ok": True, "status": 200, "body": "hello"}


def test_a_body_and_headers_are_sent(url: str) -> None:
    request = {
        "method": "POST",
        "url": f"{url}/leads?a=1",
        "headers": {"X-Key": "k"},
        "body": {"name": "José"},
        "timeout_s": 5,
    }

    assert GuardedHttp(["127.0.0.0/8"]).call(request) == {"ok": True, "status": 201, "body": None}
    assert Server.seen == [("/leads?a=1", "k", json.dumps({"name": "José"}, ensure_ascii=False))]


def test_a_redirect_is_an_answer_and_is_not_followed(url: str) -> None:
    assert get(f"{url}/redirect")["status"] == 302


def test_a_large_or_slow_answer_is_cut(url: str) -> None:
    assert get(f"{url}/large") == {"ok": False, "error": "broken_answer"}
    assert get(f"{url}/slow", timeout=0.3) == {"ok": False, "error": "timeout"}


def test_a_name_is_resolved_once_and_the_connection_goes_where_it_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [
        [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", 443))],
        [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 443))],
    ]
    went: list[tuple[str, int]] = []

    def connect(address: tuple[str, int], timeout: float) -> socket.socket:
        went.append(address)
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers.pop(0))
    monkeypatch.setattr(socket, "create_connection", connect)

    GuardedHttp().call({"method": "GET", "url": "https://rebind.example/", "timeout_s": 1})

    assert went == [("8.8.8.8", 443)]
    assert len(answers) == 1
