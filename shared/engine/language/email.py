"""E-mail addresses in a text, also dictated ones ("ana arroba gmail ponto com"), with the usual slips asked about."""

import re
from typing import Final

from shared.engine.language.likeness import is_like
from shared.engine.language.reading import NOT_UNDERSTOOD, Ambiguous, Reading, Understood, one_of
from shared.engine.language.text import answer, clean

_ADDRESS: Final = re.compile(r"[^\s@<>(),;:\"\[\]]{1,64}@[^\s@<>(),;:\"\[\]]{1,255}")
_LOCAL: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}")
_DOMAIN: Final = re.compile(r"[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}")
_SPOKEN: Final = (
    (" arroba ", "@"),
    (" at ", "@"),
    (" ponto ", "."),
    (" dot ", "."),
    (" underline ", "_"),
    (" traco ", "-"),
)
_COMMON: Final = (
    "gmail.com", "hotmail.com", "outlook.com", "yahoo.com.br", "yahoo.com", "icloud.com", "uol.com.br", "bol.com.br", "terra.com.br",
    "live.com", "outlook.com.br", "globo.com", "ig.com.br", "msn.com", "me.com", "proton.me",
)  # fmt: skip
_SLIPS: Final = {
    "gmail.con": "gmail.com", "gmail.co": "gmail.com", "gmail.cm": "gmail.com", "gmail.com.br": "gmail.com", "gmail": "gmail.com",
    "hotmail": "hotmail.com", "outlook": "outlook.com", "hotmail.con": "hotmail.com", "hotmail.com.br": "hotmail.com",
    "outlook.con": "outlook.com", "yahoo": "yahoo.com.br", "yahoo.con.br": "yahoo.com.br", "uol": "uol.com.br", "icloud": "icloud.com",
    "icloud.con": "icloud.com",
}  # fmt: skip


def read_email(text: str) -> Reading[str]:
    """Read one address, its domain in lower case. A domain that looks like a slip ("gmial.com") needs a yes."""
    if answer(text) is None:
        return NOT_UNDERSTOOD
    addresses = tuple(_addresses(clean(text))) or tuple(_addresses(_spoken(text)))
    reading = one_of(addresses)
    if not isinstance(reading, Understood):
        return reading
    local, _, domain = reading.value.rpartition("@")
    meant = _meant(domain)
    if meant == domain:
        return reading if "." in domain else NOT_UNDERSTOOD
    return Ambiguous((f"{local}@{meant}", *((reading.value,) if "." in domain else ())))


def _addresses(text: str) -> list[str]:
    found = []
    for match in _ADDRESS.finditer(text):
        local, _, domain = match.group().rpartition("@")
        local, domain = local.strip(".'*_~"), domain.lower().strip(".!?'*_~-")
        if _is_local(local) and _is_domain(domain):
            found.append(f"{local}@{domain}")
    return found


def _is_local(local: str) -> bool:
    return _LOCAL.fullmatch(local) is not None and ".." not in local


def _is_domain(domain: str) -> bool:
    if domain in _SLIPS:
        return True
    labels = domain.split(".")
    whole = _DOMAIN.fullmatch(domain) is not None
    return (
        whole and not any(label.startswith("-") or label.endswith("-") for label in labels) and not labels[-1].isdigit()
    )


def _spoken(text: str) -> str:
    """Write a dictated address as typed: only around an "arroba", so that other texts stay what they are."""
    folded = f" {answer(text) or ''} "
    if " arroba " not in folded and " at " not in folded:
        return ""
    for said, sign in _SPOKEN:
        folded = folded.replace(said, sign)
    return folded


def _meant(domain: str) -> str:
    if domain in _SLIPS:
        return _SLIPS[domain]
    if domain in _COMMON:
        return domain
    return next((common for common in _COMMON if is_slip(domain, common)), domain)


def is_slip(domain: str, common: str) -> bool:
    """Say whether a domain is the common one with one letter wrong; the ending must be the same."""
    name, _, ending = domain.partition(".")
    known, _, known_ending = common.partition(".")
    return ending == known_ending and name != known and len(known) > 3 and is_like(name, known)
