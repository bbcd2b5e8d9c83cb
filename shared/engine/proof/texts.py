"""Texts: longer than WhatsApp takes where they stand, in any language; or missing in a language the flow speaks."""

import re
from collections.abc import Iterable, Iterator

from shared.engine.compiler import Length, Told
from shared.engine.problems import Problem
from shared.engine.text.localised import variants
from shared.engine.text.template import Slot, cut
from shared.engine.words import utf16_length

_LANGUAGE = re.compile(r"^[a-z]{2,3}")


def too_long(lengths: Iterable[Length]) -> Iterator[Problem]:
    """Only what is written counts; what variables add is cut when it is sent."""
    for length in lengths:
        for locale, text in variants(length.text).items():
            units = _written(text)
            if units > length.limit:
                path = f"{length.path}.{locale}" if locale else length.path
                message = f"At most {length.limit} characters fit here ({units})."
                yield Problem("error", length.code, length.node, path, message)


def _written(text: str) -> int:
    if "{{" not in text:
        return utf16_length(text)
    try:
        return sum(0 if isinstance(part, Slot) else utf16_length(part) for part in cut(text))
    except ValueError:
        return utf16_length(text)


def untranslated(told: Iterable[Told], spoken: tuple[str, ...]) -> Iterator[Problem]:
    if len(spoken) < 2:
        return
    for text in told:
        if text.locales == ("",):
            continue
        have = {_language(locale) for locale in text.locales} | set(text.locales)
        missing = [locale for locale in spoken if locale not in have and _language(locale) not in have]
        if missing:
            message = f"This text is not written in {', '.join(missing)}."
            yield Problem("warning", "missing_translation", text.node, text.path, message)


def _language(locale: str) -> str:
    found = _LANGUAGE.match(locale)
    return found[0] if found else locale
