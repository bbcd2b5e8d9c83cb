"""What an answer may be taken from: the tenant's documents and catalogue items that are nearest to the question."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from shared.engine.language.formatting import format_money
from shared.packs import CatalogField, catalog_schema
from shared.services.ai.meaning import Meaning
from shared.services.ai.prompts import Passage
from shared.store import knowledge
from shared.store.database import Tx
from shared.store.knowledge import FoundChunk, FoundItem

MAX_CHUNKS: Final = 6  # of some 800 characters: enough for an answer, little enough to pay for
MAX_ITEMS: Final = 4
CANDIDATES: Final = 20  # by words and by meaning, before the two lists become one
FARTHEST: Final = (
    0.75  # cosine distance; what is farther has nothing to do with the question, and no model need be paid to say so
)
RANKS_LIKE: Final = 60  # of reciprocal rank fusion (Cormack et al., SIGIR 2009): how little the first places stand out
MAX_FIELD: Final = 600  # characters of one field of an item
_CODE: Final = re.compile(r"[A-Za-z]{1,6}-?\d{1,8}")


def find_passages(tx: Tx, *, sources: Sequence[str], question: str, meaning: Meaning | None = None) -> list[Passage]:
    """Read them, items first where the question names their code; chunks by words, and by meaning where that is known."""
    catalogs = [source for source in sources if catalog_schema(source) is not None]
    codes = [code.upper() for code in _CODE.findall(question)]
    rankings = [knowledge.find_chunks(tx, sources=sources, question=question, limit=CANDIDATES)]
    if meaning is not None:
        near = knowledge.find_near(
            tx, sources=sources, vector=meaning.vector, space=meaning.space, farthest=FARTHEST, limit=CANDIDATES
        )
        rankings.append(near)
    items = knowledge.find_items(tx, catalogs=catalogs, question=question, codes=codes, limit=MAX_ITEMS)
    found = fuse([[knowledge.as_chunk(row) for row in cursor.fetchall()] for cursor in rankings])[:MAX_CHUNKS]
    listed = [knowledge.as_item(row) for row in items.fetchall()]
    return [
        *(Passage(item.catalog, f"{item.code} {item.title}", _told(item), item.id) for item in listed),
        *(Passage(chunk.source, chunk.title, chunk.text, chunk.id) for chunk in found),
    ]


def fuse(rankings: Sequence[Sequence[FoundChunk]]) -> list[FoundChunk]:
    """One ranking of several, by reciprocal ranks: what stands high in one, or fairly high in all. Ties keep the first one's order."""
    scores: dict[FoundChunk, float] = {}
    for ranking in rankings:
        for rank, chunk in enumerate(ranking, 1):
            scores[chunk] = scores.get(chunk, 0.0) + 1 / (RANKS_LIKE + rank)
    return sorted(scores, key=lambda chunk: -scores[chunk])


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
