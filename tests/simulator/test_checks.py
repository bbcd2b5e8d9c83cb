"""Every limit of the send API is accepted at its edge and refused one beyond, with Meta's code."""

from typing import Any

import pytest

from tests.simulator.client import Simulator, refusal
from tests.simulator.messages import (
    BUTTONS,
    CALL,
    CAROUSEL,
    CATALOG,
    CONTACTS,
    FLOW,
    IMAGE,
    LINK,
    LIST,
    LOCATION,
    ORDER,
    ORDER_STATUS,
    PRODUCT_LIST,
    TEXT,
    VALID,
    bent,
)

Json = dict[str, Any]
I = "interactive"  # noqa: E741 - keeps the table's paths short

LENGTHS: list[tuple[Json, str, int]] = [
    (TEXT, "text.body", 4096),
    (TEXT, "biz_opaque_callback_data", 512),
    (IMAGE, "image.caption", 1024),
    (BUTTONS, f"{I}.body.text", 1024),
    (BUTTONS, f"{I}.footer.text", 60),
    (BUTTONS, f"{I}.action.buttons.0.reply.title", 20),
    (BUTTONS, f"{I}.action.buttons.0.reply.id", 256),
    (LIST, f"{I}.body.text", 1024),
    (LIST, f"{I}.header.text", 60),
    (LIST, f"{I}.footer.text", 60),
    (LIST, f"{I}.action.button", 20),
    (LIST, f"{I}.action.sections.0.title", 24),
    (LIST, f"{I}.action.sections.0.rows.0.id", 200),
    (LIST, f"{I}.action.sections.0.rows.0.title", 24),
    (LIST, f"{I}.action.sections.0.rows.0.description", 72),
    (LINK, f"{I}.body.text", 1024),
    (LINK, f"{I}.action.parameters.display_text", 20),
    (CAROUSEL, f"{I}.body.text", 1024),
    (CAROUSEL, f"{I}.action.cards.0.body.text", 160),
    (CAROUSEL, f"{I}.action.cards.0.action.buttons.0.quick_reply.title", 20),
    (CAROUSEL, f"{I}.action.cards.0.action.buttons.0.quick_reply.id", 20),
    (FLOW, f"{I}.action.parameters.flow_cta", 20),
    (CATALOG, f"{I}.footer.text", 60),
    (PRODUCT_LIST, f"{I}.header.text", 60),
    (CALL, f"{I}.action.parameters.display_text", 20),
    (CALL, f"{I}.action.parameters.payload", 512),
    (ORDER, f"{I}.action.parameters.reference_id", 35),
    (ORDER_STATUS, f"{I}.action.parameters.order.description", 120),
]


def buttons(count: int) -> list[Json]:
    return [{"type": "reply", "reply": {"id": f"b{n}", "title": f"Botão {n}"}} for n in range(count)]


def rows(count: int) -> list[Json]:
    return [{"id": f"r{n}", "title": f"Linha {n}"} for n in range(count)]


def sections(*counts: int) -> list[Json]:
    numbered = iter(rows(sum(counts)))
    return [{"title": f"Seção {n}", "rows": [next(numbered) for _ in range(count)]} for n, count in enumerate(counts)]


def cards(count: int) -> list[Json]:
    card = CAROUSEL["interactive"]["action"]["cards"][0]
    reply = "action.buttons.0.quick_reply.id"
    return [bent(bent(card, "card_index", n), reply, f"q{n}") for n in range(count)]


def products(count: int) -> list[Json]:
    return [{"product_retailer_id": f"p{n}"} for n in range(count)]


COUNTS: list[tuple[str, Json, str, Any, Any]] = [
    ("buttons", BUTTONS, f"{I}.action.buttons", buttons(3), buttons(4)),
    ("no buttons", BUTTONS, f"{I}.action.buttons", buttons(1), []),
    ("sections", LIST, f"{I}.action.sections", sections(*[1] * 10), sections(*[1] * 11)),
    ("rows in one section", LIST, f"{I}.action.sections", sections(10), sections(11)),
    ("rows in total", LIST, f"{I}.action.sections", sections(5, 5), sections(5, 6)),
    ("cards", CAROUSEL, f"{I}.action.cards", cards(10), cards(11)),
    ("too few cards", CAROUSEL, f"{I}.action.cards", cards(2), cards(1)),
    ("products", PRODUCT_LIST, f"{I}.action.sections.0.product_items", products(30), products(31)),
    ("contacts", CONTACTS, "contacts", CONTACTS["contacts"] * 257, CONTACTS["contacts"] * 258),
    ("latitude", LOCATION, "location.latitude", 90, 90.1),
    ("longitude", LOCATION, "location.longitude", -180, -181),
    ("minutes of a call button", CALL, f"{I}.action.parameters.ttl_minutes", 43200, 43201),
    ("line breaks of a card", CAROUSEL, f"{I}.action.cards.0.body.text", "a\nb\nc", "a\nb\nc\nd"),
]

