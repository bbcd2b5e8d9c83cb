"""The bodies of flows and of the trade a bot speaks for."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from functions.wire import Answer, Json, Request, UtcTime
from shared.domain.flows import FlowDraft, FlowSummary, PublishedFlow

DomainName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class Domain(Answer):
    domain: str


class ChangeDomain(Request):
    domain: DomainName


class Flow(Answer):
    id: UUID
    domain: str
    name: str
    draft_revision: int = Field(description="Rises with each save; the ETag of the draft.")
    latest_version: int = Field(description="0 = never published.")
    published: bool
    published_version: int | None
    archived: bool
    created_at: UtcTime
    updated_at: UtcTime

    @staticmethod
    def of(summary: FlowSummary) -> "Flow":
        return Flow.model_validate(flow_fields(summary))


def flow_fields(summary: FlowSummary) -> Json:
    """Arrange a summary as its body names things."""
    return {
        "id": summary.id,
        "domain": summary.domain,
        "name": summary.name,
        "draft_revision": summary.draft_revision,
        "latest_version": summary.latest_version,
        "published": summary.published_version is not None,
        "published_version": summary.published_version,
        "archived": summary.is_archived,
        "created_at": summary.created_at,
        "updated_at": summary.updated_at,
    }


class Flows(Answer):
    items: list[Flow]


class FlowWithDraft(Flow):
    flow_definition: Json

    @staticmethod
    def with_draft(draft: FlowDraft) -> "FlowWithDraft":
        return FlowWithDraft.model_validate({**flow_fields(draft.summary), "flow_definition": draft.definition})


class PublishedVersion(Flow):
    flow_definition: Json
    version: int
    version_id: UUID
    published_at: UtcTime

    @staticmethod
    def of_published(published: PublishedFlow) -> "PublishedVersion":
        return PublishedVersion.model_validate(
            {
                **flow_fields(published.summary),
                "flow_definition": published.definition,
                "version": published.version,
                "version_id": published.version_id,
                "published_at": published.published_at,
            }
        )


class Published(Answer):
    published: bool
    flow: PublishedVersion | None

    @staticmethod
    def of(found: PublishedFlow | None) -> "Published":
        return Published(published=found is not None, flow=PublishedVersion.of_published(found) if found else None)
