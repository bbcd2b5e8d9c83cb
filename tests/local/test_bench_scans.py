"""What the benchmarks take for a table that was read from one end to the other."""

import psycopg

from benchmarks.rig.scans import as_words, counted, since
from tests.parts import Database


def test_a_range_that_autovacuum_summarises_is_no_scan_of_the_table(database: Database) -> None:
    with psycopg.connect(database.superuser_url, autocommit=True) as db:
        db.execute("create table notes (at timestamptz default now(), line text)")
        db.execute("create index notes_at on notes using brin (at) with (pages_per_range = 16)")
        db.execute("insert into notes (line) select repeat('x', 500) from generate_series(1, 5000)")
        db.execute("analyze notes")
    before = counted(database.superuser_url)

    with psycopg.connect(database.superuser_url, autocommit=True) as db:
        row = db.execute("select brin_summarize_new_values('notes_at')").fetchone()
    summarised = counted(database.superuser_url)
    with psycopg.connect(database.superuser_url, autocommit=True) as db:
        db.execute("select count(*) from notes where line = 'y'")
    read = counted(database.superuser_url)

    ranges = since(before, summarised)
    assert row is not None
    assert ranges["notes"].count == row[0] > 1
    assert as_words(ranges) == ("none", f"notes {row[0]}, of {ranges['notes'].rows / row[0]:.0f} rows each")
    assert as_words(since(summarised, read)) == ("notes 1", "none")


def test_a_session_that_lives_has_told_what_it_read(database: Database) -> None:
    with psycopg.connect(database.superuser_url, autocommit=True) as db:
        db.execute("create table notes as select n from generate_series(1, 2000) n")
        db.execute("analyze notes")
    before = counted(database.superuser_url)

    with psycopg.connect(database.superuser_url, autocommit=True) as living:
        for _ in range(3):  # the first makes it tell, the others wait for their second to pass
            living.execute("select count(*) from notes")
        found = since(before, counted(database.superuser_url))

    assert as_words(found) == ("notes 3", "none")
