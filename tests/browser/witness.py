"""Watches a page for what no journey may leave behind: console errors, answers of 500 and more, and axe's findings."""

from pathlib import Path
from typing import Any

from playwright.sync_api import ConsoleMessage, Error, Page, Response

UI = Path(__file__).parents[2] / "frontend" / "ui"
AXE = UI / "node_modules" / "axe-core" / "axe.min.js"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
BROKEN = 500


class Witness:
    """Attach it before the first navigation; `check_accessibility` after each step, `faults` at the end."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.faults: list[str] = []
        page.on("console", self._heard)
        page.on("pageerror", self._broke)
        page.on("response", self._answered)

    def check_accessibility(self, step: str) -> None:
        """Fail with axe's findings in what is shown now, once nothing moves any more."""
        self._page.evaluate("Promise.allSettled(document.getAnimations().map((animation) => animation.finished))")
        if not self._page.evaluate("'axe' in window"):  # it stays until the next navigation
            self._page.evaluate(AXE.read_text(encoding="utf-8"))
        # Of what passes it describes one element per rule; of what does not, all.
        found = self._page.evaluate(f"axe.run(document, {{runOnly: {STANDARDS!r}, resultTypes: ['violations']}})")
        findings = [finding for violation in found["violations"] for finding in _told(violation)]
        assert findings == [], f"{step}: {findings}"

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(f"console: {message.text} ({message.location.get('url')})")

    def _broke(self, error: Error) -> None:
        self.faults.append(f"page: {error.message}")

    def _answered(self, response: Response) -> None:
        if response.status >= BROKEN:
            self.faults.append(f"{response.status}: {response.request.method} {response.url}")


def _told(violation: dict[str, Any]) -> list[str]:
    return [f"{violation['id']} at {' '.join(map(str, node['target']))}" for node in violation["nodes"]]
