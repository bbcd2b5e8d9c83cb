"""A small HTTP POST client for webhooks: kept-alive connections, only the status is read.

Three webhooks follow each message, so this is the simulator's hottest path; a general client takes twenty times the CPU.
"""

import asyncio
import ssl
from collections import defaultdict
from typing import Final, cast
from urllib.parse import SplitResult, urlsplit

import httptools

IDLE_PER_HOST: Final = 64
Address = tuple[str, str, int]


class PostFailed(Exception):
    """No answer: refused, cut, timed out or not HTTP."""


class _Answer(asyncio.Protocol):
    """One connection; carries one request at a time."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._parser: httptools.HttpResponseParser | None = None
        self._waiter: asyncio.Future[int] | None = None
        self.is_reusable = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, _exc: Exception | None) -> None:
        self.is_reusable = False
        self._fail(PostFailed("connection closed before the answer"))

    def data_received(self, data: bytes) -> None:
        if self._parser is None:
            self.close()
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            self._fail(PostFailed(f"unreadable answer: {type(error).__name__}"))
            self.close()

    def on_message_complete(self) -> None:
        parser, waiter = self._parser, self._waiter
        if parser is None or waiter is None or parser.get_status_code() < 200:
            return
        self.is_reusable = bool(parser.should_keep_alive())
        self._parser = self._waiter = None
        if not waiter.done():
            waiter.set_result(parser.get_status_code())

    async def send(self, request: bytes) -> int:
        if self._transport is None:
            raise PostFailed("not connected")
        self.is_reusable = False
        self._parser = httptools.HttpResponseParser(self)
        self._waiter = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._waiter

    def close(self) -> None:
        self.is_reusable = False
        if self._transport is not None:
            self._transport.abort()

    def _fail(self, error: PostFailed) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(error)


class Poster:
    """Posts bodies and tells the status of the answer."""

    def __init__(self) -> None:
        self._idle: dict[Address, list[_Answer]] = defaultdict(list)

    async def post(self, url: str, headers: dict[str, str], body: bytes, timeout_seconds: float) -> int:
        """Post once. Raises PostFailed."""
        parts = urlsplit(url)
        request = _request(parts, headers, body)
        try:
            async with asyncio.timeout(timeout_seconds):
                return await self._send(_address(parts), request)
        except TimeoutError:
            raise PostFailed(f"no answer within {timeout_seconds:g} s") from None
        except OSError as error:
            raise PostFailed(f"cannot connect: {error.strerror or type(error).__name__}") from error

    def close(self) -> None:
        """Close all kept connections."""
        for connections in self._idle.values():
            for connection in connections:
                connection.close()
        self._idle.clear()

    async def _send(self, address: Address, request: bytes) -> int:
        idle = self._idle[address]
        connection = await self._connection(address)
        try:
            status = await connection.send(request)
        except BaseException:
            connection.close()
            raise
        if connection.is_reusable and len(idle) < IDLE_PER_HOST:
            idle.append(connection)
        else:
            connection.close()
        return status

    async def _connection(self, address: Address) -> _Answer:
        idle = self._idle[address]
        while idle:
            connection = idle.pop()
            if connection.is_reusable:
                return connection
        return await _connect(address)


async def _connect(address: Address) -> _Answer:
    scheme, host, port = address
    context = ssl.create_default_context() if scheme == "https" else None
    _, protocol = await asyncio.get_running_loop().create_connection(_Answer, host, port, ssl=context)
    return protocol


def _address(parts: SplitResult) -> Address:
    return parts.scheme, parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)


def _request(parts: SplitResult, headers: dict[str, str], body: bytes) -> bytes:
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = [f"POST {target} HTTP/1.1", f"Host: {parts.netloc}", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body
