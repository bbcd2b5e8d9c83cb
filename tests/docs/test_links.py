"""Every link inside the repository leads somewhere, in every Markdown file."""

import re
from collections.abc import Iterator

import pytest

from tests.docs.markdown import Paper, papers, read

ELSEWHERE = re.compile(r"[a-z]+:")
NOT_IN_ANCHORS = re.compile(r"[^\w\- ]")


def anchor(title: str) -> str:
    """How the forge names the place of a heading."""
    return NOT_IN_ANCHORS.sub("", title.lower()).replace(" ", "-")


def anchors(paper: Paper) -> set[str]:
    return {anchor(title) for _, title in paper.headings}


def dead(paper: Paper) -> Iterator[str]:
    for link in paper.links:
        if ELSEWHERE.match(link):
            continue
        path, _, fragment = link.partition("#")
        target = (paper.file.parent / path).resolve() if path else paper.file
        if not target.exists() or (fragment and fragment not in anchors(read(str(target)))):
            yield link


@pytest.mark.parametrize("paper", papers(), ids=lambda paper: paper.name)
def test_every_link_leads_somewhere(paper: Paper) -> None:
    assert list(dead(paper)) == []


@pytest.mark.parametrize("link", ["nowhere.md", "README.md#no-such-heading"])
def test_a_dead_link_is_found(link: str) -> None:
    readme = read("README.md")

    assert list(dead(Paper(readme.file, f"[x]({link})"))) == [link]
