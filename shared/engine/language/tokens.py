"""A folded text cut into words, digits and signs, and tables of phrases that are looked up in it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Generic, NamedTuple, TypeVar

_TOKEN: Final = re.compile(r"r\$|us\$|[a-z]+|[0-9]+|[^\s]|\n")
_EMPHASIS: Final = frozenset("*_")  # WhatsApp's bold and italic, not part of the words
_CLAUSE_ENDS: Final = frozenset(".,;:!?\n")

Role = TypeVar("Role")


class Token(NamedTuple):
    """One word, one run of digits or one sign; `glued` when nothing stands between it and the token before."""

    text: str
    glued: bool

    @property
    def is_word(self) -> bool:
        return "a" <= self.text[0] <= "z"

    @property
    def is_digits(self) -> bool:
        return "0" <= self.text[0] <= "9"

    @property
    def ends_clause(self) -> bool:
        return self.text in _CLAUSE_ENDS


Tokens = tuple[Token, ...]


def tokenize(folded: str) -> Tokens:
    """Cut a folded text. A hyphen inside a word parts it ("meio-dia" is two words)."""
    return tuple(_cut(folded))


def words_of(folded: str) -> tuple[str, ...]:
    """Return only the words and digits of a folded text."""
    return tuple(token.text for token in tokenize(folded) if token.is_word or token.is_digits)


def text_at(tokens: Tokens, at: int) -> str:
    """Return the token's text, or nothing past either end."""
    return tokens[at].text if 0 <= at < len(tokens) else ""


def is_glued(tokens: Tokens, at: int) -> bool:
    """Say whether the token exists and touches the one before it."""
    return 0 <= at < len(tokens) and tokens[at].glued


@dataclass(frozen=True, slots=True)
class Phrasebook(Generic[Role]):
    """Phrases of one or more words and what each says."""

    by_first_word: Mapping[str, tuple[tuple[tuple[str, ...], Role], ...]]

    def match(self, tokens: Tokens, at: int) -> tuple[Role, int] | None:
        """Return the role of the longest phrase that starts here, and the place after it."""
        for words, role in self.by_first_word.get(text_at(tokens, at), ()):
            end = at + len(words)
            if end <= len(tokens) and all(tokens[at + i].text == word for i, word in enumerate(words)):
                return role, end
        return None


def phrasebook(table: Mapping[Role, str]) -> Phrasebook[Role]:
    """Build a phrasebook from roles and their phrases, which are parted by "|" and written without accents."""
    phrases = [(words, role) for role, text in table.items() for words in _phrases(text)]
    phrases.sort(key=lambda entry: -len(entry[0]))
    by_first_word: dict[str, tuple[tuple[tuple[str, ...], Role], ...]] = {}
    for words, role in phrases:
        by_first_word[words[0]] = (*by_first_word.get(words[0], ()), (words, role))
    return Phrasebook(by_first_word)


def word_set(text: str) -> frozenset[str]:
    """Build a set of words from one string of them."""
    return frozenset(text.split())


def _phrases(text: str) -> Iterator[tuple[str, ...]]:
    for phrase in text.split("|"):
        yield tuple(token.text for token in tokenize(phrase.strip(" ")))


def _cut(folded: str) -> Iterator[Token]:
    end = -1
    for found in _TOKEN.finditer(folded):
        text, start = found.group(), found.start()
        if text in _EMPHASIS or (text == "-" and _is_inside_word(folded, start)):
            continue
        yield Token(text, start == end)
        end = found.end()


def _is_inside_word(folded: str, at: int) -> bool:
    return 0 < at < len(folded) - 1 and folded[at - 1].isalpha() and folded[at + 1].isalpha()
