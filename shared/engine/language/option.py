"""A typed answer matched to a list of options: its number, its label with or without accents and slips, its synonyms."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from shared.engine.language.courtesy import heard
from shared.engine.language.likeness import find_run, is_like, is_start
from shared.engine.language.negation import is_denied
from shared.engine.language.position import AROUND, Place, place_in
from shared.engine.language.reading import NOT_UNDERSTOOD, Ambiguous, Reading, Understood, one_of
from shared.engine.language.text import answer, fold, language_of
from shared.engine.language.tokens import Token, Tokens, phrasebook, tokenize, words_of
from shared.engine.language.wishes import has_no_preference
from shared.engine.language.yes_no import read_yes_no


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose: what is kept (id), what is shown (label), other words for it."""

    id: str
    label: str
    synonyms: tuple[str, ...] = ()


_CACHED_NAMES: Final = 8192  # labels and synonyms of the flows in use, folded once
_LONG_WORD: Final = 5  # letters; a shorter word shared with a label is too common to ask about
_MAX_PARTS: Final = 12  # one more than a list can offer; whoever says more is not choosing
_JOINTS: Final = {
    "pt": frozenset({"e", ",", "ou", "/", "+", "&", ";", "\n", ".", "!", "mas"}),
    "en": frozenset({"and", ",", "or", "/", "+", "&", ";", "\n", ".", "!", "but"}),
}
_ALL: Final = {  # the number of options a phrase speaks of; 0 is any
    "pt": phrasebook({0: "todos|todas|tudo|todas elas|todos eles|todas as opcoes", 2: "os dois|as duas|ambos|ambas", 3: "os tres|as tres"}),
    "en": phrasebook({0: "all|all of them|everything|all of the above", 2: "both|both of them", 3: "all three"}),
}  # fmt: skip


def read_option(text: str, locale: str, options: Sequence[Option], *, numbered: bool = True) -> Reading[str]:
    """Match an answer to one option and return its id; two hits are ambiguous, and so is a faint one.

    numbered: the options were shown with numbers, so "2" is the second even where a label begins with a 2.
    """
    folded, language = answer(text), language_of(locale)
    if folded is None or not options:
        return NOT_UNDERSTOOD
    tokens = _spelled_out(heard(folded, language), language)
    same = _same_text(tokenize(folded), options) or _same_text(tokens, options)
    place = place_in(tokens, language, len(options))
    if place is not None:
        reading = _placed(place, same, options, numbered=numbered)
        if reading != NOT_UNDERSTOOD:
            return reading
    if same:
        return one_of(same)
    hits = (
        _told_by_parts(tokens, language, options)
        or _agreeing(text, locale, options)
        or _any_of_them(text, locale, options)
    )
    if hits:
        return one_of(hits)
    faint = _sharing_a_word(tokens, language, options)
    return Ambiguous(faint) if faint else NOT_UNDERSTOOD


def read_options(
    text: str, locale: str, options: Sequence[Option], *, numbered: bool = True
) -> Reading[tuple[str, ...]]:
    """Match an answer to several options ("1 e 3", "casa e apartamento", "todas"); ids in the options' order."""
    folded, language = answer(text), language_of(locale)
    if folded is None or not options:
        return NOT_UNDERSTOOD
    tokens = heard(folded, language)
    if _says_all(tokens, language, len(options)):
        return Understood(tuple(option.id for option in options))
    whole = read_option(text, locale, options, numbered=numbered)
    said = [part for part in _parts(tokens, language) if not _is_around(part, language)]
    if isinstance(whole, Understood) and len(said) < 2:
        return Understood((whole.value,))
    if len(said) > _MAX_PARTS:
        return NOT_UNDERSTOOD
    parts = [read_option(_joined(part), locale, options, numbered=numbered) for part in said]
    chosen = {part.value for part in parts if isinstance(part, Understood)}
    ids = tuple(option.id for option in options if option.id in chosen)
    if not ids:
        return Ambiguous(tuple((one,) for one in whole.candidates)) if isinstance(whole, Ambiguous) else NOT_UNDERSTOOD
    return Understood(ids) if all(isinstance(part, Understood) for part in parts) else Ambiguous((ids,))


