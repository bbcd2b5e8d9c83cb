"""From "oi" to a booked visit in fourteen turns, through signed webhooks, with what the contact saw written out."""

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import httpx2
import pytest

from local.system import System
from tests.journeys.conftest import is_at_rest
from tests.journeys.phone import Phone, written

GOLDEN = Path(__file__).parent / "visit.txt"
ACTS = [
    "oi", "[Comprar]", "[Apartamento]", "campinas", "tanto faz", "até uns 700 mil", "2 ou 3 quartos", "[Ver mais]",
    "[Gostei] AP0035", "[Agendar visita]", "[Pode usar]", "[*]", "[*]", "[Pode marcar]",
]  # fmt: skip
CONTACT = "5511987650014"


@pytest.fixture
def phone(system: System) -> Iterator[Phone]:
    number = system.demo.numbers[0].phone_number_id
    opened = Phone(system.simulator_url, number, CONTACT, "Ana Souza", partial(is_at_rest, system))
    yield opened
    opened.close()


def test_fourteen_turns_from_oi_to_a_booked_visit_and_a_lead_on_the_board(system: System, phone: Phone) -> None:
    lines = ["# Fourteen turns through HTTP webhooks; `./prosa test` compares it, WRITE_GOLDEN=1 writes it anew"]
    for act in ACTS:
        lines += ["", f"> {act}", *written(phone.act(act))]
    told = "\n".join(lines) + "\n"
    if os.environ.get("WRITE_GOLDEN"):
        GOLDEN.write_text(told, encoding="utf-8")

    assert len(ACTS) == 14
    assert told == GOLDEN.read_text(encoding="utf-8")
    lead = board(system)["Ana Souza"]
    assert lead["stage"] == "visit_booked"
    assert {"label": "Gostou de", "value": "AP0035"} in lead["summary"]

    answers = len(phone.answers())
    phone.replay()
    found = phone.assertions()
    assert len(phone.answers()) == answers
    assert found["duplicates_by_opaque"] == []
    assert found["window_breaches"] == []


def board(system: System) -> dict[str, dict[str, Any]]:
    """The leads that an admin sees, by the contact's name."""
    with httpx2.Client(base_url=system.url, timeout=30) as http:
        login = {
            "email": system.environment["AUTH_SEED_ADMIN_EMAIL"],
            "password": system.environment["AUTH_SEED_ADMIN_PASSWORD"],
        }
        token = http.post("/auth/login", json=login).raise_for_status().json()["access_token"]
        found = http.get("/admin/leads", headers={"Authorization": f"Bearer {token}"}).raise_for_status().json()
    return {lead["contact"]["name"]: lead for lead in found["items"]}
