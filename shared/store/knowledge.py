"""Finds what AI may answer from: pieces of the tenant's documents, and items of its catalogues, nearest to a question first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.rows import TupleRow

from shared.store.database import Tx

Cursor = psycopg.Cursor[TupleRow]


@dataclass(frozen=True, slots=True)
class FoundChunk:
    """A piece of a document. id: the chunk's; source: what nodes name; title: the document's."""

    id: str
    source: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class FoundItem:
    """An item of a catalogue; fields by the names of its schema."""

    id: str
    catalog: str
    code: str
    title: str
    price_cents: int | None
    fields: Mapping[str, Any]


def find_chunks(tx: Tx, *, sources: Sequence[str], question: str, limit: int) -> Cursor:
    """Queue: the chunks of these sources (none = all) that share words with the question; rows are for `as_chunk`."""
    return tx.execute(
        "select c.id::text, d.source, d.title, c.text from knowledge_chunks c"
        " join knowledge_documents d on d.tenant_id = c.tenant_id and d.id = c.document_id,"
        " words_asked(%(question)s) as asked"
        " where c.tenant_id = current_tenant() and to_tsvector('portuguese', unaccented(c.text)) @@ asked and (d.source = any(%(sources)s) or %(sources)s = '{}')"
        " order by ts_rank_cd(to_tsvector('portuguese', unaccented(c.text)), asked, 1) desc, d.created_at, c.place limit %(limit)s",
        {"question": question, "sources": list(sources), "limit": limit},
    )


def has_meanings(tx: Tx, *, sources: Sequence[str], space: str) -> Cursor:
    """Queue: whether any chunk of these sources (none = all) has a vector of this space that pgvector could compare."""
    return tx.execute(
        "select to_regtype('vector') is not null and exists (select from knowledge_embeddings e"
        " join knowledge_chunks c on c.tenant_id = e.tenant_id and c.id = e.chunk_id"
        " join knowledge_documents d on d.tenant_id = c.tenant_id and d.id = c.document_id"
        " where e.tenant_id = current_tenant() and e.space = %(space)s and (d.source = any(%(sources)s) or %(sources)s = '{}'))",
        {"sources": list(sources), "space": space},
    )


def find_near(
    tx: Tx, *, sources: Sequence[str], vector: Sequence[float], space: str, farthest: float, limit: int
) -> Cursor:
    """Queue: the chunks of these sources (none = all) that mean nearly the same as the vector; rows are for `as_chunk`.

    farthest: cosine distance. Every vector of the tenant is compared. Needs pgvector: ask `has_meanings` before.
    """
    return tx.execute(
        "select id, source, title, text from (select c.id::text, d.source, d.title, c.text, d.created_at, c.place,"
        "   case when cardinality(e.embedding) = %(length)s then e.embedding::vector <=> (select %(vector)s::real[]::vector) end as distance"
        "   from knowledge_embeddings e join knowledge_chunks c on c.tenant_id = e.tenant_id and c.id = e.chunk_id"
        "   join knowledge_documents d on d.tenant_id = c.tenant_id and d.id = c.document_id"
        "   where e.tenant_id = current_tenant() and e.space = %(space)s and (d.source = any(%(sources)s) or %(sources)s = '{}')) near"
        " where distance <= %(farthest)s order by distance, created_at, place limit %(limit)s",
        {
            "sources": list(sources), "vector": list(vector), "length": len(vector), "space": space, "farthest": farthest,
            "limit": limit,
        },
    )  # fmt: skip


def find_items(tx: Tx, *, catalogs: Sequence[str], question: str, codes: Sequence[str], limit: int) -> Cursor:
    """Queue: active items of these catalogues by code, then by the words of their titles; rows are for `as_item`."""
    return tx.execute(
        "select i.id::text, i.catalog, i.code, i.title, i.price_cents, i.fields from catalog_items i,"
        " words_asked(%(question)s) as asked"
        " where i.tenant_id = current_tenant() and i.active and i.catalog = any(%(catalogs)s)"
        "   and (upper(i.code) = any(%(codes)s) or to_tsvector('portuguese', unaccented(i.title)) @@ asked)"
        " order by upper(i.code) = any(%(codes)s) desc,"
        "   ts_rank_cd(to_tsvector('portuguese', unaccented(i.title)), asked) desc, i.code limit %(limit)s",
        {"question": question, "catalogs": list(catalogs), "codes": list(codes), "limit": limit},
    )


def as_chunk(row: TupleRow) -> FoundChunk:
    return FoundChunk(*row)


def as_item(row: TupleRow) -> FoundItem:
    return FoundItem(*row)
