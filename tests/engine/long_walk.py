"""The long form of the random walks: `python -m tests.engine.long_walk --walks 100000 --seed 1`, for anybody who doubts the prover.

Random flows are made until so many walks went through flows that the prover lets pass; those it refuses are walked as well, for
the engine must not raise there either, but count for nothing. Every walk is replayed from its recorded events and facts.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from random import Random

from tests.engine.random_flows import random_flow
from tests.engine.walking import Ground, walk_through

WALKS_PER_FLOW = 10
MOST_TURNS = 12
FLOWS_PER_TASK = 50


@dataclass(slots=True)
class Tally:
    """broken: what went against the laws, by the seed of its flow. faults: outcomes that the format allows, counted."""

    flows: int = 0
    refused: int = 0
    walks: int = 0
    turns: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    broken: list[tuple[int, str]] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        self.flows += other.flows
        self.refused += other.refused
        self.walks += other.walks
        self.turns += other.turns
        self.faults.update(other.faults)
        self.broken.extend(other.broken)


def walk_flow(seed: int) -> Tally:
    """Make the flow of a seed and walk through it."""
    random = Random(seed)
    ground = Ground.of(random_flow(random))
    is_valid = ground.law.proof.is_publishable
    tally = Tally(flows=int(is_valid), refused=int(not is_valid))
    for _ in range(WALKS_PER_FLOW if is_valid else 1):
        walked, broken = walk_through(ground, random, random.randint(1, MOST_TURNS))
        tally.walks += is_valid
        tally.turns += walked.turns if is_valid else 0
        tally.faults.update(walked.faults if is_valid else ())
        tally.broken.extend((seed, one) for one in broken)
    return tally


def _walk_flows(first: int) -> Tally:
    tally = Tally()
    for seed in range(first, first + FLOWS_PER_TASK):
        tally.add(walk_flow(seed))
    return tally


def tallies(seed: int, processes: int) -> Iterator[Tally]:
    """Yield what each batch of flows gave, without end."""
    firsts = (seed * 1_000_000_000 + at * FLOWS_PER_TASK for at in count())
    if processes == 1:
        yield from map(_walk_flows, firsts)
        return
    with ProcessPoolExecutor(processes) as pool:
        while True:
            yield from pool.map(_walk_flows, [next(firsts) for _ in range(2 * processes)])


def walk_for_long(walks: int, seed: int, processes: int) -> Tally:
    """Walk until so many walks of valid flows are done, telling now and then how far it is."""
    total, told = Tally(), time.monotonic()
    for tally in tallies(seed, processes):
        total.add(tally)
        for flow, one in tally.broken:
            print(f"BROKEN in flow {flow}: {one[:300]}", flush=True)
        if total.walks >= walks or time.monotonic() - told > 10:
            told = time.monotonic()
            print(
                f"{total.walks} walks of {total.flows} flows, {total.turns} turns, {len(total.broken)} broken",
                flush=True,
            )
        if total.walks >= walks:
            break
    return total


def main() -> int:
    parser = argparse.ArgumentParser(
        description="Walk at random through random flows and hold the engine to what was proved."
    )
    parser.add_argument("--walks", type=int, default=100_000, help="walks through valid flows (default: 100000)")
    parser.add_argument("--seed", type=int, default=1, help="another seed, other flows (default: 1)")
    parser.add_argument("--processes", type=int, default=1, help="how many at a time (default: 1)")
    parser.add_argument("--flow", type=int, help="walk through the flow of one seed only, as a broken law names it")
    arguments = parser.parse_args()
    if arguments.flow is not None:
        total = walk_flow(arguments.flow)
        for _, one in total.broken:
            print(f"BROKEN: {one[:300]}")
    else:
        total = walk_for_long(arguments.walks, arguments.seed, arguments.processes)
    print(f"valid flows {total.flows}, refused by the prover {total.refused}; walks {total.walks}, turns {total.turns}")
    print("faults:", ", ".join(f"{code} {times}" for code, times in sorted(total.faults.items())) or "none")
    print(f"{len(total.broken)} laws broken" if total.broken else "no law was broken")
    return 1 if total.broken else 0


if __name__ == "__main__":
    sys.exit(main())
