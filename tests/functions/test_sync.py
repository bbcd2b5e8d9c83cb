"""The one poll of a page: what changed, once, and 304 when nothing did."""

from datetime import timedelta
from typing import Any

from starlette.testclient import TestClient

from tests.functions.people import Agency, make_chat, make_message


def poll(client: TestClient, agency: Agency, cursor: str | None = None, *, etag: str | None = None) -> Any:
    headers = agency.headers | ({"If-None-Match": etag} if etag else {})
    return client.get("/admin/sync", params={"cursor": cursor} if cursor else {}, headers=headers)


def test_the_first_poll_says_to_read_the_lists(client: TestClient, agency: Agency) -> None:
    make_chat(agency)

    answer = poll(client, agency).json()

    assert answer["resync"] is True
    assert answer["conversations"] == answer["leads"] == answer["messages"] == []


def test_nothing_new_is_304_with_the_etag_and_the_same_cursor_without(client: TestClient, agency: Agency) -> None:
    make_chat(agency)
    first = poll(client, agency)

    again = poll(client, agency, first.json()["cursor"], etag=first.headers["etag"])
    plain = poll(client, agency, first.json()["cursor"]).json()

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert plain == {
        "cursor": first.json()["cursor"],
        "conversations": [],
        "leads": [],
        "messages": [],
        "resync": False,
    }


def test_what_changed_comes_once(client: TestClient, agency: Agency) -> None:
    quiet = make_chat(agency, "Quiet", ago=timedelta(minutes=5))
    cursor = poll(client, agency).json()["cursor"]
    chat = make_chat(agency, "Loud", said="quero visitar")

    answer = poll(client, agency, cursor).json()
    after = poll(client, agency, answer["cursor"]).json()

    assert [c["id"] for c in answer["conversations"]] == [str(chat.conversation)]
    assert [lead["id"] for lead in answer["leads"]] == [str(chat.lead)]
    assert {m["text"] for m in answer["messages"]} == {"quero visitar", "Olá!"}
    assert {m["conversation_id"] for m in answer["messages"]} == {str(chat.conversation)}
    assert str(quiet.conversation) not in str(answer)
    assert after["conversations"] == after["messages"] == after["leads"] == []
    assert after["cursor"] == answer["cursor"]


def test_a_status_is_a_change(client: TestClient, agency: Agency) -> None:
    chat = make_chat(agency, ago=timedelta(minutes=5))
    message = make_message(agency, chat.conversation, chat.account)
    cursor = poll(client, agency).json()["cursor"]
    agency.sql("update messages set status = 'read', status_at = now() where id = %s", message)

    answer = poll(client, agency, cursor).json()

    assert [(m["id"], m["status"]) for m in answer["messages"]] == [(str(message), "read")]


def test_a_row_that_commits_late_with_an_early_time_is_still_seen(client: TestClient, agency: Agency) -> None:
    cursor = poll(client, agency).json()["cursor"]
    seen = make_chat(agency, "Seen")
    cursor = poll(client, agency, cursor).json()["cursor"]
    late = make_chat(agency, "Late", ago=timedelta(seconds=5))

    answer = poll(client, agency, cursor).json()

    assert {c["id"] for c in answer["conversations"]} == {str(seen.conversation), str(late.conversation)}


def test_too_many_changes_mean_reading_the_lists_anew_and_the_next_poll_is_quiet(
    client: TestClient, agency: Agency
) -> None:
    chat = make_chat(agency, ago=timedelta(minutes=5))
    cursor = poll(client, agency).json()["cursor"]
    agency.sql(
        "insert into messages (tenant_id, conversation_id, account_id, direction, author, kind, content)"
        " select %s, %s, %s, 'out', 'bot', 'text', '{}' from generate_series(1, 201)",
        agency.tenant, chat.conversation, chat.account,
    )  # fmt: skip

    answer = poll(client, agency, cursor).json()
    after = poll(client, agency, answer["cursor"]).json()

    assert (answer["resync"], answer["messages"]) == (True, [])
    assert after["cursor"] == answer["cursor"]
    assert after["resync"] is False


def test_a_cursor_that_no_poll_gave_is_refused(client: TestClient, agency: Agency) -> None:
    for cursor in ("x", "bnVsbA", "WzEsMl0", "WyIyMDI2LTAxLTAxIiwgIiJd", "é"):
        answer = poll(client, agency, cursor)
        assert (answer.status_code, answer.json()["detail"]) == (422, "invalid_cursor"), cursor
