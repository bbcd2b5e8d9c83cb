"""The checks of `./prosa check` and `./prosa test`, with one summary."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from local import page
from local.checkout import ROOT
from local.environment import with_inherited
from local.processes import PartError, python

# A worker takes a file at a time, or a whole folder that needs a running system (tests/lanes.py): long ones come first.
# Three share two processors: now and then one waits, for a process to start, a page to draw or a deadline to pass.
# What judges by the clock wants a machine to itself: ./prosa test tests/chaos.
IN_PARALLEL = ("-n", "3", "--no-loadscope-reorder", "-m", "not on_demand")
BESIDE = ("nice", "-n", "10")  # checks take what the tests leave of the processors: they wait a good deal
CLOSING_LINE = re.compile(r"(\x1b\[[0-9;]*m)*=* ?(\x1b\[[0-9;]*m)*\d+ (passed|failed|skipped|error).* in [0-9.]+s")


@dataclass(frozen=True, slots=True)
class Check:
    """A command that succeeds or does not."""

    name: str
    argv: Sequence[str | Path]
    folder: Path = ROOT


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a check; `detail` is the closing line of its output, where it has one; `output` what was not shown yet."""

    name: str
    code: int
    seconds: float
    detail: str = ""
    output: str = ""


def quality() -> list[Check]:
    """Give all checks but the tests."""
    checks = [
        Check("format", python("ruff", "format", "--check", ".", "prosa")),
        Check("lint", python("ruff", "check", ".", "prosa")),
        Check("types", python("mypy")),
        Check("imports", [Path(sys.executable).parent / "lint-imports", "--no-cache"]),
        Check("interface", [sys.executable, ROOT / "prosa", "openapi", "--check"]),
        Check("flow docs", [sys.executable, ROOT / "prosa", "flow", "docs", "--check"]),
    ]
    if page.exists():
        checks.append(Check("page", ["npm", "run", "check"], page.UI))
    return checks


def run_quality() -> list[Outcome]:
    """Run each check, showing its output."""
    return [_run(check) for check in quality()]


def run_all(args: Sequence[str]) -> list[Outcome]:
    """Run pytest, and beside it the other checks, whose output follows its own."""
    with ThreadPoolExecutor(1) as beside:
        checks = [beside.submit(_run_beside, check) for check in quality()]
        try:
            tests = run_tests(args)
        except BaseException:
            beside.shutdown(wait=False, cancel_futures=True)
            raise
        outcomes = [check.result() for check in checks]
    for outcome in outcomes:
        _announce(outcome.name)
        print(outcome.output, end="", flush=True)
    return [*outcomes, tests]


def run_tests(args: Sequence[str]) -> Outcome:
    """Run pytest; its last line is the detail. Who walks the page builds it first."""
    began = time.monotonic()
    _announce("tests")
    colour = ["--color=yes"] if sys.stdout.isatty() else []
    command = [str(part) for part in python("pytest", *colour, *args)]
    closing = ""
    with subprocess.Popen(command, cwd=ROOT, env=_environment(), stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            if CLOSING_LINE.match(line):
                closing = line.strip()
    return Outcome("tests", process.returncode, time.monotonic() - began, closing)


def summarise(outcomes: Sequence[Outcome]) -> None:
    """Print one line per check, pytest's own closing line last."""
    print()
    for outcome in outcomes:
        print(f"{'✗' if outcome.code else '✓'} {outcome.name:<10} {outcome.seconds:6.1f} s")
    for outcome in outcomes:
        if outcome.detail:
            print(outcome.detail)


def exit_code(outcomes: Sequence[Outcome]) -> int:
    """Return the code of the tests when they failed, 1 when only another check did."""
    failed = [outcome for outcome in outcomes if outcome.code]
    return next((outcome.code for outcome in failed if outcome.name == "tests"), 1 if failed else 0)


def _run(check: Check) -> Outcome:
    began = time.monotonic()
    _announce(check.name)
    try:
        env = page.install() if check.folder == page.UI else _environment()
        code = subprocess.run([str(part) for part in check.argv], cwd=check.folder, env=env, check=False).returncode
    except PartError as error:
        print(error)
        code = 1
    return Outcome(check.name, code, time.monotonic() - began)


def _run_beside(check: Check) -> Outcome:
    """Run it in the background; say at once when it fails."""
    began = time.monotonic()
    try:
        env = page.install() if check.folder == page.UI else _environment()
        command = [*BESIDE, *(str(part) for part in check.argv)]
        done = subprocess.run(
            command, cwd=check.folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        code, output = done.returncode, done.stdout
    except PartError as error:
        code, output = 1, f"{error}\n"
    if code:
        print(f"\n✗ {check.name} (what it says follows the tests)", flush=True)
    return Outcome(check.name, code, time.monotonic() - began, output=output)


def _environment() -> dict[str, str]:
    """Keep the developer's shell out: a DATABASE_URL in it is not what the tests are about."""
    return with_inherited({name: value for name, value in os.environ.items() if name.startswith("PROSA_")})


def _announce(name: str) -> None:
    print(f"\n── {name} ──", flush=True)
