"""The routes of flows as tests call them, and definitions small enough to read."""

from dataclasses import dataclass
from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient

from tests.functions.people import Agency

Json = dict[str, Any]
ASKING: Json = {
    "version": 1,
    "start": "hello",
    "policy": {"debounce_ms": 0},
    "nodes": [
        {
            "id": "hello", "type": "choice", "prompt": "Comprar ou alugar?", "save_as": "purpose",
            "options": [{"id": "buy", "label": "Comprar"}, {"id": "rent", "label": "Alugar"}],
            "transitions": [{"to": "name"}],
        },
        {"id": "name", "type": "ask_text", "prompt": "Como você se chama?", "save_as": "name", "transitions": [{"to": "bye"}]},
        {"id": "bye", "type": "end", "prompt": "Obrigado, {{ name }}!"},
        {"id": "person", "type": "handoff"},
    ],
}  # fmt: skip
BROKEN: Json = ASKING | {
    "nodes": [n | {"transitions": [{"to": "nowhere"}]} if n["id"] == "name" else n for n in ASKING["nodes"]]
}


def with_prompt(prompt: str, node: str = "hello") -> Json:
    """The asking flow with other words at a node."""
    return ASKING | {"nodes": [n | {"prompt": prompt} if n["id"] == node else n for n in ASKING["nodes"]]}


def with_test(*expected: str) -> Json:
    """The asking flow with a test that expects these words after "oi"."""
    return ASKING | {"tests": [{"name": "begins", "turns": [{"in": "oi", "expect": list(expected)}]}]}


@dataclass(frozen=True, slots=True)
class FlowCalls:
    """One person's way to the routes."""

    client: TestClient
    headers: dict[str, str]

    @staticmethod
    def of(client: TestClient, agency: Agency) -> "FlowCalls":
        return FlowCalls(client, agency.headers)

    def get(self, path: str = "", **params: Any) -> Response:
        return self.client.get(f"/admin/chatbot-flows{path}", params=params, headers=self.headers)

    def post(self, path: str = "", body: Any = None, *, if_match: str | None = None) -> Response:
        headers = self.headers | ({"If-Match": if_match} if if_match else {})
        return self.client.post(f"/admin/chatbot-flows{path}", json={} if body is None else body, headers=headers)

    def put(self, path: str, body: Any, *, if_match: str | None = None) -> Response:
        headers = self.headers | ({"If-Match": if_match} if if_match else {})
        return self.client.put(f"/admin/chatbot-flows{path}", json=body, headers=headers)

    def delete(self, path: str) -> Response:
        return self.client.delete(f"/admin/chatbot-flows{path}", headers=self.headers)

    def make(self, definition: Json | None = None, name: str = "Novo", domain: str = "real_estate") -> str:
        """Make a flow; give its id."""
        answer = self.post(body={"domain": domain, "name": name, "flow_definition": definition or ASKING})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def publish(self, flow: str, **body: Any) -> Json:
        answer = self.post(f"/{flow}/publish", body)
        assert answer.status_code == 200, answer.text
        found: Json = answer.json()
        return found


def refusal(answer: Response) -> tuple[int, str]:
    """Status and code."""
    return answer.status_code, answer.json()["detail"]
