"""Greetings, thanks and smiles around an answer change nothing of what is read."""

from typing import Any

import pytest

from shared.engine.language.reading import NotUnderstood
from tests.engine.language.readers import ALWAYS_SAY, READERS, cases

ABOUT_THE_WORDS_THEMSELVES = {"greeting", "thanks", "says_any"}
READ = [
    case
    for table in cases().values()
    for case in table
    if case["locale"] == "pt-BR" and case["as"] not in ABOUT_THE_WORDS_THEMSELVES and case["expect"] != "not understood"
]


def read(case: dict[str, Any], text: str) -> object:
    return READERS[case["as"]](text, case["locale"], case.get("given", {}))


@pytest.mark.parametrize(
    "around", ["oi, {}", "Boa tarde! {}", "{}, por favor", "{}, obrigada", "{} obg", "{} kkkkkk", "{}.", "*{}*"]
)
def test_courtesy_changes_no_reading(around: str) -> None:
    changed = [case["text"] for case in READ if read(case, around.format(case["text"])) != read(case, case["text"])]

    assert changed == []


def test_a_smile_changes_no_reading_of_words() -> None:
    worded = [case for case in READ if any(character.isalnum() for character in case["text"])]

    changed = [case["text"] for case in worded if read(case, case["text"] + " 😊") != read(case, case["text"])]

    assert changed == []


def test_courtesy_alone_is_no_answer() -> None:
    values = sorted(set(READERS) - {"without_politeness", *ABOUT_THE_WORDS_THEMSELVES})

    for text in ("bom dia", "Boa tarde!", "oi 😊", "obrigado", "obrigada 🙏", "kkkkk"):
        for name in values:
            given = {"units": ["vaga"], "list": "purpose", "top": 5}
            assert READERS[name](text, "pt-BR", given) == ALWAYS_SAY.get(name, NotUnderstood()), (name, text)
