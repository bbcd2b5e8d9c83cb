"""docs/performance.md says what the kept results say, and every benchmark can be asked for."""

import argparse
import re

import pytest

from benchmarks.report import BENCHMARKS, written
from benchmarks.rig.budgets import budgets
from benchmarks.rig.result import RESULTS
from local.commands.bench import load, purposes


def test_the_paper_and_its_plots_are_as_the_results_have_them() -> None:
    stale = [path.name for path, text in written().items() if path.read_text(encoding="utf-8") != text]

    assert stale == []


def test_every_kept_result_is_in_the_paper_and_comes_from_a_benchmark_that_is_there() -> None:
    kept = {path.stem for path in RESULTS.glob("*.json")}

    assert kept <= set(BENCHMARKS) <= set(purposes())


@pytest.mark.parametrize("name", sorted(purposes()))
def test_a_benchmark_runs_without_being_told_anything_but_its_name(name: str) -> None:
    parser = argparse.ArgumentParser()
    load(name).add_arguments(parser)

    parser.parse_args([])


def test_each_budget_has_a_row_that_names_the_command_that_measures_it() -> None:
    rows = budgets({}).rows
    commands = [set(re.findall(r"`([a-z_]+)`", str(row[-1]))) for row in rows]

    assert [row[0] for row in rows] == [f"G{number}" for number in range(1, 19)]
    assert all(found <= set(purposes()) for found in commands)
    assert [row[0] for row, found in zip(rows, commands, strict=True) if not found] == ["G7"]  # the package command
