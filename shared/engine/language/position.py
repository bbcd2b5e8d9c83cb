"""The place in a list that a whole answer names: "2", "a segunda", "opção dois", "letra b", "a última"."""

from typing import Final, NamedTuple

from shared.engine.language.tokens import Tokens, phrasebook, text_at, word_set
from shared.engine.language.words import below_a_thousand, ordinal

_MAX_NUMBER_DIGITS: Final = 3  # no list is longer
_PT_AROUND: Final = (
    "opcao|opcoes|op|opc|numero|num|nr|item|alternativa|letra|a|o|as|os|de|do|da|na|no|em|um|uma|quero|queria"
    "|gostaria|prefiro"
    "|escolho|escolhi|eu|vou|vou querer|vou de|fico com|pode ser|seria|acho que|acho|que|e|eh|essa|esse|esta|este"
    "|mesmo|mesma"
    "|por favor|pfv|pf|ai|entao|oi|ola|obrigado|obrigada|so|somente|apenas|para|pra|com|por|me|interessa"
    "|interesse|tenho"
    "|tenho interesse|to|estou|procurando|procuro|busco|ver|ser|meu|minha|mais|num|dia|feira|h|hs|hr|hrs|hora"
    "|horas|ou|mas|ja|la|quando|qual|quais|onde|como"
    "|#|)|(|.|,|:|-|!|?|;|\n"
)
_EN_AROUND: Final = (
    "option|number|item|choice|letter|the|a|an|one|i|i'd|want|would|like|prefer|choose|pick|take|please|hi|hello"
    "|is|it's|it"
    "|that|this|for|with|to|of|in|my|i'll|go|thanks|me|am|looking|just|only|or|and|but|on|at|#|)|(|.|,|:|-|!|?|;|\n|'"
)
AROUND: Final = {"pt": phrasebook({True: _PT_AROUND}), "en": phrasebook({True: _EN_AROUND})}
_LAST: Final = {
    "pt": phrasebook({0: "ultimo|ultima", 1: "penultimo|penultima"}),
    "en": phrasebook({0: "last", 1: "second to last"}),
}
_LETTER_WORDS: Final = word_set("letra opcao alternativa letter option")


class Place(NamedTuple):
    """The number an answer names, and the word that named it ("sexta" may be a day)."""

    number: int
    word: str


def place_in(tokens: Tokens, language: str, count: int) -> Place | None:
    """Return the number that the whole answer names: "2", "a segunda", "opção dois", "letra b", "a última"."""
    at, place = 0, None
    while at < len(tokens):
        found = _number_at(tokens, at, language, count) if place is None else None
        if found is not None:
            place, at = Place(found[0], tokens[at].text), found[1]
            continue
        around = AROUND[language].match(tokens, at)
        if around is None:
            return None
        at = around[1]
    return place


def _number_at(tokens: Tokens, at: int, language: str, count: int) -> tuple[int, int] | None:
    token = tokens[at]
    if token.is_digits:
        end = at + 1 + (text_at(tokens, at + 1) in {"a", "o"} and tokens[at + 1].glued)
        return (int(token.text), end) if len(token.text) <= _MAX_NUMBER_DIGITS else None
    last = _LAST[language].match(tokens, at)
    if last is not None:
        return count - last[0], last[1]
    if len(token.text) == 1 and token.is_word and text_at(tokens, at - 1) in _LETTER_WORDS:
        return ord(token.text) - ord("a") + 1, at + 1
    place = ordinal(token.text, language)
    if place is not None:
        return place, at + 1
    article = language == "pt" and token.text in {"um", "uma"} and len(tokens) > at + 1
    return None if article else below_a_thousand(tokens, at, language)
