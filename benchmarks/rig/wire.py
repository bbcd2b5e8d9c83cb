"""Counts what goes over the line to Postgres: round trips, statements, commits, connections; may add latency.

A round trip is a turn of direction: the client speaks after the server has answered. What it takes to open a connection is
counted as one opening, not as trips.
"""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, fields

from local.chaos.network import READ_SIZE, Network, reset
from local.ports import HOST, listen, port_of

READY, DONE = ord("Z"), ord("C")  # ReadyForQuery, CommandComplete
HEADER = 5  # bytes: type and length
FLUSH = b"H\x00\x00\x00\x04"  # asks for nothing of its own; alone when the answer to the rest was faster than it
NEGOTIATION = {b"\x04\xd2\x16\x2f", b"\x04\xd2\x16\x30"}  # SSLRequest, GSSENCRequest: answered by one bare byte


@dataclass(slots=True)
class Trips:
    """Counters. statements: commands completed, `begin` and `commit` among them."""

    trips: int = 0
    statements: int = 0
    commits: int = 0
    opened: int = 0
    bytes_up: int = 0
    bytes_down: int = 0

    def __sub__(self, before: "Trips") -> "Trips":
        return Trips(*(getattr(self, f.name) - getattr(before, f.name) for f in fields(Trips)))

    def copy(self) -> "Trips":
        return self - Trips()


class PostgresCounter:
    """Stands between the product and `target` (a port); `count` only grows."""

    def __init__(self, network: Network, target: Callable[[], int], *, delay: float = 0.0) -> None:
        """delay: seconds added to each round trip."""
        self.count = Trips()
        self._network, self._target, self._delay = network, target, delay
        listener = listen()
        self.port = port_of(listener)
        self._server = network.call(asyncio.start_server(self._serve, sock=listener))

    def close(self) -> None:
        self._network.call(self._close())

    async def _close(self) -> None:
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.count.opened += 1
        try:
            from_server, to_server = await asyncio.open_connection(HOST, self._target())
        except OSError:
            reset(writer)
            return
        line = _Line(self.count)
        try:
            await asyncio.gather(
                self._carry(reader, to_server, line.asked), self._carry(from_server, writer, line.answered)
            )
        finally:
            reset(writer)
            reset(to_server)

    async def _carry(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, note: Callable[[bytes], None]
    ) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(READ_SIZE):
                note(data)
                if self._delay:
                    await asyncio.sleep(self._delay / 2)
                writer.write(data)
                await writer.drain()
        writer.close()


class _Line:
    """One connection: takes the server's stream apart into messages."""

    def __init__(self, count: Trips) -> None:
        self._count = count
        self._is_open = False  # the first ReadyForQuery came
        self._server_spoke = True
        self._bare = 0  # bytes that are no message
        self._buffer = b""

    def asked(self, data: bytes) -> None:
        self._count.bytes_up += len(data)
        if data == FLUSH:
            return
        if self._is_open and self._server_spoke and data[:1] != b"X":  # Terminate waits for nothing
            self._count.trips += 1
        self._server_spoke = False
        self._bare += not self._is_open and data[4:8] in NEGOTIATION

    def answered(self, data: bytes) -> None:
        self._count.bytes_down += len(data)
        self._server_spoke = True
        bare, self._bare = self._bare, 0
        self._buffer += data[bare:]
        while len(self._buffer) >= HEADER:
            length = 1 + int.from_bytes(self._buffer[1:HEADER], "big")
            if len(self._buffer) < length:
                return
            kind, body = self._buffer[0], self._buffer[HEADER:length]
            self._buffer = self._buffer[length:]
            if kind == READY:
                self._is_open = True
            elif kind == DONE:
                self._count.statements += 1
                self._count.commits += body == b"COMMIT\0"
