"""Conversations and messages as a page reads them."""

from datetime import timedelta

from starlette.testclient import TestClient

from tests.functions.people import Agency, make_chat, make_message


def test_conversations_come_newest_first_with_person_window_and_lead(client: TestClient, agency: Agency) -> None:
    old = make_chat(agency, "Ana", ago=timedelta(hours=25), said="bom dia")
    new = make_chat(agency, "Beto", phone=None, stage="visit")

    answer = client.get("/admin/conversations", headers=agency.headers).json()

    assert [item["id"] for item in answer["items"]] == [str(new.conversation), str(old.conversation)]
    beto, ana = answer["items"]
    assert beto["contact"] == {"id": str(new.contact), "name": "Beto", "phone": None}
    assert beto["window"]["open"] is True
    assert beto["lead"] == {"id": str(new.lead), "stage": "visit"}
    assert ana["window"]["open"] is False
    assert ana["last_preview"] == "bom dia"
    assert ana["account"]["display_phone_number"] == "+55 11 3333-4444"
    assert ana["last_message_at"].endswith("Z")
    assert answer["next_cursor"] is None


def test_pages_hold_every_conversation_once(client: TestClient, agency: Agency) -> None:
    made = [make_chat(agency, f"C{n}", ago=timedelta(minutes=n)) for n in range(5)]

    seen, cursor = [], None
    for _ in range(3):
        params = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        answer = client.get("/admin/conversations", params=params, headers=agency.headers).json()
        seen += [item["id"] for item in answer["items"]]
        cursor = answer["next_cursor"]

    assert seen == [str(chat.conversation) for chat in made]
    assert cursor is None


def test_search_finds_names_numbers_and_last_words_and_takes_wildcards_as_letters(
    client: TestClient, agency: Agency
) -> None:
    make_chat(agency, "Ana Lima", said="quero alugar")
    make_chat(agency, "Beto", phone="+5513911112222", said="100% certo")

    def names(q: str) -> list[str]:
        found = client.get("/admin/conversations", params={"q": q}, headers=agency.headers).json()
        return [item["contact"]["name"] for item in found["items"]]

    assert names("ana l") == ["Ana Lima"]
    assert names("(13) 91111") == ["Beto"]
    assert names("ALUGAR") == ["Ana Lima"]
    assert names("0%") == ["Beto"]
    assert names("_") == []


def test_owner_filters(client: TestClient, agency: Agency) -> None:
    chat = make_chat(agency, "Ana")
    make_chat(agency, "Beto")
    agency.sql("update conversations set owner = 'human' where id = %s", chat.conversation)

    answer = client.get("/admin/conversations", params={"owner": "human"}, headers=agency.headers).json()

    assert [item["id"] for item in answer["items"]] == [str(chat.conversation)]


def test_one_conversation_says_where_in_the_flow_it_stands(client: TestClient, agency: Agency) -> None:
    chat = make_chat(agency)
    agency.sql(
        "update conversations set state = '{\"v\": 1, \"node\": \"hello\"}', flow_version_id = (select id from flow_versions"
        " where tenant_id = %s) where id = %s", agency.tenant, chat.conversation,
    )  # fmt: skip

    answer = client.get(f"/admin/conversations/{chat.conversation}", headers=agency.headers).json()

    assert answer["flow"] == {"name": "Atendimento", "version": 1, "node": "hello"}
    assert answer["contact"]["name"] == "Ana Lima"


def test_messages_come_newest_first_in_pages(client: TestClient, agency: Agency) -> None:
    chat = make_chat(agency, ago=timedelta(minutes=5), said="oi")
    last = make_message(agency, chat.conversation, chat.account, text="Até logo")
    agency.sql(
        "update messages set status = 'failed', error_code = 131026, error_title = 'Undeliverable' where id = %s", last
    )
    path = f"/admin/conversations/{chat.conversation}/messages"

    first = client.get(path, params={"limit": 1}, headers=agency.headers).json()
    rest = client.get(path, params={"cursor": first["next_cursor"]}, headers=agency.headers).json()

    (message,) = first["items"]
    assert message["text"] == "Até logo"
    assert message["content"] == {"v": 1, "is": "Text", "body": "Até logo"}
    assert message["error"] == {"code": 131026, "title": "Undeliverable"}
    assert {item["text"] for item in rest["items"]} == {"oi", "Olá!"}
    assert rest["next_cursor"] is None
