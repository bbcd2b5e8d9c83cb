"""Where a text may be cut: between paragraphs, lines, sentences, words, and never inside what the eye sees as one sign."""

import unicodedata
from typing import Final

from shared.engine.words import fits

_JOINER: Final = "\u200d"
_BREAKS: Final = ("\n\n", "\n", ". ", "! ", "? ", "; ", ", ", " ")  # best first
_LEAST: Final = 0.5  # a better kind of break is taken only if it keeps at least this share of what fits


def split(text: str, limit: int) -> list[str]:
    """Cut into pieces of at most `limit` UTF-16 units, at the best border before it; only white space gets lost."""
    pieces = []
    rest = text.strip()
    while not fits(rest, limit):
        most = longest_fit(rest, limit)
        at = _best_break(rest, most)
        pieces.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    if rest:
        pieces.append(rest)
    return pieces


def shorten(text: str, limit: int) -> str:
    """Cut to at most `limit` UTF-16 units, with an ellipsis where something was lost."""
    if fits(text, limit):
        return text
    at = longest_fit(text, limit - 1)
    space = text.rfind(" ", 0, at + 1)
    at = space if space > at * 0.7 else at
    return text[:at].rstrip() + "…"


def longest_fit(text: str, limit: int) -> int:
    """Return how many characters from the start fit into `limit` units and end on a grapheme border; at least one sign."""
    units = at = 0
    while at < len(text):
        units += 2 if text[at] > "\uffff" else 1
        if units > limit:
            break
        at += 1
    end = at
    while end > 0 and not is_border(text, end):
        end -= 1
    if end > 0:
        return end
    return max(at, 1)  # one sign longer than the limit: cut it, rather than never end


def is_border(text: str, at: int) -> bool:
    """Say whether the text may be cut before position `at` without breaking a visible sign (Unicode annex 29, in short)."""
    if at <= 0 or at >= len(text):
        return True
    before, after = text[at - 1], text[at]
    if _JOINER in {before, after} or (before == "\r" and after == "\n"):
        return False
    if after.isascii():
        return True
    if unicodedata.category(after) in {"Mn", "Me", "Mc"} or "\U0001f3fb" <= after <= "\U0001f3ff":
        return False
    if "\U000e0020" <= after <= "\U000e007f":  # the tags of a flag
        return False
    return not (_is_regional(after) and _regionals_before(text, at) % 2 == 1)


def _is_regional(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _regionals_before(text: str, at: int) -> int:
    count = 0
    while at - count > 0 and _is_regional(text[at - count - 1]):
        count += 1
    return count


def _best_break(text: str, most: int) -> int:
    if most < len(text) and text[most].isspace():
        return most
    for mark in _BREAKS:
        at = text.rfind(mark, 0, most)
        if at >= most * _LEAST:
            return at + len(mark)
    space = max(text.rfind(" ", 0, most), text.rfind("\n", 0, most))
    return space + 1 if space > 0 else most
