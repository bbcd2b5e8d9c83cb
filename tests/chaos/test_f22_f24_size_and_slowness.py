"""F22-F24: bodies that are too large, senders that are too slow, and another system that hangs: nobody else waits."""

import contextlib
import json
import socket
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from local.chaos import meta
from local.chaos.arena import Arena
from local.chaos.rig import Rig
from local.chaos.waiting import wait_until
from local.ports import HOST, listen, port_of
from shared.whatsapp.signature import sign
from tests.chaos.judging import assert_clean

MEBIBYTE = 1024 * 1024
BODY_BAR = 10  # seconds until a request that dawdles is cut
BEGUN = ("drops", "half a body", "half the headers")

pytestmark = pytest.mark.on_demand


def resident(pid: int) -> int:
    """The memory of a process, in bytes."""
    line = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) * 1024


def test_f22_three_mebibytes_are_taken_and_more_costs_neither_time_nor_memory(rig: Rig, arena: Arena) -> None:
    instance, secret = rig.instances[0], rig.secrets.wa_webhook_secret
    url = f"{instance.url}/webhook"
    filling = {"type": "text", "text": {"body": "x" * (3 * MEBIBYTE - 1000)}}
    large = meta.webhook(arena.number, messages=[meta.message(arena.person(), "") | filling])
    assert meta.post(url, large, secret).status == 200
    wait_until(lambda: not arena.open_work(), timedelta(seconds=15), "it to be taken in", explain=arena.explain)
    before = resident(instance.pid)

    four = meta.webhook(arena.number, messages=["x" * 4 * MEBIBYTE])
    answers = [meta.post(url, four, secret) for _ in range(5)]
    bombs = [meta.post(url, b"\x1f\x8b" * MEBIBYTE, secret, **{"Content-Encoding": "gzip"}) for _ in range(5)]

    # The connection may be cut while the body is still being written: 0.
    assert {answer.status for answer in answers} <= {413, 0}
    assert {answer.status for answer in bombs} <= {415, 0}
    assert max(answer.seconds for answer in (*answers, *bombs)) < 1
    assert resident(instance.pid) - before < 20 * MEBIBYTE
    assert arena.one("select count(*) from inbox where tenant_id = %s and kind = 'message'") == 1


class SlowSenders:
    """Connections that begin a request and do not get on: a body in drops, half a body, half the headers, nothing."""

    def __init__(self, port: int, how_many: int) -> None:
        self._open: list[tuple[str, socket.socket, float]] = []
        self.ended: dict[str, list[float]] = {"drops": [], "half a body": [], "half the headers": [], "nothing": []}
        head = b"POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        begun = {
            "drops": head + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n",
            "half a body": head + b"Content-Length: 1000\r\n\r\n{",
            "half the headers": head,
            "nothing": b"",
        }
        for place in range(how_many):
            kind = list(begun)[place % len(begun)]
            connection = socket.create_connection((HOST, port), 10)
            connection.sendall(begun[kind])
            connection.setblocking(False)
            self._open.append((kind, connection, time.monotonic()))

    def drip(self) -> None:
        """Send a drop where drops are sent, and see who was cut."""
        for entry in list(self._open):
            kind, connection, since = entry
            try:
                if kind == "drops":
                    connection.sendall(b"1\r\n \r\n")
                if connection.recv(65536) == b"":
                    raise ConnectionResetError
            except BlockingIOError:
                continue
            except OSError:
                self.ended[kind].append(time.monotonic() - since)
                self._open.remove(entry)
                connection.close()

    def are_cut(self) -> bool:
        """Whether those who had begun a request are all gone."""
        return not any(kind in BEGUN for kind, _, _ in self._open)

    def close(self) -> None:
        for _, connection, _ in self._open:
            connection.close()


