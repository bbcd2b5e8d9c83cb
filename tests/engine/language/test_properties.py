"""What holds of every reader and every text: it returns, always the same, and the folding of a text is stable."""

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shared.engine.language.reading import Ambiguous, NotUnderstood, Understood
from shared.engine.language.text import MAX_CHARACTERS, clean, fold
from shared.engine.language.tokens import tokenize
from tests.engine.language.readers import ALWAYS_SAY, DEFAULTS, READERS, cases

PHRASES = sorted({case["text"] for table in cases().values() for case in table})
WORDS = sorted({word for phrase in PHRASES for word in phrase.split()})
LOCALES = st.sampled_from(["pt-BR", "en"])
# Words that the readers know, in orders that nobody wrote them in, reach further than letters at random.
SENTENCES = st.lists(st.sampled_from([*WORDS, ",", ".", "-", "/", "?", "\n"]), max_size=12).map(" ".join)
GLUED = st.lists(st.sampled_from(WORDS), max_size=5).map("".join)
TEXTS = st.one_of(st.text(max_size=60), SENTENCES, GLUED, st.text(alphabet="0123456789.,:/-+ehk$R() @", max_size=40))


@settings(max_examples=120)
@given(TEXTS, LOCALES)
@example("0" * 400, "pt-BR")
@example("9" * 13 + " mil", "pt-BR")
@example("daqui a 999 anos", "pt-BR")
@example("٣ quartos", "pt-BR")
@example("²", "pt-BR")
@example("\ud800", "pt-BR")
def test_every_reader_answers_every_text_the_same_way_twice(text: str, locale: str) -> None:
    for name, read in READERS.items():
        reading = read(text, locale, DEFAULTS)

        assert isinstance(reading, Understood | Ambiguous | NotUnderstood), name
        assert read(text, locale, DEFAULTS) == reading, name


@settings(max_examples=200)
@given(TEXTS, LOCALES)
def test_candidates_are_distinct_and_there_is_at_least_one(text: str, locale: str) -> None:
    for name, read in READERS.items():
        reading = read(text, locale, DEFAULTS)

        if isinstance(reading, Ambiguous):
            assert reading.candidates, name
            assert len(set(reading.candidates)) == len(reading.candidates), name


@pytest.mark.parametrize("name", sorted(READERS))
def test_text_longer_than_an_answer_is_not_understood(name: str) -> None:
    nothing = ALWAYS_SAY.get(name, NotUnderstood())

    for words in ("sim 2 ", "tanto faz ", "o quanto antes ", "oi ", "obrigado ", "menu "):
        text = words * MAX_CHARACTERS

        assert READERS[name](text, "pt-BR", DEFAULTS) == nothing, words
        assert READERS[name](text[: MAX_CHARACTERS + 2], "pt-BR", DEFAULTS) == nothing, words


@settings(max_examples=200)
@given(st.one_of(st.text(), SENTENCES))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert clean(clean(text)) == clean(text)


@settings(max_examples=120)
@given(st.sampled_from(PHRASES), st.sampled_from(["\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u202e"]))
def test_invisible_characters_change_no_reading(phrase: str, invisible: str) -> None:
    hidden = invisible.join(phrase)

    assert fold(hidden) == fold(phrase)


@settings(max_examples=120)
@given(st.sampled_from(PHRASES))
def test_capitals_and_the_way_accents_are_composed_change_no_folding(phrase: str) -> None:
    assert fold(phrase.upper()) == fold(phrase)
    assert fold(unicodedata.normalize("NFD", phrase)) == fold(unicodedata.normalize("NFC", phrase))


@settings(max_examples=120)
@given(st.text())
def test_tokens_hold_every_letter_and_digit_in_order(text: str) -> None:
    folded = fold(text)

    plain = [c for c in folded if c.isascii() and c.isalnum()]
    assert [c for token in tokenize(folded) for c in token.text if c.isascii() and c.isalnum()] == plain
