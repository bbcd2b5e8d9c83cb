"""The history of a flow: paged, with what is still said on each version; compared; and what running conversations do."""

import uuid
from typing import Any

import pytest
from starlette.testclient import TestClient

from shared.container import Container
from tests.fakes import FakeMessenger
from tests.functions.flow_calls import ASKING, FlowCalls, refusal, with_prompt
from tests.functions.people import Agency
from tests.services.bot import Bot


@pytest.fixture
def flows(client: TestClient, agency: Agency) -> FlowCalls:
    return FlowCalls.of(client, agency)


@pytest.fixture
def bot(container: Container, agency: Agency) -> Bot:
    """Contacts that write to the agency's own number."""
    number = uuid.uuid4().int % 10**15
    ((account,),) = agency.sql(
        "insert into whatsapp_accounts (tenant_id, phone_number_id) values (%s, %s) returning id",
        agency.tenant, str(number),
    )  # fmt: skip
    return Bot(container.database, agency.superuser_url, agency.tenant, account, str(number), FakeMessenger())  # type: ignore[arg-type] # plain values of the new types


def test_versions_are_paged_from_the_newest(flows: FlowCalls, agency: Agency) -> None:
    flow = flows.make()
    for number in range(1, 6):
        flows.publish(flow, note=f"nota {number}")

    first = flows.get(f"/{flow}/versions", limit=2).json()
    second = flows.get(f"/{flow}/versions", limit=2, cursor=first["next_cursor"]).json()
    third = flows.get(f"/{flow}/versions", limit=2, cursor=second["next_cursor"]).json()

    pages = [[item["version"] for item in page["items"]] for page in (first, second, third)]
    assert (pages, third["next_cursor"]) == ([[5, 4], [3, 2], [1]], None)
    newest, before = first["items"]
    assert (newest["is_live"], before["is_live"]) == (True, False)
    assert (newest["note"], newest["author"]) == ("nota 5", {"id": str(agency.admin), "name": "Bia"})
    assert refusal(flows.get(f"/{flow}/versions", cursor="%%%")) == (422, "invalid_cursor")


def test_each_version_says_how_many_conversations_are_still_on_it(flows: FlowCalls, bot: Bot) -> None:
    flow = flows.make()
    flows.publish(flow)
    bot.hears("oi", sender="5511900000001")
    bot.hears("oi", sender="5511900000002")
    for text in ("oi", "comprar", "Ana"):
        bot.hears(text, sender="5511900000003")  # this one came to its end
    flows.publish(flow)
    bot.hears("oi", sender="5511900000004")

    items = flows.get(f"/{flow}/versions").json()["items"]

    assert [(item["version"], item["conversations"]) for item in items] == [(2, 1), (1, 2)]


def test_conversations_under_way_finish_on_their_version(flows: FlowCalls, bot: Bot) -> None:
    flow = flows.make()
    flows.publish(flow)
    bot.hears("oi")
    flows.put(f"/{flow}", {"flow_definition": with_prompt("Seu nome, por favor?", "name")}, if_match='"1"')

    flows.publish(flow, running="finish")

    assert bot.hears("alugar") == ["Como você se chama?"]
    bot.hears("oi", sender="5511911112222")
    assert bot.hears("comprar", sender="5511911112222") == ["Seu nome, por favor?"]


def test_or_move_where_their_node_still_exists(flows: FlowCalls, bot: Bot) -> None:
    flow = flows.make()
    flows.publish(flow)
    bot.hears("oi")
    bot.hears("oi", sender="5511911112222")
    bot.hears("comprar", sender="5511911112222")  # stands at "name"
    nodes: list[dict[str, Any]] = [
        n | {"transitions": [{"to": "who"}]} if n["id"] == "hello" else n | {"id": "who", "prompt": "E você é?"} if n["id"] == "name" else n
        for n in ASKING["nodes"]
    ]  # fmt: skip
    flows.put(f"/{flow}", {"flow_definition": ASKING | {"nodes": nodes}}, if_match='"1"')

    flows.publish(flow, running="move")

    assert bot.hears("alugar") == ["E você é?"]
    assert bot.hears("Ana", sender="5511911112222") == ["Obrigado, Ana!"]
    versions = (
        "select v.number from conversations c join flow_versions v on v.id = c.flow_version_id order by c.created_at"
    )
    assert bot.sql(versions) == [(2,), (1,)]


def test_rolling_back_is_what_new_conversations_hear(flows: FlowCalls, bot: Bot) -> None:
    flow = flows.make()
    flows.publish(flow)
    flows.put(f"/{flow}", {"flow_definition": with_prompt("Oferta do dia! Comprar ou alugar?")}, if_match='"1"')
    flows.publish(flow)

    flows.post("/publish-by-version", {"flow_id": flow, "version": 1})

    assert bot.hears("oi") == ["Comprar ou alugar?"]


def test_two_versions_or_the_draft_are_compared(flows: FlowCalls) -> None:
    flow = flows.make()
    flows.publish(flow)
    flows.put(f"/{flow}", {"flow_definition": with_prompt("Olá!")}, if_match='"1"')
    flows.publish(flow)
    flows.put(f"/{flow}", {"flow_definition": ASKING | {"nodes": ASKING["nodes"][:2]}}, if_match='"2"')

    numbers = flows.get(f"/{flow}/diff", **{"from": 1, "to": 2}).json()
    draft = flows.get(f"/{flow}/diff", **{"from": 1}).json()

    assert numbers == {
        "added": [],
        "removed": [],
        "changed": [{"id": "hello", "title": "", "fields": ["prompt"]}],
        "flow": [],
        "texts": [{"node": "hello", "path": "prompt", "locale": "", "old": "Comprar ou alugar?", "new": "Olá!"}],
    }
    assert (draft["removed"], draft["changed"]) == (["bye", "person"], [])
    assert refusal(flows.get(f"/{flow}/diff", **{"from": 1, "to": 3})) == (404, "flow_version_not_found")
    assert refusal(flows.get(f"/{flow}/diff", **{"from": "first"})) == (422, "validation_failed")
