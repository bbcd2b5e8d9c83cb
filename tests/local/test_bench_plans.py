"""What the benchmarks read out of Postgres' log and make of its statements."""

from pathlib import Path

import pytest

from benchmarks.rig.grown import short
from benchmarks.rig.plans import told

LOG = """2026-11-29 22:00:00 UTC [1] LOG:  checkpoint starting: time
2026-11-29 22:00:01 UTC [2] LOG:  duration: 0.100 ms  plan:
\t{
\t  "Query Text": "select 1 from leads",
\t  "Plan": {
\t    "Node Type": "Limit", "Actual Rows": 2, "Actual Loops": 1, "Shared Hit Blocks": 7, "Shared Read Blocks": 1,
\t    "Plans": [
\t      {"Node Type": "Index Scan", "Index Name": "leads_newest", "Relation Name": "leads", "Actual Rows": 2.00,
\t       "Rows Removed by Filter": 30, "Actual Loops": 3},
\t      {"Node Type": "Seq Scan", "Relation Name": "tenants", "Actual Rows": 5, "Actual Loops": 1}
\t    ]
\t  }
\t}
2026-11-29 22:00:01 UTC [2] CONTEXT:  SQL function "x" statement 1
"""


def test_a_plan_tells_its_ways_its_blocks_and_the_rows_of_its_largest_step(tmp_path: Path) -> None:
    log = tmp_path / "postgres.log"
    log.write_text(LOG)

    (plan,) = told(log, 0)

    assert plan.query == "select 1 from leads"
    assert (plan.ways, plan.blocks, plan.most_rows) == ("leads_newest, all of tenants", 8, 96)


def test_only_what_was_written_since_counts(tmp_path: Path) -> None:
    log = tmp_path / "postgres.log"
    log.write_text(LOG)

    assert told(log, len(LOG.encode())) == []


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ('SELECT $2 FROM ONLY "public"."tenants" x WHERE id = $1 FOR KEY SHARE', "key of tenants"),
        ("insert into inbox (item) select item from unnest($1) as given (item)", "insert into inbox"),
        ("with head as (select id from outbox), done as (update outbox set x = 1) select 1", "head: update outbox"),
        ("select open_conversation($1, $2)", "select open_conversation(…)"),
        ("select c.id, exists (select from outbox o where (o.id = 1)) from conversations c", "read conversations"),
        ("begin", "begin"),
    ],
)
def test_a_statement_is_named_after_what_it_does(query: str, name: str) -> None:
    assert short(query) == name
