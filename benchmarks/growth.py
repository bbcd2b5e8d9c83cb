"""What a message and a page of the admin cost Postgres with 100 tenants, and with 10,000 tenants and a million conversations.

Both databases stand side by side in one Postgres, filled with copies of a conversation that the product led; one tenant holds a
nineteenth of all conversations, the others share the rest. The product runs in this process, through the pooler; the sizes
take turns, the order of the cases is drawn anew each round. Time and blocks (pages of 8 kB) are what Postgres counted, processor
time that of its sessions. "text": tenants that the process knows; "first of a tenant": one that it does not.
At the end each case runs once more with auto_explain, for the plans.
"""

import argparse
import os
import random
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from benchmarks.rig import processor
from benchmarks.rig.callers import BIG, Call, Callers
from benchmarks.rig.fill import Size
from benchmarks.rig.grown import Grown, Spent, short
from benchmarks.rig.place import Place
from benchmarks.rig.plans import Plan
from benchmarks.rig.result import Bars, Cell, Result, Table, Told, percentile
from benchmarks.rig.scans import Scans, as_words

MANY = 1_000  # rows: a step of a plan that looks at more of them is shown
LARGEST = ", largest tenant"
MESSAGES = (
    "text",
    "text, largest tenant",
    "first contact",
    "status",
    "status, largest tenant",
    "first of a tenant",
    "sweep",
)
MESSAGE_COLUMNS = (
    "case", "trips small", "large", "Postgres µs small", "large", "x", "ms inside small", "large", "blocks small", "large",
)  # fmt: skip
STATEMENT_COLUMNS = ("statement", "a text", "µs inside small", "large", "x", "blocks small", "large")
PAGE_COLUMNS = (
    "page", "trips small", "large", "p95 ms small", "large", "x", "blocks small", "large", "rows of the largest step",
)  # fmt: skip
A_TENANT_ONCE = 6  # calls a turn of what can happen once per tenant: the small size has few


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the sizes and how often."""
    parser.add_argument("--from-tenants", type=int, default=100)
    parser.add_argument("--from-conversations", type=int, default=10_000)
    parser.add_argument("--tenants", type=int, default=10_000)
    parser.add_argument("--conversations", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3, help="turns of each size (3)")
    parser.add_argument("--block", type=int, default=30, help="calls of each case in a turn (30)")
    parser.add_argument(
        "--touched", type=int, default=1_000, help="tenants that write to one process, for its memory (1000)"
    )
    parser.add_argument("--small", action="store_true", help="1,000 tenants, 20,000 conversations, 2 rounds: to try it")
    parser.add_argument("--seed", type=int, default=1, help="of the order and of who writes (1)")


def run(arguments: argparse.Namespace, told: Told) -> Result:
    """Measure."""
    if arguments.small:
        arguments.tenants, arguments.conversations = 1_000, 20_000
        arguments.from_conversations, arguments.rounds, arguments.block, arguments.touched = 2_000, 2, 10, 200
    sizes = Size(arguments.from_tenants, arguments.from_conversations), Size(arguments.tenants, arguments.conversations)
    chance = random.Random(arguments.seed)
    told("starting", 0, 1)
    with Place() as place, ExitStack() as stack:
        both = []
        for size in sizes:
            both.append(Grown(place, size, told))
            stack.callback(both[-1].close)
        callers = [Callers(grown, random.Random(arguments.seed)) for grown in both]
        for caller in callers:
            caller.warm()
        spent = _measured(callers, arguments, chance, told)
        scans = both[1].scans()
        rss = _touched(callers[1], arguments.touched, told)
        disk = both[1].bytes_on_disk()
        told("plans", 0, 1)
        plans = _plans(callers[1])
    return _result(sizes, spent, Seen(scans, plans, rss, disk), arguments.seed)


@dataclass(frozen=True, slots=True)
class Seen:
    """Of the large size. scans: of tables without an index, since it was filled. rss: (tenants, MiB). disk: bytes."""

    scans: Mapping[str, Scans]
    plans: Mapping[str, Sequence[Plan]]
    rss: Sequence[tuple[int, float]]
    disk: int


def _measured(
    callers: Sequence[Callers], arguments: argparse.Namespace, chance: random.Random, told: Told
) -> Sequence[dict[str, Spent]]:
    """By size, what each case spent."""
    names = [*callers[0].messages, *_pages(callers[0])]
    found = [{name: Spent() for name in names} for _ in callers]
    for at in range(arguments.rounds):
        for step, name in enumerate(chance.sample(names, len(names))):
            told("measuring", at * len(names) + step, arguments.rounds * len(names))
            for index in chance.sample(range(len(callers)), len(callers)):
                caller = callers[index]
                caller.ready()
                calls = _calls(caller, name, arguments.block)
                found[index][name].add(caller.grown.measured(calls))
    return found


def _pages(caller: Callers) -> list[str]:
    return [f"{page}{whose}" for page in caller.pages for whose in ("", LARGEST)]


def _calls(caller: Callers, name: str, count: int) -> list[Call]:
    if name == "first of a tenant":
        count = min(count, A_TENANT_ONCE)
    if make := caller.messages.get(name):
        return [make() for _ in range(count)]
    page = name.removesuffix(LARGEST)
    tenants = [BIG] * count if name.endswith(LARGEST) else [caller.someone() for _ in range(count)]
    return [caller.page(page, tenant) for tenant in tenants]


def _touched(caller: Callers, count: int, told: Told) -> list[tuple[int, float]]:
    """Memory of this process as more and more tenants write to it: (tenants, MiB)."""
    found = [(0, processor.resident_mib(os.getpid()))]
    for at in range(1, count + 1):
        call = caller.touch()
        if call is None:
            break
        call()
        if at % max(1, count // 8) == 0:
            told("touching", at, count)
            found.append((at, processor.resident_mib(os.getpid())))
    return found


def _plans(caller: Callers) -> dict[str, list[Plan]]:
    """By case, the plans of one call."""
    names = [*caller.messages, *_pages(caller)]
    caller.grown.tell_plans()
    caller.ready()
    found = {}
    for name in names:
        _calls(caller, name, 1)[0]()  # of a new session: reads the catalog
        found[name] = caller.grown.planned(_calls(caller, name, 1))
    return found


def _result(sizes: tuple[Size, Size], spent: Sequence[dict[str, Spent]], seen: Seen, seed: int) -> Result:
    scans, plans, rss, disk = seen.scans, seen.plans, seen.rss, seen.disk
    small, large = spent
    messages = [name for name in small if name in MESSAGES]
    pages = [name for name in small if name not in MESSAGES]
    figures: dict[str, Cell] = {}
    for name in small:
        one, other = small[name], large[name]
        figures |= {
            f"{name}.x_cpu": other.each_cpu_us / max(1.0, one.each_cpu_us),
            f"{name}.x_ms": other.each_ms / max(1e-6, one.each_ms),
            f"{name}.x_p95": percentile(other.seconds, 0.95) / percentile(one.seconds, 0.95),
            f"{name}.trips": one.each_trips,
            f"{name}.trips_large": other.each_trips,
            f"{name}.rows_looked_at": max((plan.most_rows for plan in plans.get(name, ())), default=0),
        }
    whole, ranges = as_words(scans)
    figures |= {
        "pages.most_trips": max(large[name].each_trips for name in pages),
        "pages.x_p95": max(float(figures[f"{name}.x_p95"] or 0) for name in pages),
        "whole_scans": whole,
        "rss_mib": rss[-1][1] - rss[0][1],
        "rss_mib_second_half": rss[-1][1] - rss[len(rss) // 2][1],
        "touched": rss[-1][0],
        "bytes_per_conversation": round(disk / sizes[1].conversations),
    }
    note = f"small: {sizes[0].name}; large: {sizes[1].name}, {disk / 2**30:.1f} GB"
    return Result(
        tables=[
            Table("a message", MESSAGE_COLUMNS, [_message_row(n, small[n], large[n]) for n in messages], note),
            Table("a text, statement by statement", STATEMENT_COLUMNS, _statement_rows(small["text"], large["text"])),
            Table(
                "a page of the admin", PAGE_COLUMNS, [_page_row(n, small[n], large[n], plans[n]) for n in pages], note
            ),
            Table(
                "plans at the large size",
                ("case", "statement", "by", "blocks", "rows of its largest step"),
                _plan_rows(plans),
                f"Tables read from end to end since they were filled: {whole}. Ranges that autovacuum summarised: {ranges}.",
            ),
            Table(
                "memory of a process that more and more tenants write to",
                ("tenants", "MiB"),
                [(tenants, mib) for tenants, mib in rss],
            ),
        ],
        figures=figures,
        plots=[
            Bars(
                "growth",
                "Growth of Postgres' processor time, small to large",
                "x",
                [(name, float(figures[f"{name}.x_cpu"] or 0)) for name in messages],
            ),
            Bars(
                "pages",
                "Growth of a page's p95, small to large",
                "x",
                [(name, float(figures[f"{name}.x_p95"] or 0)) for name in pages],
            ),
        ],
        seed=seed,
    )


def _message_row(name: str, small: Spent, large: Spent) -> tuple[Cell, ...]:
    return (
        name, small.each_trips, large.each_trips, small.each_cpu_us, large.each_cpu_us,
        large.each_cpu_us / max(1.0, small.each_cpu_us), small.each_ms, large.each_ms, small.each_blocks, large.each_blocks,
    )  # fmt: skip


def _page_row(name: str, small: Spent, large: Spent, plans: Sequence[Plan]) -> tuple[Cell, ...]:
    p95 = [percentile(spent.seconds, 0.95) * 1e3 for spent in (small, large)]
    most = max((plan.most_rows for plan in plans), default=0)
    return (name, small.each_trips, large.each_trips, *p95, p95[1] / p95[0], small.each_blocks, large.each_blocks, most)


def _statement_rows(small: Spent, large: Spent) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = []
    for name in sorted(large.statements, key=lambda name: -large.statements[name].ms):
        if name in small.statements:
            one, other = small.statements[name], large.statements[name]
            calls = len(small.seconds), len(large.seconds)
            rows.append(
                (
                    name,
                    other.calls / calls[1],
                    one.ms / calls[0] * 1e3,
                    other.ms / calls[1] * 1e3,
                    other.ms / calls[1] / max(1e-9, one.ms / calls[0]),
                    one.blocks / calls[0],
                    other.blocks / calls[1],
                )
            )
    return rows


def _plan_rows(plans: Mapping[str, Sequence[Plan]]) -> list[tuple[Cell, ...]]:
    """Of texts and statuses every plan; of the rest those that look at many rows or at all of a table."""
    rows: list[tuple[Cell, ...]] = []
    for name, found in plans.items():
        for plan in found:
            is_told = name in ("text", "status, largest tenant") or plan.most_rows > MANY
            if is_told and plan.ways:
                rows.append((name, short(plan.query), plan.ways, plan.blocks, plan.most_rows))
    return list(dict.fromkeys(rows))
