"""An expression's characters cut into tokens."""

import re

from shared.engine.limits import MAX_EXPRESSION, MAX_NUMBER
from shared.engine.record import record

WORDS = frozenset({"and", "or", "not", "in", "contains", "starts_with", "ends_with", "matches", "is_set"})
_ESCAPES = {"n": "\n", "t": "\t", "\\": "\\", '"': '"', "'": "'"}
_TOKEN = re.compile(
    r"""\s*(?:(?P<name>[^\W\d]\w*)|(?P<number>[0-9]+(?:\.[0-9]+)?)|(?P<text>["'])|(?P<sign>[=!<>]=|[-<>+*/()\[\],.]))"""
)


class ExpressionError(ValueError):
    """A sentence about what is wrong with an expression, for its author."""


@record
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
    at, end = 0, len(source.rstrip())
    while at < end:
        match = _TOKEN.match(source, at)
        if match is None:
            raise _unexpected(source, at)
        kind = str(match.lastgroup)
        begin, value = match.start(kind), match[kind]
        at = match.end()
        if kind == "text":
            value, at = _text(source, begin)
        elif kind == "number":
            found.append(Token(kind, _number(value, begin), begin))
            continue
        elif value in WORDS:
            kind = "word"
        elif kind == "name" and not (value[0].isalpha() or value[0] == "_"):
            raise _unexpected(source, begin)
        found.append(Token(kind, value, begin))
    found.append(Token("end", "", len(source)))
    return found


def _unexpected(source: str, at: int) -> ExpressionError:
    at += len(source[at:]) - len(source[at:].lstrip())
    return ExpressionError(f"unexpected {source[at]!r} at {at + 1}")


def _number(digits: str, at: int) -> int | float:
    if len(digits) > 20 or float(digits) > MAX_NUMBER:
        raise ExpressionError(f"the number at {at + 1} is too large")
    return float(digits) if "." in digits else int(digits)


def _text(source: str, at: int) -> tuple[str, int]:
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
    return "".join(pieces), end + 1
