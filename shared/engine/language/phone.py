"""Telephone numbers as people type them, to E.164, by the rules of the Brazilian ninth digit."""

import re
from collections.abc import Iterator
from typing import Final

import phonenumbers

from shared.engine.language.courtesy import heard
from shared.engine.language.reading import NOT_UNDERSTOOD, Ambiguous, Reading, Understood, one_of
from shared.engine.language.text import answer, language_of
from shared.engine.language.tokens import Tokens, phrasebook
from shared.engine.language.words import below_a_thousand
from shared.engine.language.yes_no import read_yes_no

_COUNTRY: Final = "55"
_NUMBER: Final = re.compile(r"(?:\+|\b)[0-9][0-9 ()./x-]*[0-9]|\([0-9][0-9 ()./x-]*[0-9]")
_CPF: Final = re.compile(r"[0-9]{3}\.[0-9]{3}\.[0-9]{3}[-/]?[0-9]{2}")  # eleven digits, too, and no telephone
_MIN_DIGITS: Final = 8
_MAX_DIGITS: Final = 15  # E.164
_SPELLED_MIN: Final = 8  # words in a row before numbers in words count as a spelt telephone
_AREA: Final = 2
_SERVICES: Final = frozenset(  # numbers that nobody answers in person
    (
        phonenumbers.PhoneNumberType.TOLL_FREE,
        phonenumbers.PhoneNumberType.PREMIUM_RATE,
        phonenumbers.PhoneNumberType.SHARED_COST,
        phonenumbers.PhoneNumberType.UAN,
        phonenumbers.PhoneNumberType.VOICEMAIL,
    )
)
_NAMED_AREA: Final = re.compile(r"\bddd[: ]{0,2}\(?([1-9][0-9])\b")
_LANDLINE: Final = "2345"
_MOBILE: Final = "6789"
_CARRIER: Final = re.compile(r"^0(?:xx)?(?=[1-9])")
_CARRIER_CODE: Final = re.compile(r"^0[1-9]{2}(?=[1-9]{2}9?[0-9]{8}$)")
_OWN: Final = {
    "pt": phrasebook({
        True: (
            "esse mesmo|este mesmo|esse msm|esse|este|esse aqui|este aqui|esse daqui|esse ai|o mesmo|mesmo"
            "|o mesmo numero|esse numero|este numero"
            "|esse numero mesmo|o mesmo numero|meu whatsapp|o do whatsapp|do whatsapp|whatsapp|whats|zap|meu zap"
            "|o daqui|daqui|por aqui|por aqui mesmo|aqui mesmo"
            "|aqui|nesse|neste|nesse mesmo|neste mesmo|nesse numero|neste numero|esse contato|este contato"
            "|esse q estou falando|esse que estou falando"
            "|o que estou falando|que estou falando|que estou usando|que falo|que uso|que to usando"
            "|que to falando|o que estou usando|pelo whatsapp|pelo whats|pelo zap|esse do whatsapp|esse do whats"
            "|esse do zap|o atual|atual"
        )
    }),
    "en": phrasebook({
        True: (
            "this|this one|this number|the same|same|same one|same number|this same number|my whatsapp|whatsapp"
            "|here|the one i'm using|the one i am using"
            "|this very one|the same number|current|the current one|number i'm texting from|the number i'm texting from"
        )
    }),
}  # fmt: skip
_AROUND: Final = {
    "pt": phrasebook({True: "sim|pode ser|e|eh|o|a|no|meu|numero|telefone|fone|celular|cel|contato|mesmo|msm|pode usar|pode ligar|pode chamar|pode mandar|use|nesse|neste|por favor|isso|claro|,|.|!|:|ok|ta|da|do|em|por|usa|usar|liga|ligar|chama|chamar"}),
    "en": phrasebook({True: "yes|it's|it|is|my|the|number|phone|use|please|you|can|on|ok|sure|,|.|!|:|'|s|call|me|from"}),
}  # fmt: skip


