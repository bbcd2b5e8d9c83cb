"""What a benchmark found: tables for people, figures for the report, kept as JSON beside the code."""

import json
import os
import platform
import statistics
import subprocess
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from local.checkout import ROOT

RESULTS = ROOT / "benchmarks" / "results"
Told = Callable[[str, int, int], object]  # phase, done, of: for the progress bar
Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Table:
    """rows: as many cells as columns; numbers are shown short and kept whole."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """One line of a plot. kind of axis: see `Plot`."""

    name: str
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Bars:
    """A plot of one value per name, the floor or the peer among them."""

    name: str
    title: str
    unit: str
    values: Sequence[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Result:
    """figures: what the report quotes, by stable names. seed: repeats the order of the run, None = nothing is drawn."""

    tables: Sequence[Table]
    figures: dict[str, Cell] = field(default_factory=dict)
    plots: Sequence[Bars] = ()
    seed: int | None = None


def median(values: Iterable[float]) -> float:
    """The middle value: what one number of several repeats means everywhere here."""
    return float(statistics.median(values))


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of the values lie; 0 when there are none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def write(name: str, result: Result, arguments: dict[str, Any]) -> Path:
    """Keep a result; the last run of a benchmark replaces the one before."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    kept = {
        "benchmark": name,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": _commit(),
        "machine": machine(),
        "arguments": {key: value for key, value in arguments.items() if isinstance(value, (str, int, float, bool))},
        **asdict(result),
    }
    path.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def read(name: str) -> dict[str, Any] | None:
    """A kept result, None when the benchmark never ran."""
    path = RESULTS / f"{name}.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found or None


def machine() -> dict[str, Any]:
    """What the figures were measured on; other work on it is told by the load."""
    return {
        "cores": os.cpu_count() or 0,
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 1),
    }


def _commit() -> str:
    done = subprocess.run(
        ["git", "rev-parse", "--short=12", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout.strip()
