"""No text makes a reader slow: steps are counted, not seconds, and twice the text costs about twice the steps."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from shared.engine.language.text import MAX_CHARACTERS
from tests.engine.language.readers import DEFAULTS, READERS

MAX_STEPS = 1_000_000  # lines and calls for the longest text; a tenth of a second on a slow machine
FEW_STEPS = 60_000  # below this, constant costs hide how it grows
HOSTILE = [
    "1 ", "1", "a", "mil e ", "1.1", "1,", "não ", "sábado ou ", "às 1 ", "a@a.", "1/1", "dia 1 ", "entre 1 e ", "até 1 mil ", "((1", "meia ",
    "vila ", "sim ", "opção 1 ou ", "1a", "R$ 1 ", "\u200b1", "milhão e ", "daqui a 1 ", "um milhão duzentos ", "123.456.789-", "a" * 49 + " ",
]  # fmt: skip


def steps_of(act: Callable[[], object]) -> int:
    count = 0

    def trace(_frame: FrameType, _event: str, _argument: Any) -> Any:
        nonlocal count
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        act()
    finally:
        sys.settrace(before)
    return count


def repeated(piece: str, length: int) -> str:
    return (piece * (length // len(piece) + 1))[:length].strip() or piece


@pytest.mark.parametrize("name", sorted(READERS))
def test_hostile_text_costs_bounded_steps(name: str) -> None:
    read = READERS[name]
    for piece in HOSTILE:
        half, whole = (repeated(piece, length) for length in (MAX_CHARACTERS // 2, MAX_CHARACTERS))
        read(half, "pt-BR", DEFAULTS)  # fills the caches of names

        at_whole = steps_of(lambda whole=whole: read(whole, "pt-BR", DEFAULTS))  # type: ignore[misc]
        assert at_whole <= MAX_STEPS, piece
        if at_whole > FEW_STEPS:
            at_half = steps_of(lambda half=half: read(half, "pt-BR", DEFAULTS))  # type: ignore[misc]
            assert at_whole <= 3 * at_half, piece
