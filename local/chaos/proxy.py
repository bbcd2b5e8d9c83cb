"""The line between the application and the pooler, and what can happen to a line: cut, closed, stalled, slow, an answer lost."""

import asyncio
import contextlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from local.chaos.network import READ_SIZE, Network, reset
from local.ports import HOST, listen, port_of

COMMIT_ASKED = b"\0commit\0"  # the statement, as a Parse message has it
PARSE = re.compile(rb"P.{4}(_pg3_\d+)\0([^\0]*)\0", re.DOTALL)  # a statement is prepared under a name
BIND = re.compile(rb"B.{4}\0(_pg3_\d+)\0", re.DOTALL)  # and run by its name
COMMITTED = b"COMMIT\0"  # the server's CommandComplete
ROLLED_BACK = b"ROLLBACK\0"  # the same
KEPT = 1_000_000  # bytes of a transaction remembered to tell what it was about


@dataclass(slots=True)
class Loss:
    """An order to lose commits of transactions that hold these bytes.

    answer: True = the commit goes through and its answer is lost; False = the commit never arrives. times: how many;
    struck: how many so far.
    """

    holding: bytes
    answer: bool
    times: int
    struck: int = 0

    def strikes(self, flight: bytes, *, answer: bool) -> bool:
        if self.answer is not answer or self.struck >= self.times or self.holding not in flight:
            return False
        self.struck += 1
        return True


@dataclass(eq=False, slots=True)
class Line:
    """One connection of the application: both ends, what its present transaction has said, and its statements by name."""

    client: asyncio.StreamWriter
    server: asyncio.StreamWriter
    flight: bytes = b""
    prepared: dict[bytes, bytes] = field(default_factory=dict)

    def hear(self, data: bytes) -> None:
        self.flight = (self.flight + data)[-KEPT:]
        self.prepared.update(PARSE.findall(self.flight))

    def spelt_out(self) -> bytes:
        """What the transaction has said, statements run by their name included."""
        run = [self.prepared.get(name, b"") for name in BIND.findall(self.flight)]
        return b"\0".join([self.flight, *run, b""])

    def cut(self) -> None:
        reset(self.client)
        reset(self.server)


class Proxy:
    """Carries connections to `target`; the faults hold until they are taken back with `heal`."""

    def __init__(self, network: Network, target: Callable[[], int]) -> None:
        self._network, self._target = network, target
        self._lines: set[Line] = set()
        self._moving = asyncio.Event()
        self._is_closed = False
        self._delay = 0.0
        self._losses: list[Loss] = []
        listener = listen()
        self.port = port_of(listener)
        self._server = network.call(asyncio.start_server(self._serve, sock=listener))
        self.heal()

    def cut(self) -> None:
        """Reset every connection; new ones come through."""
        self._network.call(self._cut())

    def close(self) -> None:
        """Reset every connection and any that comes."""
        self._is_closed = True
        self.cut()

    def stall(self) -> None:
        """Carry nothing more, and let nobody know."""
        self._network.call(self._set_moving(moving=False))

    def delay(self, seconds: float) -> None:
        """Let each piece of data wait so long on its way."""
        self._delay = seconds

    def lose_answers(self, *, holding: bytes, times: int = 1) -> Loss:
        """Let the next commits through and cut the line before their answer."""
        return self._lose(Loss(holding, answer=True, times=times))

    def lose_commits(self, *, holding: bytes, times: int = 1) -> Loss:
        """Cut the line before the next commits arrive."""
        return self._lose(Loss(holding, answer=False, times=times))

    def heal(self) -> None:
        """Be a good line again."""
        self._is_closed, self._delay, self._losses = False, 0.0, []
        self._network.call(self._set_moving(moving=True))

    def end(self) -> None:
        """Stop for good."""
        self.close()
        self._network.call(self._end())

    def _lose(self, loss: Loss) -> Loss:
        self._losses = [*self._losses, loss]
        return loss

    async def _cut(self) -> None:
        for line in list(self._lines):
            line.cut()

    async def _set_moving(self, *, moving: bool) -> None:
        if moving:
            self._moving.set()
        else:
            self._moving.clear()

    async def _end(self) -> None:
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._is_closed:
            reset(writer)
            return
        await self._moving.wait()
        try:
            from_server, to_server = await asyncio.open_connection(HOST, self._target())
        except OSError:
            reset(writer)
            return
        line = Line(writer, to_server)
        self._lines.add(line)
        try:
            await asyncio.gather(self._ask(line, reader), self._answer(line, from_server))
        except asyncio.CancelledError:
            pass
        finally:
            self._lines.discard(line)
            line.cut()

    async def _ask(self, line: Line, reader: asyncio.StreamReader) -> None:
        with contextlib.suppress(OSError):
            while (data := await self._next(reader)) and not line.server.is_closing():
                line.hear(data)
                if self._losses and COMMIT_ASKED in line.spelt_out() and self._is_lost(line, answer=False):
                    line.cut()
                    return
                line.server.write(data)
                await line.server.drain()
        line.server.close()

    async def _answer(self, line: Line, reader: asyncio.StreamReader) -> None:
        with contextlib.suppress(OSError):
            while (data := await self._next(reader)) and not line.client.is_closing():
                if COMMITTED in data and self._is_lost(line, answer=True):
                    line.cut()
                    return
                if COMMITTED in data or ROLLED_BACK in data:
                    line.flight = b""
                line.client.write(data)
                await line.client.drain()
        line.client.close()

    async def _next(self, reader: asyncio.StreamReader) -> bytes:
        data = await reader.read(READ_SIZE)
        if self._delay:
            await asyncio.sleep(self._delay)
        await self._moving.wait()
        return data

    def _is_lost(self, line: Line, *, answer: bool) -> bool:
        return any(loss.strikes(line.spelt_out(), answer=answer) for loss in self._losses)
