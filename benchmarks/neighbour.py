"""What one tenant that floods does to the time in which the others are answered.

Nineteen tenants write at a fixed rate, together a tenth of what the service answers in a closed loop in this run: alone; beside
one that writes ten times its share; beside one that asks again as soon as it is answered, on 32 connections. The order is
drawn anew each round; all latencies of the nineteen in all rounds together make a percentile.
"""

import argparse
import random

from benchmarks.rig.result import Bars, Cell, Result, Table, Told, percentile
from benchmarks.rig.served import CONTACTS, finish, length_of, served, take_loads

SHARE = 0.1  # of the capacity, for the others together
TIMES = 10  # a neighbour's share
CASES = ("alone", "beside ten times a share", "beside a flood on 32 connections")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take how long and how often."""
    take_loads(parser, rounds=4)


def run(arguments: argparse.Namespace, told: Told) -> Result:
    """Measure."""
    seconds, rounds = length_of(arguments)
    order = random.Random(arguments.seed)
    found: dict[str, list[float]] = {name: [] for name in CASES}
    refused, loud = dict.fromkeys(CASES, 0), dict.fromkeys(CASES, 0.0)
    told("starting", 0, 1)
    with served(with_peer=False) as place:
        told("capacity", 0, 1)
        most = place.capacity("prosa", 4)
        noisy, *others = (agency.number for agency in place.agencies)
        rate = SHARE * most
        quiet = {"numbers": ",".join(others), "rate": rate, "seconds": seconds, "path": "/webhook"}
        noise = {"numbers": noisy, "contacts_from": CONTACTS, "seconds": seconds, "path": "/webhook"}
        with place.app("prosa") as (child, port):
            place.measure(child, port, seconds=30, requests=200, path="/webhook", connections=8)
            for at in range(rounds):
                for step, name in enumerate(order.sample(CASES, len(CASES))):
                    told("loading", at * len(CASES) + step, rounds * len(CASES))
                    listened = place.load(port, **quiet)
                    beside = None
                    if name != "alone":
                        how = {"connections": 32} if "flood" in name else {"rate": TIMES * rate / len(others)}
                        beside = place.load(port, **noise, **how)
                    answered = finish(listened)
                    if beside:
                        loud[name] += finish(beside)["acked"] / seconds / rounds
                    place.drain()
                    found[name] += answered["ms"]
                    refused[name] += answered["other"]
    rows: list[tuple[Cell, ...]] = []
    figures: dict[str, Cell] = {"capacity": most, "rate": rate}
    alone = percentile(found["alone"], 0.99)
    for name, ms in found.items():
        p99 = percentile(ms, 0.99)
        rows.append((name, rate, loud[name], len(ms), percentile(ms, 0.5), p99, p99 / alone, refused[name]))
        figures |= {f"{name}.p99": p99, f"{name}.x_alone": p99 / alone, f"{name}.refused": refused[name]}
    return Result(
        tables=[
            Table(
                "the others' answers",
                (
                    "case",
                    "others a second",
                    "neighbour a second",
                    "answers",
                    "p50 ms",
                    "p99 ms",
                    "x alone",
                    "not answered by 200",
                ),
                rows,
                f"In a closed loop: {most:,.0f} a second.",
            )
        ],
        figures=figures,
        plots=[
            Bars(
                "neighbour",
                "The others' time to the answer, p99",
                "ms",
                [(name, percentile(ms, 0.99)) for name, ms in found.items()],
            )
        ],
        seed=arguments.seed,
    )
