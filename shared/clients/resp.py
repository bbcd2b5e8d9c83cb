"""The few words of Redis' protocol (RESP2) that a plain Redis needs: connect, sign in, send a command, read its answer."""

import socket
import ssl
from datetime import timedelta
from typing import BinaryIO
from urllib.parse import SplitResult, unquote, urlsplit

MAX_BULK = 1024 * 1024  # bytes; our values are counters and small caches, so more is a confused server

Answer = int | str | None


class RespError(Exception):
    """Redis answered with an error, or not in its protocol."""


class RespConnection:
    """One connection, for one user at a time."""

    def __init__(self, url: str, timeout: timedelta) -> None:
        """url: `redis[s]://[user:password@]host[:port][/db]`. Raises OSError, RespError."""
        parts = urlsplit(url)
        self._socket = _connect(parts, timeout)
        self._answers: BinaryIO = self._socket.makefile("rb")
        try:
            if parts.password:
                self.run("AUTH", *([unquote(parts.username)] if parts.username else []), unquote(parts.password))
            if parts.path.strip("/"):
                self.run("SELECT", parts.path.strip("/"))
        except BaseException:
            self.close()
            raise

    def run(self, *command: str) -> Answer:
        """Send a command and wait for its answer. After OSError the connection is of no more use."""
        encoded = [part.encode() for part in command]
        lines = [b"*%d\r\n" % len(encoded), *(b"$%d\r\n%s\r\n" % (len(part), part) for part in encoded)]
        self._socket.sendall(b"".join(lines))
        return self._read()

    def close(self) -> None:
        self._answers.close()
        self._socket.close()

    def _read(self) -> Answer:
        line = self._answers.readline(MAX_BULK)
        if not line.endswith(b"\r\n"):
            raise ConnectionError("Redis closed the connection")
        kind, rest = line[:1], line[1:-2].decode("utf-8", "replace")
        if kind == b"+":
            return rest
        if kind == b"-":
            raise RespError(rest.split(" ", 1)[0])
        if kind not in b":$" or not rest.lstrip("-").isdecimal():
            raise ConnectionError("Redis answered with something we never ask for")
        return int(rest) if kind == b":" else self._read_bulk(int(rest))

    def _read_bulk(self, length: int) -> str | None:
        if length < 0:
            return None
        if length > MAX_BULK:
            raise ConnectionError("Redis answered with too much")
        value = self._answers.read(length + 2)
        if len(value) != length + 2:
            raise ConnectionError("Redis closed the connection")
        return value[:-2].decode("utf-8", "replace")


def _connect(parts: SplitResult, timeout: timedelta) -> socket.socket:
    host = parts.hostname or "localhost"
    plain = socket.create_connection((host, parts.port or 6379), timeout=timeout.total_seconds())
    try:
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if parts.scheme == "rediss":
            return ssl.create_default_context().wrap_socket(plain, server_hostname=host)
    except BaseException:
        plain.close()
        raise
    return plain
