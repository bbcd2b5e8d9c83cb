"""The plans by which Postgres really ran statements, those inside functions too, as its own auto_explain wrote them to its log."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

SETTINGS = {
    "session_preload_libraries": "auto_explain",
    "auto_explain.log_min_duration": "0",
    "auto_explain.log_analyze": "on",
    "auto_explain.log_buffers": "on",
    "auto_explain.log_timing": "off",
    "auto_explain.log_nested_statements": "on",
    "auto_explain.log_format": "json",
}
BEGINS = re.compile(r"LOG:  duration: [\d.]+ ms  plan:$")


@dataclass(frozen=True, slots=True)
class Node:
    """One step. rows: that it gave, dropped: that it read in vain; over all its loops."""

    kind: str
    table: str
    index: str
    rows: int
    dropped: int


@dataclass(frozen=True, slots=True)
class Plan:
    """One statement as it ran. blocks: pages of 8 kB looked at."""

    query: str
    blocks: int
    nodes: tuple[Node, ...]

    @property
    def ways(self) -> str:
        """How the tables were reached, each way once."""
        found = (node.index or f"all of {node.table}" for node in self.nodes if node.index or node.kind == "Seq Scan")
        return ", ".join(dict.fromkeys(found))

    @property
    def most_rows(self) -> int:
        """Of the step that looked at most."""
        return max((node.rows + node.dropped for node in self.nodes), default=0)


def switch_on(superuser_url: str, database: str) -> None:
    """Sessions of this database that begin from now on tell their plans; those that are open are ended."""
    with psycopg.connect(superuser_url, autocommit=True) as db:
        for name, value in SETTINGS.items():
            setting = sql.SQL(".").join(map(sql.Identifier, name.split(".")))
            db.execute(
                sql.SQL("alter database {} set {} = {}").format(sql.Identifier(database), setting, sql.Literal(value))
            )
        ours = "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s and pid <> pg_backend_pid()"
        db.execute(ours, (database,))


def told(log: Path, since: int) -> list[Plan]:
    """The plans that were written after `since` bytes of the log."""
    with log.open("rb") as lines:
        lines.seek(since)
        return list(_plans(lines.read().decode(errors="replace").splitlines()))


def _plans(lines: list[str]) -> Iterator[Plan]:
    at = 0
    while at < len(lines):
        is_plan = BEGINS.search(lines[at])
        at += 1
        if not is_plan:
            continue
        until = at
        while until < len(lines) and lines[until].startswith("\t"):
            until += 1
        found = json.loads("\n".join(lines[at:until]))
        root = found["Plan"]
        blocks = int(root.get("Shared Hit Blocks", 0)) + int(root.get("Shared Read Blocks", 0))
        yield Plan(str(found.get("Query Text", "")), blocks, tuple(_nodes(root)))
        at = until


def _nodes(plan: dict[str, Any]) -> Iterator[Node]:
    loops = plan.get("Actual Loops", 0)
    yield Node(
        plan["Node Type"],
        plan.get("Relation Name", ""),
        plan.get("Index Name", ""),
        round(plan.get("Actual Rows", 0) * loops),
        round((plan.get("Rows Removed by Filter", 0) + plan.get("Rows Removed by Index Recheck", 0)) * loops),
    )
    for child in plan.get("Plans", ()):
        yield from _nodes(child)
