"""Which tables were read from one end to the other, as Postgres counted it.

It counts one scan too for each range of blocks that autovacuum adds to a BRIN index (`messages_changed`). Such a scan reads
what lies in 16 blocks, a few hundred rows: the rows tell it from a scan of the table.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import psycopg

MANY = 1_000  # rows: a table that holds fewer is rightly read whole, and a range of blocks holds fewer
END_OTHERS = (
    "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
    " where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()"
)


@dataclass(frozen=True, slots=True)
class Scans:
    """Of one table, not by an index. rows: that they read, altogether."""

    count: int = 0
    rows: int = 0

    def __sub__(self, before: "Scans") -> "Scans":
        return Scans(self.count - before.count, self.rows - before.rows)

    @property
    def are_whole(self) -> bool:
        return self.rows > MANY * self.count


def counted(superuser_url: str) -> dict[str, Scans]:
    """By table, all until now. Ends the other sessions of the database: one that lives tells its counts up to ten seconds late."""
    with psycopg.connect(superuser_url, autocommit=True) as db:
        db.execute(END_OTHERS)
        rows = db.execute(
            "select relname, seq_scan, seq_tup_read from pg_stat_user_tables where n_live_tup > %s", (MANY,)
        ).fetchall()
    return {name: Scans(int(count), int(read)) for name, count, read in rows}


def since(before: Mapping[str, Scans], then: Mapping[str, Scans]) -> dict[str, Scans]:
    """Tables that were scanned in between."""
    found = {name: scans - before.get(name, Scans()) for name, scans in then.items()}
    return {name: scans for name, scans in found.items() if scans.count}


def as_words(scans: Mapping[str, Scans]) -> tuple[str, str]:
    """(tables that were read whole and how often, ranges that were summarised): "none" where there are none."""
    whole = [f"{name} {found.count}" for name, found in sorted(scans.items()) if found.are_whole]
    ranges = [
        f"{name} {found.count}, of {found.rows / found.count:.0f} rows each"
        for name, found in sorted(scans.items())
        if not found.are_whole
    ]
    return ", ".join(whole) or "none", ", ".join(ranges) or "none"
