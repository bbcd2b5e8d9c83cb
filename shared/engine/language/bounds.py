"""The grammar of "from" and "to" around quantities: "entre 300 e 450", "até 2", "300 pra cima", "mínimo 2, máximo 3"."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from shared.engine.language.bound_words import BOOKS, Part
from shared.engine.language.quantities import Quantity
from shared.engine.language.tokens import Phrasebook, Tokens, is_glued, text_at

_LOWS: Final = frozenset({Part.LOW, Part.ABOVE})
_HIGHS: Final = frozenset({Part.HIGH, Part.BELOW, Part.UNTIL})
_PASSED: Final = frozenset({Part.FILLER, Part.UNKNOWN, Part.LINK, Part.AND})
_NEGATION_REACH: Final = 4  # pieces between "não" and the "mais de" that it turns round


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of the text. marked: the quantity carries a unit, so it counts among any words."""

    part: Part
    quantity: Quantity | None = None
    marked: bool = False
    end: int = 0


Finder = Callable[[Tokens, int], Piece | None]


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the text says about its ends; a strict end does not belong to the range ("mais de 2").

    is_guess: two numbers stood side by side without a word ("250 300 mil"), which needs a yes.
    """

    low: Quantity | None
    high: Quantity | None
    is_low_strict: bool = False
    is_high_strict: bool = False
    is_guess: bool = False


@dataclass(frozen=True, slots=True)
class Several:
    """Quantities that stand beside each other and make no range. are_choices: "300 ou 400"."""

    quantities: tuple[Quantity, ...]
    are_choices: bool = False


def lay_out(tokens: Tokens, language: str, find: Finder) -> tuple[Piece, ...]:
    """Cut the text into pieces, the quantities among them those that `find` finds."""
    return tuple(_pieces(tokens, BOOKS[language], find))


def _pieces(tokens: Tokens, book: Phrasebook[Part], find: Finder) -> Iterator[Piece]:
    at, before = 0, Part.PAUSE
    while at < len(tokens):
        piece = _piece_at(tokens, at, book, find)
        if piece.quantity is not None and piece.quantity.is_implicit and before in {Part.UNKNOWN, Part.QUANTITY}:
            piece = Piece(Part.UNKNOWN, end=piece.end)  # "x mil": the scale of something we could not read
        yield piece
        at, before = piece.end, piece.part


def _piece_at(tokens: Tokens, at: int, book: Phrasebook[Part], find: Finder) -> Piece:
    phrase = book.match(tokens, at)
    found = find(tokens, at) if phrase is None or phrase[1] == at + 1 else None
    if found is not None:
        return found
    if phrase is None:
        return Piece(Part.UNKNOWN, end=at + 1)
    is_plus = text_at(tokens, at) == "+" and not is_glued(tokens, at) and at + 1 < len(tokens)
    return Piece(Part.UNKNOWN if is_plus and phrase[0] is Part.LOW else phrase[0], end=phrase[1])


def bounds_of(pieces: Sequence[Piece]) -> Bounds | Several | None:
    """Say what the pieces bound; None where they hold no answer."""
    pieces = _without_strays(pieces)
    turned = _turn_negations(pieces)
    if turned is None:
        return None
    places = [at for at, piece in enumerate(turned) if piece.part is Part.QUANTITY]
    if len(places) == 1:
        return _one(turned, places[0])
    if len(places) == 2:  # the two ends of a range
        return _two(turned, places[0], places[1])
    return Several(_quantities(turned, places), _are_choices(turned, places)) if places else None


def _without_strays(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Drop what only looks like the quantity asked for: articles, and bare numbers among words we don't know."""
    has_real = any(p.quantity is not None and not p.quantity.is_article for p in pieces)
    has_unknown = any(p.part is Part.UNKNOWN for p in pieces)
    kept = []
    for at, piece in enumerate(pieces):
        stray = piece.quantity is not None and (
            not piece.marked
            and (has_unknown or (piece.quantity.is_article and has_real))
            and (not _is_linked_to_marked(pieces, at) or _only_closes_after(pieces, at))
        )
        kept.append(Piece(Part.UNKNOWN if has_unknown else Part.FILLER, end=piece.end) if stray else piece)
    return tuple(kept)


def _only_closes_after(pieces: Sequence[Piece], at: int) -> bool:
    """Say whether a bare number belongs to the word before it: "gol 1.0 até 40 mil", "ano 2020 até 80 mil"."""
    before_unknown = at > 0 and pieces[at - 1].part is Part.UNKNOWN
    return before_unknown and at + 1 < len(pieces) and pieces[at + 1].part is Part.UNTIL


