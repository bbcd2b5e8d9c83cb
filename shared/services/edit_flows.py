"""Use cases of a flow's draft: made, saved without overwriting a colleague, copied, put away, brought back, deleted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shared.domain.errors import Conflict, FieldProblem, Invalid, NotFound, Stale, TooLarge
from shared.domain.flows import FlowDraft
from shared.domain.ids import FlowId, TenantId, UserId
from shared.engine.shape import read_shape
from shared.services.choose_domain import require_known
from shared.services.prove_flow import Relatives, proof_of, read_relatives
from shared.store import flows
from shared.store.audit import Origin, record
from shared.store.core import Core, Tx

if TYPE_CHECKING:
    from shared.engine.validate import Proof


@dataclass(frozen=True, slots=True)
class IfMatch:
    """Which copies of a draft the caller knows, as the header `If-Match` says it. None in it = any that exists."""

    tags: frozenset[str] | None

    @staticmethod
    def of(header: str) -> "IfMatch":
        tags = frozenset(tag.strip() for tag in header.split(","))
        return IfMatch(None if "*" in tags else tags)

    @staticmethod
    def revision(revision: int) -> "IfMatch":
        return IfMatch(frozenset({f'"{revision}"'}))

    def allows(self, draft: FlowDraft) -> bool:
        return self.tags is None or f'"{draft.summary.draft_revision}"' in self.tags


@dataclass(frozen=True, slots=True)
class Saved:
    """is_new: the flow was made by this. proof: what is wrong with the draft, which is kept all the same."""

    draft: FlowDraft
    proof: "Proof"
    is_new: bool = False


def save_by_name(
    core: Core,
    *,
    tenant: TenantId,
    domain: str,
    name: str,
    definition: Mapping[str, Any],
    by: Origin,
    author: UserId,
    if_match: IfMatch | None = None,
) -> Saved:
    """Make a flow, or save the draft of the one with this name.

    if_match: None = whatever is there is replaced. Raises Invalid `unknown_domain`, Stale, TooLarge, Invalid, Conflict.
    """
    require_known(domain)
    refuse_unreadable(definition)
    with core.tenant(tenant) as tx:
        found = flows.find_flow_by_name(tx, tenant=tenant, domain=domain, name=name)
        if found is None:
            flow = add(tx, tenant=tenant, domain=domain, name=name, definition=definition, by=by, author=author)
        else:
            flow = found.summary.id
            open_flow(tx, tenant=tenant, flow=flow, if_match=if_match, locked=True)
            _save(tx, tenant=tenant, flow=flow, definition=definition, name=None, by=by, author=author)
        after = _read_again(tx, tenant, flow)
    return _saved(after, is_new=found is None)


def save_draft(
    core: Core,
    *,
    tenant: TenantId,
    flow: FlowId,
    definition: Mapping[str, Any],
    name: str | None,
    by: Origin,
    author: UserId,
    if_match: IfMatch,
) -> Saved:
    """Replace a draft that nobody has changed since the caller read it; name None = keep.

    Raises NotFound, Conflict `flow_archived`, `flow_exists`, Stale `stale_draft`, TooLarge, Invalid.
    """
    refuse_unreadable(definition)
    with core.tenant(tenant) as tx:
        open_flow(tx, tenant=tenant, flow=flow, if_match=if_match, locked=True)
        _save(tx, tenant=tenant, flow=flow, definition=definition, name=name, by=by, author=author)
        after = _read_again(tx, tenant, flow)
    return _saved(after)


def create(
    core: Core,
    *,
    tenant: TenantId,
    domain: str,
    name: str,
    definition: Mapping[str, Any],
    by: Origin,
    author: UserId,
    origin: Mapping[str, Any],
) -> Saved:
    """Make a flow from something: a template, a file, another flow (`origin` says which, for the audit).

    Raises Invalid `unknown_domain`, Conflict `flow_exists`, `quota_exceeded`, TooLarge, Invalid.
    """
    require_known(domain)
    refuse_unreadable(definition)
    with core.tenant(tenant) as tx:
        flow = add(
            tx, tenant=tenant, domain=domain, name=name, definition=definition, by=by, author=author, origin=origin
        )
        after = _read_again(tx, tenant, flow)
    return _saved(after, is_new=True)


def clone(core: Core, *, tenant: TenantId, flow: FlowId, name: str, by: Origin, author: UserId) -> Saved:
    """Copy a draft under another name, an archived one too. Raises NotFound, Conflict `flow_exists`, `quota_exceeded`."""
    with core.tenant(tenant) as tx:
        source = flows.find_flow(tx, tenant=tenant, flow=flow)
        if source is None:
            raise flow_not_found()
        made = add(
            tx,
            tenant=tenant,
            domain=source.summary.domain,
            name=name,
            definition=source.definition,
            by=by,
            author=author,
            origin={"cloned_from": str(flow)},
        )
        after = _read_again(tx, tenant, made)
    return _saved(after, is_new=True)


def archive(core: Core, *, tenant: TenantId, flow: FlowId, by: Origin) -> FlowDraft:
    """Put a flow away; again changes nothing. Conversations on its versions go on. Raises NotFound, Conflict `flow_published`."""
    with core.tenant(tenant) as tx:
        draft = _lock(tx, tenant, flow)
        _refuse_published(draft)
        if not draft.summary.is_archived:
            flows.put_away(tx, tenant=tenant, flow=flow, archived=True)
            record(tx, tenant=tenant, by=by, action="flow_archived", target=flow)
        return _lock(tx, tenant, flow)


def unarchive(core: Core, *, tenant: TenantId, flow: FlowId, by: Origin) -> FlowDraft:
    """Bring it back; again changes nothing. Raises NotFound, Conflict `flow_exists`, `quota_exceeded`."""
    with core.tenant(tenant) as tx:
        draft = _lock(tx, tenant, flow)
        if draft.summary.is_archived:
            _refuse_too_many(tx, tenant)
            flows.put_away(tx, tenant=tenant, flow=flow, archived=False)
            record(tx, tenant=tenant, by=by, action="flow_unarchived", target=flow)
        return _lock(tx, tenant, flow)


def delete(core: Core, *, tenant: TenantId, flow: FlowId, by: Origin) -> bool:
    """Delete a flow that was never published; archive one that was, since its versions are part of what was said.

    True = it is gone, False = it is archived. Raises NotFound, Conflict `flow_published`.
    """
    with core.tenant(tenant) as tx:
        draft = _lock(tx, tenant, flow)
        _refuse_published(draft)
        gone = draft.summary.latest_version == 0
        if gone:
            flows.delete_flow(tx, tenant=tenant, flow=flow)
        else:
            flows.put_away(tx, tenant=tenant, flow=flow, archived=True)
        action = "flow_deleted" if gone else "flow_archived"
        record(tx, tenant=tenant, by=by, action=action, target=flow, detail={"name": draft.summary.name})
    return gone


def add(
    tx: Tx,
    *,
    tenant: TenantId,
    domain: str,
    name: str,
    definition: Mapping[str, Any],
    by: Origin,
    author: UserId,
    origin: Mapping[str, Any] | None = None,
) -> FlowId:
    _refuse_too_many(tx, tenant)
    flow = flows.add_flow(tx, tenant=tenant, domain=domain, name=name, definition=definition, by=author)
    detail = {"domain": domain, "name": name, **(origin or {})}
    record(tx, tenant=tenant, by=by, action="flow_created", target=flow, detail=detail)
    return flow


def open_flow(
    tx: Tx, *, tenant: TenantId, flow: FlowId, if_match: IfMatch | None = None, locked: bool = False
) -> FlowDraft:
    """Give a flow that may be changed. Raises NotFound, Conflict `flow_archived`, Stale `stale_draft`."""
    draft = _lock(tx, tenant, flow) if locked else flows.find_flow(tx, tenant=tenant, flow=flow)
    if draft is None:
        raise flow_not_found()
    if draft.summary.is_archived:
        raise Conflict("flow_archived", "The flow is archived. Bring it back first.")
    if if_match is not None and not if_match.allows(draft):
        raise _stale(draft)
    return draft


def refuse_unreadable(definition: Mapping[str, Any]) -> None:
    """Refuse what is not worth keeping even as a draft: too large, too deep, too many nodes. Raises TooLarge, Invalid."""
    for problem in read_shape(definition):
        if problem.code == "definition_too_large":
            raise TooLarge(problem.code, problem.message)
        fault = FieldProblem(problem.path, problem.code, problem.message, problem.node)
        raise Invalid(problem.code, problem.message, [fault])


def flow_not_found() -> NotFound:
    return NotFound("flow_not_found", "There is no such flow.")


def version_not_found() -> NotFound:
    return NotFound("flow_version_not_found", "The flow has no version of this number.")


def _save(
    tx: Tx,
    *,
    tenant: TenantId,
    flow: FlowId,
    definition: Mapping[str, Any],
    name: str | None,
    by: Origin,
    author: UserId,
) -> None:
    flows.save_draft(tx, tenant=tenant, flow=flow, definition=definition, name=name, by=author)
    detail = {"name": name} if name is not None else {}
    record(tx, tenant=tenant, by=by, action="flow_draft_saved", target=flow, detail=detail)


def _read_again(tx: Tx, tenant: TenantId, flow: FlowId) -> tuple[FlowDraft, Relatives]:
    draft = _lock(tx, tenant, flow)
    name = draft.summary.name
    return draft, read_relatives(tx, tenant=tenant, definition=draft.definition, name=name, flow=flow)


def _saved(after: tuple[FlowDraft, Relatives], *, is_new: bool = False) -> Saved:
    """Prove what was saved, when the transaction is over: it may take a while."""
    draft, relatives = after
    return Saved(draft, proof_of(draft.definition, relatives), is_new)


def _lock(tx: Tx, tenant: TenantId, flow: FlowId) -> FlowDraft:
    found = flows.find_flow(tx, tenant=tenant, flow=flow, locked=True)
    if found is None:
        raise flow_not_found()
    return found


def _refuse_published(draft: FlowDraft) -> None:
    if draft.summary.published_version is not None:
        raise Conflict("flow_published", "The flow answers now. Publish another one of its trade first.")


def _refuse_too_many(tx: Tx, tenant: TenantId) -> None:
    if flows.count_open(tx, tenant=tenant) >= flows.MAX_LISTED:
        raise Conflict("quota_exceeded", f"There are {flows.MAX_LISTED} flows already. Archive some first.")


def _stale(draft: FlowDraft) -> Stale:
    who = draft.saved_by.name if draft.saved_by else "Somebody"
    when = f"{draft.summary.updated_at:%Y-%m-%dT%H:%M:%SZ}"
    return Stale("stale_draft", f"{who} saved this draft at {when}, after you read it. Read it again and compare.")
