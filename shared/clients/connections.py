"""Kept-alive HTTP connections to one host, shared by threads: thin on purpose, the hot path sends one POST per message.

http.client costs 46 µs a request where httpx costs 257 µs (measured on one core); the send path needs nothing else of it.
"""

import http.client
import ssl
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

MAX_IDLE = timedelta(seconds=50)  # Meta's edge closes idle connections after about a minute
MAX_KEPT = 32  # idle connections kept for the next send
MAX_ANSWER_BYTES = 1_000_000  # an answer of Graph is under 2 kB; more is not one


class NotSentError(Exception):
    """The request did not leave: no name, no route, refused, no TLS."""


class NoAnswerError(Exception):
    """The request left, at least in part, and no whole answer came."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


class Connections:
    """`post` may be called from many threads; each call has a connection to itself."""

    def __init__(self, base_url: str, timeout: timedelta) -> None:
        parts = urlsplit(base_url)
        self._tls = parts.scheme == "https"
        self._host, self._port = parts.hostname or "", parts.port
        self._prefix = parts.path.rstrip("/")
        self._timeout = timeout.total_seconds()
        self._lock = threading.Lock()
        self._idle: list[tuple[http.client.HTTPConnection, float]] = []
        self._context: ssl.SSLContext | None = None
        self.opened = 0

    def post(self, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        """Raises NotSentError (safe to send again) or NoAnswerError (the outcome is unknown)."""
        connection = self._take() or self._open()
        try:
            connection.request("POST", self._prefix + path, body, headers)
            response = connection.getresponse()
            answer = response.read(MAX_ANSWER_BYTES + 1)
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            raise NoAnswerError(type(error).__name__) from error
        if response.will_close or len(answer) > MAX_ANSWER_BYTES:
            connection.close()
        else:
            self._keep(connection)
        if len(answer) > MAX_ANSWER_BYTES:
            raise NoAnswerError("AnswerTooLarge")
        return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, answer)

    def close(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
        for connection, _ in idle:
            connection.close()

    def _open(self) -> http.client.HTTPConnection:
        if self._tls:
            self._context = self._context or ssl.create_default_context()
            connection: http.client.HTTPConnection = http.client.HTTPSConnection(
                self._host, self._port, timeout=self._timeout, context=self._context
            )
        else:
            connection = http.client.HTTPConnection(self._host, self._port, timeout=self._timeout)
        try:
            connection.connect()
        except OSError as error:
            connection.close()
            raise NotSentError(type(error).__name__) from error
        self.opened += 1
        return connection

    def _take(self) -> http.client.HTTPConnection | None:
        """The newest idle connection that the other side has not closed meanwhile."""
        now = time.monotonic()
        while True:
            with self._lock:
                if not self._idle:
                    return None
                connection, since = self._idle.pop()
            if now - since < MAX_IDLE.total_seconds() and not _was_closed(connection):
                return connection
            connection.close()

    def _keep(self, connection: http.client.HTTPConnection) -> None:
        with self._lock:
            if len(self._idle) < MAX_KEPT:
                self._idle.append((connection, time.monotonic()))
                return
        connection.close()


def _was_closed(connection: http.client.HTTPConnection) -> bool:
    """A kept-alive connection that has something to read has only its end to tell."""
    if connection.sock is None:
        return True
    try:
        connection.sock.setblocking(False)
        with suppress(BlockingIOError, ssl.SSLWantReadError):
            connection.sock.recv(1)
            return True
    except OSError:
        return True
    connection.sock.settimeout(connection.timeout)
    return False
