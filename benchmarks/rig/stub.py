"""A thin stand-in for Graph and for Upstash over HTTP/1.1: answers at once, counts requests, messages and connections.

`python -m benchmarks.rig.stub PORT [--slow SECONDS] [--failing SHARE]` runs it as a process of its own, for loads; GET /count
tells its counters, GET /sent what it took, GET /slow/SECONDS changes how slow it is. For behaviour there is `local.simulator`; this one is the cheapest thing that can answer.
"""

import argparse
import asyncio
import itertools
import json
import random
import re
import sys
from collections import Counter
from contextlib import suppress
from typing import Any

from local.chaos.network import Network
from local.ports import HOST, listen, port_of

LENGTH = re.compile(rb"\r\ncontent-length:\s*(\d+)", re.IGNORECASE)
RECIPIENT = re.compile(rb'"to":\s*"\+?(\d+)"')
TEXT = re.compile(rb'"body":\s*"((?:[^"\\]|\\.)*)"')
OPAQUE = re.compile(rb'"biz_opaque_callback_data":\s*"([^":]+)')
FAULT = b'{"error":{"message":"Please retry your request later.","type":"OAuthException","code":2,"fbtrace_id":"x"}}'


class Stub:
    """slow: seconds before each answer. failing: share of sends that get a 500 and are not taken."""

    def __init__(self, *, slow: float = 0.0, failing: float = 0.0, keep: bool = False) -> None:
        self.requests: Counter[str] = Counter()
        self.connections = 0
        self.sent: list[tuple[str, str, str]] = []  # recipient, text, outbox id of what was taken, when `keep`
        self._slow, self._failing, self._keep = slow, failing, keep
        self._numbers = itertools.count(1)
        self._chance = random.Random(1)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            await self._serve(reader, writer)
        finally:
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                found = LENGTH.search(head)
                body = await reader.readexactly(int(found.group(1))) if found else b""
                status, answer = self.answer(head, body)
                if self._slow and head.startswith(b"POST"):
                    await asyncio.sleep(self._slow)
                writer.write(
                    b"HTTP/1.1 %d OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s"
                    % (status, len(answer), answer)
                )

    def answer(self, head: bytes, body: bytes) -> tuple[int, bytes]:
        path = head.split(b" ", 2)[1]
        if path == b"/count":
            return 200, json.dumps(self.counters()).encode()
        if path.startswith(b"/slow/"):
            self._slow = float(path.removeprefix(b"/slow/"))
            return 200, b"{}"
        if path == b"/sent":
            return 200, json.dumps(self.sent).encode()
        if not path.endswith(b"/messages"):
            self.requests["redis"] += 1
            return 200, b'{"result":1}' if body.startswith(b'["') or not body else b'[{"result":1},{"result":1}]'
        self.requests["graph"] += 1
        if self._failing and self._chance.random() < self._failing:
            self.requests["refused"] += 1
            return 500, FAULT
        self.requests["messages"] += 1
        if self._keep:
            found = (RECIPIENT.search(body), TEXT.search(body), OPAQUE.search(body))
            to, text, ours = (match.group(1).decode() if match else "" for match in found)
            self.sent.append((to, text, ours))
        wamid = b"wamid.STUB%d" % next(self._numbers)
        return 200, b'{"messaging_product":"whatsapp","contacts":[],"messages":[{"id":"%s"}]}' % wamid

    def counters(self) -> dict[str, int]:
        return {**self.requests, "connections": self.connections}


class StubServer:
    """The stub in a thread of this process, for counts."""

    def __init__(self, network: Network, **how: Any) -> None:
        self.stub = Stub(**how)
        listener = listen()
        self.url = f"http://{HOST}:{port_of(listener)}"
        self._network = network
        self._server = network.call(asyncio.start_server(self.stub.serve, sock=listener))

    def close(self) -> None:
        self._network.call(self._close())

    async def _close(self) -> None:
        self._server.close()


async def _main(port: int, stub: Stub) -> None:
    server = await asyncio.start_server(stub.serve, HOST, port, backlog=1024)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    with suppress(ImportError):
        import uvloop

        uvloop.install()
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("--slow", type=float, default=0.0)
    parser.add_argument("--failing", type=float, default=0.0)
    parser.add_argument("--keep", action="store_true")
    given = parser.parse_args()
    with suppress(KeyboardInterrupt):
        asyncio.run(_main(given.port, Stub(slow=given.slow, failing=given.failing, keep=given.keep)))
    sys.exit(0)
