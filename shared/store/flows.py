"""Flows: drafts, immutable versions, and which version is published."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, and_, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import IntegrityError

from shared.domain.errors import Conflict
from shared.domain.flows import FlowDraft, FlowSummary, PublishedFlow
from shared.domain.ids import FlowId, FlowVersionId, TenantId, UserId
from shared.store.core import Tx
from shared.store.tables import AnyRow, flow_versions, flows, publications

MAX_LISTED = 500  # flows of a tenant in one answer


def list_flows(tx: Tx, *, tenant: TenantId, domain: str | None, include_archived: bool) -> list[FlowSummary]:
    """Flows by name."""
    found = _flows(tenant)
    if domain is not None:
        found = found.where(flows.c.domain == domain)
    if not include_archived:
        found = found.where(flows.c.archived_at.is_(None))
    rows = tx.execute(found.order_by(func.lower(flows.c.name), flows.c.id).limit(MAX_LISTED))
    return [_summary(row) for row in rows]


def find_flow(tx: Tx, *, tenant: TenantId, flow: FlowId) -> FlowDraft | None:
    row = tx.execute(_flows(tenant).add_columns(flows.c.draft).where(flows.c.id == flow)).one_or_none()
    return FlowDraft(_summary(row), row.draft) if row else None


def find_flow_by_name(tx: Tx, *, tenant: TenantId, domain: str, name: str) -> FlowDraft | None:
    """Archived flows have no name of their own any more."""
    wanted = _flows(tenant).add_columns(flows.c.draft)
    row = tx.execute(
        wanted.where(flows.c.domain == domain, flows.c.name == name, flows.c.archived_at.is_(None))
    ).one_or_none()
    return FlowDraft(_summary(row), row.draft) if row else None


def find_published(tx: Tx, *, tenant: TenantId, domain: str) -> PublishedFlow | None:
    row = tx.execute(
        _flows(tenant)
        .add_columns(flow_versions.c.id.label("version_id"), flow_versions.c.definition, publications.c.published_at)
        .where(publications.c.domain == domain)
    ).one_or_none()
    if row is None:
        return None
    summary = _summary(row)
    return PublishedFlow(
        summary, row.published_version, FlowVersionId(row.version_id), row.published_at, row.definition
    )


def add_flow(
    tx: Tx, *, tenant: TenantId, domain: str, name: str, definition: Mapping[str, Any], by: UserId | None
) -> FlowId:
    """Store a new draft. Raises Conflict `flow_exists` when an open flow of this trade has the name."""
    new = insert(flows).values(tenant_id=tenant, domain=domain, name=name, draft=dict(definition), draft_by=by)
    try:
        return FlowId(tx.execute(new.returning(flows.c.id)).scalar_one())
    except IntegrityError as error:
        raise Conflict("flow_exists", "A flow of this name exists already.") from error


def lock_draft(tx: Tx, *, tenant: TenantId, flow: FlowId) -> tuple[str, Mapping[str, Any]] | None:
    """Give domain and draft of an open flow and keep others from changing it until this transaction ends."""
    row = tx.execute(
        select(flows.c.domain, flows.c.draft)
        .where(flows.c.tenant_id == tenant, flows.c.id == flow, flows.c.archived_at.is_(None))
        .with_for_update()
    ).one_or_none()
    return (row.domain, row.draft) if row else None


def add_version(
    tx: Tx, *, tenant: TenantId, flow: FlowId, definition: Mapping[str, Any], note: str, by: UserId | None
) -> tuple[FlowVersionId, int]:
    """Store the next version of a locked flow; gives its id and number."""
    number = tx.execute(
        update(flows)
        .where(flows.c.tenant_id == tenant, flows.c.id == flow)
        .values(latest_version=flows.c.latest_version + 1, updated_at=func.now())
        .returning(flows.c.latest_version)
    ).scalar_one()
    new = insert(flow_versions).values(
        tenant_id=tenant, flow_id=flow, number=number, definition=dict(definition), note=note, published_by=by
    )
    return FlowVersionId(tx.execute(new.returning(flow_versions.c.id)).scalar_one()), int(number)


def publish_version(tx: Tx, *, tenant: TenantId, domain: str, flow: FlowId, version: FlowVersionId) -> None:
    """Let this version answer new conversations of the trade."""
    now_answering = upsert(publications).values(tenant_id=tenant, domain=domain, flow_id=flow, flow_version_id=version)
    tx.execute(
        now_answering.on_conflict_do_update(
            index_elements=["tenant_id", "domain"],
            set_={"flow_id": flow, "flow_version_id": version, "published_at": func.now()},
        )
    )


def _flows(tenant: TenantId) -> Select[*tuple[Any, ...]]:
    """Summaries, each with the number of its version that answers now, if one does."""
    return (
        select(
            flows.c.id,
            flows.c.domain,
            flows.c.name,
            flows.c.draft_revision,
            flows.c.latest_version,
            flow_versions.c.number.label("published_version"),
            flows.c.archived_at.is_not(None).label("is_archived"),
            flows.c.created_at,
            flows.c.updated_at,
        )
        .outerjoin(
            publications,
            and_(
                publications.c.tenant_id == tenant,
                publications.c.flow_id == flows.c.id,
                publications.c.domain == flows.c.domain,
            ),
        )
        .outerjoin(
            flow_versions,
            and_(flow_versions.c.tenant_id == tenant, flow_versions.c.id == publications.c.flow_version_id),
        )
        .where(flows.c.tenant_id == tenant)
    )


def _summary(row: AnyRow) -> FlowSummary:
    return FlowSummary(
        id=FlowId(row.id),
        domain=row.domain,
        name=row.name,
        draft_revision=row.draft_revision,
        latest_version=row.latest_version,
        published_version=row.published_version,
        is_archived=row.is_archived,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
