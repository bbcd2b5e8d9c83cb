"""An answer may only say what the facts say."""

import pytest

from shared.services.ai.grounding import is_grounded, quotes
from shared.services.ai.prompts import RULES

FACTS = [
    "Atendemos de segunda a sexta, das 9h às 18h. Sábado até 13h. Telefone (11) 3333-4444. Site https://aurora.com.br/faq",
    "AP0033: Apartamento de 2 quartos no Centro por R$ 355.000,00. Visitas até 25/12/2026. Dois elevadores.",
]


@pytest.mark.parametrize(
    "answer",
    [
        "Abrimos de segunda a sexta, das 9h às 18h.", "Sim! O AP0033 tem 2 quartos e custa R$ 355.000.", "Ligue (11) 3333-4444",
        "tem dois quartos", "até 25 de dezembro", "até 25/12", "site aurora.com.br/faq", "Ok. Me avise depois", "1. Abrimos\n2. Sábado",
        "um quarto só", "Fica no Centro.",
    ],
)  # fmt: skip
def test_what_is_in_the_facts_may_be_said(answer: str) -> None:
    assert is_grounded(answer, FACTS)


@pytest.mark.parametrize(
    "answer",
    [
        "O AP0033 custa R$ 1.", "Custa R$ 3 5 5 0 0 1", "veja evil.com/x", "fale em wa.me/5511999", "Ligue 11 3333 4445", "Ligue 3333-4444",
        "Custa quatrocentos mil", "tem três quartos", "até 26 de dezembro", "em janeiro", "Abrimos domingo", "aurora ponto com",
        "aurora (ponto) com", "AP0034 é ótimo", "é grátis", "dou 10% de desconto", "a@b.com", "Sábado até 14h", "em 2027",
    ],
)  # fmt: skip
def test_what_is_not_may_not(answer: str) -> None:
    assert not is_grounded(answer, FACTS)


def test_repeating_the_instructions_is_noticed() -> None:
    assert quotes(f"Claro: {RULES.upper()}", RULES)
    assert not quotes("Abrimos de segunda a sexta, das 9h às 18h, e sábado até 13h.", RULES)
