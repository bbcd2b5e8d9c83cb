"""The documents that a tenant lets AI answer from, as its people keep them: added with their pieces, listed, removed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, insert, select, tuple_

from shared.domain.ids import TenantId, UserId
from shared.store.core import Tx
from shared.store.pages import Page, Position
from shared.store.tables import AnyRow, knowledge_chunks, knowledge_documents

COLUMNS = (
    knowledge_documents.c.id,
    knowledge_documents.c.source,
    knowledge_documents.c.title,
    knowledge_documents.c.kind,
    knowledge_documents.c.characters,
    knowledge_documents.c.created_at,
)


@dataclass(frozen=True, slots=True)
class Document:
    """source: what an ai_answer node names. characters: of the whole text."""

    id: UUID
    source: str
    title: str
    kind: str
    characters: int
    created_at: datetime


def add_document(
    tx: Tx, *, tenant: TenantId, source: str, title: str, kind: str, chunks: Sequence[str], author: UserId
) -> Document:
    """Add it with its pieces, in their order; at least one."""
    row = tx.execute(
        insert(knowledge_documents)
        .values(
            tenant_id=tenant,
            source=source,
            title=title,
            kind=kind,
            characters=sum(len(chunk) for chunk in chunks),
            added_by=author,
        )
        .returning(*COLUMNS)
    ).one()
    pieces = [
        {"tenant_id": tenant, "document_id": row.id, "place": place, "text": text}
        for place, text in enumerate(chunks, 1)
    ]
    tx.execute(insert(knowledge_chunks), pieces)
    return _document(row)


def count_documents(tx: Tx, *, tenant: TenantId) -> int:
    counted = select(func.count()).select_from(knowledge_documents).where(knowledge_documents.c.tenant_id == tenant)
    return int(tx.execute(counted).scalar_one())


def list_documents(tx: Tx, *, tenant: TenantId, after: Position | None, limit: int) -> Page[Document]:
    """Newest first."""
    found = select(*COLUMNS).where(knowledge_documents.c.tenant_id == tenant)
    if after:
        found = found.where(tuple_(knowledge_documents.c.created_at, knowledge_documents.c.id) < tuple_(*after))
    newest = found.order_by(knowledge_documents.c.created_at.desc(), knowledge_documents.c.id.desc())
    rows = tx.execute(newest.limit(limit + 1)).all()
    shown = tuple(_document(row) for row in rows[:limit])
    return Page(shown, (shown[-1].created_at, shown[-1].id) if len(rows) > limit else None)


def remove_document(tx: Tx, *, tenant: TenantId, document: UUID) -> bool:
    """Remove it and its pieces; False = not this tenant's."""
    gone = delete(knowledge_documents).where(
        knowledge_documents.c.tenant_id == tenant, knowledge_documents.c.id == document
    )
    return tx.execute(gone).rowcount == 1


def _document(row: AnyRow) -> Document:
    return Document(row.id, row.source, row.title, row.kind, row.characters, row.created_at)
