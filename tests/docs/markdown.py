"""Reads a Markdown file for its parts: headings, fenced blocks, tables, links, code in running text."""

import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from local.checkout import ROOT

FENCE = re.compile(r"^```(?P<language>[\w-]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^(?P<marks>#{1,6}) (?P<title>.+)$", re.MULTILINE)
LINK = re.compile(r"\]\((?P<target>[^()\s]+)\)|(?:src|href)=\"(?P<quoted>[^\"]+)\"")
CODE = re.compile(r"`([^`\n]+)`")
CELLS = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced block: the word after its backticks, and its lines."""

    language: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """One file."""

    file: Path
    text: str

    @property
    def name(self) -> str:
        return str(self.file.relative_to(ROOT))

    @property
    def prose(self) -> str:
        """The text without its fenced blocks."""
        return FENCE.sub("", self.text)

    @property
    def headings(self) -> list[tuple[int, str]]:
        """(level, title) in order."""
        return [(len(found["marks"]), found["title"]) for found in HEADING.finditer(self.prose)]

    @property
    def fences(self) -> list[Fence]:
        return [Fence(found["language"], tuple(found["text"].splitlines())) for found in FENCE.finditer(self.text)]

    @property
    def tables(self) -> list[list[list[str]]]:
        """Tables of rows of cells; the head counts as a row, the line under it does not."""
        tables: list[list[list[str]]] = [[]]
        for line in self.prose.splitlines():
            if line.startswith("|"):
                tables[-1].append([cell.strip() for cell in CELLS.split(line)[1:-1]])
            elif tables[-1]:
                tables.append([])
        return [[row for row in table if not set("".join(row)) <= set("-: ")] for table in tables if table]

    @property
    def links(self) -> list[str]:
        """Targets of links and pictures."""
        return [found["target"] or found["quoted"] for found in LINK.finditer(self.prose)]

    @property
    def code(self) -> list[str]:
        """Code in running text and in tables."""
        return CODE.findall(self.prose)

    def section(self, *beginnings: str) -> "Paper":
        """The part under the first heading that begins with one of these words, up to the next one of its level."""
        places = [(len(found["marks"]), found["title"], found.start()) for found in HEADING.finditer(self._unfenced)]
        level, _, start = next(place for place in places if place[1].startswith(beginnings))
        end = next((place[2] for place in places if place[2] > start and place[0] <= level), len(self.text))
        return Paper(self.file, self.text[start:end])

    @property
    def _unfenced(self) -> str:
        """The text with its fenced blocks blanked, every character in its place."""
        return FENCE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), self.text)


def read(name: str) -> Paper:
    """Read one file of the checkout."""
    file = ROOT / name
    return Paper(file, file.read_text(encoding="utf-8"))


def papers() -> Sequence[Paper]:
    """Read every Markdown file that git knows or would add."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.md"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    return [read(name) for name in names if name and (ROOT / name).is_file()]
