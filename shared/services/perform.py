"""Use case: do a slow effect that a turn asked for, outside of any transaction, and let a turn take the answer."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from shared.domain.ids import ConversationId, TenantId
from shared.engine.events import EffectAnswered
from shared.ports import Cipher, HttpCaller
from shared.services.ai.tasks import Ai, do_model_task
from shared.services.call_http import call_http
from shared.services.converse import RETRY_PAUSE, Conversed, already, run_counted
from shared.services.flow_cache import FlowCache
from shared.services.turn import Arrived, take_turn
from shared.store import conversations, messages, tasks
from shared.store.database import Database, Tx
from shared.store.tasks import Task


@dataclass(frozen=True, slots=True)
class Reach:
    """What slow effects reach out with. ai: None = no model is configured."""

    http: HttpCaller
    cipher: Cipher
    ai: Ai | None = None


def perform(
    database: Database, flows: FlowCache, reach: Reach, *, tenant: TenantId, conversation: ConversationId
) -> Conversed:
    """Do the conversation's oldest task, if it is due. Safe on any number of instances: one has it, the others find none.

    A call is made at most once, except for HTTP methods that may be repeated. Raises StoreUnavailable and ConverseFailed.
    """
    token = uuid4()
    model_lease = reach.ai.lease if reach.ai else tasks.LEASE
    task = database.in_one_flight(
        tenant,
        lambda tx: tasks.claim_task(tx, conversation=conversation, token=token, model_lease=model_lease),
        lambda cursor: tasks.as_task(cursor.fetchone()),
    )
    if task is None:
        return Conversed()
    result = _do(database, reach, tenant, task)
    turn_token = uuid4()
    return run_counted(
        database,
        tenant,
        turn_token,
        lambda tx: _answer(tx, flows, task, result, turn_token, asks_models=reach.ai is not None),
        lambda tx, _reason: _put_off(tx, task),
    )


def _put_off(tx: Tx, task: Task) -> None:
    """The turn that should hear the answer failed for a reason of its own."""
    if task.attempt >= tasks.MAX_ATTEMPTS:
        tasks.finish_task(tx, task=task, outcome="given_up")
    else:
        tasks.put_off(tx, task=task, pause=RETRY_PAUSE * 2**task.attempt)


def _do(database: Database, reach: Reach, tenant: TenantId, task: Task) -> dict[str, Any]:
    if task.kind == "model":
        return do_model_task(database, reach.ai, tenant=tenant, task=task)
    return call_http(database, reach.http, reach.cipher, tenant=tenant, task=task)


def _answer(
    tx: Tx, flows: FlowCache, task: Task, result: dict[str, Any], token: UUID, *, asks_models: bool
) -> Conversed:
    """The turn that hears the answer; a conversation that people have meanwhile only notes that it came."""
    context = conversations.as_context(conversations.open_by_id(tx, conversation=task.conversation).fetchone())
    outcome = "ok" if result.get("ok") is True else str(result.get("error", "error"))
    if context is not None and context.tenant_status != "active":
        return Conversed()  # it is done once more when the tenant is active again
    if context is None or not tasks.finish_task(tx, task=task, outcome=outcome):
        return already(tx, token)
    if task.request.get("task") == "transcribe" and result.get("ok") is True:
        wamid, words = str(task.request.get("wamid", "")), str(result.get("text", ""))
        messages.note_transcript(tx, conversation=task.conversation, wamid=wamid, text=words)
    if context.owner != "bot":
        return Conversed(context.id)
    answered = EffectAnswered(task.key, result)
    taken = take_turn(tx, context, flows, answered, Arrived(), token=token, asks_models=asks_models)
    return Conversed(context.id, taken.claim, taken.has_sends, token=token, has_tasks=taken.has_tasks)
