"""Live events for a phone in the browser, and which pages may listen."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx2
import pytest

from tests.simulator.client import ANA, NUMBER, Simulator
from tests.simulator.conftest import ORIGIN
from tests.simulator.messages import TEXT
from tests.simulator.test_phone import PNG

CHAT = {"phone_number_id": NUMBER, "contact": ANA}
Event = tuple[str, dict[str, Any]]


@contextmanager
def listening(simulator: Simulator, chat: str | None = f"{NUMBER}/{ANA}") -> Iterator[Iterator[Event]]:
    """Open a stream and wait until it is ready."""
    query = {"chat": chat} if chat else {}
    with httpx2.stream("GET", f"{simulator.url}/sim/events", params=query, timeout=5) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        events = _events(answer.iter_lines())
        assert next(events)[0] == "ready"
        yield events


def _events(lines: Iterator[str]) -> Iterator[Event]:
    name = ""
    for line in lines:
        key, _, value = line.partition(": ")
        if key == "event":
            name = value
        elif key == "data":
            yield name, json.loads(value)


def until(events: Iterator[Event], name: str, **wanted: Any) -> dict[str, Any]:
    """Read on to an event that has these values."""
    return next(data for event, data in events if event == name and wanted.items() <= data.items())


def test_a_phone_sees_bubbles_and_ticks(chatting: Simulator) -> None:
    with listening(chatting) as events:
        wamid = chatting.send_text("Bom dia")
        bubble = until(events, "message", wamid=wamid)
        ticks = [until(events, "status", wamid=wamid, status=status) for status in ("sent", "delivered", "read")]

    assert bubble == {**chatting.bubble(wamid), "status": "accepted", "chat": CHAT}
    assert [tick["chat"] for tick in ticks] == [CHAT] * 3


def test_a_phone_sees_its_own_ticks(chatting: Simulator) -> None:
    with listening(chatting) as events:
        wamid = chatting.say("oi")["wamid"]
        assert until(events, "message", wamid=wamid)["direction"] == "in"
        until(events, "status", wamid=wamid, status="delivered")
        body = {"messaging_product": "whatsapp", "status": "read", "message_id": wamid}
        chatting.graph("POST", f"{NUMBER}/messages", json={**body, "typing_indicator": {"type": "text"}})
        until(events, "status", wamid=wamid, status="read")
        assert until(events, "typing")["typing"] is True


def test_a_phone_sees_failures_restarts_and_the_window(chatting: Simulator) -> None:
    with listening(chatting) as events:
        chatting.send({"type": "image", "image": {"link": "http://127.0.0.1:9/x.png"}})
        assert until(events, "status", status="failed")["error"]["code"] == 131053
        chatting.sim(f"/chats/{NUMBER}/{ANA}/age", {"hours": 25})
        assert until(events, "window")["open"] is False
        chatting.sim(f"/chats/{NUMBER}/{ANA}/restart", {})
        until(events, "restart")


def test_a_fetched_picture_is_told_again(chatting: Simulator) -> None:
    chatting.receiver.files["/house.png"] = ("image/png", PNG)
    with listening(chatting) as events:
        wamid = chatting.send({"type": "image", "image": {"link": f"{chatting.receiver.url}/house.png"}})
        first = until(events, "message", wamid=wamid.json()["messages"][0]["id"])
        second = until(events, "message", wamid=first["wamid"])

    assert first["image"]["url"].startswith(chatting.receiver.url)
    assert second["image"]["url"].startswith(chatting.url)


def test_a_phone_hears_only_its_chat_and_a_wall_hears_all(chatting: Simulator) -> None:
    with listening(chatting) as own, listening(chatting, None) as everything:
        other = chatting.say("oi", "5511999990002")["wamid"]
        mine = chatting.say("oi")["wamid"]
        assert until(own, "message")["wamid"] == mine
        assert until(everything, "message")["wamid"] == other


def test_an_open_chat_is_a_read_one(chatting: Simulator) -> None:
    chatting.sim("/settings", {"statuses": {"read": "open"}})
    closed = chatting.send_text()
    chatting.receiver.wait_for_status(closed, "delivered")
    with listening(chatting) as events:
        wamid = chatting.send_text()
        until(events, "status", wamid=wamid, status="read")

    assert chatting.bubble(closed)["status"] == "delivered"


def test_a_chat_must_be_named_in_full(chatting: Simulator) -> None:
    chatting.sim("/events?chat=only-a-number", expect=400)


@pytest.mark.parametrize(("origin", "status"), [(ORIGIN, 200), ("http://evil.example", 403), ("null", 403)])
def test_only_known_pages_may_call(chatting: Simulator, origin: str, status: int) -> None:
    answer = chatting.http.get(f"{chatting.url}/sim/health", headers={"Origin": origin})

    assert answer.status_code == status
    assert answer.headers.get("access-control-allow-origin") == (ORIGIN if status == 200 else None)


def test_a_preflight_of_a_known_page_is_answered(chatting: Simulator) -> None:
    headers = {
        "Origin": ORIGIN,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    answer = chatting.http.options(f"{chatting.url}/sim/chats/{NUMBER}/{ANA}/messages", headers=headers)

    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == ORIGIN


def test_a_text_of_every_character_survives(chatting: Simulator) -> None:
    text = 'linha 1\nlinha 2 \u2028 🏡 \u202eabc " \\ / <b>'
    with listening(chatting) as events:
        wamid = chatting.send({**TEXT, "text": {"body": text}}).json()["messages"][0]["id"]
        assert until(events, "message", wamid=wamid)["text"] == text
