"""Replies a second and processor time per message, against the floor and against a pywa echo bot in the same run.

Closed loop of 32 connections on one process each. prosa: the product as deployed, durable, with tenants' walls, inbox, turn record and
mark. floor: bare ASGI, two statements, one commit, a hand-written POST, a mark. pywa: no database, its handler awaited before
the answer. Postgres looks at its tables before each load, as autovacuum does within a minute. The order of apps is drawn anew each round; medians. Microseconds are processor time per acked request.
"""

import argparse
import random
from dataclasses import astuple, fields

from benchmarks.rig.result import Bars, Result, Table, Told, median
from benchmarks.rig.served import Cell, served

APPS = {
    "pywa": ("pywa", "text", "/", {}),
    "floor": ("floor", "text", "/", {"FLOOR_MODE": "mark"}),
    "prosa": ("prosa", "text", "/webhook", {}),
    "prosa, unprepared": ("prosa", "text", "/webhook", {"DATABASE_PREPARE": "false"}),
    "floor: status": ("floor", "status", "/", {}),
    "prosa: status": ("prosa", "status", "/webhook", {}),
}
WARM = 100  # requests before the measurement, so that every flow is compiled and every number known
COLUMNS = (
    "app", "acks/s", "replies/s", "replies/ack", "p50 ms", "p99 ms", "app µs", "Postgres µs", "refused", "others' share", "RSS MiB",
)  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take how long, how often, which."""
    parser.add_argument("--seconds", type=float, default=5, help="of each load (5)")
    parser.add_argument("--rounds", type=int, default=3, help="loads of each app (3)")
    parser.add_argument("--connections", type=int, default=32, help="of the closed loop (32)")
    parser.add_argument("--only", default="", help="names of apps, separated by commas (all)")
    parser.add_argument("--seed", type=int, default=1, help="of the order (1)")


def run(arguments: argparse.Namespace, told: Told) -> Result:
    """Measure."""
    chosen = [name for name in APPS if not arguments.only or name in arguments.only.split(",")]
    found: dict[str, list[Cell]] = {name: [] for name in chosen}
    order = random.Random(arguments.seed)
    told("starting", 0, 1)
    with served(with_peer="pywa" in chosen) as place:
        for at in range(arguments.rounds):
            for step, name in enumerate(order.sample(chosen, len(chosen))):
                told("loading", at * len(chosen) + step, arguments.rounds * len(chosen))
                app, kind, path, variables = APPS[name]
                with place.app(app, **variables) as (child, port):
                    how = {"path": path, "kind": kind, "connections": arguments.connections}
                    place.measure(child, port, seconds=30, requests=WARM, **how)
                    place.analyze()
                    found[name].append(place.measure(child, port, seconds=arguments.seconds, **how))
    return _result(found, arguments.seed)


def _result(found: dict[str, list[Cell]], seed: int) -> Result:
    middle = {
        name: Cell(*(median(values) for values in zip(*map(astuple, cells), strict=True)))
        for name, cells in found.items()
    }
    rows = [(name, *astuple(cell)) for name, cell in middle.items()]
    figures: dict[str, str | int | float | None] = {
        f"{name}.{f.name}": getattr(cell, f.name) for name, cell in middle.items() for f in fields(Cell)
    }
    for ours in ("prosa", "prosa, unprepared"):
        if {"pywa", "floor", ours} <= set(middle):
            peer, floor, cell = middle["pywa"], middle["floor"], middle[ours]
            figures |= {
                f"{ours}.x_peer_replies": cell.replies_per_second / peer.replies_per_second,
                f"{ours}.x_peer_cpu": (cell.app_us + cell.postgres_us) / (peer.app_us + peer.postgres_us),
                f"{ours}.x_floor_app": cell.app_us / floor.app_us,
                f"{ours}.x_floor_postgres": cell.postgres_us / floor.postgres_us,
            }
    if {"prosa", "prosa: status"} <= set(middle):
        figures["status.x_messages"] = middle["prosa: status"].acks_per_second / middle["prosa"].acks_per_second
    return Result(
        tables=[Table("replies and processor time", COLUMNS, rows)],
        figures=figures,
        plots=[
            Bars(
                "replies",
                "Replies per second",
                "replies/s",
                [(n, c.replies_per_second) for n, c in middle.items() if "status" not in n],
            ),
            Bars(
                "cpu",
                "Processor time per message, app and Postgres",
                "µs",
                [(n, c.app_us + c.postgres_us) for n, c in middle.items()],
            ),
        ],
        seed=seed,
    )
