"""A tenant's knowledge: added, listed, removed, its own alone; and found by the words of a question."""

import uuid
from typing import Any

import pytest
from starlette.testclient import TestClient

from shared.container import Container
from shared.services.ai.passages import find_passages
from shared.services.edit_knowledge import MAX_CHUNK, split
from tests.functions.people import Agency
from tests.pdfs import locked, pdf

PATH = "/admin/knowledge"


def add(client: TestClient, agency: Agency, text: str = "Abrimos às 9h.", **more: str) -> Any:
    return client.post(PATH, json={"title": "Horários", "text": text} | more, headers=agency.headers)


def found(container: Container, agency: Agency, question: str, *sources: str) -> list[str]:
    passages = container.database.as_tenant(
        agency.tenant, lambda tx: find_passages(tx, sources=sources, question=question)
    )
    return [passage.text for passage in passages]


def test_a_text_is_added_listed_and_removed(client: TestClient, agency: Agency) -> None:
    first, second = add(client, agency), add(client, agency, title="Preços", source="prices")
    assert first.status_code == second.status_code == 201

    page = client.get(PATH, params={"limit": 1}, headers=agency.headers).json()
    rest = client.get(PATH, params={"cursor": page["next_cursor"]}, headers=agency.headers).json()
    assert [each["title"] for each in page["items"] + rest["items"]] == ["Preços", "Horários"]
    assert page["items"][0] | {"id": "", "created_at": ""} == {
        "id": "", "source": "prices", "title": "Preços", "kind": "text", "characters": 14, "created_at": "",
    }  # fmt: skip

    gone = client.delete(f"{PATH}/{first.json()['id']}", headers=agency.headers)

    assert gone.json() == {"removed": True}
    assert (
        client.delete(f"{PATH}/{first.json()['id']}", headers=agency.headers).json()["detail"] == "document_not_found"
    )
    assert len(client.get(PATH, headers=agency.headers).json()["items"]) == 1
    assert agency.sql("select count(*) from knowledge_chunks") == [(1,)]


def test_the_rivals_knowledge_is_not_there(client: TestClient, agency: Agency, rival: Agency) -> None:
    theirs = add(client, rival, "Segredo da rival").json()["id"]

    headers = agency.headers | {"X-Correlation-Id": "same-for-both"}
    foreign = client.delete(f"{PATH}/{theirs}", headers=headers)
    nobodys = client.delete(f"{PATH}/{uuid.uuid4()}", headers=headers)

    assert foreign.status_code == 404
    assert foreign.content == nobodys.content
    assert client.get(PATH, headers=agency.headers).json()["items"] == []
    assert len(client.get(PATH, headers=rival.headers).json()["items"]) == 1


@pytest.mark.parametrize(
    "body", [{"text": ""}, {"text": " \n "}, {"source": "Com Espaço"}, {"title": ""}, {"tenant_id": "x"}]
)
def test_what_is_no_text_is_refused(client: TestClient, agency: Agency, body: dict[str, str]) -> None:
    sent = {"title": "T", "text": "x"} | body

    assert client.post(PATH, json=sent, headers=agency.headers).status_code == 422


def test_it_is_found_by_any_form_of_its_words(client: TestClient, agency: Agency, container: Container) -> None:
    add(client, agency, "Aceitamos animais de estimação nos apartamentos.\n\n" + "Outro assunto. " * 60)
    add(client, agency, "Não há taxa.", source="prices")

    assert "animais" in found(container, agency, "o apartamento aceita ANIMAL?")[0]
    assert found(container, agency, "taxas?", "faq") == []
    assert found(container, agency, "taxas?", "prices") == ["Não há taxa."]
    assert found(container, agency, "", "faq") == []
    assert found(container, agency, "'; & | ! <-> () :*", "faq") == []


def test_a_pdf_is_added_found_and_named_as_the_source(client: TestClient, agency: Agency, container: Container) -> None:
    added = send_pdf(
        client, agency, pdf("Aceitamos animais de estimação.", "A taxa é de R$ 50."), title="Regras", source="rules"
    )

    assert added.status_code == 201
    assert added.json()["kind"] == "pdf"
    assert "animais" in found(container, agency, "aceita animal?", "rules")[0]
    assert client.get(PATH, headers=agency.headers).json()["items"][0]["title"] == "Regras"


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"%PDF-1.7 broken", "pdf_unreadable"), (locked(pdf("x"), "senha"), "pdf_encrypted"), (pdf(""), "pdf_no_text")],
    ids=["broken", "locked", "scanned"],
)
def test_a_pdf_that_cannot_be_read_says_why(client: TestClient, agency: Agency, data: bytes, code: str) -> None:
    answer = send_pdf(client, agency, data, title="T")

    assert (answer.status_code, answer.json()["detail"]) == (422, code)
    assert agency.sql("select count(*) from knowledge_documents") == [(0,)]


def test_a_pdf_over_the_cap_or_without_a_title_is_refused(client: TestClient, agency: Agency) -> None:
    assert send_pdf(client, agency, b"%PDF-" + b"x" * 4_000_000, title="T").status_code == 413
    assert send_pdf(client, agency, pdf("x")).status_code == 422
    assert send_pdf(client, agency, pdf("x"), title="T", source="Com Espaço").status_code == 422


def send_pdf(client: TestClient, agency: Agency, data: bytes, **query: str) -> Any:
    headers = agency.headers | {"Content-Type": "application/pdf"}
    return client.post(f"{PATH}/pdf", params=query, content=data, headers=headers)


def test_long_texts_are_cut_where_they_pause() -> None:
    sentence = "Esta é uma frase de um texto comprido, com vírgula e tudo. "
    chunks = split(f"Curto.\n\nOutro curto.\n\n{sentence * 40}\n\n{'x' * 2000}")

    assert max(len(chunk) for chunk in chunks) <= MAX_CHUNK
    assert chunks[0].startswith("Curto.\n\nOutro curto.")
    assert sum(chunk.count("frase") for chunk in chunks) == 40
    assert sum(chunk.count("x") for chunk in chunks) == 2000 + 40
    assert split(" \n\n \n") == []
