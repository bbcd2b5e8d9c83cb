"""Numbers, counts and bedrooms: "2 ou 3 quartos", "pelo menos 2", "80 m²", "50 mil km", "três"."""

from decimal import Decimal
from typing import Final

from shared.engine.language.bound_words import Part
from shared.engine.language.bounds import Bounds, Finder, Piece, Several, bounds_of, lay_out
from shared.engine.language.courtesy import heard
from shared.engine.language.quantities import Quantity, quantity
from shared.engine.language.reading import NOT_UNDERSTOOD, Ambiguous, Range, Reading, Understood, one_of
from shared.engine.language.text import answer, fold, language_of
from shared.engine.language.tokens import Tokens, is_glued, text_at, word_set

MAX_COUNT: Final = 9_999  # of people, places, pieces; more is a slip or another kind of number
MAX_BEDROOMS: Final = 50  # "0800" and years are no bedrooms
_UNITS: Final = word_set(  # a number followed by one of these is a number of something, and stays one
    "m m2 mt mts metro metros quadrados quadrado km kms quilometro quilometros kg kilo quilo quilos ha hectare hectares % anos"
    " ano aninho aninhos pessoa pessoas adulto adultos vaga vagas andar andares filho filhos unidade unidades aluno alunos crianca criancas"
    " sqm sqft meters metres square kilometers km miles people person years year months month kids units old"
)
_YEARS: Final = word_set("ano anos aninho aninhos year years")
_MONTHS: Final = word_set("mes meses month months")
_AND: Final = word_set("e and")
_AGES: Final = word_set(  # around an age: "ela faz 6 em março", "my son is 7"
    "ela ele elas eles faz fez fara completa completou completara vai fazer completar tem filho filha filhinho filhinha"
    " crianca menino menina neto neta sobrinho sobrinha bebe idade janeiro fevereiro marco abril maio junho julho agosto"
    " setembro outubro novembro dezembro he she they is turns turning turned will be son daughter child kid boy girl"
    " grandson granddaughter age aged almost quase january february march april may june july august september october"
    " november december"
)
_BEDROOMS: Final = word_set(
    "quarto quartos quartinho quartinhos quato quatos qto qtos qt qts q dorm dorms dormitorio dormitorios dormitorio s dts d"
    " bedroom bedrooms bed beds bdr br brs bd room rooms"
)
_STUDIOS: Final = word_set(
    "kitnet kitinete quitinete kitnete kit kitnets kitchenette studio studios estudio stúdio loft"
)
_OTHER_ROOMS: Final = word_set(
    "suite suites vaga vagas banheiro banheiros wc sala salas andar andares filho filhos pessoa pessoas crianca criancas gato"
    " gatos cachorro cachorros carro carros m2 m metros mil k reais bath baths bathroom bathrooms garage parking kids people"
    " cars floors"
)
_STUDIO_ROOMS: Final = Range(0, 1)  # listings file a studio under no bedroom or under one; a search must find both


def read_number(text: str, locale: str, *, units: tuple[str, ...] = ()) -> Reading[Decimal]:
    """Read one number, exact; "2 a 3" is ambiguous. A unit ("m²", "km", or one of `units`) is heard and left out."""
    return _single(read_number_range(text, locale, units=units))


def read_number_range(text: str, locale: str, *, units: tuple[str, ...] = ()) -> Reading[Range[Decimal]]:
    """Read a number with its bounds; a plain number is both ends."""
    own = frozenset(word for unit in units for word in fold(unit).split())
    return _read(text, locale, _number_finder(language_of(locale), _UNITS | own))


def read_integer(text: str, locale: str, *, units: tuple[str, ...] = ()) -> Reading[int]:
    """Read one whole number; "2,5" is not understood."""
    match read_number(text, locale, units=units):
        case Understood(value):
            return Understood(int(value)) if value == int(value) else NOT_UNDERSTOOD
        case Ambiguous(candidates):
            return one_of(tuple(int(value) for value in candidates if value == int(value)))
        case refused:
            return refused


def read_count_range(text: str, locale: str, *, units: tuple[str, ...] = ()) -> Reading[Range[int]]:
    """Read how many of something: "2 ou 3" is 2 to 3, "mais de 2" is 3 or more, "até 3", "3+".

    units: the nouns that may follow the number; a number followed by another noun is left out.
    """
    return _read_count(text, locale, frozenset(fold(unit) for unit in units), frozenset())


def read_bedrooms(text: str, locale: str) -> Reading[Range[int]]:
    """Read how many bedrooms; a studio (kitnet, loft) is 0 to 1, since listings file it under either."""
    return _read_count(text, locale, _BEDROOMS, _STUDIOS)


def _read(text: str, locale: str, find: Finder) -> Reading[Range[Decimal]]:
    folded = answer(text)
    if folded is None:
        return NOT_UNDERSTOOD
    match bounds_of(lay_out(heard(folded, language_of(locale)), language_of(locale), find)):
        case Bounds(is_guess=True):
            return NOT_UNDERSTOOD
        case Bounds(low, high):
            lows, highs = (low.values if low else (None,)), (high.values if high else (None,))
            if low is high:
                return one_of(tuple(Range(value, value) for value in lows))
            return one_of(tuple(_ordered(a, b) for a in lows for b in highs))
        case Several(quantities, are_choices=True):
            return one_of((_ordered(quantities[0].values[0], quantities[-1].values[0]),))
        case Several(quantities):
            return one_of(tuple(Range(value, value) for found in quantities for value in found.values))
        case None:
            return NOT_UNDERSTOOD