def _is_linked_to_marked(pieces: Sequence[Piece], at: int) -> bool:
    """Say whether only words of a range stand between this quantity and one that carries a unit."""
    for step in (1, -1):
        place = at + step
        while 0 <= place < len(pieces) and pieces[place].part not in {Part.UNKNOWN, Part.PAUSE, Part.QUANTITY}:
            place += step
        linked = 0 <= place < len(pieces) and pieces[place].part is Part.QUANTITY and pieces[place].marked
        between = pieces[min(at, place) + 1 : max(at, place)]
        if linked and any(p.part in {Part.LINK, Part.UNTIL, Part.AND, Part.OR, *_LOWS, *_HIGHS} for p in between):
            return True
    return False


def _turn_negations(pieces: Sequence[Piece]) -> tuple[Piece, ...] | None:
    """Read "não quero mais de" as a highest and "não menos de" as a lowest; None where a quantity itself is denied."""
    turned = list(pieces)
    for at, piece in enumerate(pieces):
        if piece.part is not Part.NOT:
            continue
        reach = range(at + 1, min(at + 2 + _NEGATION_REACH, len(pieces)))
        stop = next((i for i in reach if pieces[i].part not in _PASSED), None)
        if stop is None or pieces[stop].part in {Part.PAUSE, Part.NOT}:
            continue
        part = pieces[stop].part
        if part in _LOWS:
            turned[stop] = Piece(Part.HIGH, end=pieces[stop].end)
        elif part in _HIGHS:
            turned[stop] = Piece(Part.LOW, end=pieces[stop].end)
        elif (part is Part.QUANTITY and stop > at + 1) or part is not Part.QUANTITY:
            return None
    return tuple(turned)


def _one(pieces: Sequence[Piece], at: int) -> Bounds | None:
    quantity = pieces[at].quantity
    around = _parts_before(pieces, at) | _parts_after(pieces, at)
    low, high = bool(around & _LOWS), bool(around & _HIGHS)
    if (low and high) or Part.BETWEEN in around:
        return None
    if low:
        return Bounds(quantity, None, is_low_strict=Part.ABOVE in around)
    if high:
        return Bounds(None, quantity, is_high_strict=Part.BELOW in around)
    return Bounds(quantity, quantity)


def _two(pieces: Sequence[Piece], first: int, second: int) -> Bounds | Several:
    one, other = pieces[first].quantity, pieces[second].quantity
    before, after = _parts_before(pieces, first), _parts_after(pieces, second)
    inner = {piece.part for piece in pieces[first + 1 : second]}
    is_prefix = bool(before & (_LOWS | _HIGHS))
    first_says, second_says = (before, inner) if is_prefix else (inner, after)
    if first_says & _LOWS and second_says & _HIGHS:
        return Bounds(one, other, Part.ABOVE in first_says, Part.BELOW in second_says)
    if first_says & _HIGHS and second_says & _LOWS:
        return Bounds(other, one, Part.ABOVE in second_says, Part.BELOW in first_says)
    if Part.UNKNOWN not in inner:
        is_between = Part.AND in inner and Part.BETWEEN in before
        if inner & {Part.LINK, Part.UNTIL, Part.HIGH} or is_between:
            return Bounds(one, other)
        if not inner:
            return Bounds(one, other, is_guess=True)
    return Several(_quantities(pieces, [first, second]), _are_choices(pieces, [first, second]))


def _are_choices(pieces: Sequence[Piece], places: Sequence[int]) -> bool:
    """Say whether the quantities are named as a list: "2 ou 3", "2 e 3", "2, 3 ou 4"."""
    inner = [piece.part for piece in pieces[places[0] : places[-1]] if piece.part is not Part.QUANTITY]
    allowed = {Part.OR, Part.AND, Part.FILLER, Part.LINK, Part.UNTIL, Part.PAUSE}
    return set(inner) <= allowed and bool(set(inner) & {Part.OR, Part.AND, Part.LINK, Part.UNTIL, Part.PAUSE})


def _quantities(pieces: Sequence[Piece], places: Sequence[int]) -> tuple[Quantity, ...]:
    return tuple(quantity for at in places if (quantity := pieces[at].quantity) is not None)


def _parts_before(pieces: Sequence[Piece], at: int) -> frozenset[Part]:
    parts = set()
    for piece in reversed(pieces[:at]):
        if piece.part in {Part.UNKNOWN, Part.QUANTITY}:
            break
        parts.add(piece.part)
    return frozenset(parts)


def _parts_after(pieces: Sequence[Piece], at: int) -> frozenset[Part]:
    parts = set()
    for piece in pieces[at + 1 :]:
        if piece.part in {Part.UNKNOWN, Part.QUANTITY}:
            break
        parts.add(piece.part)
    return frozenset(parts)
