"""Files come from Meta's own hosts only, with the number's own token, whole, of a wanted type, in bounded time and size."""

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest

from shared.clients.egress import GuardedHttp
from shared.clients.whatsapp.media import GraphMedia
from shared.domain.ids import PhoneNumberId
from shared.domain.media import NoMedia
from shared.domain.sending import Sender

DATA = b"OggS" * 1000
HEX = hashlib.sha256(DATA).hexdigest()
BASE64 = base64.b64encode(hashlib.sha256(DATA).digest()).decode()
SENDER = Sender(PhoneNumberId("100"), "SIM-token")
TIMEOUT = timedelta(seconds=1)


class Graph(BaseHTTPRequestHandler):
    """Answers the look-up with `about`, and the download as `how` says."""

    about: dict[str, Any]
    status = 200
    how = "ok"
    seen: ClassVar[list[tuple[str, str]]]

    def do_GET(self) -> None:
        self.seen.append((self.path, self.headers.get("Authorization", "")))
        if self.path.startswith("/v26.0/"):
            self._say(self.status, json.dumps(self.about).encode())
        elif self.how == "redirect":
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1:1/")
            self.end_headers()
        elif self.how == "trickle":
            self.send_response(200)
            self.end_headers()
            while not self.server_closes.wait(0.05):
                try:
                    self.wfile.write(b"x")
                except OSError:
                    return
        else:
            self._say(404 if self.how == "gone" else 200, DATA)

    def _say(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass

    server_closes: threading.Event


@pytest.fixture
def graph() -> Iterator[tuple[type[Graph], str]]:
    class One(Graph):
        seen: ClassVar[list[tuple[str, str]]] = []
        server_closes = threading.Event()

    handler = One
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    handler.about = {
        "url": f"{url}/file?mid=1",
        "mime_type": "audio/ogg; codecs=opus",
        "sha256": HEX,
        "file_size": len(DATA),
    }
    yield handler, url
    handler.server_closes.set()
    server.shutdown()
    thread.join()
    server.server_close()


def fetch(url: str, media_id: str = "55", most: int = 10_000) -> bytes | NoMedia:
    return GraphMedia(url, "v26.0", TIMEOUT, GuardedHttp()).fetch(SENDER, media_id, types=["audio/ogg"], most=most)


@pytest.mark.parametrize("digest", [HEX, BASE64, None])
def test_a_file_is_looked_up_and_fetched_with_the_numbers_token(
    graph: tuple[type[Graph], str], digest: str | None
) -> None:
    handler, url = graph
    handler.about["sha256"] = digest

    assert fetch(url) == DATA

    assert handler.seen == [
        ("/v26.0/55?phone_number_id=100", "Bearer SIM-token"),
        ("/file?mid=1", "Bearer SIM-token"),
    ]


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/file", "https://lookaside.fbsbx.com.evil.example/x", "https://evil.example/?lookaside.fbsbx.com",
        "http://127.0.0.1:1/x", "http://169.254.169.254/latest", "file:///etc/passwd", "//evil.example/x", "https://[::1]/x",
    ],
)  # fmt: skip
def test_the_token_goes_to_no_other_host(graph: tuple[type[Graph], str], elsewhere: str) -> None:
    handler, url = graph
    handler.about["url"] = elsewhere

    assert fetch(url) == NoMedia("media_host")

    assert len(handler.seen) == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"mime_type": "audio/mpeg"}, "media_type"), ({"mime_type": None}, "media_type"), ({"file_size": 10_001}, "media_too_large"),
        ({"file_size": "10001"}, "media_too_large"), ({"url": None}, "media_unavailable"), ({"sha256": "0" * 64}, "media_unavailable"),
    ],
)  # fmt: skip
def test_what_the_look_up_says_is_held_to(graph: tuple[type[Graph], str], change: dict[str, Any], code: str) -> None:
    handler, url = graph
    handler.about |= change

    assert fetch(url) == NoMedia(code)


def test_a_file_larger_than_it_said_is_cut_off(graph: tuple[type[Graph], str]) -> None:
    handler, url = graph
    handler.about["file_size"] = 10

    assert fetch(url, most=1_000) == NoMedia("media_too_large")


@pytest.mark.parametrize("how", ["redirect", "gone", "trickle"])
def test_a_download_that_goes_wrong_is_given_up(graph: tuple[type[Graph], str], how: str) -> None:
    handler, url = graph
    handler.how = how

    assert fetch(url) == NoMedia("media_unavailable")


def test_an_expired_id_and_a_graph_that_is_away_are_no_exception(graph: tuple[type[Graph], str]) -> None:
    handler, url = graph
    handler.status, handler.about = 400, {"error": {"code": 100}}

    assert fetch(url) == fetch("http://127.0.0.1:1") == NoMedia("media_unavailable")


def test_an_id_cannot_leave_its_place_in_the_path(graph: tuple[type[Graph], str]) -> None:
    handler, url = graph

    fetch(url, "../100/messages?x=")

    assert handler.seen[0][0] == "/v26.0/..%2F100%2Fmessages%3Fx%3D?phone_number_id=100"