MISSING: list[tuple[Json, str]] = [
    (TEXT, "text"),
    (TEXT, "text.body"),
    (BUTTONS, f"{I}.body"),
    (BUTTONS, f"{I}.body.text"),
    (BUTTONS, f"{I}.action"),
    (BUTTONS, f"{I}.action.buttons"),
    (BUTTONS, f"{I}.action.buttons.0.reply.id"),
    (BUTTONS, f"{I}.action.buttons.0.reply.title"),
    (LIST, f"{I}.action.button"),
    (LIST, f"{I}.action.sections"),
    (LIST, f"{I}.action.sections.1.title"),
    (LIST, f"{I}.action.sections.0.rows.0.title"),
    (LINK, f"{I}.action.parameters.url"),
    (CAROUSEL, f"{I}.action.cards.0.header"),
    (PRODUCT_LIST, f"{I}.header"),
    (IMAGE, "image.link"),
    (LOCATION, "location.latitude"),
    (CONTACTS, "contacts.0.name.formatted_name"),
]

OTHER: list[tuple[str, Json, str, Any, int]] = [
    ("unknown type", TEXT, "type", "telegram", 100),
    ("text is no object", TEXT, "text", "Olá", 100),
    ("body is no text", TEXT, "text.body", 5, 100),
    ("unexpected key", TEXT, "text.bodi", "Olá", 100),
    ("preview is no boolean", TEXT, "text.preview_url", "yes", 100),
    ("other product", TEXT, "messaging_product", "telegram", 100),
    ("empty text", TEXT, "text.body", "", 131008),
    ("number is none", TEXT, "to", "Ana", 131009),
    ("group", TEXT, "recipient_type", "group", 131051),
    ("repeated button id", BUTTONS, f"{I}.action.buttons.1.reply.id", "buy", 131009),
    ("repeated button title", BUTTONS, f"{I}.action.buttons.1.reply.title", "Comprar", 131009),
    ("repeated row id", LIST, f"{I}.action.sections.1.rows.0.id", "r1", 131009),
    ("unknown interactive", BUTTONS, f"{I}.type", "dance", 131009),
    ("list with picture header", LIST, f"{I}.header", {"type": "image", "image": {"link": "http://x/y.jpg"}}, 131009),
    ("carousel with header", CAROUSEL, f"{I}.header", {"type": "text", "text": "x"}, 131009),
    ("carousel with footer", CAROUSEL, f"{I}.footer", {"text": "x"}, 131009),
    ("cards out of order", CAROUSEL, f"{I}.action.cards.0.card_index", 1, 131009),
    ("cards that differ", CAROUSEL, f"{I}.action.cards.0.action", LINK["interactive"]["action"], 131009),
    ("repeated card reply", CAROUSEL, f"{I}.action.cards.1.action.buttons.0.quick_reply.id", "c0", 131009),
    ("link that is none", LINK, f"{I}.action.parameters.url", "javascript:alert(1)", 131009),
    ("media link that is none", IMAGE, "image.link", "file:///etc/passwd", 131009),
    ("two media sources", IMAGE, "image.id", "1", 131009),
    ("unknown media id", IMAGE, "image", {"id": "1"}, 131009),
    ("caption of audio", {"type": "audio", "audio": {"link": "http://x/y"}}, "audio.caption", "x", 100),
    ("file name of image", IMAGE, "image.filename", "x.jpg", 100),
    ("flow version", FLOW, f"{I}.action.parameters.flow_message_version", "2", 131009),
    ("flow by id and name", FLOW, f"{I}.action.parameters.flow_name", "x", 131009),
    ("payment in dollars", ORDER, f"{I}.action.parameters.currency", "USD", 131009),
    ("amount offset", ORDER, f"{I}.action.parameters.total_amount.offset", 10, 131009),
    ("order status", ORDER_STATUS, f"{I}.action.parameters.order.status", "lost", 131009),
    ("only a formatted name", CONTACTS, "contacts.0.name", {"formatted_name": "Rui"}, 131009),
    ("birthday", CONTACTS, "contacts.0.birthday", "01/02/1990", 131009),
    ("phone kind", CONTACTS, "contacts.0.phones.0.type", "SPACE", 131009),
    (
        "reaction to nothing",
        {"type": "reaction", "reaction": {"message_id": "wamid.x"}},
        "reaction.emoji",
        "👍",
        131009,
    ),
    (
        "reaction with a word",
        {"type": "reaction", "reaction": {"message_id": "wamid.x"}},
        "reaction.emoji",
        "ok",
        131009,
    ),
]


