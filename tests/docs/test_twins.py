"""A paper and its Portuguese twin have the same bones: headings, commands, tables, links and code."""

import re

import pytest

from tests.docs.markdown import Paper, read

TWINS = [("README.md", "README.pt-BR.md"), ("docs/runbook.md", "docs/runbook.pt-BR.md")]
PLACEHOLDER = re.compile(r"<[^>]*>")


@pytest.fixture(params=TWINS, ids=lambda names: names[0])
def twins(request: pytest.FixtureRequest) -> tuple[Paper, Paper]:
    english, portuguese = request.param
    return read(english), read(portuguese)


def test_they_have_the_same_headings(twins: tuple[Paper, Paper]) -> None:
    english, portuguese = ([level for level, _ in paper.headings] for paper in twins)

    assert english == portuguese


def test_they_say_the_same_to_type(twins: tuple[Paper, Paper]) -> None:
    english, portuguese = ([fence.lines for fence in paper.fences if fence.language] for paper in twins)

    assert english == portuguese


def test_they_draw_the_same_trees(twins: tuple[Paper, Paper]) -> None:
    english, portuguese = (
        [[line.split()[:1] for line in fence.lines] for fence in paper.fences if not fence.language] for paper in twins
    )

    assert english == portuguese


def test_they_have_the_same_tables(twins: tuple[Paper, Paper]) -> None:
    english, portuguese = (
        [[sorted(_code(" ".join(row))) for row in table] for table in paper.tables] for paper in twins
    )

    assert english == portuguese


def test_they_name_the_same_code(twins: tuple[Paper, Paper]) -> None:
    english, portuguese = (sorted(_code(paper.prose)) for paper in twins)

    assert english == portuguese


def test_they_link_to_the_same_places(twins: tuple[Paper, Paper]) -> None:
    english, portuguese = (sorted(_places(paper)) for paper in twins)

    assert english == portuguese


def _code(text: str) -> list[str]:
    """Code spans, whatever language their placeholders are in."""
    return [PLACEHOLDER.sub("<>", found) for found in re.findall(r"`([^`\n]+)`", text)]


def _places(paper: Paper) -> list[str]:
    """Link targets with the twins' names and the headings' anchors made equal."""
    return [re.sub(r"(\.pt-BR)?\.(md|png)(#.*)?$", r".\2", link) for link in paper.links if not link.startswith("#")]
