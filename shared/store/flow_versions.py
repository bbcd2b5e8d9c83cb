"""Published versions of flows: frozen, numbered, found by number or by the key other flows call them by; and which one answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, insert, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as upsert

from shared.domain.flows import FlowVersion, PublishedFlow, Running
from shared.domain.ids import FlowId, FlowVersionId, TenantId, UserId
from shared.store.core import Tx
from shared.store.flows import AUTHOR, author_of, summaries, summary_of
from shared.store.pages import Page, Position
from shared.store.tables import conversations, flow_versions, flows, publications, users

UNDER_WAY = ("waiting", "human")  # states of a conversation whose session has not ended


@dataclass(frozen=True, slots=True)
class Answering:
    """A flow's definition that answers for a trade now."""

    flow: FlowId
    name: str
    definition: Mapping[str, Any]


def find_published(tx: Tx, *, tenant: TenantId, domain: str) -> PublishedFlow | None:
    row = tx.execute(
        summaries(tenant)
        .add_columns(flow_versions.c.id.label("version_id"), flow_versions.c.definition, publications.c.published_at)
        .where(publications.c.domain == domain)
    ).one_or_none()
    if row is None:
        return None
    return PublishedFlow(
        summary_of(row), row.published_version, FlowVersionId(row.version_id), row.published_at, row.definition
    )


def list_answering(tx: Tx, *, tenant: TenantId) -> list[Answering]:
    """What answers now, one per trade at most."""
    rows = tx.execute(
        select(flows.c.id, flows.c.name, flow_versions.c.definition)
        .join(publications, and_(publications.c.tenant_id == tenant, publications.c.flow_id == flows.c.id))
        .join(
            flow_versions,
            and_(flow_versions.c.tenant_id == tenant, flow_versions.c.id == publications.c.flow_version_id),
        )
        .where(flows.c.tenant_id == tenant)
        .order_by(publications.c.domain)
    )
    return [Answering(FlowId(row.id), row.name, row.definition) for row in rows]


def find_definition(tx: Tx, *, tenant: TenantId, flow: FlowId, number: int) -> Mapping[str, Any] | None:
    found = select(flow_versions.c.definition).where(
        flow_versions.c.tenant_id == tenant, flow_versions.c.flow_id == flow, flow_versions.c.number == number
    )
    return tx.execute(found).scalar_one_or_none()


def find_callable(tx: Tx, *, tenant: TenantId, key: str, number: int | None) -> tuple[Mapping[str, Any], int] | None:
    """A flow as a `call` finds it, and its number: by key or name, the newest or the one given. As in `turns.definition_by_key`."""
    found = (
        select(flow_versions.c.definition, flow_versions.c.number)
        .join(flows, and_(flows.c.tenant_id == tenant, flows.c.id == flow_versions.c.flow_id))
        .where(flow_versions.c.tenant_id == tenant)
        .where(or_(flow_versions.c.definition["key"].astext == key, flows.c.name == key))
        .order_by(
            flows.c.archived_at.is_(None).desc(),
            flow_versions.c.number.desc(),
            flow_versions.c.created_at.desc(),
            flow_versions.c.id,
        )
        .limit(1)
    )
    if number is not None:
        found = found.where(flow_versions.c.number == number)
    row = tx.execute(found).one_or_none()
    return (row.definition, row.number) if row else None


def list_versions(tx: Tx, *, tenant: TenantId, flow: FlowId, before: Position | None, limit: int) -> Page[FlowVersion]:
    """Versions of a flow, the newest first."""
    rows = tx.execute(_history(tenant, flow, before).limit(limit + 1)).all()
    shown = rows[:limit]
    under_way = _count_under_way(tx, tenant, [FlowVersionId(row.id) for row in shown])
    items = tuple(
        FlowVersion(
            id=FlowVersionId(row.id),
            number=row.number,
            note=row.note,
            forced_reason=row.forced_reason,
            author=author_of(row),
            created_at=row.created_at,
            is_live=row.is_live,
            conversations=under_way.get(FlowVersionId(row.id), 0),
        )
        for row in shown
    )
    return Page(items, (shown[-1].created_at, shown[-1].id) if len(rows) > limit else None)


def add_version(
    tx: Tx,
    *,
    tenant: TenantId,
    flow: FlowId,
    definition: Mapping[str, Any],
    note: str,
    by: UserId | None,
    forced_reason: str | None = None,
) -> tuple[FlowVersionId, int]:
    """Store the next version of a locked flow; gives its id and number."""
    number = tx.execute(
        update(flows)
        .where(flows.c.tenant_id == tenant, flows.c.id == flow)
        .values(latest_version=flows.c.latest_version + 1)
        .returning(flows.c.latest_version)
    ).scalar_one()
    new = insert(
        flow_versions
    ).values(
        tenant_id=tenant,
        flow_id=flow,
        number=number,
        definition=dict(definition),
        note=note,
        forced_reason=forced_reason,
        published_by=by,
        created_at=func.clock_timestamp(),  # the flow is locked, so a later number is later, whenever its transaction began
    )
    return FlowVersionId(tx.execute(new.returning(flow_versions.c.id)).scalar_one()), int(number)


def let_answer(
    tx: Tx, *, tenant: TenantId, domain: str, flow: FlowId, version: FlowVersionId, running: Running = "finish"
) -> None:
    """Let this version answer new conversations of the trade."""
    now_answering = upsert(publications).values(
        tenant_id=tenant, domain=domain, flow_id=flow, flow_version_id=version, running=running
    )
    tx.execute(
        now_answering.on_conflict_do_update(
            index_elements=["tenant_id", "domain"],
            set_={"flow_id": flow, "flow_version_id": version, "running": running, "published_at": func.now()},
        )
    )


def _history(tenant: TenantId, flow: FlowId, before: Position | None) -> Any:
    found = (
        select(
            flow_versions.c.id,
            flow_versions.c.number,
            flow_versions.c.note,
            flow_versions.c.forced_reason,
            flow_versions.c.created_at,
            publications.c.flow_version_id.is_not(None).label("is_live"),
            *AUTHOR,
        )
        .outerjoin(users, and_(users.c.tenant_id == tenant, users.c.id == flow_versions.c.published_by))
        .outerjoin(
            publications,
            and_(publications.c.tenant_id == tenant, publications.c.flow_version_id == flow_versions.c.id),
        )
        .where(flow_versions.c.tenant_id == tenant, flow_versions.c.flow_id == flow)
        .order_by(flow_versions.c.created_at.desc(), flow_versions.c.id.desc())
    )
    return found.where(tuple_(flow_versions.c.created_at, flow_versions.c.id) < before) if before else found


def _count_under_way(tx: Tx, tenant: TenantId, versions: list[FlowVersionId]) -> dict[FlowVersionId, int]:
    rows = tx.execute(
        select(conversations.c.flow_version_id, func.count().label("under_way"))
        .where(conversations.c.tenant_id == tenant, conversations.c.flow_version_id.in_(versions))
        .where(conversations.c.state["status"].astext.in_(UNDER_WAY))
        .group_by(conversations.c.flow_version_id)
    )
    return {FlowVersionId(row.flow_version_id): row.under_way for row in rows}
