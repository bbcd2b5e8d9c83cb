"""Use case: do a slow effect that a turn asked for, outside of any transaction, and let a turn take the answer."""

from typing import Any
from uuid import UUID, uuid4

from shared.domain.ids import ConversationId, TenantId
from shared.engine.events import EffectAnswered
from shared.ports import Cipher, HttpCaller
from shared.services.converse import RETRY_PAUSE, Conversed, already, run_counted
from shared.services.flow_cache import FlowCache
from shared.services.turn import Arrived, take_turn
from shared.store import conversations, tasks
from shared.store.database import Database, Tx
from shared.store.tasks import Task

SAFE_TO_REPEAT = {"GET", "PUT", "DELETE"}  # what HTTP itself calls idempotent


def perform(
    database: Database,
    flows: FlowCache,
    http: HttpCaller,
    cipher: Cipher,
    *,
    tenant: TenantId,
    conversation: ConversationId,
) -> Conversed:
    """Do the conversation's oldest task, if it is due. Safe on any number of instances: one has it, the others find none.

    The call happens at most once for methods that HTTP does not call idempotent: a lost attempt is answered with
    `unknown_outcome`, never repeated. Raises StoreUnavailable and ConverseFailed.
    """
    token = uuid4()
    task = database.in_one_flight(
        tenant,
        lambda tx: tasks.claim_task(tx, conversation=conversation, token=token),
        lambda cursor: tasks.as_task(cursor.fetchone()),
    )
    if task is None:
        return Conversed()
    result = _call(database, http, cipher, tenant, task)
    turn_token = uuid4()
    return run_counted(
        database,
        tenant,
        lambda tx: _answer(tx, flows, task, result, turn_token),
        lambda tx, _reason: _put_off(tx, task),
    )


def _put_off(tx: Tx, task: Task) -> None:
    """The turn that should hear the answer failed for a reason of its own."""
    if task.attempt >= tasks.MAX_ATTEMPTS:
        tasks.finish_task(tx, task=task, outcome="given_up")
    else:
        tasks.put_off(tx, task=task, pause=RETRY_PAUSE * 2**task.attempt)


def _call(database: Database, http: HttpCaller, cipher: Cipher, tenant: TenantId, task: Task) -> dict[str, Any]:
    if task.kind != "http":
        return {"ok": False, "error": "not_available"}
    if task.attempt > 1 and task.request.get("method") not in SAFE_TO_REPEAT:
        return {"ok": False, "error": "unknown_outcome"}
    headers: dict[str, str] = {}
    for name, value in task.request.get("headers", {}).items():
        if isinstance(value, dict):
            found = database.as_tenant(tenant, lambda tx, key=value["secret"]: tasks.sealed_secret(tx, name=key))  # type: ignore[misc] # mypy cannot type lambda defaults
            if found is None:
                return {"ok": False, "error": "secret_not_found"}
            value = cipher.open(found[1], tenant=tenant, row=found[0], column="value")  # noqa: PLW2901 - the name's value
        headers[name] = value
    return http.call({**task.request, "headers": headers})


def _answer(tx: Tx, flows: FlowCache, task: Task, result: dict[str, Any], token: UUID) -> Conversed:
    """The turn that hears the answer; a conversation that people have meanwhile only notes that it came."""
    context = conversations.as_context(conversations.open_by_id(tx, conversation=task.conversation).fetchone())
    outcome = "ok" if result.get("ok") is True else str(result.get("error", "error"))
    if context is not None and context.tenant_status != "active":
        return Conversed()  # it is done once more when the tenant is active again
    if context is None or not tasks.finish_task(tx, task=task, outcome=outcome):
        return already(tx, token)
    if context.owner != "bot":
        return Conversed(context.id)
    taken = take_turn(tx, context, flows, EffectAnswered(task.key, result), Arrived(), token=token)
    return Conversed(context.id, taken.claim, taken.has_sends, token=token, has_tasks=taken.has_tasks)
