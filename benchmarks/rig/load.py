"""Load over HTTP as a process of its own: a closed loop of connections, or an open loop at a fixed rate; prints one line of JSON.

In the open loop a latency counts from the moment a request was due, so that a stalled server is not spared.
"""

import argparse
import asyncio
import json
import random
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from benchmarks.rig import bodies
from benchmarks.rig.result import percentile
from local.ports import HOST

STOP = 15.0  # seconds that the last answers may take


class Load:
    def __init__(self, given: argparse.Namespace) -> None:
        self._given = given
        self._numbers: list[str] = given.numbers.split(",")
        self._chance = random.Random(given.seed)
        self._at = given.offset
        self.latencies: list[float] = []
        self.statuses: dict[int, int] = {}
        self.acked: list[str] = []  # wamids

    def _request(self) -> tuple[bytes, str]:
        """A request, and the wamid in it."""
        given = self._given
        at, self._at = self._at, self._at + 1
        number = self._numbers[at % len(self._numbers)]
        contact = f"5511{given.contacts_from + at % given.contacts:09d}"
        if given.kind == "status":
            wamid = f"wamid.STUB{at + 1}"
            body = bodies.statuses(number, contact, wamid, ["delivered"])
        else:
            wamid = bodies.new_wamid()
            body = bodies.text(number, contact, f"around 250k, two bedrooms please {at}", wamid=wamid)
        signed = bodies.signature(body, given.secret).encode()
        request = b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nX-Hub-Signature-256: %s\r\nContent-Length: %d\r\n\r\n%s" % (
            given.path.encode(), signed, len(body), body,
        )  # fmt: skip
        return request, wamid

    async def closed(self) -> float:
        """Each connection asks again as soon as it is answered."""
        end = time.perf_counter() + self._given.seconds
        began = time.perf_counter()
        await asyncio.gather(*(self._ask_until(end) for _ in range(self._given.connections)))
        return time.perf_counter() - began

    async def _ask_until(self, end: float) -> None:
        lines = self._lines()
        while time.perf_counter() < end and not 0 < self._given.requests <= self._at - self._given.offset:
            await self._one(lines, time.perf_counter())

    async def open(self) -> float:
        """One request every 1/rate seconds, whatever the answers do."""
        began = time.perf_counter()
        count = int(self._given.rate * self._given.seconds)
        lines: list[list[tuple[asyncio.StreamReader, asyncio.StreamWriter]]] = []
        free: list[list[tuple[asyncio.StreamReader, asyncio.StreamWriter]]] = []
        tasks = []

        async def one(due: float) -> None:
            line = free.pop() if free else self._new(lines)
            await self._one(line, due)
            free.append(line)

        for at in range(count):
            due = began + at / self._given.rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            tasks.append(asyncio.create_task(one(due)))
        if tasks:
            _, unanswered = await asyncio.wait(tasks, timeout=STOP)
            self.statuses[0] = self.statuses.get(0, 0) + len(unanswered)
            for task in unanswered:
                task.cancel()
        return time.perf_counter() - began

    @staticmethod
    def _new(
        lines: list[list[tuple[asyncio.StreamReader, asyncio.StreamWriter]]],
    ) -> list[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
        lines.append([])
        return lines[-1]

    @staticmethod
    def _lines() -> list[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
        return []

    async def _one(self, line: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]], since: float) -> None:
        request, wamid = self._request()
        try:
            if not line:
                line.append(await asyncio.open_connection(HOST, self._given.port))
            reader, writer = line[0]
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            lowered = head.lower()
            if b"content-length:" in lowered:
                await reader.readexactly(int(lowered.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0]))
            status = int(head[9:12])
        except (OSError, asyncio.IncompleteReadError):
            line.clear()
            status = 0
        self.statuses[status] = self.statuses.get(status, 0) + 1
        if status == 200:
            self.latencies.append(time.perf_counter() - since)
            self.acked.append(wamid)


def arguments(argv: Iterator[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--path", default="/webhook")
    parser.add_argument("--numbers", required=True)
    parser.add_argument("--secret", required=True)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--requests", type=int, default=0, help="stop after so many; 0 = after the seconds")
    parser.add_argument("--rate", type=float, default=0)
    parser.add_argument("--contacts", type=int, default=1000)
    parser.add_argument("--contacts-from", type=int, default=0)
    parser.add_argument("--kind", default="text")
    parser.add_argument("--offset", type=int, default=0)
    parser.add_argument("--acked", default="", help="file for the wamids that were answered by 200")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args(list(argv) if argv is not None else None)


async def main(given: argparse.Namespace) -> list[str]:
    """Prints what was found; gives the wamids that were answered by 200."""
    load = Load(given)
    took = await (load.open() if given.rate else load.closed())
    found = {
        "seconds": took,
        "acked": load.statuses.get(200, 0),
        "other": sum(n for status, n in load.statuses.items() if status != 200),
        "p50_ms": percentile(load.latencies, 0.5) * 1e3,
        "p99_ms": percentile(load.latencies, 0.99) * 1e3,
        "max_ms": max(load.latencies, default=0.0) * 1e3,
        "ms": [round(latency * 1e3, 2) for latency in load.latencies],
    }
    print(json.dumps(found))
    return load.acked


if __name__ == "__main__":
    with suppress(ImportError):
        import uvloop

        uvloop.install()
    given = arguments()
    acked = asyncio.run(main(given))
    if given.acked:
        Path(given.acked).write_text("\n".join(acked), encoding="utf-8")
