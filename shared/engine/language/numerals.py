"""Numbers written in digits, with the dots and commas of both habits: "1.200,50", "1,200.50", "1.2", "350 000"."""

from decimal import Decimal
from typing import Final, NamedTuple

from shared.engine.language.tokens import Tokens, is_glued, text_at

MAX_WHOLE_DIGITS: Final = 13  # a longer run of digits is a telephone or a document, and stays exact in Decimal
_GROUP: Final = 3
_THOUSANDS: Final = {"pt": ".", "en": ","}
_ZEROS: Final = "000"


class Numeral(NamedTuple):
    """Every value the digits can stand for (none: they are no number), and the place after them."""

    values: tuple[Decimal, ...]
    end: int


def numeral(tokens: Tokens, at: int, language: str) -> Numeral | None:
    """Read the number in digits that starts here; None where no digit stands.

    The whole run of digits, dots and commas is taken even when it is no number, so that its tail is not read as one.
    """
    if at >= len(tokens) or not tokens[at].is_digits:
        return None
    groups, signs, end = [tokens[at].text], "", at + 1
    while text_at(tokens, end) in {".", ","} and tokens[end].glued and _is_glued_digits(tokens, end + 1):
        signs += tokens[end].text
        groups.append(tokens[end + 1].text)
        end += 2
    if not signs and _is_oh(text_at(tokens, end)) and tokens[end].glued:  # "5oo"
        groups[0] += "0" * len(tokens[end].text)
        end += 1
    if not signs and len(groups[0]) <= _GROUP:
        while text_at(tokens, end) == _ZEROS:  # "350 000"
            groups[0] += _ZEROS
            end += 1
    return Numeral(_values(groups, signs, language), end)


def _is_oh(word: str) -> bool:
    """Say whether the letters stand for zeros; one "o" alone makes an ordinal."""
    return len(word) > 1 and set(word) == {"o"}


def _is_glued_digits(tokens: Tokens, at: int) -> bool:
    return is_glued(tokens, at) and tokens[at].is_digits


def _values(groups: list[str], signs: str, language: str) -> tuple[Decimal, ...]:
    if sum(map(len, groups)) > MAX_WHOLE_DIGITS + 2:
        return ()
    whole = Decimal("".join(groups))
    if not signs:
        return (whole,)
    decimal = Decimal("".join(groups[:-1]) + "." + groups[-1])
    if len(signs) == 1:
        return _one_sign(groups, signs, language, whole, decimal)
    if not _are_thousands(groups[:-1]):
        return ()
    if len(set(signs[:-1])) > 1:
        return ()
    if len(groups[-1]) == _GROUP:
        return (whole,) if signs[-1] == signs[0] else ()
    return (decimal,) if len(groups[-1]) < _GROUP else ()


def _one_sign(groups: list[str], sign: str, language: str, whole: Decimal, decimal: Decimal) -> tuple[Decimal, ...]:
    if len(groups[1]) < _GROUP:
        return (decimal,)
    if len(groups[1]) > _GROUP:
        return ()
    if not _are_thousands(groups):
        return (decimal,) if groups[0] == "0" else ()
    return (whole,) if sign == _THOUSANDS[language] else (whole, decimal)


def _are_thousands(groups: list[str]) -> bool:
    first, *rest = groups
    return len(first) <= _GROUP and first[0] != "0" and all(len(group) == _GROUP for group in rest)
