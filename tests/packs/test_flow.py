"""The packs' flows: they load, prove sound, speak both languages, and every message they can send passes Meta's checks."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from local.simulator.checks.messages import check_message
from shared.domain.messages import Outgoing
from shared.engine.effects import HandOff, SaveLead
from shared.engine.flow import load_flow
from shared.engine.simulate import run_tests
from shared.engine.validate import validate
from shared.packs import load_pack, pack_domains, sample_items
from shared.whatsapp.bodies import message_body
from tests.conversations.phone import Person, Phone, body_of, taps_of
from tests.conversations.script import converse, golden_files

HERE = Path(__file__).parents[1] / "conversations"
GOLDEN = golden_files(HERE)
REAL_ESTATE = load_pack("real_estate")
MONDAY = datetime(2026, 11, 23, 13, tzinfo=UTC)
# What the prover cannot see: every way to these nodes has asked `is_set` before, or does so in the same condition.
SURELY_SET = {
    "real_estate": "ask_bedrooms resume",
    "car_dealer": "wish confirm confirm_service book_service service_booked",
    "clinic": "day not_that_day which_hour confirm",
    "school": "",
}
CONSENTED = {
    "car_dealer": "plate",
    "clinic": "which",
}  # whoever is known by name and phone has consented in this session


def texts(value: Any, path: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Every text of a definition that is written per language."""
    if isinstance(value, dict):
        if value and all(key in {"pt-BR", "en"} for key in value):
            yield path, value
            return
        for key, inner in value.items():
            yield from texts(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from texts(inner, f"{path}[{at}]")


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize("domain", pack_domains())
def test_a_flow_loads_and_proves_sound(domain: str) -> None:
    definition = load_pack(domain).flow_definition

    load_flow(definition)
    problems = validate(definition)

    assert [problem for problem in problems if problem.severity == "error"] == []


@pytest.mark.parametrize("domain", pack_domains())
def test_a_flow_has_no_warning_that_is_not_meant(domain: str) -> None:
    meant = {("maybe_unset", node) for node in SURELY_SET[domain].split()}
    meant |= {("pii_without_consent", node) for node in CONSENTED.get(domain, "").split()}

    problems = validate(load_pack(domain).flow_definition)

    assert [problem for problem in problems if (problem.code, problem.node) not in meant] == []


@pytest.mark.parametrize("domain", pack_domains())
def test_every_text_is_there_in_both_languages(domain: str) -> None:
    found = list(texts(load_pack(domain).flow_definition))

    assert len(found) > 50
    for path, words in found:
        assert set(words) == {"pt-BR", "en"}, path
        assert all(text.strip() for text in words.values()), path
        assert words["pt-BR"].count("{{") == words["en"].count("{{"), path


@pytest.mark.parametrize("domain", pack_domains())
def test_labels_fit_what_they_are_shown_on(domain: str) -> None:
    for node in load_pack(domain).flow_definition["nodes"]:
        options = node.get("options") or node.get("actions") or node.get("suggest") or []
        if not isinstance(options, list) or not all(isinstance(option, dict) for option in options):
            continue
        most = 20 if len(options) <= 3 else 24
        for option in options:
            assert all(units(label) <= most for label in option["label"].values()), (node["id"], option["id"])
        for key in ("menu", "yes", "no"):
            assert all(units(words) <= 20 for words in node.get(key, {}).values()), (node["id"], key)
        assert len({option["label"]["pt-BR"] for option in options}) == len(options), node["id"]


@pytest.mark.parametrize("domain", pack_domains())
def test_the_definitions_own_tests_pass(domain: str) -> None:
    results = run_tests(load_pack(domain).flow_definition)

    assert len(results) >= 5
    assert [(result.name, result.problems) for result in results if not result.passed] == []


STAGES = {
    "real_estate": "new qualifying qualified visit_booked proposal won lost",
    "car_dealer": "new qualifying qualified appraisal workshop test_drive proposal won lost",
    "clinic": "new talking change booked confirmed won lost",
    "school": "new qualifying waiting visit_booked enrolling won lost",
}


@pytest.mark.parametrize("domain", pack_domains())
def test_stages_that_nodes_move_to_exist(domain: str) -> None:
    definition = load_pack(domain).flow_definition
    stages = [stage["id"] for stage in definition["lead_kanban"]["stages"]]

    assert stages == STAGES[domain].split()
    assert {node["stage"] for node in definition["nodes"] if "stage" in node} <= set(stages)


@pytest.mark.parametrize("domain", pack_domains())
def test_every_node_stands_somewhere_on_the_canvas(domain: str) -> None:
    definition = load_pack(domain).flow_definition
    places = definition["meta"]

    assert set(places) == {node["id"] for node in definition["nodes"]}
    assert len({(place["x"], place["y"]) for place in places.values()}) == len(places)


@pytest.mark.parametrize("domain", pack_domains())
def test_a_person_can_be_had_and_messages_can_be_stopped_from_anywhere(domain: str) -> None:
    commands = {command["action"]: command for command in load_pack(domain).flow_definition["commands"]}

    assert {"menu", "human", "stop", "back"} <= set(commands)
    assert {"atendente", "falar com uma pessoa", "human"} <= set(commands["human"]["words"])
    assert {"parar", "sair", "stop"} <= set(commands["stop"]["words"])


@pytest.mark.parametrize("domain", pack_domains())
def test_a_pack_brings_enough_golden_conversations(domain: str) -> None:
    names = [path.stem for path in GOLDEN if path.parent.name == domain]

    assert len(names) >= 6
    assert any(name.endswith("_english") for name in names)


@pytest.mark.parametrize(
    "said",
    [
        "dor no peito",
        "Estou com falta de ar!",
        "acho que estou infartando",
        "meu filho está tendo uma convulsão",
        "É uma emergência",
        "chest pain",
    ],
)
@pytest.mark.parametrize(
    "before", [(), ("oi",), ("oi", "marcar"), ("oi", "marcar", "cardiologia"), ("oi", "remarcar", "pode ser")], ids=str
)
def test_emergency_words_are_answered_with_192_wherever_they_are_said(before: tuple[str, ...], said: str) -> None:
    pack = load_pack("clinic")
    phone = Phone(load_flow(pack.flow_definition, version=1), sample_items(pack), Person(), MONDAY)
    for text in before:
        phone.write(text)

    phone.write(said)

    assert "192" in body_of(phone.seen[-1])
    assert phone.state.status == "human" or "emergência" in body_of(phone.seen[-1])


@pytest.mark.parametrize(
    ("domain", "golden", "stage"),
    [
        ("real_estate", "visit", "visit_booked"),
        ("car_dealer", "workshop", "workshop"),
        ("clinic", "booked", "booked"),
        ("school", "visit", "visit_booked"),
    ],
)
def test_an_old_tap_on_the_confirmation_books_nothing_without_a_day(domain: str, golden: str, stage: str) -> None:
    before, _, _ = (HERE / domain / f"{golden}.txt").read_text(encoding="utf-8").partition("> [Pode marcar]")
    phone = converse(domain, before)
    phone.tap("Mudar o dia")

    effects = phone.tap("Pode marcar")

    assert stage not in {effect.stage for effect in effects if isinstance(effect, SaveLead)}
    assert not any(isinstance(effect, HandOff) for effect in effects)
    assert phone.state.status == "waiting"


def check(message: Outgoing) -> None:
    body = message_body(message, base_url="https://example.com")
    check_message({"messaging_product": "whatsapp", "to": "5511987650001", **json.loads(json.dumps(body))})


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_what_is_said_in_the_golden_conversations_passes_metas_checks(path: Path) -> None:
    phone = converse(path.parent.name, path.read_text(encoding="utf-8"))

    assert phone.seen
    for message in phone.seen:
        check(message)
        assert not any(bad in body_of(message) for bad in ("{{", "}}", "None", "null", "  ")), body_of(message)


@pytest.mark.parametrize("locale", ["pt-BR", "en"])
def test_every_listing_can_be_shown_liked_and_visited(locale: str) -> None:
    """Card, details and confirmation of all 150, in both languages, within Meta's limits."""
    flow = load_flow(REAL_ESTATE.flow_definition, version=1)
    hello, like, visit = (
        ("hello", "I like it", "Book a visit") if locale == "en" else ("oi", "Gostei", "Agendar visita")
    )
    for item in sample_items(REAL_ESTATE, pictures="/local/pictures/"):
        phone = Phone(flow, [item], Person(), MONDAY)
        phone.write(hello)
        phone.tap(
            ("Buy", "Comprar")[locale == "pt-BR"] if item["purpose"] == "buy" else ("Rent", "Alugar")[locale == "pt-BR"]
        )
        while not any(title == like for _, title in taps_of(phone.seen[-1])):
            phone.write("any" if locale == "en" else "tanto faz")
        card = phone.seen[-1]
        phone.tap(like)
        phone.tap(visit)

        assert item["code"] in body_of(card)
        for message in phone.seen:
            check(message)


@pytest.mark.parametrize("locale", ["pt-BR", "en"])
def test_every_car_can_be_shown_and_liked(locale: str) -> None:
    """Card and details of all 60, in both languages, within Meta's limits."""
    pack = load_pack("car_dealer")
    flow = load_flow(pack.flow_definition, version=1)
    english = locale == "en"
    for item in sample_items(pack, pictures="/local/pictures/"):
        phone = Phone(flow, [item], Person(), MONDAY)
        phone.write("hello" if english else "oi")
        phone.tap("Buy a car" if english else "Comprar um carro")
        while not any(title in {"Gostei", "I like it"} for _, title in taps_of(phone.seen[-1])):
            phone.write("any" if english else "tanto faz")
        card = phone.seen[-1]
        phone.tap("I like it" if english else "Gostei")

        assert item["code"] in body_of(card)
        assert item["description_en" if english else "description"] in body_of(phone.seen[-1])
        for message in phone.seen:
            check(message)
