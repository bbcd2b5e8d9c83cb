"""The limits of the WhatsApp send API, read from send-limits.json (facts as of 2026-11)."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

_FILE = Path(__file__).with_name("send-limits.json")
LIMITS: Final[dict[str, Any]] = json.loads(_FILE.read_text(encoding="utf-8"))
BY_TYPE: Final[dict[str, Any]] = LIMITS["messages"]
HTTP_BY_CODE: Final[dict[int, int]] = {
    row["code"]: row["http"] for row in LIMITS["errors"] if isinstance(row["code"], int) and row["http"]
}


@dataclass(frozen=True, slots=True)
class TextLimit:
    """How long one text may be, in UTF-16 units."""

    required: bool
    shortest: int
    longest: int


@dataclass(frozen=True, slots=True)
class MediaLimit:
    """Which files one kind of media may be."""

    mime_types: frozenset[str]
    max_bytes: int


def text_limit(message_type: str, field: str) -> TextLimit:
    """Find the limit of a field such as ("interactive.button", "reply.title")."""
    return _as_text_limit(BY_TYPE[message_type][field])


def header_limit(message_type: str) -> TextLimit:
    """Find the limit of a text header."""
    row = BY_TYPE[message_type]
    return _as_text_limit(row["header"]["text"] if "header" in row else row["header.text"])


def count_limit(message_type: str, field: str) -> tuple[int, int]:
    """Find the least and greatest number of buttons, rows, sections or cards."""
    row = BY_TYPE[message_type][field]
    return row["min"], row["max"]


def media_limit(kind: str) -> MediaLimit:
    """Find what Meta takes for image, video, audio, document or sticker."""
    row = BY_TYPE[kind]
    if kind == "sticker":
        return MediaLimit(frozenset(row["mime"]), row["animated_max_kb"] * 1000)
    return MediaLimit(frozenset(row["mime"]), row["max_mb"] * 1_000_000)


def utf16_length(text: str) -> int:
    """Count the way Meta is assumed to count: UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _as_text_limit(row: dict[str, Any]) -> TextLimit:
    # Where Meta's own pages disagree, the smaller number keeps the product safe.
    longest = row.get("safe_max_chars", row["max_chars"])
    return TextLimit(row["required"] is True, row["min_chars"], longest)
