"""Connections: headers that never end or dawdle, silence, and requests that are as they should be."""

import socket
import threading
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from functions import connection
from functions.connection import GuardedConnection
from local.ports import HOST, listen, port_of

PATIENCE = 20.0  # seconds for what should come at once
BRIEF = 0.2  # seconds instead of ten
KEEP_ALIVE = 1  # second, uvicorn's least
REQUEST = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s"
PARTS = {
    "half the headers": b"POST / HTTP/1.1\r\nHost: x\r\n",
    "one letter": b"P",
    "nothing": b"",
    "line ends": b"\r\n\r\n",
    "headers after a request": REQUEST % (1, b"x") + b"GET / HTTP/1.1\r\nHost",
}


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with the length of the body."""
    assert scope["type"] == "http"
    size, more = 0, True
    while more:
        message = await receive()
        size, more = size + len(message.get("body", b"")), message.get("more_body", False)
    text = str(size).encode()
    headers = [(b"content-length", str(len(text)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": text})


@pytest.fixture
def port() -> Iterator[int]:
    listener = listen()
    config = uvicorn.Config(
        app, http=GuardedConnection, lifespan="off", log_config=None, access_log=False, timeout_keep_alive=KEEP_ALIVE
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: server.run(sockets=[listener]))
    thread.start()
    yield port_of(listener)
    server.should_exit = True
    thread.join(PATIENCE)


def everything(line: socket.socket) -> bytes:
    """What is said until the line ends."""
    said = b""
    while data := line.recv(65536):
        said += data
    return said


def test_headers_that_never_end_are_refused_before_they_fill_the_memory(port: int) -> None:
    with socket.create_connection((HOST, port), PATIENCE) as line:
        line.sendall(b"GET / HTTP/1.1\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(2000)))

        assert everything(line).startswith(b"HTTP/1.1 431 ")


@pytest.mark.parametrize("part", PARTS)
def test_a_connection_that_dawdles_or_says_nothing_is_closed(
    port: int, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "HEAD_SECONDS", BRIEF)
    with socket.create_connection((HOST, port), PATIENCE) as line:
        line.sendall(PARTS[part])

        said = everything(line)

    assert said.count(b"HTTP/1.1 200") == (part == "headers after a request")


def test_requests_come_one_behind_the_other_in_pieces_and_all_at_once(port: int) -> None:
    small, large = REQUEST % (3, b"abc"), REQUEST % (60_000, b"x" * 60_000)
    with socket.create_connection((HOST, port), PATIENCE) as line:
        for piece in (small[:9], small[9:30], small[30:]):
            line.sendall(piece)
        line.sendall(large + small)

        said = everything(line)

    assert [each.rsplit(b"\r\n\r\n", 1)[1] for each in said.split(b"HTTP/1.1 200 OK")[1:]] == [b"3", b"60000", b"3"]
