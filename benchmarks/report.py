"""Writes docs/performance.md and its plots from the kept results; measures nothing.

`--check` compares instead of writing, and fails when they differ.
"""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.rig.bars import drawn
from benchmarks.rig.budgets import budgets
from benchmarks.rig.result import Bars, Table, Told, read
from benchmarks.rig.tables import as_markdown
from local.checkout import ROOT

DOCS = ROOT / "docs"
PLOTS = DOCS / "images" / "performance"
BENCHMARKS = (
    "trips", "imports", "peer", "answers", "overload", "neighbour", "growth", "memory", "engine", "hung_model",
)  # fmt: skip
HEAD = """# What a message costs

Written by `./prosa bench report` from the results in `benchmarks/results`; each section names the run it comes from. Trust the
counts first: they do not depend on the machine and are tests too. Then ratios within one run. Processor time comes after,
and wall time last: the machine of these runs was shared, and busy with other work.

A trip is one round trip to Postgres; a flow's processor time is user + system; medians unless a table says otherwise.

"""
MISSES = """
## What misses, and why

Processor time (G8, G9) is still over its budget, and a third of what it was. Three causes were found by profile and mended. Postgres
parsed and planned each statement anew: the row "unprepared" below is that, in the same run (decision 12). psycopg's pipeline polled and sent after each statement: 400 messages under a profiler spent 23.2 s in
transactions, sent in two packets they spend 9.7 s (`shared/store/flight.py`). Each status was a transaction of its own; those that
come together share one (decision 15). A fourth was found by loads that leave a backlog: each claim read all that was open of
all tenants, by way of the sweeper's index (migration 0012). Of the 2.4 ms that Postgres works inside a message's statements, 0.4 ms are
`open_conversation` (lock, contact, conversation), the rest ten reads and writes of 0.1 to 0.3 ms each; as much again goes
into starting each statement, the protocol, the checks of cached plans and the commit. In the process, threads take two thirds (psycopg's parameters and cursors
first) and the web side one third, for up to four webhooks a message. The message takes 19 statements where the floor takes 3:
the role and tenant of row-level security, the inbox's row, the turn's record, the lead, the lock of the conversation, the claim under
a token. Fewer, larger statements are what is left.

The admin's functions (G6) have come down to their line; the machine's other work moves such a ratio by a tenth and more either way
(flows 1.18 in one run, 0.91 in the next). Instructions, which it does not move (`valgrind --tool=cachegrind`, hash seed 0), were 1.13 of the line for auth, 1.17 for inbox and
1.70 for flows, and are 1.06, 1.05 and 1.16 ([what was done](decisions/0013-a-cold-start-pays-for-its-first-request.md)). What flows
has over its line, by `-X importtime` 140 ms of some 900: 79 ms are its 32 routes with the bodies they take, which FastAPI and
Pydantic build one by one, 21 ms tables and their modules, 15 ms the domain's and 11 ms the services' dataclasses (Python 3.11 takes
0.9 ms for a frozen one). Little was put off to the first request: import and first page together took 0.66 (flows), 0.76 (inbox) and
0.72 (a sign-in) of what they took before, a first proof, which brings the engine, 0.88.

Looks at Postgres under 32 connections without pause (G2) find about one session at a time that waits, inside a transaction, for
the process's next flight: its threads share one processor. The oldest was 148 ms old: no transaction waits for
Graph, which takes 500 ms in this run.

The answer (G11) comes after the turn's commit, so its median is that of the message's own work (G9): 7 ms over the floor's, with
nothing queued before it. A slow Graph does not move it, and it stays far below the ceiling with Postgres 5 ms away.

Under overload (G10) nothing is lost. Replies that went out twice are those that were leaving when the process was killed: nobody
knows whether Graph took them, here no status webhook tells, and a flow's messages are of the kind that may be sent again
(docs/reliability.md); with Meta's statuses the settling time decides, which this run cuts to two seconds.

A neighbour (G16) at ten times its share stays inside the budget, by 496 answers of the others. One that takes all there is, 32
connections that never pause, makes everybody wait: a process answers in the order of arrival and shares nothing out among
tenants. Meta's own limit of 80 messages a second and number bounds what one tenant can send; a fair queue would bound the rest.

The engine (G13) has no hot spot: `cProfile` counts 88 calls a step and no function above 8 % of it. What it does beyond the barest
form is commands, taps, bursts, ladders, limits and the trace; a turn of 28 µs is a five-hundredth of what its transaction costs.

Growth (G14) is inside its budget. What earlier runs found is mended: a status that carried our id was compared as text and read
all of the tenant's outbox; a page of conversations looked for leads without an index (36,720 rows for 50 lines), a stage's leads,
what people have, dead letters and tenants likewise; a status of the largest tenant was looked up by way of all its conversations,
where Postgres 18 skips through an index whose first column alone is given (migration 0011). An earlier run reported two tables read whole that no statement had read:
Postgres counts a sequential scan for every range of blocks that autovacuum adds to the index of changed messages, some 300 rows
each; the benchmark now tells them apart (`benchmarks/rig/scans.py`).

A page of the admin (G15) is inside its budget too. All of a list, the board, a lead or the poll leaves in one trip
(`shared/store/questions.py`); a process remembers its users for three seconds, and a look at one is another. The list of all tenants,
which only we see, takes three. The board's totals count all leads of a tenant, from an index alone; the poll reads what all
tenants' messages changed in the last seconds, so it follows the traffic, not the size.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take whether to compare only."""
    parser.add_argument("--check", action="store_true", help="compare with the committed files instead of writing")


def run(arguments: argparse.Namespace, told: Told) -> None:
    """Write, or compare."""
    told("writing", 0, 1)
    files = written()
    if arguments.check:
        stale = [path.name for path, text in files.items() if not path.exists() or path.read_text("utf-8") != text]
        if stale:
            raise SystemExit(f"stale: {', '.join(stale)}; run `./prosa bench report`")
        return
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def written() -> dict[Path, str]:
    """What the files should hold."""
    kept = {name: found for name in BENCHMARKS if (found := read(name))}
    figures = {name: found["figures"] for name, found in kept.items()}
    parts = [HEAD, "## Budgets\n\n", as_markdown(budgets(figures)), "\n", MISSES]
    files = {}
    for name, found in kept.items():
        parts.append(f"\n## {name}\n\n{_origin(name, found)}\n")
        parts += [f"\n{as_markdown(Table(**table))}\n" for table in found["tables"]]
        for plot in found["plots"]:
            bars = Bars(**plot | {"values": [(str(at), float(value)) for at, value in plot["values"]]})
            files[PLOTS / f"{bars.name}.svg"] = drawn(bars)
            parts.append(f"\n![{bars.title}](images/performance/{bars.name}.svg)\n")
    return {DOCS / "performance.md": "".join(parts), **files}


def _origin(name: str, found: Mapping[str, Any]) -> str:
    machine = found["machine"]
    return (
        f"`./prosa bench {name}`, {found['at'][:10]}, commit {found['commit']}, {machine['cores']} cores, Python {machine['python']},"
        f" load {machine['load']} of other work."
    )
