"""What an answer may be taken from: the tenant's documents and catalogue items that are nearest to the question."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from shared.engine.language.formatting import format_money
from shared.packs import CatalogField, catalog_schema
from shared.services.ai.prompts import Passage
from shared.store import knowledge
from shared.store.database import Tx
from shared.store.knowledge import FoundItem

MAX_CHUNKS: Final = 6  # of some 800 characters: enough for an answer, little enough to pay for
MAX_ITEMS: Final = 4
MAX_FIELD: Final = 600  # characters of one field of an item
_CODE: Final = re.compile(r"[A-Za-z]{1,6}-?\d{1,8}")


def find_passages(tx: Tx, *, sources: Sequence[str], question: str) -> list[Passage]:
    """Read them, items first where the question names their code."""
    catalogs = [source for source in sources if catalog_schema(source) is not None]
    codes = [code.upper() for code in _CODE.findall(question)]
    chunks = knowledge.find_chunks(tx, sources=sources, question=question, limit=MAX_CHUNKS)
    items = knowledge.find_items(tx, catalogs=catalogs, question=question, codes=codes, limit=MAX_ITEMS)
    found = [knowledge.as_chunk(row) for row in chunks.fetchall()]
    listed = [knowledge.as_item(row) for row in items.fetchall()]
    return [
        *(Passage(item.catalog, f"{item.code} {item.title}", _told(item), item.id) for item in listed),
        *(Passage(chunk.source, chunk.title, chunk.text, chunk.id) for chunk in found),
    ]


def _told(item: FoundItem) -> str:
    """An item in words: each field by its Portuguese name."""
    schema = catalog_schema(item.catalog)
    lines = [f"{item.title}. Código {item.code}."]
    if item.price_cents is not None:
        lines.append(f"Preço: {format_money(item.price_cents, 'pt-BR')}.")
    for name, field in (schema.fields if schema else {}).items():
        told = _field(field, item.fields)
        if told:
            lines.append(f"{field.label.get('pt-BR', name)}: {told}.")
    return " ".join(lines)


def _field(field: CatalogField, fields: Mapping[str, Any]) -> str:
    value = fields.get(field.name)
    if value is None or field.name.endswith("_en") or field.name == "photos":
        return ""
    if field.type == "money" and isinstance(value, int):
        return format_money(value, "pt-BR")
    if field.type == "bool":
        return "sim" if value else "não"
    if field.type == "enum":
        return str(field.options.get(str(value), {}).get("pt-BR", value))
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)[:MAX_FIELD]
    return str(value)[:MAX_FIELD] if isinstance(value, (str, int, float)) else ""
