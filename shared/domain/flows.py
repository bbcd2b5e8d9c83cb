"""Flows of a tenant: a draft that people edit, versions that never change, one of them published per trade."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from shared.domain.ids import FlowId, FlowVersionId, UserId

Running = Literal["finish", "move"]


@dataclass(frozen=True, slots=True)
class Author:
    """Who saved or published something. name: for people; the e-mail where there is no name."""

    id: UserId
    name: str


@dataclass(frozen=True, slots=True)
class FlowSummary:
    """draft_revision: rises with each save. latest_version: 0 = never published. published_version: None = not answering now.

    updated_at: when the draft was saved last.
    """

    id: FlowId
    domain: str
    name: str
    draft_revision: int
    latest_version: int
    published_version: int | None
    is_archived: bool
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class FlowDraft:
    """saved_by: None = the service itself, or somebody who is gone."""

    summary: FlowSummary
    definition: Mapping[str, Any]
    saved_by: Author | None = None


@dataclass(frozen=True, slots=True)
class PublishedFlow:
    """The version that answers for a trade."""

    summary: FlowSummary
    version: int
    version_id: FlowVersionId
    published_at: datetime
    definition: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FlowVersion:
    """One line of a flow's history.

    forced_reason: why it was published though its tests failed. is_live: it answers now. conversations: those whose session on
    it has not ended.
    """

    id: FlowVersionId
    number: int
    note: str
    forced_reason: str | None
    author: Author | None
    created_at: datetime
    is_live: bool
    conversations: int


@dataclass(frozen=True, slots=True)
class Publication:
    """How a version goes live.

    running: whether conversations under way finish on their version, or move where their node still exists. force: why it
    goes live though its own tests fail. answers: False = other flows may call it, contacts do not reach it by themselves.
    """

    note: str = ""
    running: Running = "finish"
    force: str | None = None
    answers: bool = True
