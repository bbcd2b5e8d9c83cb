"""Items of a catalogue as cards: a title, lines, a price, a picture, written once in the flow and filled per item."""

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import Field

from shared.engine.compiler import Compiler
from shared.engine.definition import Part
from shared.engine.facts import SearchItems
from shared.engine.limits import BODY, CAPTION
from shared.engine.text.borders import shorten
from shared.engine.text.localised import LocalText
from shared.engine.turn import Turn


class Template(Part):
    """Texts with `{{ item.… }}`. A line whose slots are all empty is left out, so that missing data leaves no gap."""

    title: LocalText = "{{ item.title }}"
    lines: Annotated[tuple[LocalText, ...], Field(max_length=20)] = ()
    image: LocalText | None = "{{ item.image }}"
    price: LocalText | None = "{{ item.price_cents | money }}"


Card = Callable[[Turn], tuple[str, str | None]]  # the text and the picture of the item in the variable `item`


def compile_card(template: Template, compiler: Compiler, at: str) -> Card:
    title = compiler.text(template.title, f"{at}.title")
    price = compiler.text(template.price, f"{at}.price")
    lines = [compiler.text(line, f"{at}.lines[{index}]") for index, line in enumerate(template.lines)]
    image = compiler.text(template.image, f"{at}.image")
    compiler.length(template.title, f"{at}.title", BODY, "text_too_long")

    def card(turn: Turn) -> tuple[str, str | None]:
        heading = " ".join((title(turn) if title else "").split())
        parts = [f"*{heading}*" if heading else "", price(turn) if price else ""]
        parts.extend(line(turn) if line else "" for line in lines)
        text = "\n".join(part for part in parts if part.strip(" -–•·|:/,"))
        link = image(turn).strip() if image is not None else ""
        return shorten(text, CAPTION), link or None

    return card


def items_of(value: Any) -> list[dict[str, Any]]:
    """The items of a search result, of a list, or of one item."""
    if isinstance(value, dict) and isinstance(value.get("items"), list):
        value = value["items"]
    if isinstance(value, dict):
        value = [value]
    return [item for item in value[:200] if isinstance(item, dict)] if isinstance(value, list) else []


def item_id(item: dict[str, Any]) -> str:
    found = item.get("id", item.get("code"))
    return str(found)[:100] if isinstance(found, str | int) else ""


def look_up(turn: Turn, catalog: str | None, wanted: str) -> dict[str, Any] | None:
    """Ask the catalogue for one item, for a tap on a card that is no longer among the results."""
    if catalog is None or not wanted:
        return None
    request = SearchItems(catalog, ({"field": "id", "op": "eq", "value": wanted},), (), 1)
    return next(iter(items_of(turn.fact(request))), None)
