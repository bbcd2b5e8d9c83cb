"""Use case: a draft, or an old version again, becomes the version that answers; never with errors, seldom with failing tests."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shared.domain.errors import FieldProblem, Invalid
from shared.domain.flows import FlowDraft, Publication
from shared.domain.ids import FlowId, FlowVersionId, TenantId, UserId
from shared.engine.problems import Problem
from shared.services.edit_flows import IfMatch, open_flow, version_not_found
from shared.services.prove_flow import Relatives, proof_of, read_relatives, with_numbers
from shared.store import flow_versions, flows
from shared.store.audit import Origin, record
from shared.store.core import Core, Tx

if TYPE_CHECKING:
    from shared.engine.simulate import TestResult


@dataclass(frozen=True, slots=True)
class Published:
    """version: the number. warnings: what the author may want to know."""

    version: int
    version_id: FlowVersionId
    warnings: tuple[Problem, ...] = ()


def publish(
    core: Core,
    *,
    tenant: TenantId,
    flow: FlowId,
    how: Publication,
    by: Origin,
    author: UserId | None = None,
    if_match: IfMatch | None = None,
) -> Published:
    """Freeze the draft as the next version and let it answer new conversations of its trade.

    The draft is proven outside of any transaction and published only if it is still the same afterwards.
    Raises NotFound `flow_not_found`, Conflict `flow_archived`, Stale `stale_draft`, Invalid `flow_has_errors`, `flow_tests_failed`.
    """
    with core.tenant(tenant) as tx:
        draft = open_flow(tx, tenant=tenant, flow=flow, if_match=if_match)
        relatives = _relatives(tx, tenant, draft, draft.definition)
    checked = _check(draft.definition, relatives, how)
    proven = IfMatch.revision(draft.summary.draft_revision)
    with core.tenant(tenant) as tx:
        open_flow(tx, tenant=tenant, flow=flow, if_match=proven, locked=True)
        return _freeze(tx, tenant, draft, checked, how, by=by, author=author)


def publish_again(
    core: Core,
    *,
    tenant: TenantId,
    flow: FlowId,
    number: int,
    how: Publication,
    by: Origin,
    author: UserId | None = None,
) -> Published:
    """Publish an old version as a new number (roll back); the draft stays as it is. Refused like any other publication.

    Raises NotFound `flow_not_found`, `flow_version_not_found`, Conflict `flow_archived`, Invalid.
    """
    with core.tenant(tenant) as tx:
        draft = open_flow(tx, tenant=tenant, flow=flow)
        definition = flow_versions.find_definition(tx, tenant=tenant, flow=flow, number=number)
        if definition is None:
            raise version_not_found()
        relatives = _relatives(tx, tenant, draft, definition)
    checked = _check(definition, relatives, how)
    with core.tenant(tenant) as tx:
        open_flow(tx, tenant=tenant, flow=flow, locked=True)
        return _freeze(tx, tenant, draft, checked, how, by=by, author=author, more={"from_version": number})


def publish_new(
    tx: Tx, *, tenant: TenantId, domain: str, name: str, definition: Mapping[str, Any], by: Origin
) -> FlowId:
    """Store a definition of ours as a new flow and publish it, in the transaction that makes its tenant.

    Raises Conflict `flow_exists`, Invalid `flow_has_errors`.
    """
    flow = flows.add_flow(tx, tenant=tenant, domain=domain, name=name, definition=definition, by=None)
    draft = open_flow(tx, tenant=tenant, flow=flow, locked=True)
    checked = _Checked(
        definition, refuse_errors(definition, Relatives()), ()
    )  # a pack's tests run with the service's own
    _freeze(tx, tenant, draft, checked, Publication(), by=by)
    return flow


def refuse_errors(definition: Mapping[str, Any], relatives: Relatives) -> tuple[Problem, ...]:
    """Give the warnings. Raises Invalid `flow_has_errors` with everything that stops publishing."""
    problems = proof_of(definition, relatives).problems
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        found = [FieldProblem(problem.path, problem.code, problem.message, problem.node) for problem in errors]
        raise Invalid("flow_has_errors", "The flow has errors; a flow with errors is never published.", found)
    return problems


@dataclass(frozen=True, slots=True)
class _Checked:
    definition: Mapping[str, Any]
    warnings: tuple[Problem, ...]
    failed: "tuple[TestResult, ...]"


def _relatives(tx: Tx, tenant: TenantId, draft: FlowDraft, definition: Mapping[str, Any]) -> Relatives:
    summary = draft.summary
    return read_relatives(tx, tenant=tenant, definition=definition, name=summary.name, flow=summary.id)


def _check(definition: Mapping[str, Any], relatives: Relatives, how: Publication) -> _Checked:
    """Prove and test what will be frozen. Raises Invalid."""
    from shared.services.run_flow_tests import run_tests_in_time

    warnings = refuse_errors(definition, relatives)
    tests = list(enumerate(run_tests_in_time(definition, subflows=relatives.subflows)))
    failed = [(at, test) for at, test in tests if not test.passed]
    if failed and how.force is None:
        found = [
            FieldProblem(f"tests[{at}]", "test_failed", f"{test.name}: {'; '.join(test.problems)}"[:2_000])
            for at, test in failed
        ]
        raise Invalid("flow_tests_failed", "Tests of the flow fail. Mend them, or publish with a reason.", found)
    return _Checked(with_numbers(definition, relatives.numbers), warnings, tuple(test for _, test in failed))


def _freeze(
    tx: Tx,
    tenant: TenantId,
    draft: FlowDraft,
    checked: _Checked,
    how: Publication,
    *,
    by: Origin,
    author: UserId | None = None,
    more: Mapping[str, Any] | None = None,
) -> Published:
    """Write the version of a locked flow, who answers, and who did it."""
    flow, domain = draft.summary.id, draft.summary.domain
    forced = how.force if checked.failed else None
    version, number = flow_versions.add_version(
        tx,
        tenant=tenant,
        flow=flow,
        definition=checked.definition,
        note=how.note,
        by=author,
        forced_reason=forced,
    )
    if how.answers:
        flow_versions.let_answer(tx, tenant=tenant, domain=domain, flow=flow, version=version, running=how.running)
    detail: dict[str, Any] = {"version": number, "running": how.running, "answers": how.answers, **(more or {})}
    if forced is not None:
        detail |= {"forced_reason": forced, "failed_tests": [test.name for test in checked.failed]}
    record(tx, tenant=tenant, by=by, action="flow_published", target=flow, detail=detail)
    return Published(number, version, checked.warnings)
