"""Numbers below a thousand written in words, ordinals, and the words of scale, in both languages."""

from typing import Final

from shared.engine.language.tokens import Tokens, text_at


def _table(text: str) -> dict[str, int]:
    """Read "um uma 1 | dois duas 2": the words of a number, then the number."""
    entries = (entry.split() for entry in text.split("|"))
    return {word: int(entry[-1]) for entry in entries for word in entry[:-1]}


# Misspellings stand beside the right spelling: a phone's keyboard and a hurried thumb produce them every day.
_UNITS: Final = {
    "pt": _table(
        "zero 0 | um uma hum 1 | dois duas doi dous 2 | tres treis trez 3 | quatro cuatro 4 | cinco sinco 5 "
        "| seis ceis 6"
        " | sete 7 | oito oyto 8 | nove 9"
    ),
    "en": _table("zero 0 | one 1 | two 2 | three 3 | four 4 | five 5 | six 6 | seven 7 | eight 8 | nine 9"),
}
_TEENS: Final = {
    "pt": _table(
        "dez des 10 | onze onzi 11 | doze dose 12 | treze treize 13 | quatorze catorze 14 | quinze quinse 15"
        " | dezesseis dezeseis dezasseis 16 | dezessete dezesete dezassete 17 | dezoito desoito 18 "
        "| dezenove desenove 19"
    ),
    "en": _table(
        "ten 10 | eleven 11 | twelve 12 | thirteen 13 | fourteen 14 | fifteen 15 | sixteen 16 | seventeen 17"
        " | eighteen 18 | nineteen 19"
    ),
}
_TENS: Final = {
    "pt": _table(
        "vinte vite 20 | trinta trita 30 | quarenta corenta 40 | cinquenta cincoenta sinquenta 50 | sessenta secenta 60"
        " | setenta 70 | oitenta oitena 80 | noventa 90"
    ),
    "en": _table("twenty 20 | thirty 30 | forty fourty 40 | fifty 50 | sixty 60 | seventy 70 | eighty 80 | ninety 90"),
}
_HUNDREDS: Final = {
    "pt": _table(
        "cem cento sem 100 | duzentos duzentas duzento dusentos 200 | trezentos trezentas trezento tresentos 300"
        " | quatrocentos quatrocentas quatrocento 400 | quinhentos quinhentas quinhento quinientos quinhetos 500"
        " | seiscentos seiscentas seicentos seissentos 600 | setecentos setecentas setecento 700"
        " | oitocentos oitocentas oitocento 800 | novecentos novecentas novecento 900"
    ),
    "en": {},
}
_ORDINALS: Final = {
    "pt": _table(
        "primeiro primeira primero 1 | segundo segunda 2 | terceiro terceira terceiro 3 | quarto quarta 4 "
        "| quinto quinta 5"
        " | sexto sexta 6 | setimo setima 7 | oitavo oitava 8 | nono nona 9 | decimo decima 10"
    ),
    "en": _table(
        "first 1 | second 2 | third 3 | fourth 4 | fifth 5 | sixth 6 | seventh 7 | eighth 8 | ninth 9 | tenth 10"
    ),
}
_AND: Final = {"pt": "e", "en": "and"}
_ARTICLES: Final = {"pt": frozenset({"um", "uma", "hum"}), "en": frozenset({"a", "an", "one"})}
_SPLIT_HUNDREDS: Final = frozenset({"centos", "centas"})  # "quatro centos", as dictation writes it
_NOT_A_HUNDRED_ALONE: Final = "sem"  # "sem" is a misspelt "cem" only before a word of scale; alone it means "without"

SCALES: Final = {
    "pt": _table(
        "mil mill k 1000 | mi mm milhao milhoes milhaes milao miloes milhones milion milions kk 1000000"
        " | bi bilhao bilhoes 1000000000"
    ),
    "en": _table(
        "k thousand thousands grand 1000 | mi mm mn mln million millions kk 1000000 | bi bn billion billions 1000000000"
    ),
}


def is_article(word: str, language: str) -> bool:
    """Say whether a word for one is more often an article ("um apartamento")."""
    return word in _ARTICLES[language]


def ordinal(word: str, language: str) -> int | None:
    """Return the place an ordinal names, from 1."""
    return _ORDINALS[language].get(word)


def one_word_number(word: str) -> int | None:
    """Return the number that one Portuguese word names, articles aside."""
    if is_article(word, "pt"):
        return None
    return _UNITS["pt"].get(word, _TEENS["pt"].get(word, _TENS["pt"].get(word)))


def below_a_thousand(tokens: Tokens, at: int, language: str) -> tuple[int, int] | None:
    """Read a cardinal in words from 0 to 999 and return it with the place after it.

    "dois e três" is two numbers: a part follows only where a smaller one can stand.
    """
    hundreds = _hundreds(tokens, at, language)
    if hundreds is None:
        return _below_a_hundred(tokens, at, language)
    value, end = hundreds
    rest = _below_a_hundred(tokens, _past_and(tokens, end, language), language)
    if rest is None or rest[0] == 0 or value % 100:
        return hundreds
    return value + rest[0], rest[1]


def _hundreds(tokens: Tokens, at: int, language: str) -> tuple[int, int] | None:
    if language == "en":
        count = _UNITS["en"].get(text_at(tokens, at)) or (1 if text_at(tokens, at) == "a" else None)
        return (count * 100, at + 2) if count and text_at(tokens, at + 1) == "hundred" else None
    word = text_at(tokens, at)
    if text_at(tokens, at + 1) in _SPLIT_HUNDREDS:
        digits = int(word) if len(word) == 1 and word.isdigit() else _UNITS["pt"].get(word)
        return (digits * 100, at + 2) if digits else None
    value = _HUNDREDS["pt"].get(word)
    if value is None or (word == _NOT_A_HUNDRED_ALONE and text_at(tokens, at + 1) not in SCALES["pt"]):
        return None
    return value, at + 1


def _below_a_hundred(tokens: Tokens, at: int, language: str) -> tuple[int, int] | None:
    word = text_at(tokens, at)
    small = _UNITS[language].get(word, _TEENS[language].get(word))
    if small is not None:
        return small, at + 1
    tens = _TENS[language].get(word)
    if tens is None:
        return None
    after = at + 1 if language == "en" else _past_and(tokens, at + 1, language)
    unit = _UNITS[language].get(text_at(tokens, after))
    return (tens + unit, after + 1) if unit else (tens, at + 1)


def _past_and(tokens: Tokens, at: int, language: str) -> int:
    return at + 1 if text_at(tokens, at) == _AND[language] else at
