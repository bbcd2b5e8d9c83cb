"""A typed answer matched to a list of options: its number, its label with or without accents and slips, its synonyms."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from shared.engine.language.likeness import find_run, is_like, is_start
from shared.engine.language.negation import is_denied
from shared.engine.language.reading import NOT_UNDERSTOOD, Ambiguous, Reading, Understood, one_of
from shared.engine.language.text import answer, fold, language_of
from shared.engine.language.tokens import Tokens, phrasebook, text_at, tokenize, words_of
from shared.engine.language.words import below_a_thousand, ordinal
from shared.engine.language.yes_no import read_yes_no


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose: what is kept (id), what is shown (label), other words for it."""

    id: str
    label: str
    synonyms: tuple[str, ...] = ()


_PT_AROUND: Final = (
    "opcao|opcoes|op|opc|numero|num|nr|item|alternativa|letra|a|o|as|os|de|do|da|na|no|em|um|uma|quero|queria|gostaria|prefiro"
    "|escolho|escolhi|eu|vou|vou querer|vou de|fico com|pode ser|seria|acho que|acho|que|e|eh|essa|esse|esta|este|mesmo|mesma"
    "|por favor|pfv|pf|ai|entao|sim|oi|ola|bom dia|boa tarde|boa noite|obrigado|obrigada|so|somente|apenas|para|pra|com|por"
    "|me|interessa|interesse|tenho|tenho interesse|to|estou|procurando|procuro|busco|ver|ser|meu|minha|mais|n|num|#|)|(|.|,|:|-|!|?|\n"
)
_EN_AROUND: Final = (
    "option|number|item|choice|letter|the|a|an|one|i|i'd|want|would|like|prefer|choose|pick|take|please|yes|hi|hello|is|it's|it"
    "|that|this|for|with|to|of|in|my|i'll|go|thanks|me|am|looking|just|only|#|)|(|.|,|:|-|!|?|\n|'"
)
_AROUND: Final = {"pt": phrasebook({True: _PT_AROUND}), "en": phrasebook({True: _EN_AROUND})}
_LAST: Final = {
    "pt": phrasebook({0: "ultimo|ultima", 1: "penultimo|penultima"}),
    "en": phrasebook({0: "last", 1: "second to last"}),
}
_LETTER_WORDS: Final = frozenset("letra opcao alternativa letter option".split())
_JOINTS: Final = {
    "pt": frozenset({"e", ",", "ou", "/", "+", "&", ";", "\n"}),
    "en": frozenset({"and", ",", "or", "/", "+", "&", ";", "\n"}),
}
_ALL: Final = {  # the number of options a phrase speaks of; 0 is any
    "pt": phrasebook(
        {
            0: "todos|todas|tudo|todas elas|todos eles|todas as opcoes",
            2: "os dois|as duas|ambos|ambas",
            3: "os tres|as tres",
        }
    ),
    "en": phrasebook({0: "all|all of them|everything|all of the above", 2: "both|both of them", 3: "all three"}),
}


def read_option(text: str, locale: str, options: Sequence[Option], *, numbered: bool = True) -> Reading[str]:
    """Match an answer to one option and return its id; two hits are ambiguous, and so is a faint one.

    numbered: the options were shown with numbers, so "2" is the second even where a label begins with a 2.
    """
    folded, language = answer(text), language_of(locale)
    if folded is None or not options:
        return NOT_UNDERSTOOD
    hits = _same_text(folded, options)
    number = _position(tokenize(folded), language, len(options))
    if number is not None:
        return _numbered(number, hits or _with_number(number, options), options, numbered=numbered)
    if hits:
        return one_of(hits)
    for level in (_contained, _answered, _meant):
        hits = level(folded, text, locale, options)
        if hits:
            return one_of(hits)
    faint = _listed(tokenize(folded), options, language) or _sharing_a_word(folded, options, language)
    return Ambiguous(faint) if faint else NOT_UNDERSTOOD


def read_options(
    text: str, locale: str, options: Sequence[Option], *, numbered: bool = True
) -> Reading[tuple[str, ...]]:
    """Match an answer to several options ("1 e 3", "casa e apartamento", "todas"); ids in the options' order."""
    folded, language = answer(text), language_of(locale)
    if folded is None or not options:
        return NOT_UNDERSTOOD
    tokens = tokenize(folded)
    if _says_all(tokens, language, len(options)):
        return Understood(tuple(option.id for option in options))
    whole = read_option(text, locale, options, numbered=numbered)
    if isinstance(whole, Understood) and not _JOINTS[language] & {token.text for token in tokens}:
        return Understood((whole.value,))
    parts = [read_option(part, locale, options, numbered=numbered) for part in _parts(tokens, language)]
    chosen = {part.value for part in parts if isinstance(part, Understood)}
    ids = tuple(option.id for option in options if option.id in chosen)
    if not ids:
        return Ambiguous(tuple((one,) for one in whole.candidates)) if isinstance(whole, Ambiguous) else NOT_UNDERSTOOD
    return Understood(ids) if all(isinstance(part, Understood) for part in parts) else Ambiguous((ids,))


def _names(option: Option) -> tuple[str, ...]:
    return (option.label, *option.synonyms)


def _same_text(folded: str, options: Sequence[Option]) -> tuple[str, ...]:
    words = words_of(folded)
    return tuple(
        option.id
        for option in options
        if any(
            fold(name) == folded or (words and words_of(fold(name)) == words) for name in (option.id, *_names(option))
        )
    )


