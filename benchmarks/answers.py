"""How long an answer to Meta takes when messages come at a fixed rate, against the floor; with a slow Graph; with Postgres 5 ms away.

Open loop: a latency counts from the moment a request was due. Both get a quarter of what the product answers in a closed
loop of 32 connections in this run; the floor also gets a quarter of its own. All latencies of all rounds together make a
percentile. The floor answers after its commit and sends afterwards, as the product does on a web service.
"""

import argparse
import random
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.rig.result import Bars, Cell, Result, Table, Told, percentile
from benchmarks.rig.served import Served, finish, length_of, served, take_loads
from benchmarks.rig.wire import PostgresCounter
from local.chaos.network import Network
from local.ports import HOST

SHARE = 0.25  # of the capacity
SLOW = 0.5  # seconds that Graph takes
FAR = 0.005  # seconds of one trip to Postgres
CASES = {
    "floor": ("floor", 0.0, False),
    "prosa": ("prosa", 0.0, False),
    "prosa, Graph takes 500 ms": ("prosa", SLOW, False),
    "prosa, Postgres 5 ms away": ("prosa", 0.0, True),
}
FULL = "floor at a quarter of its own"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take how long and how often."""
    take_loads(parser, rounds=3)


def run(arguments: argparse.Namespace, told: Told) -> Result:
    """Measure."""
    seconds, rounds = length_of(arguments)
    order = random.Random(arguments.seed)
    found: dict[str, list[float]] = {name: [] for name in (*CASES, FULL)}
    refused = dict.fromkeys(found, 0)
    told("starting", 0, 1)
    with served(with_peer=False) as place, _far(place) as far_url:
        told("capacity", 0, 2)
        most = {"floor": place.capacity("floor", 3, FLOOR_MODE="ack")}
        told("capacity", 1, 2)
        most["prosa"] = place.capacity("prosa", 3)
        rate = SHARE * most["prosa"]
        rates = dict.fromkeys(found, rate) | {FULL: SHARE * most["floor"]}
        for at in range(rounds):
            for step, name in enumerate(order.sample(list(found), len(found))):
                told("loading", at * len(found) + step, rounds * len(found))
                app, slow, is_far = CASES.get(name, CASES["floor"])
                variables = {"FLOOR_MODE": "ack"} if app == "floor" else {}
                place.slow(slow)
                with place.app(app, **variables, **({"DATABASE_URL": far_url} if is_far else {})) as (child, port):
                    path = "/webhook" if app == "prosa" else "/"
                    place.measure(child, port, seconds=30, requests=100, path=path, connections=8)
                    answered = finish(place.load(port, path=path, rate=rates[name], seconds=seconds))
                    place.drain()
                found[name] += answered["ms"]
                refused[name] += answered["other"]
    rows: list[tuple[Cell, ...]] = []
    figures: dict[str, Cell] = {f"{app}.capacity": capacity for app, capacity in most.items()}
    for name, ms in found.items():
        p50, p99 = percentile(ms, 0.5), percentile(ms, 0.99)
        rows.append((name, rates[name], len(ms), p50, percentile(ms, 0.95), p99, max(ms, default=0.0), refused[name]))
        figures |= {
            f"{name}.p50": p50,
            f"{name}.p99": p99,
            f"{name}.rate": rates[name],
            f"{name}.refused": refused[name],
        }
    for key in ("p50", "p99"):
        floor, ours = (percentile(found[name], float(f"0.{key[1:]}")) for name in ("floor", "prosa"))
        slow = percentile(found["prosa, Graph takes 500 ms"], float(f"0.{key[1:]}"))
        figures |= {f"x_floor_{key}": ours / floor, f"x_slow_{key}": slow / ours}
    return Result(
        tables=[
            Table(
                "time to the answer, open loop",
                ("case", "a second", "answers", "p50 ms", "p95 ms", "p99 ms", "longest ms", "not answered by 200"),
                rows,
                f"In a closed loop: floor {most['floor']:,.0f} a second, prosa {most['prosa']:,.0f}.",
            )
        ],
        figures=figures,
        plots=[
            Bars(
                "answers", "Time to the answer, p99", "ms", [(name, percentile(ms, 0.99)) for name, ms in found.items()]
            )
        ],
        seed=arguments.seed,
    )


@contextmanager
def _far(place: Served) -> Iterator[str]:
    """The address of the same Postgres, every trip to it longer."""
    network = Network()
    server = place.place.stack.postgres
    line = PostgresCounter(network, lambda: server.port, delay=FAR)
    try:
        yield place.environment["DATABASE_URL"].replace(f"{HOST}:{server.port}", f"{HOST}:{line.port}")
    finally:
        line.close()
        network.close()
