"""Typed words made comparable, and the size of a value: small measures that many parts of the engine share."""

import json
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

_MARKS = re.compile("[\u0300-\u036f\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff]+")  # accents, and what nobody sees


def folded(text: str) -> str:
    """Return `text` for comparing: lower case, no accents, single spaces.

    For words of the flow itself; the readers of the language package look much closer.
    """
    if not text.isascii():
        text = _MARKS.sub("", unicodedata.normalize("NFD", text.casefold()))
    return " ".join(text.lower().split())


def is_simple(text: str) -> bool:
    """Say whether folding a text would only make its letters small: neither accents nor odd spaces are in it."""
    return text.isascii() and text.isprintable() and "  " not in text


def utf16_length(text: str) -> int:
    """Count UTF-16 units, which is how WhatsApp's limits are read on the safe side."""
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def fits(text: str, limit: int) -> bool:
    """Say whether a text has at most so many UTF-16 units; most texts are short enough to see it at once."""
    return 2 * len(text) <= limit or utf16_length(text) <= limit


def size_of(value: object, limit: int) -> int:
    """Return about how many characters `value` takes as JSON, giving up just past `limit`."""
    total = 0
    waiting = [value]
    while waiting and total <= limit:
        item = waiting.pop()
        if isinstance(item, str):
            total += len(item) + 2
        elif isinstance(item, Mapping):
            total += 2
            for key, inner in item.items():
                total += len(str(key)) + 4
                waiting.append(inner)
                if total > limit:
                    break
        elif isinstance(item, list | tuple):
            total += 2 + len(item)
            if total <= limit:
                waiting.extend(item)
        else:
            total += 8
    return total


def canonical(value: object) -> str:
    """Return the one JSON text of a value: sorted keys, no spaces. Equal values give equal texts."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def is_empty(value: Any) -> bool:
    """Say whether a variable counts as not set: None, an empty text, list or object. Zero and false are values."""
    return value is None or (isinstance(value, str | list | dict | tuple) and not value)
