"""Whether an answer says only what the tenant's own texts say: every number, price, date, link, phone and code must be there.

Strict on purpose: a right answer that is refused goes to a person, a wrong price goes to a customer.
"""

import re
from collections.abc import Iterable
from typing import Final

from shared.engine.language.text import clean, fold
from shared.engine.language.tokens import tokenize
from shared.engine.language.words import below_a_thousand

_TOP_DOMAINS: Final = (
    "com|net|org|info|biz|io|app|dev|me|co|ai|xyz|online|site|shop|store|top|club|link|click|live|icu|tk|ml|ga|cf|gq|ru|cn|br|pt"
    "|us|uk|eu|ly|gl|to|cc|tv|ws|gg|page|imb|imoveis|tech|cloud|web|fun|vip|work|world|digital|solutions|space|website|pro|mobi"
)
_DOT: Final = r"(?:\.|\s?(?:\(ponto\)|\[ponto\]|\(dot\)|\[dot\]|\[\.\]|\(\.\))\s?)"
_LINK: Final = re.compile(
    rf"(?:https?://|www\.)\S+|(?<![\w@.-])(?:[\w-]+{_DOT})+(?:{_TOP_DOMAINS})(?![\w-])(?:/\S*)?|\b(?:ponto|dot)\s+(?:com|net|org)\b",
    re.IGNORECASE,
)
_EMAIL: Final = re.compile(r"[^\s@<>()]+@[^\s@<>()]+")
_NUMBER: Final = re.compile(r"\d[\d.,]*")
_RUN: Final = re.compile(r"\d(?:[ \t().\-–—/]{0,3}\d){7,}")  # a telephone in pieces
_AMOUNT: Final = re.compile(r"(?:r\$|us\$|\$|€)\s*(\d[\d\s.,]*)")
_CODE: Final = re.compile(r"(?=[\w-]*\d)(?=[\w-]*[^\W\d_])[\w-]+")
_DAY: Final = re.compile(r"(?<!\d)(\d{1,2})\s?[/.-]\s?(\d{1,2})(?:\s?[/.-]\s?(\d{4}|\d{2}))?(?!\d)")
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "janeiro january jan", "fevereiro february fev feb", "marco march mar", "abril april abr apr", "maio may mai",
            "junho june jun", "julho july jul", "agosto august ago aug", "setembro september set sep sept", "outubro october out oct",
            "novembro november nov", "dezembro december dez dec",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_NAMED_DAY: Final = re.compile(
    rf"(?<!\d)(\d{{1,2}})[ºo°]?\s+(?:de\s+|of\s+)?({'|'.join(_MONTHS)})\b|\b({'|'.join(_MONTHS)})\s+(\d{{1,2}})(?!\d)"
)
_WEEKDAYS: Final = frozenset(
    ["segunda", "terca", "quarta", "quinta", "sexta", "sabado", "domingo", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "hoje", "amanha", "ontem", "today", "tomorrow", "yesterday", "feriado", "feriados"]
)  # fmt: skip
_SCALES: Final = frozenset(
    ["mil", "milhao", "milhoes", "bilhao", "bilhoes", "mi", "k", "reais", "real", "centavos", "thousand", "million", "billion", "gratis", "gratuito", "gratuita", "free", "desconto", "cem", "cento", "duzentos", "trezentos", "quatrocentos", "quinhentos", "seiscentos", "setecentos", "oitocentos", "novecentos", "hundred"]
)  # fmt: skip
_BULLET: Final = re.compile(r"^\s*(\d{1,2})[.)]\s", re.MULTILINE)
_SHINGLE: Final = 7  # words in a row that are nobody's by chance


def is_grounded(answer: str, facts: Iterable[str]) -> bool:
    """Say whether every checkable thing in the answer occurs in the facts."""
    known = "\n".join(facts)
    without_bullets = _BULLET.sub(" ", answer)
    checks = (_links, _emails, _numbers, _amounts, _runs, _codes, _telling_words)
    dates = (_days, _months)
    return all(said(without_bullets) <= said(known) for said in checks) and all(
        said(without_bullets) <= said(known) for said in dates
    )


def quotes(answer: str, instructions: str) -> bool:
    """Say whether the answer repeats a run of words of our instructions."""
    ours, said = _words(instructions), _words(answer)
    shingles = {tuple(ours[at : at + _SHINGLE]) for at in range(len(ours) - _SHINGLE + 1)}
    return any(tuple(said[at : at + _SHINGLE]) in shingles for at in range(len(said) - _SHINGLE + 1))


def _words(text: str) -> list[str]:
    return "".join(sign if sign.isalnum() else " " for sign in fold(text)).split()


def _links(text: str) -> set[str]:
    return {_bare(match.group()) for match in _LINK.finditer(clean(text))}


def _bare(link: str) -> str:
    plain = re.sub(r"\s", "", link).casefold().rstrip(".,;:!?)]}'\"")
    for start in ("https://", "http://", "www."):
        plain = plain.removeprefix(start)
    return plain.rstrip("/")


def _emails(text: str) -> set[str]:
    return {match.group().rstrip(".,;:!?").casefold() for match in _EMAIL.finditer(fold(text))}


def _numbers(text: str) -> set[str]:
    """Every number by its digits, also in letters from two on."""
    return {_value(match.group()) for match in _NUMBER.finditer(fold(text))} | _spelled(text)


def _amounts(text: str) -> set[str]:
    """Prices, whatever parts their digits."""
    return {_value("".join(match[1].split())) for match in _AMOUNT.finditer(fold(text))}


def _runs(text: str) -> set[str]:
    """Telephones and documents: all the digits of a run, without what parts them."""
    return {re.sub(r"\D", "", match.group()) for match in _RUN.finditer(fold(text))}


def _value(number: str) -> str:
    """The digits of a number, its cents where it has any that count: "350.000,00" is "350000"."""
    whole, _, cents = number.rstrip(".,").rpartition(",")
    if whole and len(cents) <= 2:
        digits = re.sub(r"\D", "", whole)
        return digits if not cents.strip("0") else f"{digits},{cents}"
    return re.sub(r"\D", "", number)


def _codes(text: str) -> set[str]:
    return {match.group() for match in _CODE.finditer(fold(text))}


def _days(text: str) -> set[tuple[int, int]]:
    folded = fold(text)
    said = {
        (int(match[1]), int(match[2])) for match in _DAY.finditer(folded) if int(match[2]) <= 12 and int(match[1]) <= 31
    }
    for match in _NAMED_DAY.finditer(folded):
        said.add((int(match[1] or match[4]), _MONTHS[match[2] or match[3]]))
    return said


def _months(text: str) -> set[int]:
    return {_MONTHS[word] for word in _words(text) if word in _MONTHS} | {month for _, month in _days(text)}


def _telling_words(text: str) -> set[str]:
    """Names of days, and words for amounts."""
    return {word.removesuffix("s") for word in set(_words(text)) & (_WEEKDAYS | _SCALES)}


def _spelled(text: str) -> set[str]:
    found: set[str] = set()
    for language in ("pt", "en"):
        tokens = tokenize(fold(text))
        at = 0
        while at < len(tokens):
            number = None if tokens[at].is_digits else below_a_thousand(tokens, at, language)
            if number is not None and number[0] > 1:
                found.add(str(number[0]))
            at = number[1] if number is not None else at + 1
    return found