@pytest.fixture
def unhurried(chatting: Simulator) -> Simulator:
    """A number that these tests cannot exhaust."""
    chatting.sim("/settings", {"rates": {"pair_burst": 10_000, "number_mps": 10_000}})
    return chatting


@pytest.mark.parametrize("kind", VALID)
def test_valid_messages_of_every_kind_are_accepted(unhurried: Simulator, kind: str) -> None:
    answer = unhurried.send(VALID[kind])

    assert answer.status_code == 200, answer.text
    assert answer.json()["messages"][0]["id"].startswith("wamid.")


@pytest.mark.parametrize(("message", "path", "longest"), LENGTHS, ids=[row[1] for row in LENGTHS])
def test_texts_end_at_their_limit(unhurried: Simulator, message: Json, path: str, longest: int) -> None:
    at_the_edge = unhurried.send(bent(message, path, "x" * longest))
    beyond = unhurried.send(bent(message, path, "x" * (longest + 1)))

    assert at_the_edge.status_code == 200, at_the_edge.text
    assert refusal(beyond) == (400, 131009)


@pytest.mark.parametrize(("message", "path", "longest"), LENGTHS[:9], ids=[row[1] for row in LENGTHS[:9]])
def test_an_emoji_counts_as_two_units(unhurried: Simulator, message: Json, path: str, longest: int) -> None:
    at_the_edge = unhurried.send(bent(message, path, "🏡" * (longest // 2)))
    beyond = unhurried.send(bent(message, path, "🏡" * (longest // 2 + 1)))

    assert at_the_edge.status_code == 200, at_the_edge.text
    assert refusal(beyond) == (400, 131009)


@pytest.mark.parametrize(("_name", "message", "path", "good", "bad"), COUNTS, ids=[row[0] for row in COUNTS])
def test_counts_and_ranges_end_at_their_limit(
    unhurried: Simulator, _name: str, message: Json, path: str, good: Any, bad: Any
) -> None:
    at_the_edge = unhurried.send(bent(message, path, good))
    beyond = unhurried.send(bent(message, path, bad))

    assert at_the_edge.status_code == 200, at_the_edge.text
    assert refusal(beyond) == (400, 131009)


@pytest.mark.parametrize(("message", "path"), MISSING, ids=[row[1] for row in MISSING])
def test_missing_parts_are_131008(unhurried: Simulator, message: Json, path: str) -> None:
    assert refusal(unhurried.send(bent(message, path, ...))) == (400, 131008)


@pytest.mark.parametrize(("_name", "message", "path", "value", "code"), OTHER, ids=[row[0] for row in OTHER])
def test_other_faults_have_their_code(
    unhurried: Simulator, _name: str, message: Json, path: str, value: Any, code: int
) -> None:
    assert refusal(unhurried.send(bent(message, path, value))) == (400, code)


@pytest.mark.parametrize("raw", [b"{", b"[]", b"\xff", b'"text"', b"[" * 100_000])
def test_a_body_that_is_no_object_is_100(unhurried: Simulator, raw: bytes) -> None:
    assert refusal(unhurried.graph("POST", "100200300400501/messages", content=raw)) == (400, 100)


def test_a_refusal_has_the_body_of_meta(unhurried: Simulator) -> None:
    error = unhurried.send(bent(TEXT, "text.body", "x" * 5000)).json()["error"]

    assert error["message"] == "(#131009) Parameter value is not valid"
    assert error["type"] == "OAuthException"
    assert error["error_data"]["messaging_product"] == "whatsapp"
    assert "text.body" in error["error_data"]["details"]
    assert error["fbtrace_id"]


def test_nothing_refused_is_shown_or_told(unhurried: Simulator) -> None:
    before = unhurried.chat()["messages"]
    unhurried.send(bent(TEXT, "text.body", "x" * 5000))

    assert unhurried.chat()["messages"] == before
    assert unhurried.sim("/assertions")["accepted"] == 0
    assert unhurried.sim("/assertions")["refused"] == {"131009": 1}


@pytest.mark.parametrize("raw", [b'"\\ud83c"', b"NaN", b"1e400", b"-Infinity"])
def test_what_no_json_reader_agrees_on_is_100(unhurried: Simulator, raw: bytes) -> None:
    body = b'{"messaging_product":"whatsapp","to":"+5511999990001","type":"text","text":{"body":%s}}' % raw

    assert refusal(unhurried.graph("POST", "100200300400501/messages", content=body)) == (400, 100)