def read_phone(
    text: str, locale: str, *, own: str | None = None, area: str | None = None, region: str = "BR"
) -> Reading[str]:
    """Read one telephone number, in E.164.

    own: the contact's own number, returned untouched for "esse mesmo" (a wa_id is never repaired).
    area: the tenant's area code; a local number without one then needs a yes. region: for numbers without a country.
    A Brazilian mobile number without its ninth digit gets it; a landline stays as it is.
    """
    folded = answer(text)
    if folded is None:
        return NOT_UNDERSTOOD
    typed = tuple(_numbers(folded)) or tuple(_spelled(heard(folded, language_of(locale)), language_of(locale)))
    if not typed:
        return Understood(own) if own is not None and _means_own(folded, text, locale) else NOT_UNDERSTOOD
    known = one_of(tuple(found for number in typed if (found := _e164(number, region)) is not None))
    if isinstance(known, Understood | Ambiguous) or region != "BR":
        return known
    named = _NAMED_AREA.search(folded)
    if named is not None:
        return one_of(tuple(found for number in typed if (found := _e164(named.group(1) + number, region)) is not None))
    if area is None:
        return known
    guessed = one_of(
        tuple(found for number in typed if (found := _e164(area + number.lstrip("0"), region)) is not None)
    )
    return Ambiguous((guessed.value,)) if isinstance(guessed, Understood) else guessed


def means_own_number(text: str, locale: str) -> bool:
    """Say whether the answer points at the number the contact is writing from: "esse mesmo", "pode ser esse"."""
    folded = answer(text)
    return folded is not None and _means_own(folded, text, locale)


def _means_own(folded: str, text: str, locale: str) -> bool:
    language, tokens = language_of(locale), heard(folded, language_of(locale))
    if read_yes_no(text, locale) == Understood(True):
        return True
    at, pointed = 0, False
    while at < len(tokens):
        found = _OWN[language].match(tokens, at)
        around = found or _AROUND[language].match(tokens, at)
        if around is None:
            return False
        pointed = pointed or found is not None
        at = around[1]
    return pointed


def _numbers(folded: str) -> Iterator[str]:
    """Yield the runs of digits that are long enough, with a leading plus where it stood."""
    for found in _NUMBER.finditer(folded):
        run = found.group()
        if _CPF.fullmatch(run):
            continue
        digits = ("+" if run[0] == "+" else "") + "".join(c for c in run if c.isdigit())
        if run.startswith("0xx"):
            digits = digits[1:]
        if _MIN_DIGITS <= len(digits.lstrip("+")) <= _MAX_DIGITS:
            yield digits
        elif len(digits) > _MAX_DIGITS:
            yield from _parted(run)


def _parted(run: str) -> Iterator[str]:
    """Part two numbers typed one after the other: "11987654321 / 11912345678"."""
    for part in run.split("/"):
        digits = "".join(c for c in part if c.isdigit())
        if _MIN_DIGITS <= len(digits) <= _MAX_DIGITS:
            yield digits


def _spelled(tokens: Tokens, language: str) -> Iterator[str]:
    """Yield a number said digit by digit: "onze, nove oito sete meia…"; "meia" is six."""
    digits, at = "", 0
    while at < len(tokens):
        if language == "pt" and tokens[at].text == "meia":
            digits, at = digits + "6", at + 1
            continue
        if tokens[at].ends_clause or tokens[at].text in {"-", "e"}:
            at += 1
            continue
        said = below_a_thousand(tokens[: at + 1], at, language)
        if said is None and len(digits) >= _SPELLED_MIN:
            break
        digits = digits + str(said[0]) if said is not None else ""
        at += 1
    if _MIN_DIGITS <= len(digits) <= _MAX_DIGITS:
        yield digits


def _e164(digits: str, region: str) -> str | None:
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    national = _brazilian(digits) if region == "BR" else None
    candidates = [national] if national is not None else [digits]
    for candidate in candidates:
        try:
            parsed = phonenumbers.parse(candidate, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(parsed) and phonenumbers.number_type(parsed) not in _SERVICES:
            return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return None


def _brazilian(digits: str) -> str | None:
    """Return +55 with area and number, the ninth digit added to a mobile that lacks it; None for another country's."""
    if digits.startswith("+") and not digits.startswith("+" + _COUNTRY):
        return None
    local = digits.lstrip("+")
    if digits.startswith("+") or (local.startswith(_COUNTRY) and len(local) > 11):  # area and nine digits
        local = local.removeprefix(_COUNTRY)
    local = _CARRIER_CODE.sub("", local) if len(local) > 12 else _CARRIER.sub("", local)
    local = local.lstrip("0")
    area, number = local[:_AREA], local[_AREA:]
    if len(number) == 8 and number[0] in _MOBILE:  # a mobile number of before the ninth digit
        number = "9" + number
    return f"+{_COUNTRY}{area}{number}"
