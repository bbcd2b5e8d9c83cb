"""Personal data is replaced before a text leaves, and prices, dates and codes stay."""

import pytest

from shared.services.ai.masking import Mask


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("meu cpf é 529.982.247-25", "meu cpf é [cpf_1]"),
        ("cpf 52998224725", "cpf [cpf_1]"),
        ("liga (11) 98765-4321 ou +55 11 3333-4444", "liga [phone_1] ou [phone_2]"),
        ("(11) 98765-4321, repito: (11) 98765-4321", "[phone_1], repito: [phone_1]"),
        ("1 1 9 8 7 6 5 4 3 2 1", "[phone_1]"),
        ("11.98765.4321", "[phone_1]"),
        ("11987654321reais", "[phone_1]reais"),
        ("３３３３４４４４", "[phone_1]"),
        ("9\u200b8765-4321", "[phone_1]"),
        ("ana.silva@gmail.com.br", "[email_1]"),
        ("até R$ 350.000,00 ou 1.200.000,00", "até R$ 350.000,00 ou 1.200.000,00"),
        ("entre 400000 e 600000", "entre 400000 e 600000"),
        ("R$ 35000000", "R$ 35000000"),
        ("25/12/2026 às 14:00", "25/12/2026 às 14:00"),
        ("CEP 13083-852, código AP0033, 2 quartos", "CEP 13083-852, código AP0033, 2 quartos"),
        ("[phone_1] é de quem?", "[…] é de quem?"),
    ],
)
def test_what_is_personal_is_hidden_and_comes_back(text: str, hidden: str) -> None:
    mask = Mask()

    assert mask.hide(text) == hidden
    if "phone_1" in hidden and "\u200b" not in text and "３" not in text:
        assert mask.show({"a": [hidden]}) == {"a": [text]}


def test_where_the_tenant_allows_it_texts_stay_as_they_are() -> None:
    assert Mask(is_off=True).hide("liga (11) 98765-4321") == "liga (11) 98765-4321"


def test_an_unknown_placeholder_stays_what_it_is() -> None:
    assert Mask().show("[phone_7]") == "[phone_7]"
