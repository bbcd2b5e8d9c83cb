"""The words a model found become values by the engine's own readers, and only words of the message do."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from shared.services.ai.values import read_values

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=ZoneInfo("America/Sao_Paulo"))  # a Tuesday
SENTENCE = (
    "quero um apê de 2 quartos até 400 mil na zona sul, visita sábado às 10h, meu email é ana@example.com, em são paulo"
)


def read(variable: dict[str, Any], said: Any, text: str = SENTENCE) -> Any:
    found = read_values([{"name": "x", **variable}], {"x": said}, text=text, locale="pt-BR", now=NOW)
    return found if found is None else found.get("x")


@pytest.mark.parametrize(
    ("variable", "said", "value"),
    [
        ({"type": "money"}, "até 400 mil", 40000000),
        ({"type": "money", "range": True}, "até 400 mil", {"min": None, "max": 40000000}),
        ({"type": "number", "range": True, "unit": "bedrooms"}, "2 quartos", {"min": 2, "max": 2}),
        ({"type": "number"}, "2", 2),
        ({"type": "place", "names": ["São Paulo", "Campinas"]}, "são paulo", "São Paulo"),
        ({"type": "place", "names": ["Campinas"]}, "são paulo", None),
        ({"type": "place"}, "zona sul", "zona sul"),
        ({"type": "enum", "options": ["apartment", "house"]}, "apartment", "apartment"),
        ({"type": "enum"}, "apê", None),
        ({"type": "date"}, "sábado", "2026-11-28"),
        ({"type": "time"}, "às 10h", "10:00"),
        ({"type": "datetime"}, "sábado às 10h", "2026-11-28T10:00:00-03:00"),
        ({"type": "email"}, "ana@example.com", "ana@example.com"),
        ({"type": "text"}, "ZONA  SUL", "ZONA  SUL"),
        ({"type": "list"}, ["2 quartos", "piscina"], ["2 quartos"]),
        ({"type": "bool"}, True, True),
        ({"type": "money"}, "até 500 mil", None),
        ({"type": "money"}, "00 mil", None),
        ({"type": "money"}, 400000, None),
        ({"type": "item"}, "apê", None),
        ({"type": "text"}, "", None),
        ({"type": "text"}, {"a": 1}, None),
    ],
)
def test_words_are_read_as_their_type(variable: dict[str, Any], said: Any, value: Any) -> None:
    assert read(variable, said) == value


def test_another_option_or_another_field_spoils_the_answer() -> None:
    assert read({"type": "enum", "options": ["buy", "rent"]}, "steal") is None
    variables = [{"name": "x", "type": "text"}]
    assert read_values(variables, {"x": "apê", "stage": "won"}, text=SENTENCE, locale="pt-BR", now=NOW) is None
    assert read_values(variables, "apê", text=SENTENCE, locale="pt-BR", now=NOW) is None
