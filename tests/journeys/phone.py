"""A contact's phone in the simulator: writes, taps, and tells what it shows, as lines for a golden file."""

import re
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx2

PATIENCE = timedelta(seconds=30)  # for an answer, on a busy machine
DAY = re.compile(
    r"(segunda|terça|quarta|quinta|sexta|sábado|domingo)(-feira)?, \d{1,2}(/\d{2}| de \w+)"
    r"|(Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)?,? ?\b\d{1,2}/\d{2}\b"
)
HOUR = re.compile(r"\b\d{1,2}h(\d{2})?\b")


class Phone:
    """One chat. Bubbles that the business sent are `out`, as the simulator names them.

    is_at_rest: says whether the bot has nothing more to read or to send.
    """

    def __init__(
        self, simulator_url: str, number: str, contact: str, name: str, is_at_rest: Callable[[], bool]
    ) -> None:
        self._is_at_rest = is_at_rest
        self._http = httpx2.Client(base_url=simulator_url, timeout=30)
        self._chat = f"/sim/chats/{number}/{contact}"
        self._post("/sim/contacts", {"wa_id": contact, "name": name})

    def close(self) -> None:
        self._http.close()

    def act(self, act: str) -> list[dict[str, Any]]:
        """Do what a script line says (`oi`, `[Comprar]`, `[Gostei] AP0035`); return the bubbles that answer it."""
        before = len(self.answers())
        if act.startswith("["):
            title, _, under = act[1:].partition("]")
            self._post(f"{self._chat}/messages", {"type": "tap", **self._find(title, under.strip())})
        else:
            self._post(f"{self._chat}/messages", {"type": "text", "text": act})
        return self._new_answers(before)

    def answers(self) -> list[dict[str, Any]]:
        return [bubble for bubble in self._get(self._chat)["messages"] if bubble["direction"] == "out"]

    def replay(self) -> None:
        """Have every webhook that was accepted delivered once more."""
        self._post("/sim/webhooks/replay", {})

    def assertions(self) -> dict[str, Any]:
        return self._get("/sim/assertions")

    def _find(self, title: str, under: str) -> dict[str, str]:
        """The newest button or row with this title (`*` = the first row), under a bubble that holds `under`."""
        for bubble in reversed(self.answers()):
            rows = [row for section in bubble.get("list", {}).get("sections", []) for row in section["rows"]]
            for offered in [*bubble.get("buttons", []), *rows]:
                if title in ("*", offered["title"]) and under in bubble.get("text", ""):
                    return {"reply_id": offered["id"], "wamid": bubble["wamid"]}
        raise AssertionError(f"no button {title!r} was shown")

    def _new_answers(self, before: int) -> list[dict[str, Any]]:
        """Wait for the answer, to its last bubble: what answers a message is queued in one transaction."""
        give_up = time.monotonic() + PATIENCE.total_seconds()
        while time.monotonic() < give_up:
            if len(self.answers()) > before and self._is_at_rest():
                answers = self.answers()
                if all(bubble["status"] != "accepted" for bubble in answers):  # nobody can tap what is still on its way
                    return answers[before:]
            time.sleep(0.05)
        raise AssertionError(f"after {PATIENCE} the bot was still not done")

    def _get(self, path: str) -> dict[str, Any]:
        answer: dict[str, Any] = self._http.get(path).raise_for_status().json()
        return answer

    def _post(self, path: str, body: dict[str, Any]) -> None:
        self._http.post(path, json=body).raise_for_status()


def written(bubbles: list[dict[str, Any]]) -> list[str]:
    """What the contact saw, with days and hours made timeless."""
    lines: list[str] = []
    for bubble in bubbles:
        header = bubble.get("header") or {}
        picture = bubble.get("image", {}).get("url") or (header.get("url") if header.get("type") == "image" else None)
        if picture:
            lines.append("  (image)")
        lines += [f"  | {line}".rstrip() for line in _timeless(bubble.get("text", "")).split("\n")]
        if bubble.get("buttons"):
            lines.append("    " + "  ".join(f"[{button['title']}]" for button in bubble["buttons"]))
        if bubble.get("list"):
            lines.append(f"    [{bubble['list']['button']}]")
            titles = [_timeless(row["title"]) for section in bubble["list"]["sections"] for row in section["rows"]]
            lines += [f"      [{title}]" for title in dict.fromkeys(titles)]
    return lines


def _timeless(text: str) -> str:
    return HOUR.sub("<hour>", DAY.sub("<day>", text))
