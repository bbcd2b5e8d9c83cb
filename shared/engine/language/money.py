"""Amounts of money as people type them: "500 mil", "1,2 mi", "R$ 350.000,00", "entre 300 e 450k", "até 2 milhões"."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import partial
from itertools import product
from typing import Final, Literal

from shared.engine.language.bound_words import Part
from shared.engine.language.bounds import Bounds, Piece, Several, bounds_of, lay_out
from shared.engine.language.courtesy import heard
from shared.engine.language.quantities import MILLION, THOUSAND, Quantity, quantity
from shared.engine.language.reading import NOT_UNDERSTOOD, Ambiguous, Range, Reading, Understood, one_of, to_confirm
from shared.engine.language.text import answer, language_of
from shared.engine.language.tokens import Tokens, text_at, word_set

Hint = Literal["sale", "rent"]
End = Literal["low", "high"]

MAX_CANDIDATES: Final = 6  # more than a list to choose from can show beside the question
MINOR_UNITS: Final = 100
_FEW: Final = 20  # "2" or "1,5" can leave out millions as well as thousands
_NO_SALE_PRICE: Final = 10_000  # below it, a price to buy for has lost its "mil"
_FAR: Final = 50  # ends of one range are never so many times apart
_SIGNS: Final = frozenset({"r$", "$", "rs", "brl"})
_NAMES: Final = word_set("reais real reas brl conto contos pila pilas dinheiros mangos")
_OTHER_CURRENCIES: Final = word_set(
    "us$ usd dolar dolares dollar dollars eur euro euros € £ libra libras pounds peso pesos btc bitcoin"
)
_NOT_MONEY: Final = word_set(  # what is counted right after a number that is no amount
    "quarto quartos qto qtos qt qts q dorm dorms dormitorio dormitorios suite suites vaga vagas banheiro banheiros wc andar"
    " andares m2 m² metro metros km kms quilometros quilometro ha hectare hectares alqueire alqueires % x vez vezes parcela"
    " parcelas prestacao prestacoes dia dias semana semanas mes meses ano anos pessoa pessoas filho filhos h hs hrs hora horas"
    " min minutos anos cv portas lugares aluno alunos crianca criancas"
    " bed beds bedroom bedrooms bath baths bathroom bathrooms room rooms sqm sqft meters miles day days week weeks month months"
    " year years people person kid kids installments floor floors st nd rd th"
)
_MONTHLY: Final = frozenset({"mes", "mensal", "mensais", "aluguel", "month", "monthly", "rent"})
_INSTALMENTS: Final = frozenset({"x", "vezes", "parcelas", "prestacoes", "installments"})
_CENTS: Final = frozenset({"centavo", "centavos", "cent", "cents"})


def read_money(text: str, locale: str, *, hint: Hint | None = None, end: End | None = None) -> Reading[int]:
    """Read one amount, in minor units (centavos).

    hint: what it pays for; "500" for a sale may mean 500 mil, and is then ambiguous.
    end: which end to take of a range ("entre 300 e 450k"); without it a range with two ends is ambiguous.
    A range open on the asked side ("a partir de 300 mil" for a highest price) is ambiguous too: it needs a yes.
    """
    match read_money_range(text, locale, hint=hint):
        case Understood(found):
            return _single(found, end)
        case Ambiguous(candidates):
            readings = [_single(candidate, end) for candidate in candidates]
            amounts = one_of(tuple(amount for reading in readings for amount in _amounts(reading)))
            return Ambiguous((amounts.value,)) if isinstance(amounts, Understood) else amounts
        case refused:
            return refused


def read_money_range(text: str, locale: str, *, hint: Hint | None = None) -> Reading[Range[int]]:
    """Read an amount with its bounds, in minor units: "até 500 mil" is open below, a plain amount is both ends."""
    folded, language = answer(text), language_of(locale)
    if folded is None:
        return NOT_UNDERSTOOD
    tokens = heard(folded, language)
    if not _OTHER_CURRENCIES.isdisjoint(token.text for token in tokens):
        return NOT_UNDERSTOOD
    if hint == "sale" and not _MONTHLY.isdisjoint(token.text for token in tokens):
        hint = "rent"  # what is paid by the month is no price to buy for
    pieces = lay_out(tokens, language, partial(_find, language=language, with_tail=True))
    if Part.BETWEEN in {piece.part for piece in pieces} and _count(pieces) == 1:
        pieces = lay_out(tokens, language, partial(_find, language=language, with_tail=False))
    match bounds_of(pieces):
        case Bounds() as bounds:
            if bounds.is_guess:
                return to_confirm(_bounded(_side_by_side(bounds, hint)))
            return _bounded(_ranges(bounds, hint))
        case Several(quantities, are_choices=True):
            return _bounded(_spans(quantities[0], quantities[-1], hint))
        case Several(quantities):
            return _bounded(Range(v, v) for q in quantities for v in _values(q, hint))
        case None:
            return NOT_UNDERSTOOD


def _single(found: Range[int], end: End | None) -> Reading[int]:
    if found.low == found.high and found.low is not None:
        return Understood(found.low)
    wanted = {"low": found.low, "high": found.high, None: None}[end]
    if wanted is not None:
        return Understood(wanted)
    ends = tuple(value for value in (found.low, found.high) if value is not None)
    return one_of(ends) if end is None else Ambiguous(ends)


def _amounts(reading: Reading[int]) -> tuple[int, ...]:
    match reading:
        case Understood(value):
            return (value,)
        case Ambiguous(candidates):
            return candidates
        case _:
            return ()


def _bounded(ranges: Iterator[Range[int]]) -> Reading[Range[int]]:
    reading = one_of(tuple(ranges))
    return Ambiguous(reading.candidates[:MAX_CANDIDATES]) if isinstance(reading, Ambiguous) else reading


def _count(pieces: tuple[Piece, ...]) -> int:
    return sum(piece.part is Part.QUANTITY for piece in pieces)


def _find(tokens: Tokens, at: int, *, language: str, with_tail: bool) -> Piece | None:
    """Find the amount that starts here, with its sign, the name of its currency and its centavos."""
    start = _past_sign(tokens, at)
    found = quantity(tokens, start, language, with_tail=with_tail)
    if found is None:
        return None
    unit = text_at(tokens, found.end)
    if unit in _NOT_MONEY and start == at:
        return Piece(Part.NOT if unit in _INSTALMENTS else Part.UNKNOWN, end=found.end + 1)
    if not found.values:
        return Piece(Part.UNKNOWN, end=found.end)
    end = found.end + (unit == "de")  # "2 milhões de reais"
    if text_at(tokens, end) not in _NAMES:
        return Piece(Part.QUANTITY, found, marked=start > at or found.scale is not None, end=found.end)
    named = replace(found, is_article=False, scale=found.scale or 1)
    whole, end = _with_cents(named, tokens, end + 1, language)
    return Piece(Part.QUANTITY, whole, marked=True, end=end)


def _past_sign(tokens: Tokens, at: int) -> int:
    if text_at(tokens, at) == "r" and text_at(tokens, at + 1) == "$":
        return at + 2
    if text_at(tokens, at) not in _SIGNS:
        return at
    return at + 2 if text_at(tokens, at + 1) == ":" else at + 1


def _with_cents(found: Quantity, tokens: Tokens, end: int, language: str) -> tuple[Quantity, int]:
    at = end + (text_at(tokens, end) == "e")
    cents = quantity(tokens, at, language, with_tail=False)
    if cents is None or text_at(tokens, cents.end) not in _CENTS or not cents.values or cents.values[0] >= MINOR_UNITS:
        return found, end
    part = cents.values[0] / MINOR_UNITS
    return replace(found, values=tuple(value + part for value in found.values)), cents.end + 1


def _values(found: Quantity, hint: Hint | None) -> tuple[int, ...]:
    """Return every amount a quantity can stand for, in minor units."""
    return tuple(
        minor
        for value in found.values
        for factor in (_factors(value, hint) if found.scale is None else (1,))
        if (minor := _minor(value * factor)) is not None
    )


def _factors(value: Decimal, hint: Hint | None) -> tuple[int, ...]:
    """Return the scales that a bare number may have left out."""
    if hint is None or value == 0:
        return (1,)
    if value < _FEW:
        return (1, THOUSAND, MILLION) if hint == "sale" else (1, THOUSAND)
    has_cents = value.as_tuple().exponent == -2  # "500,00" is written out in full
    return (1, THOUSAND) if hint == "sale" and value < _NO_SALE_PRICE and not has_cents else (1,)


def _minor(value: Decimal) -> int | None:
    cents = value * MINOR_UNITS
    return int(cents) if cents == cents.to_integral_value() else None


def _side_by_side(bounds: Bounds, hint: Hint | None) -> Iterator[Range[int]]:
    """Read two numbers without a word between them: "setenta e nove novecentos e noventa" is 79.990."""
    low, high = bounds.low, bounds.high
    if low is None or high is None or low.scale is not None or high.scale is not None:
        yield from _ranges(bounds, hint)
    elif low.values[0] < THOUSAND and MINOR_UNITS <= high.values[0] < THOUSAND:
        minor = _minor(low.values[0] * THOUSAND + high.values[0])
        yield from (Range(minor, minor),) if minor is not None else ()


def _ranges(bounds: Bounds, hint: Hint | None) -> Iterator[Range[int]]:
    if bounds.low is None and bounds.high is not None:
        yield from (Range(None, value) for value in _values(bounds.high, hint))
    elif bounds.high is None and bounds.low is not None:
        yield from (Range(value, None) for value in _values(bounds.low, hint))
    elif bounds.low is not None and bounds.high is not None:
        yield from _spans(bounds.low, bounds.high, hint)


def _spans(low: Quantity, high: Quantity, hint: Hint | None) -> Iterator[Range[int]]:
    if low is high:
        yield from (Range(value, value) for value in _values(low, hint))
        return
    low, high = _sharing_scale(low, high)
    for factor in _shared_factors(low, high, hint):
        pairs = [(_minor(a * factor), _minor(b * factor)) for a, b in product(low.values, high.values)]
        whole = [(a, b) for a, b in pairs if a is not None and b is not None]
        rising = [(a, b) for a, b in whole if a <= b]
        yield from (Range(a, b) for a, b in rising or [(b, a) for a, b in whole])


def _shared_factors(low: Quantity, high: Quantity, hint: Hint | None) -> tuple[int, ...]:
    if low.scale is not None or high.scale is not None:
        return (1,)
    return _factors(max(low.values[0], high.values[0]), hint)


def _sharing_scale(low: Quantity, high: Quantity) -> tuple[Quantity, Quantity]:
    """Give a bare end the scale of the other: "300 e 450k" is 300k, "800 a 1,2 mi" is 800 mil."""
    if low.scale is None and high.scale is not None and high.values:
        return _scaled_below(low, high.values[0], high.scale), high
    if high.scale is None and low.scale is not None and low.values:
        return low, _scaled_above(high, low.values[0])
    return low, high


def _scaled_below(bare: Quantity, ceiling: Decimal, scale: int) -> Quantity:
    value = bare.values[0]
    scales = (1,) if value >= THOUSAND else (scale, THOUSAND, 1)
    fitting = next((s for s in scales if s <= scale and value * s <= ceiling), scale)
    if fitting < scale and value * fitting * _FAR < ceiling:
        fitting = scale  # "entre 450 e 300 mil": said the wrong way round, not from 450 reais
    return replace(bare, values=tuple(value * fitting for value in bare.values), scale=fitting)


def _scaled_above(bare: Quantity, floor: Decimal) -> Quantity:
    fitting = next((s for s in (1, THOUSAND, MILLION) if bare.values[0] * s >= floor), 1)
    return replace(bare, values=tuple(value * fitting for value in bare.values), scale=fitting)
