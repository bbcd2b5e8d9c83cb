"""The WhatsApp simulator as the rig talks to it: what people write, how Meta misbehaves, what it has seen."""

import json
from collections import Counter
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import httpx2

from shared.clients.connections import Connections

Json = dict[str, Any]
PAGE = 5000  # journal entries per request
TIMEOUT = 60.0  # seconds; the journal of a long run is large


class Simulator:
    """A client of the control side; safe for threads."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._phones = Connections(f"{url}/sim", timedelta(seconds=TIMEOUT))  # a load is made of these
        self._http = httpx2.Client(base_url=f"{url}/sim", timeout=TIMEOUT, trust_env=False)

    def register(self, number: Json) -> None:
        """Make a number known, or change it."""
        self._ask("POST", "/numbers", number)

    def say(self, number: str, contact: str, text: str) -> str:
        """Write as a person; return the message's wamid."""
        return self.act(number, contact, {"type": "text", "text": text})

    def act(self, number: str, contact: str, action: Json) -> str:
        body, headers = json.dumps(action).encode(), {"Content-Type": "application/json"}
        answer = self._phones.post(f"/chats/{number}/{contact}/messages", body, headers)
        if answer.status != HTTPStatus.OK:
            raise RuntimeError(f"{answer.status} {answer.body[:200]!r}")
        return str(json.loads(answer.body)["wamid"])

    def transcript(self, number: str, contact: str) -> list[Json]:
        return list(self._ask("GET", f"/chats/{number}/{contact}")["messages"])

    def age(self, number: str, contact: str, hours: float) -> None:
        """Let the chat's time pass."""
        self._ask("POST", f"/chats/{number}/{contact}/age", {"hours": hours})

    def fault(self, kind: str, *, number: str | None = None, to: str | None = None, **order: Any) -> None:
        """Set a fault of the Graph side, of one number or of all, of sends to one person or to all."""
        match = ({"phone_number_id": number} if number else {}) | ({"to": to} if to else {})
        self._ask("POST", "/faults", {"match": match, "kind": kind, **order})

    def faults(self) -> list[Json]:
        return list(self._ask("GET", "/faults"))

    def forgive(self) -> dict[str, int]:
        """Take all faults back and deliver webhooks well; how often each kind has struck."""
        self.mode()
        struck: Counter[str] = Counter()
        for fault in self._ask("DELETE", "/faults"):
            struck[fault["kind"]] += fault["hits"]
        return dict(struck)

    def mode(self, **mode: Any) -> None:
        """Deliver webhooks so: duplicate, shuffle, delay_ms, hold, batch; what is left out is as usual."""
        self._ask("POST", "/webhook-mode", mode)

    def settings(self, **groups: Json) -> None:
        self._ask("POST", "/settings", groups)

    def send_field(self, number: str, field: str, value: Json) -> None:
        """Deliver a webhook of any field."""
        self._ask("POST", "/webhooks", {"phone_number_id": number, "field": field, "value": value})

    def retry(self) -> None:
        """Try every webhook that waits for its retry, now."""
        self._ask("POST", "/webhooks/retry", {})

    def replay(self) -> Json:
        """Deliver every accepted body once more; how often each answer came."""
        return dict(self._ask("POST", "/webhooks/replay", {})["answers"])

    def revoke_token(self, number: str) -> None:
        self._ask("POST", f"/numbers/{number}/revoke-token", {})

    def reset(self) -> None:
        """Forget everything but the numbers."""
        self._ask("POST", "/reset", {})

    def assertions(self) -> Json:
        return dict(self._ask("GET", "/assertions"))

    def journal(self, kind: str = "", *, since: int = 0) -> list[Json]:
        """Everything since an entry, oldest first; kind: graph | webhook."""
        found: list[Json] = []
        while True:
            asked: Json = {"since": since, "limit": PAGE} | ({"kind": kind} if kind else {})
            page = self._ask("GET", "/journal", params=asked)
            found += page["entries"]
            if not page["entries"] or page["next"] == since:
                return found
            since = int(page["next"])

    def close(self) -> None:
        self._phones.close()
        self._http.close()

    def _ask(self, method: str, path: str, body: Any = None, *, params: Json | None = None) -> Any:
        answer = self._http.request(method, path, json=body, params=params)
        answer.raise_for_status()
        return answer.json()
