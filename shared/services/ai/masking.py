"""Phones, e-mails and CPFs taken out of what a model sees, and put back into what it says: it only ever sees `[phone_1]`."""

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any, Final

from shared.engine.language.documents import is_cpf
from shared.engine.language.text import clean

_EMAIL: Final = re.compile(r"[^\s@<>(),;:\"\[\]]{1,64}@[^\s@<>(),;:\"\[\]]{1,255}\.[^\W\d_]{2,24}")
_DATE: Final = r"(?:0?[1-9]|[12]\d|3[01])[/.-](?:0?[1-9]|1[0-2])[/.-](?:19|20)\d{2}|(?:19|20)\d{2}-[01]\d-[0-3]\d"
_POSTCODE: Final = r"\d{2}\.?\d{3}-\d{3}"
_DIGITS: Final = re.compile(
    rf"(?<!\d)(?<!\d[.,])(?:(?P<kept>(?:{_DATE}|{_POSTCODE})(?!\d|[-./]\d))|\+?\(?\d(?:[ \t().\-–—/]{{0,3}}\d){{7,17}}(?!\d))"
)
_MONEY: Final = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?|\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?")
_MOST_AMOUNT: Final = 9  # digits; what is longer is no price, whatever stands beside it
_PLACEHOLDER: Final = re.compile(r"\[(?:phone|email|cpf)_\d{1,4}\]")
_AMOUNT_BEFORE: Final = re.compile(r"(?:R\$|US\$|€|\$)\s*$", re.IGNORECASE)
_AMOUNT_AFTER: Final = re.compile(r"\s*(?:reais|mil\b|mi\b|milh|m²|m2|km\b|kg\b|%|,\d{2}\b)", re.IGNORECASE)


@dataclass(slots=True)
class Mask:
    """One call's placeholders. The same value has the same placeholder; `is_off` leaves texts as they are."""

    is_off: bool = False
    _values: dict[str, str] = field(default_factory=dict)

    def hide(self, text: str) -> str:
        """Return the text, cleaned of invisible characters, without personal data."""
        plain = unicodedata.normalize("NFKC", clean(text))
        if self.is_off:
            return plain
        plain = _PLACEHOLDER.sub("[…]", plain)  # nobody may type a placeholder and be shown what it stands for
        plain = _EMAIL.sub(lambda found: self._placeholder("email", found.group()), plain)
        return _DIGITS.sub(lambda found: self._digits(found, plain), plain)

    def show(self, value: Any) -> Any:
        """Return a model's JSON value with what the placeholders stand for."""
        if isinstance(value, str):
            return _PLACEHOLDER.sub(lambda found: self._values.get(found.group(), found.group()), value)
        if isinstance(value, list):
            return [self.show(inner) for inner in value]
        if isinstance(value, dict):
            return {key: self.show(inner) for key, inner in value.items()}
        return value

    def _digits(self, found: re.Match[str], text: str) -> str:
        said = found.group()
        if found["kept"]:
            return said
        digits = re.sub(r"\D", "", said)
        if len(digits) == 11 and (is_cpf(digits) or re.fullmatch(r"\d{3}\.\d{3}\.\d{3}[-–]\d{2}", said.strip())):
            return self._placeholder("cpf", said)
        is_priced = _AMOUNT_BEFORE.search(text[: found.start()]) or _AMOUNT_AFTER.match(text, found.end())
        if len(digits) <= _MOST_AMOUNT and (_MONEY.fullmatch(said) or is_priced):
            return said
        return self._placeholder("phone", said)

    def _placeholder(self, kind: str, value: str) -> str:
        for placeholder, known in self._values.items():
            if known == value:
                return placeholder
        number = sum(1 for placeholder in self._values if placeholder.startswith(f"[{kind}_")) + 1
        placeholder = f"[{kind}_{number}]"
        self._values[placeholder] = value
        return placeholder