def _ordered(low: Decimal | None, high: Decimal | None) -> Range[Decimal]:
    if low is not None and high is not None and high < low:
        return Range(high, low)
    return Range(low, high)


def _single(reading: Reading[Range[Decimal]]) -> Reading[Decimal]:
    match reading:
        case Understood(found):
            return one_of(_ends(found))
        case Ambiguous(candidates):
            return one_of(tuple(end for found in candidates for end in _ends(found)))
        case refused:
            return refused


def _ends(found: Range[Decimal]) -> tuple[Decimal, ...]:
    return tuple(end for end in (found.low, found.high) if end is not None)


def _number_finder(language: str, units: frozenset[str]) -> Finder:
    def find(tokens: Tokens, at: int) -> Piece | None:
        found = quantity(tokens, at, language, of_length=True)
        if found is None:
            return Piece(Part.FILLER, end=at + 1) if text_at(tokens, at) in _AGES else None
        if not found.values:
            return Piece(Part.UNKNOWN, end=found.end)
        end = found.end
        while text_at(tokens, end) in units or (
            end > found.end and text_at(tokens, end) == "2" and is_glued(tokens, end)
        ):
            end += 1
        end = _past_months(tokens, end, language)
        return Piece(Part.QUANTITY, found, marked=end > found.end or found.scale is not None, end=end)

    return find


def _past_months(tokens: Tokens, end: int, language: str) -> int:
    """Return the place after "e 8 meses" where years stand before it: an age counts in whole years."""
    if text_at(tokens, end - 1) not in _YEARS or text_at(tokens, end) not in _AND:
        return end
    months = quantity(tokens, end + 1, language)
    is_months = months is not None and text_at(tokens, months.end) in _MONTHS
    return months.end + 1 if months is not None and is_months else end


def _read_count(text: str, locale: str, units: frozenset[str], studios: frozenset[str]) -> Reading[Range[int]]:
    folded, language = answer(text), language_of(locale)
    if folded is None:
        return NOT_UNDERSTOOD
    tokens = heard(folded, language)
    fraction = _quarters(tokens) if studios else None
    if fraction is not None:
        return fraction
    match bounds_of(lay_out(tokens, language, _count_finder(language, units, studios))):
        case Bounds(is_guess=True):
            return NOT_UNDERSTOOD
        case Bounds() as bounds:
            return _counted(bounds, MAX_BEDROOMS if studios else MAX_COUNT)
        case Several(quantities, are_choices=True):
            return one_of((Range(min(map(_lowest, quantities)), max(map(_highest, quantities))),))
        case Several(quantities):
            return one_of(tuple(Range(_lowest(found), _highest(found)) for found in quantities))
        case None:
            return NOT_UNDERSTOOD


def _counted(bounds: Bounds, most: int) -> Reading[Range[int]]:
    low = None if bounds.low is None else _lowest(bounds.low) + bounds.is_low_strict
    high = None if bounds.high is None else _highest(bounds.high) - bounds.is_high_strict
    if low is not None and high is not None and high < low:
        low, high = high, low
    sensible = all(end is None or 0 <= end <= most for end in (low, high))
    return Understood(Range(low, high)) if sensible else NOT_UNDERSTOOD


def _lowest(found: Quantity) -> int:
    return int(found.values[0])


def _highest(found: Quantity) -> int:
    return int(found.values[-1])


def _count_finder(language: str, units: frozenset[str], studios: frozenset[str]) -> Finder:
    def find(tokens: Tokens, at: int) -> Piece | None:
        if text_at(tokens, at) in studios:
            values = tuple(Decimal(end) for end in (_STUDIO_ROOMS.low, _STUDIO_ROOMS.high) if end is not None)
            return Piece(Part.QUANTITY, Quantity(values, None, None, at, at + 1), marked=True, end=at + 1)
        found = _whole(tokens, at, language)
        if found is None:
            return None
        unit = text_at(tokens, found.end)
        if not found.values or (unit in _OTHER_ROOMS and unit not in units):
            return Piece(Part.UNKNOWN, end=found.end + bool(found.values))
        has_unit = unit in units
        marked = has_unit or (unit == "+" and text_at(tokens, found.end + 1) in units)
        return Piece(Part.QUANTITY, found, marked=marked, end=found.end + has_unit)

    return find


def _whole(tokens: Tokens, at: int, language: str) -> Quantity | None:
    """Read a whole number; a comma or a dot parts two counts ("2,3 quartos" is 2 or 3)."""
    if at < len(tokens) and tokens[at].is_digits:
        value = int(tokens[at].text) if len(tokens[at].text) <= len(str(MAX_COUNT)) else None
        values = () if value is None else (Decimal(value),)
        return Quantity(values, values[0] if values else None, None, at, at + 1)
    found = quantity(tokens, at, language)
    return found if found is None or found.scale is None else None


def _quarters(tokens: Tokens) -> Reading[Range[int]] | None:
    """Read "2/4": in the north-east it says two bedrooms, elsewhere two to four."""
    words = [token.text for token in tokens if not token.ends_clause]
    if len(words) < 3 or words[1:3] != ["/", "4"] or not _is_small(words[0]) or set(words[3:]) - _BEDROOMS:
        return None
    rooms = int(words[0])
    return Ambiguous((Range(rooms, rooms), Range(min(rooms, 4), max(rooms, 4)))) if rooms != 4 else None


def _is_small(word: str) -> bool:
    return len(word) == 1 and word.isdigit()
