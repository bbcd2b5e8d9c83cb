"""One quantity in a text, in digits, words or both, with its scale: "500 mil", "1,2 mi", "um milhão e meio", "dois mil e 300"."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from shared.engine.language.numerals import numeral
from shared.engine.language.tokens import Tokens, is_glued, phrasebook, text_at, word_set
from shared.engine.language.words import SCALES, below_a_thousand, is_article

MAX_QUANTITY: Final = 10**9  # a thousand millions; a larger reading is a slip of the scale, not a price or a count
THOUSAND: Final = 1000
MILLION: Final = 10**6
_SMALL: Final = 20  # "1,5m" says millions, "500m" more likely thousands
_HALF: Final = {"pt": frozenset({"meio", "meia"}), "en": frozenset({"half"})}
_AND: Final = {"pt": frozenset({"e", "&"}), "en": frozenset({"and", "&"})}
_BARE_SCALES: Final = {"pt": frozenset({"mil"}), "en": frozenset()}  # "mil reais" needs no number before it
_NO_HALF: Final = frozenset({"dia", "noite", "hora", "horas"})  # "10 e meia hora" is no ten and a half
_FEW_MORE: Final = phrasebook(
    {True: "e poucos|e pouco|e poucas|e tantos|e tantas|e alguns|e qualquer coisa|e uns quebrados"}
)
_COUNTED: Final = word_set(  # nouns whose number never belongs to the quantity before it: "2 mil e 3 quartos"
    "quarto quartos qto qtos dorm dorms dormitorio dormitorios suite suites vaga vagas banheiro banheiros pessoa pessoas"
    " parcela parcelas vezes x dia dias mes meses ano anos m2 metros filhos"
    " bedroom bedrooms bathroom bathrooms room rooms people person installments days months years"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number found in a text.

    values: every way to read it, likeliest first. literal: the number before its scale, where one reading of it exists.
    is_implicit: the scale stands alone ("mil reais").
    scale: what it was said in (1000 for "mil"), None for a bare number. is_article: "um", more often no number at all.
    """

    values: tuple[Decimal, ...]
    literal: Decimal | None
    scale: int | None
    start: int
    end: int
    is_article: bool = False
    is_implicit: bool = False


def quantity(
    tokens: Tokens, at: int, language: str, *, with_tail: bool = True, of_length: bool = False
) -> Quantity | None:
    """Read the quantity that starts here. A run of digits that is no number has no values, and is still taken.

    with_tail: False leaves "e 600" in "500 mil e 600" for whoever asks for two numbers. of_length: "m" is for metres, not
    for millions.
    """
    found = _base(tokens, at, language)
    if found is None or not found.values:
        return found
    found = replace(found, values=tuple(value for value in found.values if value <= MAX_QUANTITY))
    if not found.values:
        return found
    if of_length and text_at(tokens, found.end) == "m":
        return found
    scaled = _scaled(found, tokens, language)
    if not with_tail or scaled.scale is None or len(scaled.values) != 1:
        return scaled
    return _with_tail(scaled, tokens, language)


def _base(tokens: Tokens, at: int, language: str) -> Quantity | None:
    digits = numeral(tokens, at, language)
    if digits is not None and text_at(tokens, at + 1) not in {"centos", "centas"}:
        literal = digits.values[0] if len(digits.values) == 1 else None
        return _with_half(Quantity(digits.values, literal, None, at, digits.end), tokens, language)
    word = text_at(tokens, at)
    if word in _HALF[language]:
        return _half(tokens, at, language)
    if word in _BARE_SCALES[language]:
        return Quantity((Decimal(1),), Decimal(1), None, at, at, is_implicit=True)
    spelled = below_a_thousand(tokens, at, language)
    if spelled is None:
        article = language == "en" and is_article(word, language) and text_at(tokens, at + 1) in SCALES["en"]
        spelled = (1, at + 1) if article else None
    if spelled is None:
        return None
    value = Decimal(spelled[0])
    lonely = is_article(word, language) and spelled[1] == at + 1
    return _with_half(Quantity((value,), value, None, at, spelled[1], lonely), tokens, language)


def _half(tokens: Tokens, at: int, language: str) -> Quantity | None:
    """Read "meio milhão", "half a million": a half counts only before a word of scale."""
    end = at + 2 if language == "en" and text_at(tokens, at + 1) == "a" else at + 1
    half = Decimal("0.5")
    return Quantity((half,), half, None, at, end) if text_at(tokens, end) in SCALES[language] else None


