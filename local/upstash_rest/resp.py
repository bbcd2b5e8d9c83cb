"""The Redis protocol (RESP2): a few kept-alive connections to one database of the server, and replies as Python values."""

import asyncio
from collections.abc import Sequence
from typing import TypeAlias

KEPT = 32  # idle connections; more are opened under load and closed after use
LONGEST_LINE = 2**26  # bytes; asyncio's 64 KiB would break on a long error

Reply: TypeAlias = "bytes | int | ErrorReply | list[Reply] | None"
Command = Sequence[bytes]


class ErrorReply(Exception):
    """An error answered by the server, or by us in its place; travels as a value inside a pipeline."""


class SimpleString(bytes):
    """A status such as OK, which the REST interface never encodes."""


class Database:
    """One numbered database of the server."""

    def __init__(self, host: str, port: int, number: int) -> None:
        self._host, self._port, self._number = host, port, number
        self._idle: list[Connection] = []

    async def run(self, commands: Sequence[Command]) -> list[Reply]:
        """Send all commands at once and return their replies in order."""
        while self._idle:
            connection = self._idle.pop()
            if connection.is_open:
                return await self._run_on(connection, commands)
        return await self._run_on(await self._connect(), commands)

    async def _run_on(self, connection: "Connection", commands: Sequence[Command]) -> list[Reply]:
        try:
            replies = await connection.run(commands)
        except BaseException:
            connection.close()  # an unread reply would answer somebody else's command
            raise
        if len(self._idle) < KEPT:
            self._idle.append(connection)
        else:
            connection.close()
        return replies

    async def _connect(self) -> "Connection":
        connection = Connection(*await asyncio.open_connection(self._host, self._port, limit=LONGEST_LINE))
        await connection.run([[b"SELECT", b"%d" % self._number]])
        return connection


class Connection:
    """One connection to the server."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @property
    def is_open(self) -> bool:
        return not (self._reader.at_eof() or self._writer.is_closing())

    async def run(self, commands: Sequence[Command]) -> list[Reply]:
        self._writer.write(b"".join(map(_packed, commands)))
        await self._writer.drain()
        return [await self._reply() for _ in commands]

    def close(self) -> None:
        self._writer.close()

    async def _reply(self) -> Reply:
        line = await self._reader.readuntil(b"\r\n")
        kind, value = line[:1], line[1:-2]
        match kind:
            case b"+":
                return SimpleString(value)
            case b"-":
                return ErrorReply(value.decode("utf-8", "replace"))
            case b":":
                return int(value)
            case b"$":
                return None if value == b"-1" else (await self._reader.readexactly(int(value) + 2))[:-2]
            case b"*":
                return None if value == b"-1" else [await self._reply() for _ in range(int(value))]
        raise ConnectionError(f"unexpected RESP type {kind!r}")


def _packed(command: Command) -> bytes:
    return b"*%d\r\n" % len(command) + b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in command)
