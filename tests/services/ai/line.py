"""A contact's phone, the simulator between, and the whole service on the other side, all over HTTP."""

import base64
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx2

from tests.services.ai.voices import spoken
from tests.services.bot import Bot

ANA = "5511999990001"
PATIENCE = 60.0  # seconds; a bound against hanging, not a measure


@dataclass(slots=True)
class Line:
    """A phone on one side, the service on the other, the simulator between them."""

    bot: Bot
    http: httpx2.Client
    simulator: str
    app: str
    number: str

    def say(self, action: dict[str, Any]) -> None:
        chat = f"{self.simulator}/sim/chats/{self.number}/{ANA}/messages"
        self.http.post(chat, json=action).raise_for_status()

    def speak(self, data: bytes = b"", mime_type: str = "audio/ogg; codecs=opus") -> None:
        coded = base64.b64encode(data or spoken()).decode()
        self.say({"type": "audio", "voice": True, "mime_type": mime_type, "data": coded})

    def heard(self) -> list[str]:
        """Everything the phone shows of the bot."""
        bubbles = self.http.get(f"{self.simulator}/sim/chats/{self.number}/{ANA}").raise_for_status().json()["messages"]
        return [bubble.get("text", "") for bubble in bubbles if bubble["direction"] == "out"]

    def wait_for(self, claim: Callable[[list[str]], bool]) -> list[str]:
        give_up = time.monotonic() + PATIENCE
        while not claim(self.heard()):
            assert time.monotonic() < give_up, f"the phone shows {self.heard()}"
            time.sleep(0.1)
        return self.heard()


@contextmanager
def open_line(bot: Bot, variables: Mapping[str, str], *, app: str, simulator: str) -> Iterator[Line]:
    """Make the bot's number known to both, and Ana."""
    with httpx2.Client(timeout=15) as http:
        http.post(f"{simulator}/sim/numbers", json={
            "phone_number_id": bot.number, "waba_id": "1", "display_phone_number": "+55 11 3001-0001",
            "access_token": variables["WA_TOKEN"], "app_secret": variables["WA_WEBHOOK_SECRET"], "webhook_url": f"{app}/webhook",
        }).raise_for_status()  # fmt: skip
        http.post(f"{simulator}/sim/contacts", json={"wa_id": ANA, "name": "Ana"}).raise_for_status()
        yield Line(bot, http, simulator, app, bot.number)
    bot.database.close()
