"""docs/flows.md is what the code says, and leaves nothing out that a flow's author may meet."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from local import cli, flow_docs
from local.flow_words import ERRORS, FAULTS, FILTERS_TOLD, ROOTS_TOLD, WARNINGS
from shared.engine.expressions import ROOTS
from shared.engine.nodes.capture import CAPTURES
from shared.engine.nodes.registry import MODELS
from shared.engine.text.filters import FILTERS
from shared.engine.validate import validate
from shared.services.describe_flows import flow_schema

ROOT = Path(__file__).parents[2]
PAGE = flow_docs.PAGE.read_text(encoding="utf-8")
SOURCES = "".join(
    path.read_text(encoding="utf-8")
    for path in [*(ROOT / "shared" / "engine").rglob("*.py"), ROOT / "shared" / "services" / "prove_flow.py"]
)
TOLD = (  # how a problem is told in the code, and then its code
    r"Problem\(\s*\"error\"[^,]*,\s*\"([a-z_]+)\"",
    r"Problem\(\s*\"warning\"[^,]*,\s*\"([a-z_]+)\"",
    r"(?:\b_error|\.error|\.finding|\.warning)\(\s*\"([a-z_]+)\",",
    r"code = \"([a-z_]+)\" if .*? else \"[a-z_]+\"",
    r"code = \"[a-z_]+\" if .*? else \"([a-z_]+)\"",
)
LENGTHS = re.compile(r"compiler\.length\((?:[^()]|\([^()]*\))*?\"([a-z_]+_too_long)\"")
RAISED = re.compile(r"(?:Fault\(|fault:)\"?([a-z_]+)\"")


def codes() -> set[str]:
    return {code for pattern in TOLD for code in re.findall(pattern, SOURCES)} | set(LENGTHS.findall(SOURCES))


def test_the_documentation_is_what_the_code_says() -> None:
    assert cli.run(["flow", "docs", "--check"]) == 0, "run ./prosa flow docs"


def test_every_node_is_documented_with_an_example() -> None:
    for model in MODELS:
        assert f"`{model.types[0]}`" in PAGE
    assert PAGE.count("```json") >= len(MODELS) - len(CAPTURES)


def test_every_part_has_its_place_and_its_words() -> None:
    for name, definition in flow_schema()["$defs"].items():
        if not name.endswith("_node"):
            shown = name.removeprefix("cards__")
            heading = f"`{flow_docs.SHOWN_AS[shown]}`" if shown in flow_docs.SHOWN_AS else shown
            assert f"### {heading}\n" in PAGE, name
            assert definition.get("description"), name


def test_every_code_is_told_and_none_is_made_up() -> None:
    assert set(ERRORS) | set(WARNINGS) == codes()
    assert not set(ERRORS) & set(WARNINGS)


def test_every_fault_filter_and_name_is_told_and_none_is_made_up() -> None:
    assert set(FAULTS) == set(RAISED.findall(SOURCES))
    assert set(FILTERS_TOLD) == set(FILTERS)
    assert set(ROOTS_TOLD) == set(ROOTS)


def test_links_within_the_page_lead_somewhere() -> None:
    headings = {
        re.sub(r"[^a-z0-9 -]", "", line.lower()).replace(" ", "-")
        for line in re.findall(r"^#+ (.*)$", PAGE, re.MULTILINE)
    }

    missing = set(re.findall(r"\]\(#([^)]+)\)", PAGE)) - headings

    assert missing == set()


def blocks() -> Iterator[str]:
    yield from re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("block", list(blocks()), ids=lambda block: block[:50])
def test_every_example_is_json(block: str) -> None:
    """One object, or several after each other."""
    at, decoder = 0, json.JSONDecoder()
    while at < len(block.rstrip()):
        value, at = decoder.raw_decode(block, at)
        assert isinstance(value, dict)
        at += len(block[at:]) - len(block[at:].lstrip())


def test_the_first_example_can_be_published() -> None:
    first = json.loads(next(blocks()))

    assert [problem for problem in validate(first) if problem.severity == "error"] == []
