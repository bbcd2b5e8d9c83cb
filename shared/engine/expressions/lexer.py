"""An expression's characters cut into tokens."""

from dataclasses import dataclass

from shared.engine.limits import MAX_EXPRESSION, MAX_NUMBER

SIGNS = ("==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "(", ")", "[", "]", ",", ".")
WORDS = frozenset({"and", "or", "not", "in", "contains", "starts_with", "ends_with", "matches", "is_set"})
_ESCAPES = {"n": "\n", "t": "\t", "\\": "\\", '"': '"', "'": "'"}


class ExpressionError(ValueError):
    """A sentence about what is wrong with an expression, for its author."""


@dataclass(frozen=True, slots=True)
class Token:
    """kind: number, text, name, word (an operator written as a word), sign, end. at: offset, for messages."""

    kind: str
    value: str | int | float
    at: int


def tokens_of(source: str) -> list[Token]:
    """Cut `source`; raises ExpressionError."""
    if len(source) > MAX_EXPRESSION:
        raise ExpressionError(f"longer than {MAX_EXPRESSION} characters")
    found: list[Token] = []
    at = 0
    while at < len(source):
        character = source[at]
        if character.isspace():
            at += 1
            continue
        token, at = _next(source, at)
        found.append(token)
    found.append(Token("end", "", len(source)))
    return found


def _next(source: str, at: int) -> tuple[Token, int]:
    character = source[at]
    if character.isascii() and character.isdigit():
        return _number(source, at)
    if character in "\"'":
        return _text(source, at)
    if character.isalpha() or character == "_":
        return _name(source, at)
    for sign in SIGNS:
        if source.startswith(sign, at):
            return Token("sign", sign, at), at + len(sign)
    raise ExpressionError(f"unexpected {character!r} at {at + 1}")


def _number(source: str, at: int) -> tuple[Token, int]:
    end = at
    while end < len(source) and source[end].isascii() and source[end].isdigit():
        end += 1
    is_whole = True
    if source[end : end + 1] == "." and source[end + 1 : end + 2].isdigit() and source[end + 1].isascii():
        is_whole = False
        end += 1
        while end < len(source) and source[end].isascii() and source[end].isdigit():
            end += 1
    digits = source[at:end]
    if len(digits) > 20 or float(digits) > MAX_NUMBER:
        raise ExpressionError(f"the number at {at + 1} is too large")
    return Token("number", int(digits) if is_whole else float(digits), at), end


def _text(source: str, at: int) -> tuple[Token, int]:
    quote, pieces, end = source[at], [], at + 1
    while end < len(source) and source[end] != quote:
        if source[end] == "\\" and end + 1 < len(source):
            pieces.append(_ESCAPES.get(source[end + 1], "\\" + source[end + 1]))
            end += 2
        else:
            pieces.append(source[end])
            end += 1
    if end >= len(source):
        raise ExpressionError(f"the text that begins at {at + 1} has no end")
    return Token("text", "".join(pieces), at), end + 1


def _name(source: str, at: int) -> tuple[Token, int]:
    end = at
    while end < len(source) and (source[end].isalnum() or source[end] == "_"):
        end += 1
    name = source[at:end]
    return Token("word" if name in WORDS else "name", name, at), end
