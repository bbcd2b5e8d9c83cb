"""The budgets of a message, row by row: what is allowed, the floor, what was measured, and by what."""

from collections.abc import Mapping
from typing import Any

from benchmarks.rig.result import Cell, Table
from benchmarks.rig.tables import shown

NOT_MEASURED = "not measured yet"


def budgets(figures: Mapping[str, Mapping[str, Any]]) -> Table:
    """figures: of the benchmarks that ran, by name."""
    names = ("trips", "imports", "peer", "engine", "growth", "overload", "answers", "neighbour", "memory")
    trips, imports, peer, engine, growth, overload, answers, neighbour, memory = (figures.get(n, {}) for n in names)
    prosa = "prosa"
    rows: list[tuple[Cell, ...]] = [
        (
            "G1", "trips before the answer: text ≤ 2, first contact ≤ 3, duplicate ≤ 1, status ≤ 1, unsigned 0; whole message ≤ 3",
            "2 / 2 / 1 / 1 / 0; 3",
            _all(trips, "text.before", "first contact.before", "duplicate.before", "status.before", "unsigned.before")
            + f"; {_of(trips, 'text.whole')} (to a flow that waits for bursts {_of(trips, 'burst.before')}; {_of(trips, 'burst.whole')}; in a process that knows nothing yet {_of(trips, 'new process.before')}; {_of(trips, 'new process.whole')})",
            "`trips`, `tests/functions/test_trips.py`",
        ),
        (
            "G2", "commits per message ≤ 2, none across another network call", "2",
            (f"{_of(trips, 'text.commits')}; with a burst's pause {_of(trips, 'burst.commits')}: stored before, turned after it;"
            f" oldest transaction that waited for us while Graph took 500 ms: {_of(memory, 'prosa.longest_idle_ms')} ms in {_of(memory, 'prosa.looks')} looks"),
            "`trips`, `memory`",
        ),
        ("G3", "Redis calls per message ≤ 1; duplicates known without Redis", "0", _of(trips, "many.redis"), "`trips`, tests"),
        (
            "G4", "Graph calls = messages sent; connections ≤ 1 per 100 sends", "1",
            f"{_of(trips, 'many.graph')} per message; {_of(trips, 'many.connections')} opened in {_of(trips, 'many.messages')}", "`trips`",
        ),
        (
            "G5", "webhook's import ≤ 1.35 × stdlib + psycopg and ≤ 0.6 × FastAPI + Mangum + SQLAlchemy", "1.0",
            f"{_times(imports, 'webhook.x_floor')} and {_times(imports, 'webhook.x_fastapi')}", "`imports`, `tests/test_container.py`",
        ),
        (
            "G6", "health ≤ 1.2 × Powertools' resolver; admin ≤ 1.15 × its line; migrate without FastAPI", "1.0",
            f"{_times(imports, 'health.x_resolver')}; auth, inbox, leads at most {_times(imports, 'admin.x_line')}; flows {_times(imports, 'flows.x_line')}",
            "`imports`, `tests/test_container.py`",
        ),
        (
            "G7", "bundles: webhook ≤ 30 MB, admin ≤ 70, any ≤ 100; byte code for every module", "19; 63",
            "kept: it fails above 30 (webhook, health) and 70 (all others); [the sizes](deploy-lambda.md#what-a-package-holds)",
            "`./prosa package`, `tests/deploy/test_package.py`",
        ),
        (
            "G8", "replies/s ≥ 1.5 × pywa; processor time ≤ 0.9 ×", "2.5 ×; 0.63 ×",
            f"{_times(peer, f'{prosa}.x_peer_replies')}; {_times(peer, f'{prosa}.x_peer_cpu')}", "`peer`",
        ),
        (
            "G9", "processor time per message ≤ 2 × the floor (app, Postgres)", "1",
            f"{_times(peer, f'{prosa}.x_floor_app')}, {_times(peer, f'{prosa}.x_floor_postgres')}", "`peer`",
        ),
        (
            "G10", "nothing lost at twice the load: replies per acked message, Graph slow and failing, killed once", "1.00",
            f"{_of(overload, 'replies_per_ack')} of {_of(overload, 'acked')}; {_of(overload, 'twice')} replied twice, {_of(overload, 'out_of_order')} conversations out of order (pywa, not killed: {_of(overload, 'peer.replies_per_ack')})",
            "`overload`",
        ),
        (
            "G11", "time to the answer in open loop: p50 ≤ 2 ×, p99 ≤ 3 × the floor; with Graph at 500 ms it moves by < 10 %; 5 ms from Postgres ≤ 250 ms p50, 1 s p99", "1",
            f"{_times(answers, 'x_floor_p50')}, {_times(answers, 'x_floor_p99')} at {_of(answers, 'prosa.rate')} a second; {_times(answers, 'x_slow_p50')}, {_times(answers, 'x_slow_p99')}; {_of(answers, 'prosa, Postgres 5 ms away.p50')} ms, {_of(answers, 'prosa, Postgres 5 ms away.p99')} ms",
            "`answers`",
        ),
        (
            "G12", "statuses ≥ 2 × the messages a second; three in a body 1 trip", "4.2 ×",
            f"{_times(peer, 'status.x_messages')}; {_of(trips, '3 statuses in a body.whole')} trip", "`peer`, `trips`",
        ),
        (
            "G13", "engine ≥ 200,000 steps/s, ≤ 3 × the barest form; no parsing in a step", "1",
            f"{_of(engine, 'steps_per_second')} steps/s, {_times(engine, 'times_floor')}, {_of(engine, 'parses_in_steps')} parses", "`engine`",
        ),
        (
            "G14", "growth to 10,000 tenants, 1,000,000 conversations, 2,000,000 messages: Postgres ≤ 1.3 × per message, same trips, no whole table read, memory ≤ 64 MiB", "1.05 to 1.25",
            (f"text {_times(growth, 'text.x_cpu')}, largest tenant's {_times(growth, 'text, largest tenant.x_cpu')}, status {_times(growth, 'status.x_cpu')}, largest tenant's {_times(growth, 'status, largest tenant.x_cpu')}, first contact {_times(growth, 'first contact.x_cpu')};"
            f" trips {_of(growth, 'text.trips')} and {_of(growth, 'text.trips_large')}; whole tables read: {_of(growth, 'whole_scans')}; {_of(growth, 'rss_mib')} MiB after {_of(growth, 'touched')} more tenants"),
            "`growth`, `tests/store/test_rows_read.py`",
        ),
        (
            "G15", "a page of the admin: trips ≤ 3 and constant, p95 ≤ 1.5 ×", "",
            (f"conversations {_of(growth, 'conversations.trips')} and {_of(growth, 'conversations.trips_large')}, p95 {_times(growth, 'conversations.x_p95')}, largest tenant's {_times(growth, 'conversations, largest tenant.x_p95')};"
            f" most trips {_of(growth, 'pages.most_trips')}, worst p95 {_times(growth, 'pages.x_p95')}"),
            "`growth`, `tests/functions/test_trips.py`",
        ),
        (
            "G16", "a noisy neighbour at ten times its share moves others' p99 by ≤ 1.5 ×", "",
            f"{_times(neighbour, 'beside ten times a share.x_alone')}; beside a flood on 32 connections {_times(neighbour, 'beside a flood on 32 connections.x_alone')}",
            "`neighbour`",
        ),
        (
            "G17", "connections to Postgres ≤ the pool, opened ≤ 1 per 1,000 messages", "0",
            f"{_of(trips, 'many.opened')} opened in {_of(trips, 'many.messages')} messages through a transaction-mode pooler", "`trips`",
        ),
        ("G18", "log lines per message ≤ 1", "1", _of(trips, "many.lines"), "`trips`"),
    ]  # fmt: skip
    return Table("budgets", ("", "budget", "floor", "ours", "by"), rows)


def _of(figures: Mapping[str, Any], name: str) -> str:
    return shown(figures[name]) if figures.get(name) is not None else NOT_MEASURED


def _times(figures: Mapping[str, Any], name: str) -> str:
    return f"{shown(figures[name])} ×" if figures.get(name) is not None else NOT_MEASURED


def _all(figures: Mapping[str, Any], *names: str) -> str:
    return " / ".join(_of(figures, name) for name in names)
