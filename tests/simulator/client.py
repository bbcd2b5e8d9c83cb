"""The simulator as a test talks to it."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import httpx2

from tests.simulator.receiver import Receiver

NUMBER = "100200300400501"
WABA = "200300400500601"
TOKEN = "SIM-token"
SECRET = "app-secret"
ANA = "5511999990001"
Json = dict[str, Any]


class Simulator:
    """One number (NUMBER) with one webhook, and short ways to everything."""

    def __init__(self, url: str, http: httpx2.Client, receiver: Receiver) -> None:
        self.url, self.http, self.receiver = url, http, receiver

    def register(self, **changes: Any) -> Json:
        number = {
            "phone_number_id": NUMBER,
            "waba_id": WABA,
            "display_phone_number": "+55 11 3001-0001",
            "verified_name": "Imobiliária Horizonte",
            "access_token": TOKEN,
            "app_secret": SECRET,
            "webhook_url": f"{self.receiver.url}/webhook",
        }
        return dict(self.sim("/numbers", {**number, **changes}))

    def sim(self, path: str, body: Any = None, *, method: str | None = None, expect: int = 200) -> Any:
        answer = self.http.request(method or ("GET" if body is None else "POST"), f"{self.url}/sim{path}", json=body)
        assert answer.status_code == expect, answer.text
        return answer.json()

    def graph(self, method: str, path: str, *, token: str | None = TOKEN, **rest: Any) -> httpx2.Response:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return self.http.request(method, f"{self.url}/v26.0/{path}", headers=headers, **rest)

    def send(self, message: Json, **rest: Any) -> httpx2.Response:
        body = {"messaging_product": "whatsapp", "to": f"+{ANA}", **message}
        return self.graph("POST", f"{NUMBER}/messages", json=body, **rest)

    def send_text(self, text: str = "Olá!", **common: Any) -> str:
        answer = self.send({"type": "text", "text": {"body": text}, **common})
        assert answer.status_code == 200, answer.text
        return str(answer.json()["messages"][0]["id"])

    def say(self, action: Json | str, contact: str = ANA, *, expect: int = 200) -> Any:
        body = {"type": "text", "text": action} if isinstance(action, str) else action
        return self.sim(f"/chats/{NUMBER}/{quote(contact)}/messages", body, expect=expect)

    def chat(self, contact: str = ANA) -> Json:
        return dict(self.sim(f"/chats/{NUMBER}/{quote(contact)}"))

    def bubble(self, wamid: str, contact: str = ANA) -> Json:
        return next(one for one in self.chat(contact)["messages"] if one["wamid"] == wamid)

    def journal(self, kind: str) -> list[Json]:
        return list(self.sim(f"/journal?kind={kind}")["entries"])

    def eventually(self, claim: Callable[[], Any]) -> Any:
        """Ask until the claim holds; webhooks wake the wait, so it is short."""
        with self.receiver.changed:
            for _ in range(200):
                result = claim()
                if result:
                    return result
                self.receiver.changed.wait(0.05)
        raise AssertionError("it never came true")


def refusal(answer: httpx2.Response) -> tuple[int, int]:
    """The HTTP status and Meta's code of a refused call."""
    return answer.status_code, answer.json()["error"]["code"]
