"""What things are called on the page, read from the page's own words: a renamed label changes one place."""

import json
from functools import cache
from pathlib import Path
from typing import Any

LOCALES = Path(__file__).parents[2] / "frontend" / "ui" / "src" / "locales"


class Names:
    """The words of one language, by the keys the page uses: `names("chat:window.closed")`."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, key: str, **values: object) -> str:
        feature, _, path = key.partition(":")
        text: Any = _words(self.language, feature)
        for part in path.split("."):
            text = text[part]
        for name, value in values.items():
            text = text.replace(f"{{{{{name}}}}}", str(value))
        return str(text)


@cache
def _words(language: str, feature: str) -> dict[str, Any]:
    words: dict[str, Any] = json.loads((LOCALES / language / f"{feature}.json").read_text(encoding="utf-8"))
    return words