def test_f23_two_hundred_slow_senders_are_cut_and_webhooks_are_answered_meanwhile(rig: Rig, arena: Arena) -> None:
    instance = rig.instances[0]
    senders = SlowSenders(instance.port, 200)
    took: list[float] = []
    until = time.monotonic() + 2 * BODY_BAR
    while time.monotonic() < until and not senders.are_cut():
        senders.drip()
        body = meta.webhook(arena.number, statuses=[meta.status(f"wamid.none.{len(took)}", "sent")])
        answer = meta.post(f"{instance.url}/webhook", body, rig.secrets.wa_webhook_secret)
        assert answer.status == 200
        took.append(answer.seconds)
        time.sleep(0.05)  # the pace of the webhooks
    senders.close()

    took.sort()
    assert took[len(took) * 99 // 100] < 1
    for kind in BEGUN:
        assert len(senders.ended[kind]) == 50, f"{kind}: {len(senders.ended[kind])} of 50 were cut"
        assert max(senders.ended[kind]) < BODY_BAR + 3
    arena.ask(arena.person(), "oi")
    assert_clean(arena)


def test_headers_that_never_end_are_refused(rig: Rig) -> None:
    with socket.create_connection((HOST, rig.instances[0].port), 10) as connection:
        with contextlib.suppress(OSError):
            connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(5000)))
        with contextlib.suppress(ConnectionResetError):
            assert connection.recv(100).split()[1] in (b"400", b"431")


@pytest.fixture
def silence() -> Iterator[int]:
    """The port of a system that takes connections and never says a word."""
    listener, held, is_over = listen(), list[socket.socket](), threading.Event()
    listener.settimeout(0.2)

    def hold() -> None:
        while not is_over.is_set():
            with contextlib.suppress(TimeoutError):
                held.append(listener.accept()[0])

    thread = threading.Thread(target=hold)
    thread.start()
    yield port_of(listener)
    is_over.set()
    thread.join()
    for each in (*held, listener):
        each.close()


def calling(port: int) -> dict[str, Any]:
    """A flow that asks another system about whatever is said, and apologises when it does not answer."""
    call = {
        "id": "call",
        "type": "http",
        "url": f"https://{HOST}:{port}/{{{{ x }}}}",
        "timeout": "3s",
        "on_error": "sorry",
    }
    return {
        "version": 1, "start": "ask", "policy": {"debounce_ms": 0},
        "nodes": [
            {"id": "ask", "type": "ask_text", "prompt": "Diga", "save_as": "x", "transitions": [{"to": "call"}]},
            call | {"transitions": [{"to": "sorry"}]},
            {"id": "sorry", "type": "message", "parts": [{"text": "Não consegui agora."}], "transitions": [{"to": "ask"}]},
        ],
    }  # fmt: skip


def test_f24_a_system_that_hangs_holds_up_neither_other_people_nor_the_conversation(
    rig: Rig, arena: Arena, silence: int
) -> None:
    hanging = rig.open_arena(calling(silence))
    people = [hanging.person() for _ in range(12)]
    for person in people:
        hanging.ask(person, "oi")
    for person in people:
        hanging.say(person, json.dumps({"cep": "88000"}))

    began = time.monotonic()
    arena.ask(arena.person(), "oi")
    assert time.monotonic() - began < 2, "somebody else waits for the hanging system"

    for person in people:
        assert "Não consegui agora." in hanging.wait_for_answers(person, 2, patience=timedelta(seconds=25))[1]
    assert_clean(hanging, arena)


def test_a_webhook_that_is_cut_in_its_middle_leaves_nothing(rig: Rig, arena: Arena) -> None:
    body = meta.webhook(arena.number, messages=[meta.message(arena.person(), "oi")])
    head = f"POST /webhook HTTP/1.1\r\nHost: x\r\nX-Hub-Signature-256: sha256={sign(body, rig.secrets.wa_webhook_secret)}\r\n"
    with socket.create_connection((HOST, rig.instances[0].port), 10) as connection:
        connection.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body[:-10])

    assert meta.get(f"{rig.instances[0].url}/health/liveness").status == 200
    assert arena.one("select count(*) from inbox where tenant_id = %s and kind = 'message'") == 0
