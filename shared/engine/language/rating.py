"""A mark out of five or ten: "nota 8", "dez", "⭐⭐⭐⭐", "4 estrelas", "9/10"."""

from typing import Final

from shared.engine.language.bound_words import Part
from shared.engine.language.bounds import Bounds, Piece, bounds_of, lay_out
from shared.engine.language.courtesy import heard
from shared.engine.language.quantities import quantity
from shared.engine.language.reading import NOT_UNDERSTOOD, Reading, Understood
from shared.engine.language.text import answer, language_of
from shared.engine.language.tokens import Token, Tokens, word_set

_STARS: Final = frozenset("⭐★🌟✨")
_MARKS: Final = word_set("estrela estrelas nota pontos ponto star stars points point")


def read_rating(text: str, locale: str, *, top: int, low: int = 0) -> Reading[int]:
    """Read a whole mark from low to top; "8 de 10" and "4/5" count only out of the top asked for."""
    folded, language = answer(text), language_of(locale)
    if folded is None:
        return NOT_UNDERSTOOD
    stars = sum(character in _STARS for character in folded)
    if stars:
        rest = [token for token in heard(folded, language) if token.text not in _STARS]
        return _within(stars, low, top) if not rest else NOT_UNDERSTOOD
    tokens = _without_top([token for token in heard(folded, language) if token.text not in _MARKS], top)

    def find(found_in: Tokens, at: int) -> Piece | None:
        found = quantity(found_in, at, language)
        if found is None:
            return None
        return Piece(Part.QUANTITY, found, end=found.end) if found.values else Piece(Part.UNKNOWN, end=found.end)

    bounds = bounds_of(lay_out(tokens, language, find))
    if (
        not isinstance(bounds, Bounds)
        or bounds.low is None
        or bounds.low is not bounds.high
        or len(bounds.low.values) != 1
    ):
        return NOT_UNDERSTOOD
    value = bounds.low.values[0]
    return _within(int(value), low, top) if value == int(value) else NOT_UNDERSTOOD


def _without_top(tokens: list[Token], top: int) -> Tokens:
    """Leave out "de 10" and "/10" behind the mark."""
    kept = tuple(tokens)
    for ending in (["out", "of", str(top)], ["de", str(top)], ["/", str(top)], ["of", str(top)]):
        if len(kept) > len(ending) and [token.text for token in kept[-len(ending) :]] == ending:
            return kept[: -len(ending)]
    return kept


def _within(value: int, low: int, top: int) -> Reading[int]:
    return Understood(value) if low <= value <= top else NOT_UNDERSTOOD
