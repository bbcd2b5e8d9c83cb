"""Greetings, thanks, pleases and smiles around an answer, which change nothing of what it says."""

import unicodedata
from collections.abc import Iterator
from typing import Final

from shared.engine.language.tokens import Token, Tokens, phrasebook, tokenize

_PT: Final = (
    "oi|oii|oiii|oie|oiee|ola|opa|alo|e ai|eai|bom dia|boa tarde|boa noite|tudo bem|tudo bom|td bem|oi tudo bem|por favor"
    "|porfavor|pfv|pf|pff|por gentileza|faz favor|obrigado|obrigada|muito obrigado|muito obrigada|mto obrigado|mto obrigada|obg"
    "|obgd|obgda|obrigadao|brigado|brigada|agradeco|grato|grata|agradecido|agradecida|desde ja agradeco|vlw|valeu|tmj|abs|abraco"
    "|abracos|att|rs|ah|ahh|eh|entao|olha|bem|ne|viu|hein"
)
_EN: Final = (
    "hi|hello|hey|hi there|hello there|good morning|good afternoon|good evening|please|pls|plz|thanks|thank you|thx|ty|cheers"
    "|many thanks|thank you so much|thank you very much|thanks a lot|lol|oh|ah|well|so"
)
_BOOKS: Final = {"pt": phrasebook({True: _PT}), "en": phrasebook({True: _EN})}
_STARS: Final = frozenset("⭐★🌟✨")  # a mark, where marks are asked for
_LAUGHTER: Final = tuple(map(frozenset, ("k", "ha", "he", "rs", "hua")))  # "kk" alone may be millions
_EDGE_SIGNS: Final = frozenset(",.!;:\n")


def heard(folded: str, language: str) -> Tokens:
    """Cut a folded answer, without smiles anywhere and without courtesy at its ends; whole where nothing else is said."""
    tokens = tokenize(folded)
    runs = [(is_polite, run) for is_polite, run in _runs(tokens, language) if not _is_smile(run[0])]
    polite = [is_polite for is_polite, _ in runs]
    if all(polite):
        return tuple(token for token in tokens if _is_smile(token)) or tokens
    first, last = polite.index(False), len(polite) - polite[::-1].index(False)
    return tuple(token for _, run in runs[first:last] for token in run)


def _runs(tokens: Tokens, language: str) -> Iterator[tuple[bool, Tokens]]:
    """Yield the tokens one by one or, where they make a phrase of courtesy, together; and say which of them are polite."""
    at = 0
    while at < len(tokens):
        found = _BOOKS[language].match(tokens, at)
        end = at + 1 if found is None else found[1]
        word = tokens[at].text
        yield found is not None or word in _EDGE_SIGNS or _is_laughter(word), tokens[at:end]
        at = end


def _is_laughter(word: str) -> bool:
    return len(word) > 2 and frozenset(word) in _LAUGHTER


def _is_smile(token: Token) -> bool:
    if token.text.isascii() or token.text in _STARS:
        return False
    category = unicodedata.category(token.text[0])
    return category.startswith("S") and category != "Sc"
