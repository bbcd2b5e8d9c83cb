"""The engine reads no clock, draws no chance and touches nothing outside: not in its text, and not in what a turn does."""

import ast
import subprocess
import sys
from pathlib import Path

ENGINE = Path(__file__).parents[2] / "shared" / "engine"
OUTSIDE = frozenset(
    [
        "asyncio",
        "glob",
        "http",
        "io",
        "locale",
        "logging",
        "os",
        "pathlib",
        "platform",
        "random",
        "requests",
        "secrets",
        "shutil",
        "signal",
        "socket",
        "subprocess",
        "sys",
        "tempfile",
        "threading",
        "time",
        "uuid",
    ]
)
CLOCKS = frozenset({"now", "today", "utcnow", "fromtimestamp", "getenv", "open", "print", "input", "eval", "exec"})
TURN_UNDER_GUARD = """
import json, sys
from tests.engine.playing import all_cases, play
cases = [case for _, case in all_cases()]
for case in cases: play(case)  # what is read once, when first used, has been read
def forbid(event, arguments):
    if on and event.split('.')[0] in {'open', 'os', 'socket', 'subprocess', 'tempfile', 'urllib', 'shutil', 'time'}:
        raise RuntimeError(f'a turn did {event} {arguments[:1]}')
on = False
sys.addaudithook(forbid)
on = True
for case in cases:
    problems = play(case)[1]
    assert problems == [], problems
on = False
print(len(cases))
"""


def test_no_module_of_the_engine_names_a_clock_chance_or_the_outside() -> None:
    found = [f"{path.relative_to(ENGINE)}: {name}" for path in sorted(ENGINE.rglob("*.py")) for name in _outside(path)]

    assert found == []


def _outside(path: Path) -> list[str]:
    names: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.extend(one.name for one in node.names if one.name.split(".")[0] in OUTSIDE)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in OUTSIDE:
            names.append(str(node.module))
        elif isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            names.extend([called] if called in CLOCKS else [])
    return names


def test_turns_open_no_file_and_no_connection() -> None:
    done = subprocess.run(
        [sys.executable, "-c", TURN_UNDER_GUARD], cwd=ENGINE.parents[1], capture_output=True, text=True, check=False
    )

    assert done.stderr == ""
    assert int(done.stdout) > 200
