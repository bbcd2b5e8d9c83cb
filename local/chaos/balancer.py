"""What stands before the instances: takes each connection to the next one that is ready, as a platform's router does."""

import asyncio
import contextlib
import itertools
import socket

from local.chaos.network import READ_SIZE, Network
from local.ports import HOST, listen, port_of


class Balancer:
    """Instances come and go with `add` and `remove`; without any, connections are refused by closing them."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._listener: socket.socket = listen()
        self.url = f"http://{HOST}:{port_of(self._listener)}"
        self._ports: list[int] = []
        self._turns = itertools.count()
        self._tasks: set[asyncio.Task[None]] = set()
        self._server = network.call(asyncio.start_server(self._serve, sock=self._listener))

    def add(self, port: int) -> None:
        """Route to it from now on."""
        self._ports = [*self._ports, port]

    def remove(self, port: int) -> None:
        """Route to it no more; connections that are open stay open."""
        self._ports = [each for each in self._ports if each != port]

    def close(self) -> None:
        self._network.call(self._close())

    async def _close(self) -> None:
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        onward = await self._connect()
        if onward is None:
            writer.transport.abort()
            return
        there, back = self._carry(reader, onward[1]), self._carry(onward[0], writer)
        try:
            await asyncio.gather(there, back)
        except asyncio.CancelledError:
            pass
        finally:
            writer.transport.abort()
            onward[1].transport.abort()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        """Try the instances in turn, beginning with the next."""
        ports, turn = self._ports, next(self._turns)
        for place in range(len(ports)):
            with contextlib.suppress(OSError):
                return await asyncio.open_connection(HOST, ports[(turn + place) % len(ports)])
        return None

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass bytes on until one end is gone; then both are."""
        with contextlib.suppress(OSError):
            while (data := await reader.read(READ_SIZE)) and not writer.is_closing():
                writer.write(data)
                await writer.drain()
        writer.close()
