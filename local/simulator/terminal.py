"""A chat as lines of text: bubbles, numbered choices, ticks."""

import textwrap
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

Json = dict[str, Any]
WIDTH: Final = 76
TICKS: Final = {"sent": "✓", "delivered": "✓✓", "read": "✓✓ read"}
SYMBOLS: Final = {"image": "🖼", "video": "🎬", "audio": "🎤", "document": "📄", "sticker": "🏷"}


@dataclass(slots=True)
class Choices:
    """What can be tapped since the person's last word, numbered from 1 in the order it appeared."""

    taps: list[tuple[str, str]] = field(default_factory=list)

    def add(self, wamid: str, reply_id: str) -> int:
        """Number one more choice."""
        self.taps.append((wamid, reply_id))
        return len(self.taps)

    def tap(self, typed: str) -> tuple[str, str] | None:
        """Find the (wamid, reply id) of a typed number."""
        number = int(typed) if typed.isascii() and typed.isdigit() else 0
        return self.taps[number - 1] if 1 <= number <= len(self.taps) else None

    def clear(self) -> None:
        """Begin again at 1."""
        self.taps.clear()


def bubble_lines(bubble: Json, choices: Choices) -> list[str]:
    """Write a bubble of the business as lines, and number its choices."""
    lines = [*_header(bubble), *_wrapped(_text(bubble))]
    if bubble.get("footer"):
        lines.append(f"· {bubble['footer']}")
    for card in bubble.get("cards", ()):
        lines += ["", *_header(card), *_wrapped(card.get("text", "")), *_options(card, bubble["wamid"], choices)]
    lines += _options(bubble, bubble["wamid"], choices)
    time = datetime.fromisoformat(bubble["at"]).astimezone().strftime("%H:%M")
    return [f"  ┌ {time}", *(f"  │ {line}" for line in lines), "  └"]


def tick_line(status: str, error: Json | None) -> str | None:
    """Write how far a message came; None for a status that shows nothing."""
    if status == "failed":
        return f"      ✗ not delivered: {error['code']} {error['title']}" if error else "      ✗ not delivered"
    return f"      {TICKS[status]}" if status in TICKS else None


def _text(bubble: Json) -> str:
    kind = bubble["kind"]
    if kind == "location":
        place = bubble["location"]
        return f"📍 {place.get('name', '')} {place['latitude']}, {place['longitude']}".strip()
    if kind == "reaction":
        return f"reacted with {bubble['reaction'].get('emoji') or 'nothing any more'}"
    if kind == "contacts":
        return "👤 " + ", ".join(card["name"]["formatted_name"] for card in bubble["contacts"])
    if kind in SYMBOLS:
        caption = bubble.get("text", "")
        return f"{SYMBOLS[kind]} {bubble[kind]['url']}" + (f"\n{caption}" if caption else "")
    return str(bubble.get("text", "")) or f"[{kind}]"


def _header(part: Json) -> list[str]:
    header = part.get("header")
    if not header:
        return []
    return [header["text"].upper()] if header["type"] == "text" else [f"{SYMBOLS[header['type']]} {header['url']}"]


def _options(part: Json, wamid: str, choices: Choices) -> list[str]:
    lines = [f"[{choices.add(wamid, button['id'])}] {button['title']}" for button in part.get("buttons", ())]
    for section in part.get("list", {}).get("sections", ()):
        if section.get("title"):
            lines.append(f"— {section['title']}")
        for row in section["rows"]:
            about = f"  ({row['description']})" if row.get("description") else ""
            lines.append(f"[{choices.add(wamid, row['id'])}] {row['title']}{about}")
    links = [part["link"]] if "link" in part else part.get("links", [])
    return lines + [f"🔗 {link['title']}: {link['url']}" for link in links]


def _wrapped(text: str) -> list[str]:
    """Break long lines at words; addresses stay whole."""
    return [
        line
        for paragraph in text.splitlines()
        for line in textwrap.wrap(paragraph, WIDTH, break_long_words=False, break_on_hyphens=False) or [""]
    ]
