"""What AI answers from: the tenant's own texts, under the names that `ai_answer` nodes call them by."""

from typing import Annotated
from uuid import UUID

from fastapi import Body, Query

from functions.asgi import group
from functions.callers import Admin, Viewer, origin
from functions.deps import After, Limit, Parts
from functions.flows.wire_knowledge import AddText, DocumentBody, Documents, RemovedDocument, SourceName
from functions.wire import Name
from shared.container import Container
from shared.domain.ids import TenantId
from shared.ports import KnowledgeWake
from shared.services import edit_knowledge

router = group("flows", "/admin/knowledge")


@router.get("")
def list_knowledge(caller: Viewer, parts: Parts, after: After, limit: Limit = 50) -> Documents:
    """List the documents, newest first."""
    page = edit_knowledge.list_knowledge(parts.core, tenant=caller.tenant_id, after=after, limit=limit)
    return Documents.of(page)


@router.post("", status_code=201)
def add_knowledge(body: AddText, caller: Admin, parts: Parts) -> DocumentBody:
    """Add a text: questions and answers, the house's rules, what people ask for."""
    added = edit_knowledge.add_text(
        parts.core,
        tenant=caller.tenant_id,
        source=body.source,
        title=body.title,
        text=body.text,
        by=origin(caller),
        author=caller.user_id,
    )
    _learn_soon(parts, caller.tenant_id)
    return DocumentBody.of(added)


@router.post("/pdf", status_code=201)
def add_pdf(
    data: Annotated[bytes, Body(media_type="application/pdf", description="The file, 3 MiB at most.")],
    caller: Admin,
    parts: Parts,
    title: Annotated[Name, Query()],
    source: Annotated[SourceName, Query(description="What an `ai_answer` node names among its `sources`.")] = "faq",
) -> DocumentBody:
    """Add the text of a PDF: 300 pages and 200,000 characters at most, without a password, written and not scanned."""
    added = edit_knowledge.add_pdf(
        parts.core,
        parts.pdf_reader,
        tenant=caller.tenant_id,
        source=source,
        title=title,
        data=data,
        by=origin(caller),
        author=caller.user_id,
    )
    _learn_soon(parts, caller.tenant_id)
    return DocumentBody.of(added)


@router.delete("/{document_id}")
def remove_knowledge(document_id: UUID, caller: Admin, parts: Parts) -> RemovedDocument:
    """Remove a document; nothing is answered from it any more."""
    edit_knowledge.remove(parts.core, tenant=caller.tenant_id, document=document_id, by=origin(caller))
    return RemovedDocument(removed=True)


def _learn_soon(parts: Container, tenant: TenantId) -> None:
    """Where threads live on they ask at once what it means; on Lambda the heartbeat finds it."""
    if not parts.settings.is_lambda and parts.space:
        parts.waker.wake([KnowledgeWake(tenant)])
