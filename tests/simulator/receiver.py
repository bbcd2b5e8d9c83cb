"""A little webhook receiver on a real socket: keeps what it got, answers what it is told."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

HOST = "127.0.0.1"
PATIENCE = 10.0  # seconds a test waits for a webhook before it fails


@dataclass(frozen=True, slots=True)
class Received:
    """One POST as it arrived."""

    body: bytes
    headers: dict[str, str]
    json: Any

    @property
    def values(self) -> list[dict[str, Any]]:
        return [change["value"] for entry in self.json["entry"] for change in entry["changes"]]


@dataclass
class Receiver:
    """Answers are taken from `answers` first (a code, or None to hang up), then 200."""

    verify_token: str = "verify-me"
    answers: list[int | None] = field(default_factory=list)
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    received: list[Received] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)
    slow_seconds: float = 0
    url: str = ""

    def messages(self) -> list[dict[str, Any]]:
        return [item for one in self.received for value in one.values for item in value.get("messages", [])]

    def statuses(self, wamid: str | None = None) -> list[dict[str, Any]]:
        items = [item for one in self.received for value in one.values for item in value.get("statuses", [])]
        return [item for item in items if wamid in (None, item["id"])]

    def wait(self, is_enough: Callable[[], Any]) -> None:
        with self.changed:
            assert self.changed.wait_for(is_enough, PATIENCE), f"gave up with {len(self.received)} webhooks received"

    def wait_for_status(self, wamid: str, status: str) -> dict[str, Any]:
        self.wait(lambda: any(item["status"] == status for item in self.statuses(wamid)))
        return next(item for item in self.statuses(wamid) if item["status"] == status)


def running(receiver: Receiver) -> Iterator[Receiver]:
    """Serve on a free port until the generator is closed."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if receiver.slow_seconds:
                time.sleep(receiver.slow_seconds)
            with receiver.changed:
                receiver.received.append(
                    Received(body, {key.lower(): value for key, value in self.headers.items()}, json.loads(body))
                )
                answer = receiver.answers.pop(0) if receiver.answers else 200
                receiver.changed.notify_all()
            if answer is None:
                self.close_connection = True
                return
            self._answer(answer, "application/json", b"{}")

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = parse_qs(parts.query)
            if parts.path in receiver.files:
                self._answer(200, *receiver.files[parts.path])
            elif query.get("hub.verify_token") == [receiver.verify_token]:
                self._answer(200, "text/plain", query["hub.challenge"][0].encode())
            else:
                self._answer(403, "text/plain", b"")

        def _answer(self, status: int, content_type: str, body: bytes) -> None:
            try:
                self.send_response(status)
                self.send_header("Content-Type", content_type)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except ConnectionError:
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Stay quiet."""

    server = ThreadingHTTPServer((HOST, 0), Handler)
    server.daemon_threads = True
    receiver.url = f"http://{HOST}:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield receiver
    server.shutdown()
    server.server_close()
    thread.join()
