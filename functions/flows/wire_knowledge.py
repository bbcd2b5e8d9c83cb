"""The bodies of the tenant's knowledge."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from functions.paging import encode
from functions.wire import Answer, Name, Request, UtcTime
from shared.store.documents import Document
from shared.store.pages import Page

SourceName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class AddText(Request):
    source: SourceName = Field("faq", description="What an `ai_answer` node names among its `sources`.")
    title: Name
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200_000)]


class DocumentBody(Answer):
    id: UUID
    source: str
    title: str
    kind: Literal["text", "pdf"]
    characters: int
    created_at: UtcTime

    @staticmethod
    def of(document: Document) -> "DocumentBody":
        return DocumentBody.model_validate(document, from_attributes=True)


class Documents(Answer):
    items: list[DocumentBody]
    next_cursor: str | None

    @staticmethod
    def of(page: Page[Document]) -> "Documents":
        return Documents(items=[DocumentBody.of(each) for each in page.items], next_cursor=encode(page.after))


class RemovedDocument(Answer):
    removed: Literal[True]
