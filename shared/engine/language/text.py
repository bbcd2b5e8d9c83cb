"""Text as people type it, made comparable: no accents, no capitals, no invisible characters, one space at a time."""

import unicodedata
from typing import Final

MAX_CHARACTERS: Final = 500  # a typed answer is short; a longer text is a story and never an answer to one question
MAX_RAW_CHARACTERS: Final = 4 * MAX_CHARACTERS  # padding with invisible characters is looked through up to here

# One character each, after decomposition: what a keyboard or an emoji offers for a plain character.
_SAME = {
    **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
    **dict.fromkeys("'’‘´`ʼ", "'"),
    **dict.fromkeys("“”„«»", '"'),
    "⁄": "/",
    "∕": "/",
    "×": "x",
    "°": "o",  # 1° stands for 1º on many phones
    "≥": ">",
    "≤": "<",
    "≈": "~",
    "🔟": "10",
}
_INVISIBLE_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800\u17b4\u17b5")
_SKIN_TONES = frozenset(chr(code) for code in range(0x1F3FB, 0x1F400))
_DROPPED = frozenset({"Mn", "Me", "Cf", "Cs", "Cc"})
_FOLDS = 3  # folding one exotic letter can uncover another; three passes settle every one of Unicode


def clean(text: str) -> str:
    """Return the text without invisible characters, each run of white space as one space or one line break."""
    visible = "".join(character for character in unicodedata.normalize("NFC", text) if not _is_invisible(character))
    return unicodedata.normalize("NFC", _space_out(visible))


def fold(text: str) -> str:
    """Return the text for comparing: clean, lower case, without accents. Folding twice changes nothing."""
    if text.isascii():
        return _space_out("".join(c for c in text if c.isprintable() or c.isspace()).lower())
    for _ in range(_FOLDS):
        decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
        folded = _space_out("".join(map(_plain, decomposed)))
        if folded == text:
            break
        text = folded
    return text


def answer(text: str) -> str | None:
    """Return the folded text of a typed answer; None where it is empty or too long to be one."""
    if len(text) > MAX_RAW_CHARACTERS:
        return None
    folded = fold(text)
    return folded if 0 < len(folded) <= MAX_CHARACTERS else None


def language_of(locale: str) -> str:
    """Return "en" for any English, "pt" for every other locale: Portuguese is what Prosa's contacts write."""
    return "en" if locale.lower().startswith("en") else "pt"


def _plain(character: str) -> str:
    if character in _SAME:
        return _SAME[character]
    if character.isspace():
        return "\n" if character in "\n\r\u2028\u2029\x0b\x0c\x85" else " "
    if _is_invisible(character) or character in _SKIN_TONES:
        return ""
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    return "" if unicodedata.category(character) in _DROPPED else character


def _is_invisible(character: str) -> bool:
    if character in _INVISIBLE_LETTERS:
        return True
    return not character.isspace() and unicodedata.category(character) in {"Cf", "Cs", "Cc"}


def _space_out(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)