def _with_half(found: Quantity, tokens: Tokens, language: str) -> Quantity:
    """Read "dois e meio", "dois e meio milhões", "two and a half million"."""
    few = _FEW_MORE.match(tokens, found.end)
    if few is not None and text_at(tokens, few[1]) in SCALES[language]:
        return replace(found, end=few[1], is_article=False)  # "duzentos e poucos mil"
    end = _past_half(tokens, found.end, language)
    if end is None or found.literal is None or text_at(tokens, end) in _NO_HALF:
        return found
    literal = found.literal + Decimal("0.5")
    return replace(found, values=(literal,), literal=literal, end=end, is_article=False)


def _past_half(tokens: Tokens, at: int, language: str) -> int | None:
    if text_at(tokens, at) not in _AND[language]:
        return None
    at += 2 if language == "en" and text_at(tokens, at + 1) == "a" else 1
    return at + 1 if text_at(tokens, at) in _HALF[language] else None


def _scaled(found: Quantity, tokens: Tokens, language: str) -> Quantity:
    scales, end = _scale_at(tokens, found, language)
    if not scales:
        return found
    values = tuple(value for scale in scales for base in found.values for value in _multiplied(base, scale))
    within = tuple(dict.fromkeys(value for value in values if value <= MAX_QUANTITY))
    return replace(found, values=within, scale=scales[0], end=end, is_article=False)


def _scale_at(tokens: Tokens, found: Quantity, language: str) -> tuple[tuple[int, ...], int]:
    at = found.end
    word, number = text_at(tokens, at), found.values[0]
    if word == "kk" and not is_glued(tokens, at):
        return (), at  # laughter, more likely than millions
    if word == "m" and text_at(tokens, at + 1) != "2":
        million_only = language == "en" or number < _SMALL
        return ((MILLION,) if million_only else (THOUSAND, MILLION)), at + 1
    if word == "mil" and language == "en":
        return (THOUSAND, MILLION), at + 1  # Portuguese for a thousand, a banker's English for a million
    scale = SCALES[language].get(word)
    if scale == THOUSAND and SCALES[language].get(text_at(tokens, at + 1)) == MILLION:
        return (THOUSAND * MILLION,), at + 2
    return ((scale,) if scale else ()), (at + 1 if scale else at)


def _multiplied(base: Decimal, scale: int) -> tuple[Decimal, ...]:
    """Multiply; a number that already has its thousands written out may only repeat the scale ("350.000 mil")."""
    if base < THOUSAND:
        return (base * scale,)
    if scale > THOUSAND and base < MILLION:
        return (base / THOUSAND * scale, base * scale)  # "1.250 milhão": the dot was a comma
    return (base, base * scale)


def _with_tail(found: Quantity, tokens: Tokens, language: str) -> Quantity:
    """Add what follows the scale: "e meio", "e duzentos", "e 200 mil", "e trezentos mil e cinquenta"."""
    scale = found.scale or 1
    while True:
        half_end = _past_half(tokens, found.end, language)
        if half_end is not None and text_at(tokens, half_end) not in _COUNTED:
            return replace(found, values=tuple(value + Decimal(scale) / 2 for value in found.values), end=half_end)
        part = _part(tokens, found.end, scale, language)
        if part is None:
            return found
        values, end, scale = part
        found = replace(found, values=tuple(whole + value for whole in found.values for value in values), end=end)
        if scale == 1 or len(found.values) > 1:
            return found


def _part(tokens: Tokens, at: int, scale: int, language: str) -> tuple[tuple[Decimal, ...], int, int] | None:
    """Read one smaller part after a scale: its values, the place after it, and the scale that may still follow."""
    linked = text_at(tokens, at) in _AND[language]
    start = at + 1 if linked else at
    value, end = _small_number(tokens, start, language)
    if value is None or text_at(tokens, end) in _COUNTED:
        return None
    own = SCALES[language].get(text_at(tokens, end))
    if own is not None:
        return ((Decimal(value * own),), end + 1, own) if own < scale and value else None
    if not linked and value < 100:
        return None  # "2 mil 2 quartos": without an "e", only hundreds belong to the number
    if scale == THOUSAND:
        return (Decimal(value),), end, 1
    if value < 10:
        return (Decimal(value) * scale / 10, Decimal(value) * THOUSAND), end, 1
    return (Decimal(value) * scale / THOUSAND,), end, 1  # "um milhão e duzentos" says 1.200.000


def _small_number(tokens: Tokens, at: int, language: str) -> tuple[int | None, int]:
    digits = numeral(tokens, at, language)
    if digits is not None:
        whole = digits.values[0] if len(digits.values) == 1 and digits.end == at + 1 else None
        return (int(whole), digits.end) if whole is not None and 0 < whole < THOUSAND else (None, at)
    if text_at(tokens, at) in _BARE_SCALES[language]:
        return None, at
    return below_a_thousand(tokens, at, language) or (None, at)
