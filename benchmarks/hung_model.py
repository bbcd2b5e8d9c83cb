"""Webhook answers while a language model hangs, against the same service in the same run while the model answers at once.

Each window is a fresh process. First contacts of four tenants write to a flow that asks a model, more of them than there are threads
that wait for models; then contacts of the other tenants write at a fixed rate, and the answers to those webhooks are timed. The two
kinds of window alternate in a drawn order; the ratio is that of the medians.
"""

import argparse
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from benchmarks.rig.agency import Agency, plant
from benchmarks.rig.result import Result, Table, Told, median
from benchmarks.rig.served import Cell, Served, finish, served
from local.openai_stub.client import OpenAiStub
from local.ports import HOST, free_port
from local.processes import Child, python
from shared.container import SLOW_THREADS

MODES = {"answers": "ok", "hangs": "hang"}
ASKING = 4  # tenants whose flows ask a model: no tenant alone may have all the threads
WARM = 100  # requests before the measurement
PATIENCE = 60.0  # seconds until every thread that waits for models has its call
BAR = 1.10  # the issue's own: webhook answers within 10 %
FLOW: dict[str, Any] = {
    "version": 1, "start": "understand", "policy": {"debounce_ms": 0},
    "nodes": [
        {"id": "understand", "type": "ai_extract", "else": "ask", "transitions": [{"to": "ask"}],
         "schema": [{"var": "city", "type": "text", "description": "a cidade"}]},
        {"id": "ask", "type": "ask_text", "prompt": "Em que cidade?", "save_as": "said", "transitions": [{"to": "understand"}]},
    ],
}  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take how long, how often, how fast."""
    parser.add_argument("--seconds", type=float, default=8, help="of each window (8)")
    parser.add_argument("--rounds", type=int, default=5, help="windows of each kind (5)")
    parser.add_argument(
        "--rate", type=float, default=6, help="webhooks per second, fewer than a busy machine serves (6)"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the order (1)")


def run(arguments: argparse.Namespace, told: Told) -> Result:
    """Measure."""
    order = random.Random(arguments.seed)
    found: dict[str, list[Cell]] = {name: [] for name in MODES}
    told("starting", 0, 1)
    with served(with_peer=False) as place:
        url = place.place.superuser_url(place.database)
        asking = [plant(url, definition=FLOW, name=f"Asking {at}") for at in range(ASKING)]
        for at in range(arguments.rounds):
            for step, name in enumerate(order.sample(list(MODES), len(MODES))):
                told("windows", at * len(MODES) + step, arguments.rounds * len(MODES))
                found[name].append(_window(place, asking, MODES[name], arguments))
    return _result(found, arguments.seed)


def _window(place: Served, asking: list[Agency], mode: str, arguments: argparse.Namespace) -> Cell:
    with _stub(place, mode) as stub:
        variables = {
            "OPENAI_API_KEY": "sk-bench", "OPENAI_BASE_URL": stub.base_url, "OPENAI_TIMEOUT_SECONDS": "120",
            "OPENAI_MAX_CALLS_PER_TENANT_PER_DAY": "100000",
        }  # fmt: skip
        with place.app("prosa", **variables) as (child, port):
            place.measure(child, port, seconds=30, requests=WARM, connections=8)
            others = replace(place, agencies=asking)
            finish(others.load(port, seconds=30, requests=4 * SLOW_THREADS, connections=8))
            place.offset = others.offset
            _wait_until(stub, SLOW_THREADS)
            cell = place.measure(child, port, seconds=arguments.seconds, rate=arguments.rate)
            stub.release()
            return cell


@contextmanager
def _stub(place: Served, mode: str) -> Iterator[OpenAiStub]:
    port = free_port()
    child = Child("openai", python("local.openai_stub", "--port", str(port)), log=place.logs / "openai.log")
    try:
        child.wait_for_port(port)
        stub = OpenAiStub(f"http://{HOST}:{port}")
        stub.script(mode)
        yield stub
    finally:
        child.stop()


def _wait_until(stub: OpenAiStub, calls: int) -> None:
    """Every thread that waits for models has made its call, so that a window is what it says it is."""
    give_up = time.monotonic() + PATIENCE
    while stub.count < calls:
        if time.monotonic() > give_up:
            raise RuntimeError(f"only {stub.count} of {calls} calls were made")
        time.sleep(0.05)


def _result(found: dict[str, list[Cell]], seed: int) -> Result:
    p50 = {name: median(cell.p50_ms for cell in cells) for name, cells in found.items()}
    p99 = {name: median(cell.p99_ms for cell in cells) for name, cells in found.items()}
    foreign = {name: median(cell.foreign for cell in cells) for name, cells in found.items()}
    refused = {name: sum(cell.other for cell in cells) for name, cells in found.items()}
    figures: dict[str, str | int | float | None] = {
        "hung.x_p50": p50["hangs"] / p50["answers"], "hung.x_p99": p99["hangs"] / p99["answers"], "hung.bar": BAR,
    }  # fmt: skip
    rows: list[tuple[str | int | float | None, ...]]
    rows = [(name, p50[name], p99[name], refused[name], foreign[name], len(cells)) for name, cells in found.items()]
    rows.append(("hangs ÷ answers", p50["hangs"] / p50["answers"], p99["hangs"] / p99["answers"], None, None, None))
    columns = ("the model", "p50 ms", "p99 ms", "refused", "others' share", "windows")
    return Result(tables=[Table("webhook answers beside a model", columns, rows)], figures=figures, seed=seed)
