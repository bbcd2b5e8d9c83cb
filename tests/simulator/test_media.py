"""Media: uploads, five-minute urls, links that Meta fetches, and what it refuses."""

import pytest

from tests.simulator.client import NUMBER, Simulator, refusal
from tests.simulator.test_phone import PNG

MEGABYTE = 1_000_000


def upload(simulator: Simulator, data: bytes = PNG, mime_type: str = "image/png") -> str:
    answer = simulator.graph(
        "POST",
        f"{NUMBER}/media",
        data={"messaging_product": "whatsapp", "type": mime_type},
        files={"file": ("picture", data, mime_type)},
    )
    assert answer.status_code == 200, answer.text
    return str(answer.json()["id"])


def test_an_upload_is_found_sent_and_deleted(chatting: Simulator) -> None:
    media_id = upload(chatting)
    found = chatting.graph("GET", media_id).json()
    sent = chatting.send({"type": "image", "image": {"id": media_id, "caption": "Sala"}}).json()["messages"][0]["id"]
    bubble = chatting.bubble(sent)
    shown = chatting.http.get(bubble["image"]["url"])
    deleted = chatting.graph("DELETE", media_id).json()

    assert found["mime_type"] == "image/png"
    assert found["file_size"] == len(PNG)
    assert bubble["text"] == "Sala"
    assert (shown.content, shown.headers["content-type"]) == (PNG, "image/png")
    assert deleted == {"success": True}
    assert refusal(chatting.graph("GET", media_id)) == (400, 100)


def test_a_download_url_dies(chatting: Simulator) -> None:
    chatting.sim("/settings", {"media": {"url_minutes": 0}})
    url = chatting.graph("GET", upload(chatting)).json()["url"]

    assert chatting.http.get(url, headers={"Authorization": "Bearer SIM-token"}).status_code == 404


def test_a_download_url_cannot_be_prolonged(chatting: Simulator) -> None:
    url = chatting.graph("GET", upload(chatting)).json()["url"]
    longer = url.replace("ext=", "ext=9")

    assert chatting.http.get(longer, headers={"Authorization": "Bearer SIM-token"}).status_code == 404


def test_a_file_belongs_to_its_number(chatting: Simulator) -> None:
    media_id = upload(chatting)
    chatting.register(phone_number_id="7", waba_id="8", access_token="SIM-other")

    assert refusal(chatting.graph("GET", media_id, token="SIM-other")) == (400, 100)
    assert refusal(chatting.graph("GET", f"{media_id}?phone_number_id=7")) == (400, 100)


@pytest.mark.parametrize(
    ("mime_type", "size", "code"),
    [("image/gif", 10, 100), ("image/png", 5 * MEGABYTE + 1, 131053), ("image/png", 0, 131053)],
)
def test_a_wrong_upload_is_refused(chatting: Simulator, mime_type: str, size: int, code: int) -> None:
    answer = chatting.graph(
        "POST",
        f"{NUMBER}/media",
        data={"messaging_product": "whatsapp", "type": mime_type},
        files={"file": ("picture", b"x" * size, mime_type)},
    )

    assert refusal(answer) == (400, code)


def test_an_upload_without_file_or_product_is_refused(chatting: Simulator) -> None:
    no_file = chatting.graph("POST", f"{NUMBER}/media", data={"messaging_product": "whatsapp", "type": "image/png"})
    no_product = chatting.graph("POST", f"{NUMBER}/media", files={"file": ("picture", PNG, "image/png")})

    assert refusal(no_file) == (400, 131008)
    assert refusal(no_product) == (400, 100)


def test_an_upload_of_another_kind_fails_later(chatting: Simulator) -> None:
    media_id = upload(chatting, b"%PDF", "application/pdf")
    wamid = chatting.send({"type": "image", "image": {"id": media_id}}).json()["messages"][0]["id"]

    assert chatting.receiver.wait_for_status(wamid, "failed")["errors"][0]["code"] == 131053


def test_a_link_is_fetched_and_shown_from_here(chatting: Simulator) -> None:
    chatting.receiver.files["/house.png"] = ("image/png", PNG)
    link = f"{chatting.receiver.url}/house.png"
    wamid = chatting.send({"type": "image", "image": {"link": link}}).json()["messages"][0]["id"]
    chatting.receiver.wait_for_status(wamid, "delivered")
    url = chatting.bubble(wamid)["image"]["url"]

    assert url.startswith(f"{chatting.url}/sim/media/")
    assert chatting.http.get(url).content == PNG


def test_a_link_is_fetched_once_in_ten_minutes(chatting: Simulator) -> None:
    chatting.receiver.files["/house.png"] = ("image/png", PNG)
    message = {"type": "image", "image": {"link": f"{chatting.receiver.url}/house.png"}}
    first = chatting.send(message).json()["messages"][0]["id"]
    chatting.receiver.wait_for_status(first, "read")
    chatting.receiver.files.clear()
    second = chatting.send(message).json()["messages"][0]["id"]

    chatting.receiver.wait_for_status(second, "read")


@pytest.mark.parametrize(
    ("mime_type", "data"),
    [("text/html", b"<html>"), ("image/png", b"x" * (5 * MEGABYTE + 1)), ("image/png", b"")],
)
def test_a_wrong_link_is_accepted_and_fails_later(chatting: Simulator, mime_type: str, data: bytes) -> None:
    chatting.receiver.files["/house"] = (mime_type, data)
    wamid = chatting.send({"type": "image", "image": {"link": f"{chatting.receiver.url}/house"}}).json()["messages"][0][
        "id"
    ]
    status = chatting.receiver.wait_for_status(wamid, "failed")

    assert status["errors"][0]["code"] == 131053
    assert [one["status"] for one in chatting.receiver.statuses(wamid)] == ["failed"]


@pytest.mark.parametrize("link", ["http://127.0.0.1:9/none.png", "http://no-such-host.invalid/x.png"])
def test_a_dead_link_fails_later(chatting: Simulator, link: str) -> None:
    wamid = chatting.send({"type": "image", "image": {"link": link}}).json()["messages"][0]["id"]

    assert chatting.receiver.wait_for_status(wamid, "failed")["errors"][0]["code"] == 131053


def test_a_picture_in_a_header_is_fetched_too(chatting: Simulator) -> None:
    chatting.receiver.files["/house.png"] = ("image/png", PNG)
    message = {
        "type": "interactive",
        "interactive": {
            "type": "button",
            "header": {"type": "image", "image": {"link": f"{chatting.receiver.url}/house.png"}},
            "body": {"text": "Gostou?"},
            "action": {"buttons": [{"type": "reply", "reply": {"id": "y", "title": "Sim"}}]},
        },
    }
    wamid = chatting.send(message).json()["messages"][0]["id"]
    chatting.receiver.wait_for_status(wamid, "delivered")

    assert chatting.bubble(wamid)["header"]["url"].startswith(chatting.url)
