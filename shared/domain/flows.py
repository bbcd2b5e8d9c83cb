"""Flows of a tenant: a draft that people edit, versions that never change, one of them published per trade."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.domain.ids import FlowId, FlowVersionId


@dataclass(frozen=True, slots=True)
class FlowSummary:
    """draft_revision: rises with each save. latest_version: 0 = never published. published_version: None = not answering now."""

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
    summary: FlowSummary
    definition: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PublishedFlow:
    """The version that answers for a trade."""

    summary: FlowSummary
    version: int
    version_id: FlowVersionId
    published_at: datetime
    definition: Mapping[str, Any]
