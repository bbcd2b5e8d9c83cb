"""The stub as tests and benchmarks drive it: scripted, watched, never reached by accident."""

import json
from dataclasses import dataclass
from typing import Any

from local.fetch import fetch


@dataclass(frozen=True, slots=True)
class OpenAiStub:
    """A running stub. base_url: what OPENAI_BASE_URL is set to."""

    address: str

    @property
    def base_url(self) -> str:
        return f"{self.address}/v1"

    def script(self, mode: str = "ok", **more: Any) -> None:
        """Begin anew, in this mode."""
        fetch(f"{self.address}/stub/script", {"reset": True, "mode": mode, **more})

    def answer(self, content: dict[str, Any], *, when: str = "") -> None:
        """Begin anew, and answer whatever holds `when` with this."""
        self.script(answers=[{"when": when, "content": content}])

    def change(self, **more: Any) -> None:
        """Change what the next calls get, keeping the journal."""
        fetch(f"{self.address}/stub/script", more)

    def release(self) -> None:
        """Let go of every call that hangs."""
        fetch(f"{self.address}/stub/release", {})

    @property
    def calls(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(fetch(f"{self.address}/stub/journal"))["calls"]
        return found

    @property
    def count(self) -> int:
        return int(json.loads(fetch(f"{self.address}/stub/journal?calls=0"))["count"])

    @property
    def sent(self) -> str:
        """Everything that was sent, as one text."""
        return json.dumps(self.calls, ensure_ascii=False)
