"""Every golden conversation still goes as it is written, and no bubble breaks WhatsApp's limits."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conversations.script import BROKEN, golden_files, replay

HERE = Path(__file__).parent
FILES = golden_files(HERE)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_conversation_goes_as_written(path: Path) -> None:
    golden = path.read_text(encoding="utf-8")

    assert replay(path.parent.name, golden) == golden
    assert BROKEN not in golden


def test_the_visit_takes_fourteen_turns_and_ends_booked() -> None:
    for name in ("visit", "visit_english"):
        golden = (HERE / "real_estate" / f"{name}.txt").read_text(encoding="utf-8")

        assert golden.count("\n> ") == 14, name
        assert "  ~ lead: stage visit_booked" in golden


def test_few_bubbles_are_sent() -> None:
    """Each is billed: a turn is one bubble, three cards, or a line and three cards."""
    for path in FILES:
        for turn in path.read_text(encoding="utf-8").split("\n> ")[1:]:
            assert sum(1 for _ in bubbles(turn)) <= 4, (path.name, turn)


def bubbles(turn: str) -> Iterator[str]:
    """The first line of each bubble; a picture and its words are one."""
    previous = ""
    for line in turn.splitlines():
        is_text = line.startswith("  |")
        if line.startswith("  (image") or (is_text and not previous.startswith(("  |", "  (image"))):
            yield line
        previous = line
