"""Flows and their drafts: listed, found, saved, put away."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, and_, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from shared.domain.errors import Conflict
from shared.domain.flows import Author, FlowDraft, FlowSummary
from shared.domain.ids import FlowId, TenantId, UserId
from shared.store.core import Tx
from shared.store.tables import AnyRow, flow_versions, flows, publications, users

MAX_LISTED = 500  # flows of a tenant in one answer; as many as a tenant may have open


def list_flows(tx: Tx, *, tenant: TenantId, domain: str | None, include_archived: bool) -> list[FlowSummary]:
    """Flows by name."""
    found = summaries(tenant)
    if domain is not None:
        found = found.where(flows.c.domain == domain)
    if not include_archived:
        found = found.where(flows.c.archived_at.is_(None))
    rows = tx.execute(found.order_by(func.lower(flows.c.name), flows.c.id).limit(MAX_LISTED))
    return [summary_of(row) for row in rows]


def count_open(tx: Tx, *, tenant: TenantId) -> int:
    """How many flows are not archived; counts no further than one too many."""
    few = select(flows.c.id).where(flows.c.tenant_id == tenant, flows.c.archived_at.is_(None)).limit(MAX_LISTED + 1)
    return int(tx.execute(select(func.count()).select_from(few.subquery())).scalar_one())


def find_flow(tx: Tx, *, tenant: TenantId, flow: FlowId, locked: bool = False) -> FlowDraft | None:
    """locked: nobody else changes it until this transaction ends."""
    if locked:
        tx.execute(select(flows.c.id).where(flows.c.tenant_id == tenant, flows.c.id == flow).with_for_update())
    return _draft(tx.execute(_drafts(tenant).where(flows.c.id == flow)).one_or_none())


def find_flow_by_name(tx: Tx, *, tenant: TenantId, domain: str, name: str) -> FlowDraft | None:
    """Archived flows have no name of their own any more."""
    named = _drafts(tenant).where(flows.c.domain == domain, flows.c.name == name, flows.c.archived_at.is_(None))
    return _draft(tx.execute(named).one_or_none())


def add_flow(
    tx: Tx, *, tenant: TenantId, domain: str, name: str, definition: Mapping[str, Any], by: UserId | None
) -> FlowId:
    """Store a new draft. Raises Conflict `flow_exists` when an open flow of this trade has the name."""
    new = insert(flows).values(tenant_id=tenant, domain=domain, name=name, draft=dict(definition), draft_by=by)
    try:
        return FlowId(tx.execute(new.returning(flows.c.id)).scalar_one())
    except IntegrityError as error:
        raise flow_exists() from error


def save_draft(
    tx: Tx, *, tenant: TenantId, flow: FlowId, definition: Mapping[str, Any], name: str | None, by: UserId | None
) -> None:
    """Replace the draft of a locked flow; its revision rises. name None = keep. Raises Conflict `flow_exists`."""
    values = {"name": name} if name is not None else {}
    change = update(flows).where(flows.c.tenant_id == tenant, flows.c.id == flow)
    try:
        tx.execute(
            change.values(
                draft=dict(definition),
                draft_by=by,
                draft_revision=flows.c.draft_revision + 1,
                updated_at=func.now(),
                **values,
            )
        )
    except IntegrityError as error:
        raise flow_exists() from error


def put_away(tx: Tx, *, tenant: TenantId, flow: FlowId, archived: bool) -> None:
    """Archive or bring back. Raises Conflict `flow_exists` when its name has been taken meanwhile."""
    change = update(flows).where(flows.c.tenant_id == tenant, flows.c.id == flow)
    try:
        tx.execute(change.values(archived_at=func.now() if archived else None))
    except IntegrityError as error:
        raise flow_exists() from error


def delete_flow(tx: Tx, *, tenant: TenantId, flow: FlowId) -> None:
    """Delete a flow that has no versions; those are kept for ever."""
    tx.execute(delete(flows).where(flows.c.tenant_id == tenant, flows.c.id == flow))


def summaries(tenant: TenantId) -> Select[*tuple[Any, ...]]:
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


def summary_of(row: AnyRow) -> FlowSummary:
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


def author_of(row: AnyRow) -> Author | None:
    """Who stands in the columns `author_id`, `author_name`, `author_email` of a row; None for nobody known."""
    return Author(UserId(row.author_id), row.author_name or row.author_email) if row.author_id else None


AUTHOR = (users.c.id.label("author_id"), users.c.name.label("author_name"), users.c.email.label("author_email"))


def flow_exists() -> Conflict:
    return Conflict("flow_exists", "A flow of this name exists already.")


def _drafts(tenant: TenantId) -> Select[*tuple[Any, ...]]:
    return (
        summaries(tenant)
        .add_columns(flows.c.draft, *AUTHOR)
        .outerjoin(users, and_(users.c.tenant_id == tenant, users.c.id == flows.c.draft_by))
    )


def _draft(row: AnyRow | None) -> FlowDraft | None:
    return FlowDraft(summary_of(row), row.draft, author_of(row)) if row else None
