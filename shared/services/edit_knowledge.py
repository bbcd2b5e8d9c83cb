"""Use cases of a tenant's knowledge: a text is added in pieces that a model can be shown, listed, removed."""

import re
from typing import Final
from uuid import UUID

from shared.domain.documents import NoText
from shared.domain.errors import Conflict, Invalid, NotFound
from shared.domain.ids import TenantId, UserId
from shared.ports import PdfReader
from shared.store import documents
from shared.store.audit import Origin, record
from shared.store.core import Core
from shared.store.documents import Document
from shared.store.pages import Page, Position

MAX_DOCUMENTS: Final = 500  # of one tenant; a bigger library wants another search than this one
MAX_CHUNK: Final = 800  # characters: six of them fit a prompt, and one still says something whole
REFUSALS: Final = {
    "pdf_unreadable": "This is no PDF that can be read.",
    "pdf_encrypted": "This PDF asks for a password; save it without one.",
    "pdf_no_text": "This PDF holds pictures of text only; save it from the program that wrote it, or paste the text.",
    "pdf_too_many_pages": "This PDF has more than 300 pages; add it in parts.",
    "pdf_too_long": "This PDF holds more than 200,000 characters; add it in parts.",
    "pdf_too_costly": "Reading this PDF takes more time or memory than is allowed; save it anew, or paste the text.",
}
_PARAGRAPH: Final = re.compile(r"\n\s*\n")
_SENTENCE: Final = re.compile(r"(?<=[.!?;:])\s+|\n")


def add_text(
    core: Core, *, tenant: TenantId, source: str, title: str, text: str, by: Origin, author: UserId
) -> Document:
    """Add a text under a source. Raises Invalid `knowledge_empty`, Conflict `quota_exceeded`."""
    return _add(core, text, tenant=tenant, source=source, title=title, kind="text", by=by, author=author)


def add_pdf(
    core: Core, reader: PdfReader, *, tenant: TenantId, source: str, title: str, data: bytes, by: Origin, author: UserId
) -> Document:
    """Add the text of a PDF under a source. Raises Invalid with one of REFUSALS' codes, and what `add_text` does."""
    found = reader.read(data)
    if isinstance(found, NoText):
        raise Invalid(found.code, REFUSALS[found.code])
    return _add(core, found, tenant=tenant, source=source, title=title, kind="pdf", by=by, author=author)


def _add(
    core: Core, text: str, *, tenant: TenantId, source: str, title: str, kind: str, by: Origin, author: UserId
) -> Document:
    chunks = split(text)
    if not chunks:
        raise Invalid("knowledge_empty", "The text holds nothing to answer from.")
    with core.tenant(tenant) as tx:
        if documents.count_documents(tx, tenant=tenant) >= MAX_DOCUMENTS:
            raise Conflict("quota_exceeded", f"A tenant may have {MAX_DOCUMENTS} documents; remove one first.")
        added = documents.add_document(
            tx, tenant=tenant, source=source, title=title, kind=kind, chunks=chunks, author=author
        )
        detail = {"source": source, "kind": kind, "characters": added.characters}
        record(tx, tenant=tenant, by=by, action="knowledge_added", target=added.id, detail=detail)
    return added


def list_knowledge(core: Core, *, tenant: TenantId, after: Position | None, limit: int) -> Page[Document]:
    """Newest first."""
    with core.tenant(tenant) as tx:
        return documents.list_documents(tx, tenant=tenant, after=after, limit=limit)


def remove(core: Core, *, tenant: TenantId, document: UUID, by: Origin) -> None:
    """Remove a document; nothing is answered from it any more. Raises NotFound `document_not_found`."""
    with core.tenant(tenant) as tx:
        if not documents.remove_document(tx, tenant=tenant, document=document):
            raise NotFound("document_not_found", "There is no such document.")
        record(tx, tenant=tenant, by=by, action="knowledge_removed", target=document)


def split(text: str) -> list[str]:
    """Cut a text into pieces of at most MAX_CHUNK: whole paragraphs while they fit, else sentences, else where it must be."""
    pieces: list[str] = []
    for paragraph in _PARAGRAPH.split(text):
        whole = paragraph.strip()
        for part in [whole] if len(whole) <= MAX_CHUNK else _SENTENCE.split(whole):
            said = " ".join(part.split()) if len(whole) > MAX_CHUNK else part
            pieces += [said[at : at + MAX_CHUNK] for at in range(0, len(said), MAX_CHUNK)]
    chunks: list[str] = []
    for piece in filter(None, pieces):
        if chunks and len(chunks[-1]) + len(piece) + 2 <= MAX_CHUNK:
            chunks[-1] = f"{chunks[-1]}\n\n{piece}"
        else:
            chunks.append(piece)
    return chunks