def _position(tokens: Tokens, language: str, count: int) -> int | None:
    """Return the number that the whole answer names: "2", "a segunda", "opção dois", "letra b", "a última"."""
    at, number = 0, None
    while at < len(tokens):
        found = _number_at(tokens, at, language, count) if number is None else None
        if found is not None:
            number, at = found
            continue
        around = _AROUND[language].match(tokens, at)
        if around is None:
            return None
        at = around[1]
    return number


def _number_at(tokens: Tokens, at: int, language: str, count: int) -> tuple[int, int] | None:
    token = tokens[at]
    if token.is_digits:
        end = at + 1 + (text_at(tokens, at + 1) in {"a", "o"} and tokens[at + 1].glued)
        return (int(token.text), end) if len(token.text) <= 3 else None  # noqa: PLR2004 -- no list is longer
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


def _numbered(number: int, hits: tuple[str, ...], options: Sequence[Option], *, numbered: bool) -> Reading[str]:
    """Weigh the option in that place against those whose words hold the number."""
    placed = (options[number - 1].id,) if 1 <= number <= len(options) else ()
    if hits and not numbered:
        return one_of(hits)
    return one_of((*placed, *hits))


def _with_number(number: int, options: Sequence[Option]) -> tuple[str, ...]:
    digits = str(number)
    return tuple(option.id for option in options if any(words_of(fold(n))[:1] == (digits,) for n in _names(option)))


def _contained(folded: str, _text: str, locale: str, options: Sequence[Option]) -> tuple[str, ...]:
    """Return the options whose label stands in the answer and is not denied there; of nested labels the longest."""
    language = language_of(locale)
    words = [token.text for token in tokenize(folded)]
    for exact in (True, False):
        spans: list[tuple[int, int, str]] = []
        for option in options:
            for name in _names(option):
                found = find_run(words, words_of(fold(name)), exact=exact)
                if found is not None and not is_denied(words, *found, language):
                    spans.append((*found, option.id))
        hits = tuple(one for start, end, one in spans if not _is_inside(start, end, spans))
        if hits:
            return hits
    return ()


def _is_inside(start: int, end: int, spans: Sequence[tuple[int, int, str]]) -> bool:
    return any(first <= start and end <= last and last - first > end - start for first, last, _ in spans)


def _answered(_folded: str, text: str, locale: str, options: Sequence[Option]) -> tuple[str, ...]:
    """Match "claro" to the one option that says yes, where another says no."""
    said = read_yes_no(text, locale)
    if not isinstance(said, Understood):
        return ()
    meanings = [(option.id, read_yes_no(option.label, locale)) for option in options]
    agreeing = tuple(one for one, meaning in meanings if meaning == said)
    return agreeing if any(meaning == Understood(not said.value) for _, meaning in meanings) else ()


def _meant(folded: str, _text: str, locale: str, options: Sequence[Option]) -> tuple[str, ...]:
    """Return the options that hold every telling word of the answer, slips and beginnings of words allowed."""
    language = language_of(locale)
    words = tuple(_telling(tokenize(folded), language))
    if not words or is_denied(words, len(words) - 1, len(words), language):
        return ()
    for same in (str.__eq__, is_like, is_start):
        hits = tuple(
            option.id
            for option in options
            if any(
                all(any(same(word, known) for known in words_of(fold(name))) for word in words)
                for name in _names(option)
            )
        )
        if hits:
            return hits
    return ()


def _listed(tokens: Tokens, options: Sequence[Option], language: str) -> tuple[str, ...]:
    """Return the options of "1 e 3"."""
    places = [_position(tokenize(part), language, len(options)) for part in _parts(tokens, language)]
    numbers = dict.fromkeys(place for place in places if place is not None and 1 <= place <= len(options))
    return tuple(options[number - 1].id for number in numbers) if None not in places else ()


def _sharing_a_word(folded: str, options: Sequence[Option], language: str) -> tuple[str, ...]:
    """Return the options that share a long word with the answer: enough to ask, not to decide."""
    words = tuple(_telling(tokenize(folded), language))
    if any(is_denied(words, at, at + 1, language) for at in range(len(words))):
        return ()
    long_words = [word for word in words if len(word) > 4 and word.isalpha()]  # noqa: PLR2004 -- short ones are too common
    known = {option.id: {w for name in _names(option) for w in words_of(fold(name))} for option in options}
    return tuple(
        one for one, names in known.items() if any(is_like(word, name) for word in long_words for name in names)
    )


def _telling(tokens: Tokens, language: str) -> Iterator[str]:
    """Yield the words that are not merely around an answer."""
    at = 0
    while at < len(tokens):
        around = _AROUND[language].match(tokens, at)
        if around is None:
            if tokens[at].is_word or tokens[at].is_digits:
                yield tokens[at].text
            at += 1
        else:
            at = around[1]


def _says_all(tokens: Tokens, language: str, count: int) -> bool:
    at, said = 0, []
    while at < len(tokens):
        found = _ALL[language].match(tokens, at)
        around = found or _AROUND[language].match(tokens, at)
        if around is None:
            return False
        said += [found[0]] if found is not None else []
        at = around[1]
    return len(said) == 1 and said[0] in {0, count}


def _parts(tokens: Tokens, language: str) -> Iterator[str]:
    part: list[str] = []
    for token in tokens:
        if token.text in _JOINTS[language]:
            if part:
                yield " ".join(part)
            part = []
        else:
            part.append(token.text)
    if part:
        yield " ".join(part)