def _spelled_out(tokens: Tokens, language: str) -> Tokens:
    """Write out the "n" that stands for "não" before another word."""
    if language == "en":
        return tokens
    words = [token.text for token in tokens]
    short = [word == "n" and at + 1 < len(tokens) and tokens[at + 1].is_word for at, word in enumerate(words)]
    return tuple(
        Token("nao", token.glued) if is_short else token for token, is_short in zip(tokens, short, strict=True)
    )


@lru_cache(maxsize=_CACHED_NAMES)
def _words(name: str) -> tuple[str, ...]:
    return words_of(fold(name))


def _names(option: Option) -> tuple[str, ...]:
    return (option.label, *option.synonyms)


def _same_text(tokens: Tokens, options: Sequence[Option]) -> tuple[str, ...]:
    """Return the options that are exactly what was typed: the id, a name, or the emoji of a name."""
    words = tuple(token.text for token in tokens if token.is_word or token.is_digits)
    if not words:
        typed = "".join(token.text for token in tokens if not token.ends_clause)
        return tuple(option.id for option in options if any(_has_emoji(typed, fold(name)) for name in _names(option)))
    return tuple(option.id for option in options if any(_words(name) == words for name in (option.id, *_names(option))))


def _has_emoji(typed: str, name: str) -> bool:
    return bool(typed) and not typed.isascii() and typed in name


def _placed(place: Place, same: tuple[str, ...], options: Sequence[Option], *, numbered: bool) -> Reading[str]:
    """Weigh the option in that place against those whose words hold the number: a label that begins with it is seen, a synonym not."""
    at_place = (options[place.number - 1].id,) if 1 <= place.number <= len(options) else ()
    hits = same or _with_number(place, options, lambda option: (option.label,))
    if hits and not numbered:
        return one_of(hits)
    return one_of((*at_place, *(hits or _with_number(place, options, _names))))


def _with_number(place: Place, options: Sequence[Option], names: Callable[[Option], Sequence[str]]) -> tuple[str, ...]:
    """Return the options whose name begins with the number, or holds it where no option has that place."""
    said = {str(place.number), place.word}
    far = place.number > len(options)
    return tuple(
        option.id
        for option in options
        if any(said & set(_words(name) if far else _words(name)[:1]) for name in names(option))
    )


class _Telling(NamedTuple):
    """A word that is not merely around an answer, and where it stands."""

    at: int
    text: str


def _told_by_parts(tokens: Tokens, language: str, options: Sequence[Option]) -> tuple[str, ...]:
    """Return the options told by the whole answer, or by its parts ("comprar ou vender", "gostei, quero visitar")."""
    words = [token.text for token in tokens]
    whole, is_complete = _told(tokens, words, language, options)
    parts = [part for part in _parts(tokens, language) if not _is_around(part, language)]
    if is_complete or not 2 <= len(parts) <= _MAX_PARTS:
        return whole
    by_part = [hit for part in parts for hit in _told_by_part(part, tokens, language, options)]
    return tuple(dict.fromkeys(by_part)) or whole


def _told_by_part(part: Tokens, tokens: Tokens, language: str, options: Sequence[Option]) -> tuple[str, ...]:
    place = place_in(part, language, len(options))
    if place is not None and len(part) < len(tokens):
        return (options[place.number - 1].id,) if 1 <= place.number <= len(options) else ()
    return _told(part, [token.text for token in part], language, options)[0]


def _told(
    tokens: Tokens, words: Sequence[str], language: str, options: Sequence[Option]
) -> tuple[tuple[str, ...], bool]:
    """Return the options whose name stands in the words, or that hold all their telling words; and whether all was told."""
    telling = [word for word in _telling(tokens, language) if not is_denied(words, word.at, word.at + 1, language)]
    covered = {option.id: _covered(telling, option) for option in options}
    contained = _contained(words, language, options)
    if contained:
        hits = dict.fromkeys(_fuller(hit, covered) for hit in contained)
        return tuple(hits), any(len(covered[hit]) == len(telling) for hit in hits)
    everything = frozenset(word.text for word in telling)
    meant = tuple(option.id for option in options if everything and covered[option.id] == everything)
    exact = tuple(
        one.id for one in options if one.id in meant and any(everything <= set(_words(n)) for n in _names(one))
    )
    return exact or meant, bool(meant)


