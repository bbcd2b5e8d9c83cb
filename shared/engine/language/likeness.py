"""When a typed word is the known one with a slip of the thumb in it, and when it is another word."""

from collections.abc import Sequence
from typing import Final

from rapidfuzz.distance import OSA

_EXACT_BELOW: Final = 4  # letters; "sim" and "som" are two words
_LONG: Final = 8  # letters; from here on two slips are forgiven
_PREFIX: Final = 4  # letters of a word that stand for all of it: "apart", "pinhe"


def is_like(typed: str, known: str) -> bool:
    """Say whether the typed word is the known one, its plural, or one or two slips away. Both folded."""
    if typed == known:
        return True
    shorter = min(len(typed), len(known))
    if shorter < _EXACT_BELOW or typed[0] != known[0] or not (typed.isalpha() and known.isalpha()):
        return False
    slips = 1 if shorter < _LONG else 2
    return OSA.distance(typed, known, score_cutoff=slips) <= slips


def is_start(typed: str, known: str) -> bool:
    """Say whether the typed word is the beginning of the known one, long enough to mean it."""
    return len(typed) >= _PREFIX and typed.isalpha() and known.startswith(typed)


def find_run(words: Sequence[str], run: Sequence[str], *, exact: bool = True) -> tuple[int, int] | None:
    """Return where `run` stands in `words`, word by word, as (start, end)."""
    if not run:
        return None
    for start in range(len(words) - len(run) + 1):
        pairs = zip(words[start : start + len(run)], run, strict=True)
        if all(typed == known if exact else is_like(typed, known) for typed, known in pairs):
            return start, start + len(run)
    return None
