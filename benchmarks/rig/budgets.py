"""The budgets of a message, row by row: what is allowed, the floor, what was measured, and by what."""

from collections.abc import Mapping
from typing import Any

from benchmarks.rig.result import Cell, Table
from benchmarks.rig.tables import shown

NOT_MEASURED = "not measured yet"


def budgets(figures: Mapping[str, Mapping[str, Any]]) -> Table:
    """figures: of the benchmarks that ran, by name."""
    trips, imports, peer, engine = (figures.get(name, {}) for name in ("trips", "imports", "peer", "engine"))
    prosa = "prosa, prepared statements" if "prosa, prepared statements.x_floor_app" in peer else "prosa"
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
            f"{_of(trips, 'text.commits')}; with a burst's pause {_of(trips, 'burst.commits')}: stored before, turned after it", "`trips`",
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
            f"{_times(imports, 'health.x_resolver')}; auth, inbox, leads at most {_times(imports, 'admin.x_line')}; flows {_times(imports, 'flows.x_line')}: it brings the engine",
            "`imports`, `tests/test_container.py`",
        ),
        ("G7", "bundles: webhook ≤ 30 MB, admin ≤ 70, any ≤ 100; byte code for every module", "", "told by the package command", "`./prosa package`"),
        (
            "G8", "replies/s ≥ 1.5 × pywa; processor time ≤ 0.9 ×", "2.5 ×; 0.63 ×",
            f"{_times(peer, f'{prosa}.x_peer_replies')}; {_times(peer, f'{prosa}.x_peer_cpu')}", "`peer`",
        ),
        (
            "G9", "processor time per message ≤ 2 × the floor (app, Postgres)", "1",
            f"{_times(peer, f'{prosa}.x_floor_app')}, {_times(peer, f'{prosa}.x_floor_postgres')}", "`peer`",
        ),
        ("G10", "nothing lost at twice the load", "1.00", NOT_MEASURED, "`peer`"),
        ("G11", "time to the answer in open loop: p50 ≤ 2 ×, p99 ≤ 3 × the floor", "1", NOT_MEASURED, ""),
        (
            "G12", "statuses ≥ 2 × the messages a second; three in a body 1 trip", "4.2 ×",
            f"{_times(peer, 'status.x_messages')}; {_of(trips, '3 statuses in a body.whole')} trip", "`peer`, `trips`",
        ),
        (
            "G13", "engine ≥ 200,000 steps/s, ≤ 3 × the barest form; no parsing in a step", "1",
            f"{_of(engine, 'steps_per_second')} steps/s, {_times(engine, 'times_floor')}, {_of(engine, 'parses_in_steps')} parses", "`engine`",
        ),
        ("G14", "growth to 10,000 tenants, 1,000,000 conversations: Postgres ≤ 1.3 ×", "1.05 to 1.25", NOT_MEASURED, ""),
        ("G15", "lists: trips ≤ 3, constant", "", NOT_MEASURED, ""),
        ("G16", "a noisy neighbour moves others' p99 by ≤ 1.5 ×", "", NOT_MEASURED, ""),
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
