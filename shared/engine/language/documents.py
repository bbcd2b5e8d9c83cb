"""CPF, CNPJ (with letters since July 2026) and car plates: found in a text, checked by their digits, returned bare."""

import re
from collections.abc import Callable
from typing import Final

from shared.engine.language.reading import Reading, one_of
from shared.engine.language.text import answer

_CPF: Final = re.compile(r"(?<![0-9a-z])[0-9]{3}[. ]?[0-9]{3}[. ]?[0-9]{3}[-. /]?[0-9]{2}(?![0-9a-z])")
_CNPJ: Final = re.compile(
    r"(?<![0-9a-z])[0-9a-z]{2}[. ]?[0-9a-z]{3}[. ]?[0-9a-z]{3}[/ ]?[0-9a-z]{4}[- ]?[0-9]{2}(?![0-9a-z])"
)
_PLATE: Final = re.compile(r"(?<![0-9a-z])[a-z]{3}[-. ]?[0-9][ ]?(?:[0-9]|[a-j])[ ]?[0-9]{2}(?![0-9a-z])")
_CNPJ_WEIGHTS: Final = (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)
_NOT_CPF: Final = frozenset(str(digit) * 11 for digit in range(10))  # they pass the check and belong to nobody
_MODULUS: Final = 11


def read_cpf(text: str) -> Reading[str]:
    """Read a CPF: 11 digits, both check digits right."""
    return _read(text, _CPF, is_cpf)


def read_cnpj(text: str) -> Reading[str]:
    """Read a CNPJ: 14 characters, letters allowed in the first 12, both check digits right."""
    return _read(text, _CNPJ, is_cnpj)


def read_cpf_or_cnpj(text: str) -> Reading[str]:
    """Read whichever of the two the text holds; both are ambiguous."""
    return one_of(
        tuple(value for reading in (_found(text, _CPF, is_cpf), _found(text, _CNPJ, is_cnpj)) for value in reading)
    )


def read_plate(text: str) -> Reading[str]:
    """Read a plate, old (ABC1234) or Mercosul (ABC1D23), without its hyphen."""
    return _read(text, _PLATE, lambda _: True)


def is_cpf(digits: str) -> bool:
    """Check eleven digits. Source: Receita Federal, modulus 11 with weights 10..2 and 11..2."""
    if len(digits) != 11 or not (digits.isascii() and digits.isdigit()) or digits in _NOT_CPF:
        return False
    return all(
        int(digits[place]) == _check(sum(int(d) * (place + 1 - at) for at, d in enumerate(digits[:place])))
        for place in (9, 10)
    )


def is_cnpj(characters: str) -> bool:
    """Check fourteen characters; a letter is worth its ASCII code less 48. Source: IN RFB 2.229/2024, from July 2026."""
    well_formed = re.fullmatch(r"[0-9A-Z]{12}[0-9]{2}", characters)
    if well_formed is None or len(set(characters)) == 1:
        return False
    values = [ord(character) - 48 for character in characters]
    return all(
        values[place] == _check(sum(v * w for v, w in zip(values[:place], _CNPJ_WEIGHTS[13 - place :], strict=True)))
        for place in (12, 13)
    )


def _check(total: int) -> int:
    rest = total % _MODULUS
    return 0 if rest < 2 else _MODULUS - rest  # 10 and 11 are written as 0


def _read(text: str, pattern: re.Pattern[str], is_right: Callable[[str], bool]) -> Reading[str]:
    return one_of(_found(text, pattern, is_right))


def _found(text: str, pattern: re.Pattern[str], is_right: Callable[[str], bool]) -> tuple[str, ...]:
    folded = answer(text) or ""
    runs = ("".join(c for c in found.group() if c.isalnum()).upper() for found in pattern.finditer(folded))
    return tuple(run for run in runs if is_right(run))