def _contained(words: Sequence[str], language: str, options: Sequence[Option]) -> tuple[str, ...]:
    """Return the options whose name stands in the words and is not denied there; of nested names the longest."""
    for exact in (True, False):
        spans: list[tuple[int, int, str]] = []
        for option in options:
            for name in _names(option):
                found = find_run(words, _words(name), exact=exact)
                if found is not None and not is_denied(words, *found, language):
                    spans.append((*found, option.id))
        hits = tuple(dict.fromkeys(one for start, end, one in spans if not _is_inside(start, end, spans)))
        if hits:
            return hits
    return ()


def _is_inside(start: int, end: int, spans: Sequence[tuple[int, int, str]]) -> bool:
    return any(first <= start and end <= last and last - first > end - start for first, last, _ in spans)


def _covered(telling: Sequence[_Telling], option: Option) -> frozenset[str]:
    """Return the telling words that one of the option's names holds, slips and beginnings of words allowed."""
    return max(
        (
            frozenset(
                word.text
                for word in telling
                if any(is_like(word.text, known) or is_start(word.text, known) for known in _words(name))
            )
            for name in _names(option)
        ),
        key=len,
    )


def _fuller(hit: str, covered: dict[str, frozenset[str]]) -> str:
    """Return the one option that holds more of the answer: "casa condomínio" is not the house but the gated one."""
    fuller = [one for one, words in covered.items() if words > covered[hit]]
    return fuller[0] if len(fuller) == 1 else hit


def _agreeing(text: str, locale: str, options: Sequence[Option]) -> tuple[str, ...]:
    """Match "claro" to the one option that says yes, where another says no."""
    said = read_yes_no(text, locale)
    if not isinstance(said, Understood):
        return ()
    meanings = [(option.id, read_yes_no(option.label, locale)) for option in options]
    agreeing = tuple(one for one, meaning in meanings if meaning == said)
    return agreeing if any(meaning == Understood(not said.value) for _, meaning in meanings) else ()


def _any_of_them(text: str, locale: str, options: Sequence[Option]) -> tuple[str, ...]:
    """Match "qualquer um serve" to the option that says the same: "Tanto faz"."""
    if not has_no_preference(text, locale):
        return ()
    return tuple(option.id for option in options if has_no_preference(option.label, locale))


def _sharing_a_word(tokens: Tokens, language: str, options: Sequence[Option]) -> tuple[str, ...]:
    """Return the options that share a long word with the answer: enough to ask, not to decide."""
    words = [token.text for token in tokens]
    telling = [
        word.text
        for word in _telling(tokens, language)
        if len(word.text) >= _LONG_WORD and word.text.isalpha() and not is_denied(words, word.at, word.at + 1, language)
    ]
    return tuple(
        option.id
        for option in options
        if any(is_like(word, known) for word in telling for name in _names(option) for known in _words(name))
    )


def _telling(tokens: Tokens, language: str) -> Iterator[_Telling]:
    """Yield the telling words; where there are none, the longer of the others ("mais", "quero")."""
    at, found = 0, False
    while at < len(tokens):
        around = AROUND[language].match(tokens, at)
        if around is None:
            if tokens[at].is_word or tokens[at].is_digits:
                found = True
                yield _Telling(at, tokens[at].text)
            at += 1
        else:
            at = around[1]
    if not found:
        yield from (
            _Telling(at, token.text) for at, token in enumerate(tokens) if token.is_word and len(token.text) > 2
        )


def _says_all(tokens: Tokens, language: str, count: int) -> bool:
    at, said = 0, list[int]()
    while at < len(tokens):
        found = _ALL[language].match(tokens, at)
        around = found or AROUND[language].match(tokens, at)
        if around is None:
            return False
        said += [found[0]] if found is not None else []
        at = around[1]
    return len(said) == 1 and said[0] in {0, count}


def _is_around(tokens: Tokens, language: str) -> bool:
    """Say whether a part holds only courtesy: "por favor"."""
    at = 0
    while at < len(tokens):
        around = AROUND[language].match(tokens, at)
        if around is None:
            return False
        at = around[1]
    return True


def _parts(tokens: Tokens, language: str) -> Iterator[Tokens]:
    part: list[Token] = []
    for token in (*tokens, Token(",", glued=True)):
        if token.text not in _JOINTS[language]:
            part.append(token)
        elif part:
            yield tuple(part)
            part = []


def _joined(part: Tokens) -> str:
    return " ".join(token.text for token in part)
